"""A class marked in pieces is the class marked whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.classroom.results import ClassPapers
from grader.classroom.running import Paper
from grader.classroom.shards import Shard, merge
from grader.classroom.store import Outcome, Store, store_path
from grader.cli.folder import grade_folder
from grader.cli.manner import Manner
from grader.errors import UsageError
from grader.model import Rubric

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in (ROOT / "submissions_example").glob("[em]*.yaml"):
        for copy in range(3):
            shutil.copy(path, tmp_path / f"{path.stem}-{copy}.yaml")
    return tmp_path


def graded(folder: Path, manner: Manner) -> int:
    return grade_folder(folder, None, as_json=True, csv_path=None, strict=False, manner=manner)


def test_every_paper_is_in_one_piece() -> None:
    papers = [Paper(Path(f"p{n}.yaml"), f"p{n}.yaml") for n in range(200)]
    pieces = [Shard(number, 4).own(papers) for number in range(1, 5)]
    assert sorted(paper.name for piece in pieces for paper in piece) == sorted(paper.name for paper in papers)
    assert all(30 <= len(piece) <= 70 for piece in pieces)


def test_pieces_put_together_are_the_class(folder: Path, rubric: Rubric) -> None:
    for number in (1, 2):
        graded(folder, Manner(shard=Shard(number, 2)))
    merged = merge(store_path(folder))
    assert (merged.shards, merged.papers, merged.missing) == (2, 9, ())
    with Store(store_path(folder)) as store:
        joined = [*ClassPapers(store, [rubric])]
    shutil.rmtree(folder / ".grade")
    graded(folder, Manner())
    with Store(store_path(folder)) as store:
        assert joined == [*ClassPapers(store, [rubric])]


def test_a_piece_that_is_not_there_yet_is_named(tmp_path: Path) -> None:
    piece(tmp_path, Shard(1, 3))
    assert merge(tmp_path / "store.sqlite").missing == (2, 3)
    piece(tmp_path, Shard(2, 3))
    assert merge(tmp_path / "store.sqlite").papers == 1
    with Store(tmp_path / "store.sqlite") as store:
        assert [paper.path for paper in store.papers()] == ["piece-1.yaml", "piece-2.yaml"]


def test_pieces_of_different_cuts_are_not_mixed(tmp_path: Path) -> None:
    piece(tmp_path, Shard(1, 3))
    piece(tmp_path, Shard(1, 4))
    with pytest.raises(UsageError, match="different cuts"):
        merge(tmp_path / "store.sqlite")


def test_what_is_no_store_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "shard-1-of-2.sqlite"
    path.write_text("no database")
    with pytest.raises(UsageError, match=r"shard-1-of-2\.sqlite"):
        merge(tmp_path / "store.sqlite")
    assert path.exists()


@pytest.mark.parametrize("text", ["0/4", "5/4", "4", "1/0", "a/b", "1/4/5", "-1/4"])
def test_what_is_no_piece_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no piece"):
        Shard.parse(text)


def piece(folder: Path, shard: Shard) -> None:
    with Store(shard.store_path(folder / "store.sqlite")) as store:
        store.keep(Outcome(f"piece-{shard.number}.yaml", "sha256:1"))
