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
from grader.classroom.workers import Workers
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
        with (
            Store(Path(folder) / ".grade" / "store.sqlite") as store,
            Workers(processes, seconds=60, megabytes=4096) as workers,
        ):
            first = _marked(papers, store, workers)
            again = _marked(papers, store, workers)
            written = _written(papers, store, Path(folder) / "results", workers)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{count} papers, {processes} processes: {first:.1f} s, {count / first:.0f} papers/s, "
        f"{first / floor:.1f} x reading the YAML ({floor:.2f} s); peak of a worker {peak:.0f} MB, "
        f"of the parent {own:.0f} MB; second run {again:.2f} s; with all reports {first + written:.1f} s, "
        f"{(first + written) / floor:.1f} x\n"
    )


def _marked(papers: list[Paper], store: Store, workers: Workers) -> float:
    start = time.perf_counter()
    run_class(papers, store, workers, RUBRIC.read_text(encoding="utf-8"))
    return time.perf_counter() - start


def _written(papers: list[Paper], store: Store, out: Path, workers: Workers) -> float:
    """The time that pages and tables take once all is marked."""
    start = time.perf_counter()
    from grader.classroom.writing import Row, write_results

    rubric = load_rubric(RUBRIC)
    folder = papers[0].path.parent
    rows = [
        Row(folder / row.path, row.path, rubric, row.report, row.judged) for row in reports(store, rubric)
    ]
    write_results(rows, [], out, workers, RUBRIC.read_text(encoding="utf-8"))
    return time.perf_counter() - start


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [1000, 2][len(given) :]))
