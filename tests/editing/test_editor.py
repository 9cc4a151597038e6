"""Whatever the editor does, the rubric's file is whole afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.editing import editor
from grader.editing.editor import MARK, editor_of
from grader.editing.files import keep_beside, read_exactly, replace_file
from grader.errors import UsageError

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")
Run = Callable[[Path], int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "exam.yaml"
    target.write_text(TEXT, encoding="utf-8")
    return target


def edit(path: Path, run: Run, again: Callable[[], bool]) -> str:
    return editor.edit(path, run, again).outcome


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


@pytest.mark.parametrize("code", [-9, 1])
def test_a_killed_editor_changes_nothing_and_loses_nothing(code: int, path: Path) -> None:
    def run(copy: Path) -> int:
        copy.write_text("exam: half", encoding="utf-8")
        return code

    with pytest.raises(UsageError, match=f"ended with {code}.*rejected"):
        edit(path, run, never)
    assert path.read_text(encoding="utf-8") == TEXT
    assert path.with_name("exam.yaml.rejected").read_text(encoding="utf-8") == "exam: half"


def test_an_editor_that_was_left_with_an_error_and_wrote_nothing_leaves_nothing(path: Path) -> None:
    with pytest.raises(UsageError, match=r"as it was$"):
        edit(path, lambda _: 1, never)
    assert [entry.name for entry in path.parent.iterdir()] == ["exam.yaml"]


def test_a_copy_that_the_editor_removed_changes_nothing(path: Path) -> None:
    def run(copy: Path) -> int:
        copy.unlink()
        return 0

    with pytest.raises(UsageError):
        edit(path, run, never)
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_file_that_changed_meanwhile_is_not_written_over(path: Path) -> None:
    def run(copy: Path) -> int:
        path.write_text(TEXT + "# theirs\n", encoding="utf-8")
        copy.write_text(TEXT.replace("dilation: 2", "dilation: 1", 1), encoding="utf-8")
        return 0

    with pytest.raises(UsageError, match=r"someone else.*rejected"):
        edit(path, run, never)
    assert path.read_text(encoding="utf-8") == TEXT + "# theirs\n"
    assert "dilation: 1" in path.with_name("exam.yaml.rejected").read_text(encoding="utf-8")


def test_the_editor_is_the_users_own(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot start"):
        editor_of({"EDITOR": "/no/such/editor"})(tmp_path)
    assert editor_of({"EDITOR": "false", "VISUAL": "true -x"})(tmp_path) == 0


def test_line_ends_the_byte_order_mark_and_own_comments_stay(path: Path) -> None:
    raw = b"\xef\xbb\xbf" + (TEXT + f"{MARK}mine\n").replace("\n", "\r\n").encode()
    path.write_bytes(raw)

    def run(copy: Path) -> int:
        copy.write_bytes(copy.read_bytes().replace(b"dilation: 2", b"dilation: 1", 1))
        return 0

    assert edit(path, run, never) == "changed"
    assert path.read_bytes() == raw.replace(b"dilation: 2", b"dilation: 1", 1)


def test_a_rubric_that_leaves_a_part_without_an_answer_is_not_saved(path: Path) -> None:
    assert edit(path, writes(TEXT.replace("x^2 + 0.8 x - 0.5", "x^3")), lambda: False) == "kept"
    assert path.read_text(encoding="utf-8") == TEXT


def test_what_was_wrong_with_a_given_up_version_is_told(path: Path) -> None:
    edited = editor.edit(path, writes(TEXT.replace("points: 20", "points: 21", 1)), lambda: False)
    assert [fault.partition(": ")[0] for fault in edited.faults] == ["line 8"]
    assert "worth 21" in edited.faults[0]


def test_versions_that_were_given_up_are_all_kept(path: Path) -> None:
    for text in ("exam: [1", "exam: [2"):
        edit(path, writes(text), lambda: False)
    assert path.with_name("exam.yaml.rejected").read_text(encoding="utf-8") == "exam: [1"
    assert path.with_name("exam.yaml.rejected-2").read_text(encoding="utf-8") == "exam: [2"


@pytest.fixture
def locked() -> Iterator[Path]:
    """A rubric that may be read and not written, nor anything beside it, by whoever runs this."""
    folder = Path(tempfile.mkdtemp())
    target = folder / "exam.yaml"
    target.write_text(TEXT, encoding="utf-8")
    target.chmod(0o444)
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield target
    os.seteuid(user)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_what_may_not_be_written_is_told_before_the_editor_opens(locked: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot write.*copy it"):
        edit(locked, lambda _: pytest.fail("opened"), never)
    with pytest.raises(UsageError, match="cannot write"):
        replace_file(locked, "exam: x")
    assert read_exactly(locked) == TEXT


def test_a_version_is_kept_elsewhere_where_none_can_stand_beside(locked: Path) -> None:
    kept = keep_beside(locked, b"mine")
    assert kept.parent != locked.parent
    assert kept.read_bytes() == b"mine"
    kept.unlink()


def test_a_folder_that_vanished_meanwhile_loses_nothing(path: Path) -> None:
    def run(copy: Path) -> int:
        shutil.rmtree(path.parent)
        copy.write_text(TEXT.replace("dilation: 2", "dilation: 1", 1), encoding="utf-8")
        return 0

    with pytest.raises(UsageError, match="your version is in") as caught:
        edit(path, run, never)
    kept = Path(str(caught.value).rpartition(" is in ")[2])
    assert "dilation: 1" in kept.read_text(encoding="utf-8")
    kept.unlink()


def test_ctrl_c_is_the_editors(tmp_path: Path) -> None:
    assert editor_of({"EDITOR": "sh -c 'kill -INT $PPID; sleep 0.1; exit 3'"})(tmp_path) == 3
