"""How long judging the equations of Exercise 1 of one paper takes once the key is loaded, nothing of the paper read before.

`python tests/benchmarks/exercise.py [PAPER …]`
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

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
    """Print the median time of each paper in milliseconds."""
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
        judge(submission)
        sys.stdout.write(
            f"{paper.stem:20} {1000 * _median(lambda submission=submission: judge(submission)):6.2f} ms\n"
        )


def _median(run: object) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()  # type: ignore[operator]
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    main(given or sorted((ROOT / "submissions_example").glob("[!h]*.yaml")))
