"""How much more often words of each class follow one another than by chance, from the project's own sentences.

`python -m tests.benchmarks.neighbours` prints the table of `grader/language/neighbours.py`: the logarithm of observed
over expected, in fifths, from the golden answers, the rubric, the documentation and the docstrings.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import yaml

from grader.language.classes import END, LETTER, NUMBER, SIGN, START, classes_of
from grader.language.words import read_words

ROOT = Path(__file__).parent.parent.parent
PROSE = 0.3
"""What a sentence of documentation weighs beside an answer."""
_PRIOR = 0.6
_LEAST, _MOST = -12, 6
_LEAST_OF_FORMULAS = -3
"""Formulas and lists follow no grammar of words."""
_FORMULAS = frozenset(["=", "(", ")", ":", NUMBER, SIGN, LETTER])
_CODE = re.compile(r"```.*?```|^\|.*?$|^#.*?$", re.DOTALL | re.MULTILINE)


def main() -> None:
    """Print a row for each class: what follows it."""
    pairs: Counter[tuple[str, str]] = Counter()
    for text, weight in (*((text, 1.0) for text in answers()), *((text, PROSE) for text in prose())):
        classes = [START, *(classes_of(word)[0] for word in read_words(text)), END]
        for pair in pairwise(classes):
            pairs[pair] += weight  # type: ignore[assignment]
    before, after = Counter[str](), Counter[str]()
    for (first, second), count in pairs.items():
        before[first] += count
        after[second] += count
    total = sum(pairs.values())
    sys.stdout.write(f"{'':6}" + "".join(f"{name:>6}" for name in sorted(after)) + "\n")
    for first in sorted(before):
        odds = (
            _fifths(first, second, pairs[first, second], before[first] * after[second] / total)
            for second in sorted(after)
        )
        sys.stdout.write(f"{first:6}" + "".join(f"{each:6}" for each in odds) + "\n")


def answers() -> Iterator[str]:
    """The golden answers, and the sentences of the rubric."""
    golden = yaml.load((ROOT / "tests/golden/ideas.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
    for rows in golden.values():
        yield from (row["says"] for row in rows)
    rubric = yaml.load((ROOT / "rubrics/partiel-2018.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
    wanted = {"text", "earns", "does_not_earn", "reference", "question"}
    yield from _texts(rubric, wanted)


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


def _fifths(first: str, second: str, count: float, expected: float) -> int:
    odds = round(5 * math.log((count + _PRIOR) / (expected + _PRIOR)))
    least = _LEAST_OF_FORMULAS if {first, second} & _FORMULAS else _LEAST
    return max(least, min(_MOST, odds))


if __name__ == "__main__":
    main()
