"""How long a class takes, against PyYAML's C loader on the same files, before, between and after, in the same run.

`python tests/benchmarks/classroom.py [PAPERS] [PROCESSES]`
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import yaml

from grader.classroom.desk import Desk
from grader.classroom.results import ClassPapers
from grader.classroom.roll import roll_of
from grader.classroom.running import Paper, run_class
from grader.classroom.store import Store
from grader.classroom.workers import Workers
from grader.key import cached
from grader.rubric import load_rubric

RUBRIC = Path(__file__).parent.parent.parent / "rubrics" / "partiel-2018.yaml"


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock, and of all processors together."""

    wall: float
    work: float

    def told(self, floor: Spent, processes: int) -> str:
        """Both, and how many times the floor's: on a busy machine the second says more."""
        shared = self.work / processes / floor.work
        return (
            f"{self.wall:.1f} s, {self.wall / floor.wall:.1f} x ({self.work:.1f} s of work, {shared:.1f} x)"
        )


def main(count: int, processes: int) -> None:
    """Print what marking and reports take, papers a second, the largest process, the ratios to reading the YAML."""
    from synthetic import write_class  # beside this file, which is run as a script

    cached(load_rubric(RUBRIC))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        papers = [Paper(path, path.name) for path in write_class(folder, count)]
        with Store(folder / ".grade" / "store.sqlite") as store:
            floors = [_spent(lambda: _read(papers))]
            first = _spent(lambda: _mark(papers, store, processes))
            floors.append(_spent(lambda: _read(papers)))
            again = _spent(lambda: _mark(papers, store, processes))
            reports = _spent(lambda: _write(store, folder, processes))
            floors.append(_spent(lambda: _read(papers)))
    floor = Spent(fmean(each.wall for each in floors), fmean(each.work for each in floors))
    whole = Spent(first.wall + reports.wall, first.work + reports.work)
    peaks = [
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)
    ]
    sys.stdout.write(
        f"{count} papers, {processes} processes; reading the YAML {floor.wall:.2f} s\n"
        f"marking {first.told(floor, processes)}, {count / first.wall:.0f} papers a second; a second run {again.wall:.2f} s\n"
        f"with all reports {whole.told(floor, processes)}, {count / whole.wall:.0f} papers a second\n"
        f"peak of a worker {peaks[0]:.0f} MB, of the parent {peaks[1]:.0f} MB\n"
    )


def _spent(work: Callable[[], object]) -> Spent:
    """What a piece of work takes, ended processes included."""
    start, before = time.perf_counter(), _work()
    work()
    return Spent(time.perf_counter() - start, _work() - before)


def _work() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _read(papers: list[Paper]) -> None:
    for paper in papers:
        yaml.load(paper.path.read_bytes(), yaml.CSafeLoader)


def _mark(papers: list[Paper], store: Store, processes: int) -> None:
    with Workers(processes, seconds=60, megabytes=4096) as workers:
        run_class(papers, store, workers, RUBRIC.read_text(encoding="utf-8"))


def _write(store: Store, folder: Path, processes: int) -> None:
    """Pages and tables, once all is marked."""
    from grader.classroom.writing import write_results

    papers = ClassPapers(store, [load_rubric(RUBRIC)])
    with Workers(processes, seconds=60, megabytes=4096) as workers:
        desk = Desk(folder, folder / "results", workers, RUBRIC.read_text(encoding="utf-8"))
        write_results(papers, roll_of(papers), [], desk)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [1000, 2][len(given) :]))
