"""How long judging the equations of Exercise 1 of one paper takes once the key is loaded, nothing of the paper read before.

Least and median, and the least as a multiple of reading the paper's YAML with PyYAML's C loader in the same run: on a
shared machine the median tells as much of the neighbours.

`python tests/benchmarks/exercise.py [PAPER …]`
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import yaml

from grader.dependencies import judging_order
from grader.formulas.orientation import read_oriented
from grader.key import cached
from grader.kinds.equations import EquationsKind
from grader.loading.submission import load_submission
from grader.maths.statements import read_answer
from grader.model import Case
from grader.placing import place
from grader.rubric import load_rubric
from grader.submission import Submission
from grader.verdict import Verdict

ROOT = Path(__file__).parent.parent.parent
RUNS = 20


def main(papers: list[Path]) -> None:
    """Print the least and the median time of each paper in milliseconds, and the ratio to the floor."""
    rubric = load_rubric(ROOT / "rubrics" / "partiel-2018.yaml")
    key = cached(rubric)
    parts = [part for part in judging_order(rubric) if isinstance(part.kind, EquationsKind)]

    def judge(submission: Submission) -> None:
        read_answer.cache_clear()
        read_oriented.cache_clear()
        verdicts: dict[str, Verdict] = {}
        for part in parts:
            verdicts[part.id] = part.kind.judge(Case(part, rubric, key[part.id], submission, dict(verdicts)))

    for paper in papers:
        submission = place(load_submission(paper), rubric)
        content = paper.read_bytes()
        judging = _times(partial(judge, submission))
        floor = min(_times(lambda content=content: yaml.load(content, yaml.CSafeLoader)))
        least, median = min(judging), statistics.median(judging)
        sys.stdout.write(
            f"{paper.stem:20} {1000 * least:6.2f} ms, median {1000 * median:6.2f} ms, {least / floor:5.1f} x reading the YAML\n"
        )


def _times(run: Callable[[], object]) -> list[float]:
    """Seconds of each of some runs, the first left out."""
    times = []
    for _ in range(1 + RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return times[1:]


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    main(given or sorted((ROOT / "submissions_example").glob("[!h]*.yaml")))
