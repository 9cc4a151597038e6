"""A class is marked once, in processes that may crash or hang."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grader.classroom import running
from grader.classroom.results import ClassPapers, unread
from grader.classroom.running import Paper, run_class
from grader.classroom.store import Outcome, Store
from grader.classroom.workers import WorkerDied, Workers
from grader.key import Key
from grader.loading.submission import load_submission
from grader.model import Rubric
from grader.pipeline import grade
from grader.rubric import read_rubric

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")


@pytest.fixture
def papers(tmp_path: Path) -> list[Paper]:
    for path in (ROOT / "submissions_example").glob("*.yaml"):
        shutil.copy(path, tmp_path)
    (tmp_path / "broken.yaml").write_text("[1, 2")
    return [Paper(path, path.name) for path in sorted(tmp_path.glob("*.yaml"))]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / ".grade" / "store.sqlite") as store:
        yield store


def run(papers: list[Paper], store: Store, rubric: str = TEXT) -> int:
    with ThreadPoolExecutor(1) as executor:
        return run_class(papers, store, executor, rubric)


def test_processes_give_the_reports_that_one_process_gives(
    papers: list[Paper], store: Store, rubric: Rubric, key: Key
) -> None:
    with Workers(2, seconds=60, megabytes=4000) as workers:
        assert run_class(papers, store, workers, TEXT) == len(papers)
    for row in ClassPapers(store, [rubric]):
        path = next(paper.path for paper in papers if paper.name == row.path)
        assert row.report == grade(rubric, load_submission(path), key)
    assert [error.path for error in unread(store)] == ["broken.yaml"]


def test_a_second_run_judges_nothing(papers: list[Paper], store: Store) -> None:
    assert run(papers, store) == len(papers)
    assert run(papers, store) == 0


def test_a_run_that_stopped_goes_on_where_it_was(papers: list[Paper], store: Store) -> None:
    run(papers[:3], store)
    assert run(papers, store) == len(papers) - 3


def test_an_edited_rubric_gives_what_a_fresh_run_gives(
    papers: list[Paper], store: Store, tmp_path: Path
) -> None:
    edited = TEXT.replace("0.8 x", "0.6 x", 1)
    run(papers, store)
    run(papers, store, edited)
    with Store(tmp_path / "fresh.sqlite") as fresh:
        run(papers, fresh, edited)
        rubric = read_rubric(edited)
        assert [*ClassPapers(store, [rubric])] == [*ClassPapers(fresh, [rubric])]


def test_a_crash_and_a_hang_cost_their_own_task_only() -> None:
    with Workers(2, seconds=2, megabytes=4000) as workers:
        crash, hang = workers.submit(os._exit, 7), workers.submit(time.sleep, 600)
        others = [workers.submit(abs, -n) for n in range(20)]
        assert [future.result() for future in others] == [*range(20)]
        with pytest.raises(WorkerDied, match="7"):
            crash.result()
        with pytest.raises(TimeoutError):
            hang.result()


def test_a_paper_that_hung_is_tried_again(papers: list[Paper], store: Store) -> None:
    run(papers, store)
    (name,) = [paper.name for paper in papers[:1]]
    digest = next(paper.digest for paper in store.papers() if paper.path == name)
    store.keep(Outcome(name, digest, faults="[]", again=True))
    assert run(papers, store) == 1


class Stuck(Workers):
    """Workers that never come back from one paper."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        hangs = any(task.name == "middling.yaml" for task in args[0])
        return super().submit(time.sleep, 600) if hangs else super().submit(fn, *args, **kwargs)


def test_a_paper_that_hangs_costs_itself_alone(
    papers: list[Paper], store: Store, rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_GROWTH", 1)
    with Stuck(2, seconds=10, megabytes=4000) as workers:
        assert run_class(papers, store, workers, TEXT) == len(papers)
    lost = {error.path: error.faults[0].message for error in unread(store)}
    assert lost.keys() == {"broken.yaml", "middling.yaml"}
    assert "10 s" in lost["middling.yaml"]
    assert len([*ClassPapers(store, [rubric])]) == len(papers) - 2


def test_a_full_disk_loses_nothing_and_the_rest_is_marked(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from grader.classroom.store import *;"
        "store = Store(Path(sys.argv[1]));"
        "store.keep(Outcome('first', '0'));"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
        "[store.keep(Outcome(f'p{n}', '0', name='x' * 5000)) for n in range(40)];"
        "print(len([*store.papers()]), bool(store.lost))"
    )
    path = tmp_path / "store.sqlite"
    run = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert run.stdout.split() == ["41", "True"]
    with Store(path) as store:
        assert 1 < len([*store.papers()]) < 41


def test_a_paper_of_10_mb_is_named_and_the_others_are_marked(
    papers: list[Paper], store: Store, rubric: Rubric
) -> None:
    papers[-1].path.write_bytes(b"x" * 10_000_000)
    run(papers, store)
    assert papers[-1].name in {error.path for error in unread(store)}
    assert len([*ClassPapers(store, [rubric])]) == len(papers) - 2
