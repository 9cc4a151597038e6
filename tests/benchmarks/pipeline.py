"""How long grading takes once everything is loaded, against parsing the paper's YAML in the same run.

`python tests/benchmarks/pipeline.py [PAPER …]`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from grader.key import cached
from grader.loading.submission import load_submission
from grader.pipeline import grade
from grader.rubric import load_rubric
from grader.submission import Submission

ROOT = Path(__file__).parent.parent.parent
RUNS = 10


def main(papers: list[Path]) -> None:
    """Print the least time of each step a paper, and its ratio to safe_load of the same file."""
    rubric = load_rubric(ROOT / "rubrics" / "partiel-2018.yaml")
    key = cached(rubric)
    for paper in papers:
        text = paper.read_text(encoding="utf-8")
        submission: Submission = load_submission(paper)
        floor = _best(lambda text=text: yaml.safe_load(text))
        loading = _best(lambda paper=paper: load_submission(paper))
        grading = _best(lambda submission=submission: grade(rubric, submission, key))
        row = (f"{1000 * each:7.1f} ms {each / floor:5.1f} x" for each in (floor, loading, grading))
        sys.stdout.write(f"{paper.stem:20} safe_load, loading, grading: {' | '.join(row)}\n")


def _best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    main(given or sorted((ROOT / "submissions_example").glob("[!h]*.yaml")))
