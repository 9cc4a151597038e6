"""How much more often words of each class follow one another than in any order, from the project's own sentences.

`python -m tests.benchmarks.neighbours` prints the table of `grader/language/neighbours.py`: the logarithm of observed
over expected, in fifths, from the golden answers, the rubric, the bank of synthetic papers, the documentation and the
docstrings; expected is what the words of each text would give in any order.
"""

from __future__ import annotations

import math
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from pathlib import Path

import yaml

from grader.language.classes import END, LETTER, NUMBER, SIGN, START, classes_of
from grader.language.neighbours import LEAST, LETTERS
from grader.language.words import read_words

ROOT = Path(__file__).parent.parent.parent
PROSE = 0.2
"""What a sentence of documentation weighs beside an answer."""
_FEWEST = 3
_PRIOR = 0.5
_LEAST_OF_FORMULAS = -4
"""Formulas and lists follow no grammar of words."""
_FORMULAS = frozenset(["=", "(", ")", ":", NUMBER, SIGN, LETTER])
_CODE = re.compile(r"```.*?```|^\|.*?$|^#.*?$", re.DOTALL | re.MULTILINE)
Pairs = Counter[tuple[str, str]]


def main() -> None:
    """Print the classes, and a row for each: what follows it, by letters."""
    observed, expected = Pairs(), Pairs()
    for text, weight in (*((text, 1.0) for text in answers()), *((text, PROSE) for text in prose())):
        _count(classes_of(read_words(text)), weight, observed, expected)
    befores, afters = ({*names} for names in zip(*expected, strict=True))
    sys.stdout.write("\n".join(textwrap.wrap(" ".join(sorted(afters)), 110)) + "\n\n")
    for first in sorted(befores):
        odds = (LETTERS[_fifths((first, second), observed, expected) - LEAST] for second in sorted(afters))
        sys.stdout.write(f"{first:7}{''.join(odds)}\n")


def _count(classes: Sequence[tuple[str, ...]], weight: float, observed: Pairs, expected: Pairs) -> None:
    """Add the pairs of neighbours of a text, and those of the same words in any order."""
    if len(classes) < _FEWEST:
        return
    for first, second in pairwise([(START,), *classes, (END,)]):
        for pair in product(first, second):
            observed[pair] += weight / len(first) / len(second)  # type: ignore[assignment]
    counts: Counter[str] = Counter()
    for each in classes:
        for name in each:
            counts[name] += 1 / len(each)  # type: ignore[assignment]
    for first_name, often in counts.items():
        expected[START, first_name] += weight * often / len(classes)  # type: ignore[assignment]
        expected[first_name, END] += weight * often / len(classes)  # type: ignore[assignment]
        for second_name, count in counts.items():
            others = max(count - (first_name == second_name), 0)
            expected[first_name, second_name] += weight * often * others / len(classes)  # type: ignore[assignment]


def answers() -> Iterator[str]:
    """The golden answers, and the sentences of the rubric and of the bank of synthetic papers."""
    golden = yaml.load((ROOT / "tests/golden/ideas.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
    for rows in golden.values():
        yield from (row["says"] for row in rows)
    rubric = yaml.load((ROOT / "rubrics/partiel-2018.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
    wanted = {"text", "earns", "does_not_earn", "reference", "question"}
    yield from _texts(rubric, wanted)
    bank = yaml.load((ROOT / "tests/benchmarks/bank.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
    yield from _texts(bank, None)


def prose() -> Iterator[str]:
    """Paragraphs of the documentation, the docstrings and the texts that students and teachers read."""
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        yield from _paragraphs(_CODE.sub("", path.read_text(encoding="utf-8")))
    for path in (ROOT / "grader").rglob("*.py"):
        for docstring in re.findall(r'"""(.*?)"""', path.read_text(encoding="utf-8"), re.DOTALL):
            yield from _paragraphs(docstring.split(">>>")[0])
    for path in (ROOT / "grader/texts").rglob("*.yaml"):
        texts = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
        yield from (re.sub(r"\{[^}]*\}", "x", text) for text in _texts(texts, None) if len(text) > 25)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.sub(r"`[^`]*`", "name", text).split("\n\n"):
        if len(paragraph) > 30:
            yield " ".join(paragraph.split())


def _texts(node: object, wanted: set[str] | None, *, inside: bool = False) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, wanted, inside=wanted is None or key in wanted)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value, wanted, inside=inside)
    elif inside:
        yield str(node)


def _fifths(pair: tuple[str, str], observed: Pairs, expected: Pairs) -> int:
    odds = round(5 * math.log((observed[pair] + _PRIOR) / (expected[pair] + _PRIOR)))
    least = LEAST if _FORMULAS.isdisjoint(pair) else _LEAST_OF_FORMULAS
    return max(least, min(LEAST + len(LETTERS) - 1, odds))


if __name__ == "__main__":
    main()
