"""How long judging the open answers of one paper takes once warm, and how it grows with the answers' length.

`python tests/benchmarks/ideas.py [PAPER …]`

The floor is what any judge must do with the same texts in the same run: fold their letters and cut them into words.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from grader.dependencies import judging_order
from grader.key import cached
from grader.kinds.ideas import IdeasKind
from grader.language import matching, words
from grader.loading.submission import load_submission
from grader.model import Case
from grader.nodes import Mapping, Node, Scalar, as_text
from grader.placing import place
from grader.rubric import load_rubric
from grader.submission import Submission

ROOT = Path(__file__).parent.parent.parent
RUNS = 15
LENGTHS = (1, 2, 4, 8)
_WORD = re.compile(r"\w+|[^\w\s]")


def main(papers: list[Path]) -> None:
    """Print the best time of each paper in milliseconds, and how many times the floor that is."""
    rubric = load_rubric(ROOT / "rubrics" / "partiel-2018.yaml")
    key = cached(rubric)
    parts = [part for part in judging_order(rubric) if isinstance(part.kind, IdeasKind)]

    def judge(submission: Submission) -> None:
        words.read_words.cache_clear()
        matching.read_text.cache_clear()
        for part in parts:
            part.kind.judge(Case(part, rubric, key[part.id], submission, {}))

    found = []
    for paper in papers:
        submission = place(load_submission(paper), rubric)
        texts = [as_text(node).text for node in submission.answers.values()]
        spent, floor = _best(lambda s=submission: judge(s)), _best(lambda t=texts: _floor(t))
        found.append(spent)
        _say(f"{paper.stem:20} {1000 * spent:6.2f} ms, {spent / floor:5.1f} times the floor")
    _say(f"{'median':20} {1000 * statistics.median(found):6.2f} ms")
    longest = max(papers, key=lambda paper: paper.stat().st_size)
    once = place(load_submission(longest), rubric)
    times = [_best(lambda n=n: judge(_longer(once, n))) / n for n in LENGTHS]
    growth = ", ".join(f"{n} × {spent / times[0]:.2f}" for n, spent in zip(LENGTHS, times, strict=True))
    _say(f"time a word, by length: {growth}")


def _longer(submission: Submission, times: int) -> Submission:
    return replace(
        submission, answers={key: _repeated(node, times) for key, node in submission.answers.items()}
    )


def _repeated(node: Node, times: int) -> Node:
    if isinstance(node, Scalar):
        return replace(node, text="\n\n".join([node.text] * times))
    if isinstance(node, Mapping):
        return replace(node, entries=tuple((key, _repeated(each, times)) for key, each in node.entries))
    return node


def _floor(texts: list[str]) -> None:
    for text in texts:
        _WORD.findall(unicodedata.normalize("NFKD", text).casefold())


def _best(run: Callable[[], None]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    main(given or sorted((ROOT / "submissions_example").glob("[!h]*.yaml")))
