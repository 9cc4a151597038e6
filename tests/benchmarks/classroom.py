"""How long a class takes, against PyYAML's C loader on the same files in the same run.

`python tests/benchmarks/classroom.py [PAPERS] [PROCESSES]`
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import yaml

from grader.classroom.results import reports
from grader.classroom.running import Paper, run_class
from grader.classroom.store import Store
from grader.classroom.verdicts import evidence_text, verdict_text
from grader.classroom.workers import Workers
from grader.classroom.writing import Row, write_results
from grader.key import cached
from grader.rubric import load_rubric

RUBRIC = Path(__file__).parent.parent.parent / "rubrics" / "partiel-2018.yaml"


def main(count: int, processes: int) -> None:
    """Print total time, papers a second, the largest worker, and the ratio to reading the files as YAML."""
    from synthetic import write_class  # beside this file, which is run as a script

    cached(load_rubric(RUBRIC))
    with tempfile.TemporaryDirectory() as folder:
        paths = write_class(Path(folder), count)
        start = time.perf_counter()
        for path in paths:
            yaml.load(path.read_bytes(), yaml.CSafeLoader)
        floor = time.perf_counter() - start
        papers = [Paper(path, path.name) for path in paths]
        with Store(Path(folder) / ".grade" / "store.sqlite") as store:
            first = _timed(papers, store, processes)
            again = _timed(papers, store, processes)
            written = _written(papers, store, Path(folder) / "results", processes)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(
        f"{count} papers, {processes} processes: {first:.1f} s, {count / first:.0f} papers/s, "
        f"{first / floor:.1f} x reading the YAML ({floor:.2f} s); peak of a worker {peak:.0f} MB; "
        f"second run {again:.2f} s; with all reports {first + written:.1f} s, {(first + written) / floor:.1f} x\n"
    )


def _timed(papers: list[Paper], store: Store, processes: int) -> float:
    start = time.perf_counter()
    with Workers(processes, seconds=60, megabytes=4096) as workers:
        run_class(papers, store, workers, RUBRIC.read_text(encoding="utf-8"))
    return time.perf_counter() - start


def _written(papers: list[Paper], store: Store, out: Path, processes: int) -> float:
    """The time that pages and tables take once all is marked."""
    start = time.perf_counter()
    rubric = load_rubric(RUBRIC)
    folder = papers[0].path.parent
    rows = [
        Row(
            folder / row.path,
            row.path,
            rubric,
            row.report,
            {part: verdict_text(verdict) for part, verdict in row.verdicts.items()},
            evidence_text(row.notices),
        )
        for row in reports(store, rubric)
    ]
    with Workers(processes, seconds=60, megabytes=4096) as workers:
        write_results(rows, [], out, workers, RUBRIC.read_text(encoding="utf-8"))
    return time.perf_counter() - start


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [1000, 2][len(given) :]))
