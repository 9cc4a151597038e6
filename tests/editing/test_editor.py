"""Whatever the editor does, the rubric's file is whole afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.editing.editor import MARK, edit, editor_of
from grader.errors import UsageError
from grader.rubric import load_rubric

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")
Run = Callable[[Path], int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "exam.yaml"
    target.write_text(TEXT, encoding="utf-8")
    return target


def writes(*texts: str | bytes) -> Run:
    waiting = list(texts)

    def run(copy: Path) -> int:
        text = waiting.pop(0)
        copy.write_bytes(text if isinstance(text, bytes) else text.encode())
        return 0

    return run


def never() -> bool:
    raise AssertionError("asked without a fault")


def test_a_good_change_takes_the_files_place_with_its_permissions(path: Path) -> None:
    path.chmod(0o640)
    assert edit(path, writes(TEXT.replace("dilation: 2", "dilation: 1", 1)), never) == "changed"
    assert "dilation: 1" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in path.parent.iterdir()] == ["exam.yaml"]


def test_nothing_changed_is_nothing_written(path: Path) -> None:
    before = path.stat().st_mtime_ns
    assert edit(path, writes(TEXT), never) == "unchanged"
    assert path.stat().st_mtime_ns == before


def test_faults_stand_in_the_file_when_it_is_opened_again(path: Path) -> None:
    broken = TEXT.replace("points: 20", "points: 19", 1)
    seen: list[str] = []

    def run(copy: Path) -> int:
        seen.append(copy.read_text(encoding="utf-8"))
        copy.write_text(
            broken if len(seen) == 1 else seen[-1].replace("points: 19", "points: 20", 1), encoding="utf-8"
        )
        return 0

    assert edit(path, run, lambda: True) == "unchanged"
    assert seen[1].startswith(MARK)
    assert "the exam is worth 19" in seen[1]
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_change_that_was_given_up_is_kept_beside_the_file(path: Path) -> None:
    assert edit(path, writes("exam: [1"), lambda: False) == "kept"
    assert path.read_text(encoding="utf-8") == TEXT
    assert path.with_name("exam.yaml.rejected").read_text(encoding="utf-8") == "exam: [1"


@pytest.mark.parametrize("left", [b"\xff\xfe\x00garbage\x00", b"", b"\x80\x81"])
def test_garbage_is_refused(left: bytes, path: Path) -> None:
    with pytest.raises(UsageError, match="as it was"):
        edit(path, writes(left), lambda: False)
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_killed_editor_changes_nothing(path: Path) -> None:
    def run(copy: Path) -> int:
        copy.write_text("exam: half", encoding="utf-8")
        return -9

    with pytest.raises(UsageError, match="ended with -9"):
        edit(path, run, never)
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_copy_that_the_editor_removed_changes_nothing(path: Path) -> None:
    def run(copy: Path) -> int:
        copy.unlink()
        return 0

    with pytest.raises(UsageError):
        edit(path, run, never)
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_file_that_changed_meanwhile_is_not_written_over(path: Path) -> None:
    def run(copy: Path) -> int:
        os.utime(path, ns=(1, 1))
        copy.write_text(TEXT.replace("dilation: 2", "dilation: 1", 1), encoding="utf-8")
        return 0

    with pytest.raises(UsageError, match="someone else"):
        edit(path, run, never)
    assert path.read_text(encoding="utf-8") == TEXT
    load_rubric(path)


def test_the_editor_is_the_users_own(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot start"):
        editor_of({"EDITOR": "/no/such/editor"})(tmp_path)
    assert editor_of({"EDITOR": "false", "VISUAL": "true -x"})(tmp_path) == 0
