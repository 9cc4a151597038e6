"""How long what-if on a class takes, against only loading what is stored of it in the same run.

`python tests/benchmarks/whatif.py [PAPERS]`
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from grader.classroom.results import Decisions
from grader.classroom.running import Paper, run_class
from grader.classroom.store import Store, store_path
from grader.classroom.whatif import what_if
from grader.classroom.workers import Workers
from grader.rubric import read_rubric

RUBRIC = Path(__file__).parent.parent.parent / "rubrics" / "partiel-2018.yaml"


def main(count: int) -> None:
    """Print both times and their ratio; half a point moves from one question to another."""
    from synthetic import write_class  # beside this file, which is run as a script

    text = RUBRIC.read_text(encoding="utf-8")
    other = text
    for id, points in (("1.1", "3/2"), ("1.2", "1/2")):
        start = other.index("points: 1\n", other.index(f'- id: "{id}"'))
        other = other[:start] + f"points: {points}\n" + other[start + 10 :]
        other = other.replace(f'{{id: "{id}", points: 1,', f'{{id: "{id}", points: {points},')
    before, after = read_rubric(text), read_rubric(other)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        papers = [Paper(path, path.name) for path in write_class(folder, count)]
        with Store(store_path(folder)) as store:
            with Workers(2, seconds=60, megabytes=4096) as workers:
                run_class(papers, store, workers, text)
            start_at = time.perf_counter()
            list(store.papers())
            loading = time.perf_counter() - start_at
            start_at = time.perf_counter()
            found = what_if(store, Decisions.of(folder, []), before, after, other)
            taken = time.perf_counter() - start_at
    sys.stdout.write(
        f"{count} papers: {taken:.2f} s, {taken / loading:.1f} x loading the store ({loading:.2f} s); "
        f"{len(found.movers)} move, {found.judged} judged again\n"
    )


if __name__ == "__main__":
    main(*([int(each) for each in sys.argv[1:]] or [1000]))
