"""Files at the door: only regular ones, of bounded size, in an encoding that is certain."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.errors import Fault, RubricError, SubmissionError
from grader.loading.text import line_of, read_bytes, read_text

PAPER = "exam: x\nstudent: {id: 1, name: Éloïse}\nanswers: {}\n"


def fault_of(path: Path, limit: int = 200_000) -> Fault:
    """The one fault that keeps a file from being read."""
    with pytest.raises(SubmissionError) as caught:
        read_text(path, limit)
    return caught.value.faults[0]


def written(folder: Path, content: bytes) -> Path:
    """A paper of these bytes."""
    path = folder / "paper.yaml"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_that_announces_itself_is_read(encoding: str, tmp_path: Path) -> None:
    assert read_text(written(tmp_path, PAPER.encode(encoding))) == PAPER


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_become_newlines(ends: str, tmp_path: Path) -> None:
    assert read_text(written(tmp_path, PAPER.replace("\n", ends).encode())) == PAPER


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_latin_1_is_refused_with_line_column_and_way_out(encoding: str, tmp_path: Path) -> None:
    fault = fault_of(written(tmp_path, PAPER.encode(encoding)))
    assert str(fault.place) == "2:24"
    assert "“É”" in fault.message
    assert fault.source == "student: {id: 1, name: Éloïse}"
    assert "UTF-8" in fault.hint


def test_utf_16_without_its_mark_is_refused(tmp_path: Path) -> None:
    assert "UTF-16" in fault_of(written(tmp_path, PAPER.encode("utf-16-le"))).message


def test_a_broken_utf_16_file_is_refused_by_name(tmp_path: Path) -> None:
    assert "UTF-16" in fault_of(written(tmp_path, b"\xff\xfea\x00\x00\xd8")).message


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \n\n"])
def test_an_empty_file_says_so(content: bytes, tmp_path: Path) -> None:
    assert fault_of(written(tmp_path, content)).message == "the file is empty"


def test_nul_bytes_are_refused_with_their_line(tmp_path: Path) -> None:
    assert str(fault_of(written(tmp_path, b"exam: x\nab\0c")).place).startswith("2:")


def test_a_file_of_ten_megabytes_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    assert "larger than 200 kB" in fault_of(written(tmp_path, b"a" * 10_000_000)).message


def test_the_limit_is_the_reader_s(tmp_path: Path) -> None:
    path = written(tmp_path, b"a" * 11)
    assert read_bytes(path, limit=11) == b"a" * 11
    assert "larger" in fault_of(path, limit=10).message


def test_a_folder_named_like_a_paper_is_refused(tmp_path: Path) -> None:
    (tmp_path / "paper.yaml").mkdir()
    assert "folder" in fault_of(tmp_path / "paper.yaml").message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "paper.yaml")
    assert "regular" in fault_of(tmp_path / "paper.yaml").message


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    written(tmp_path, PAPER.encode())
    (tmp_path / "link.yaml").symlink_to(tmp_path / "paper.yaml")
    assert "symbolic link" in fault_of(tmp_path / "link.yaml").message


def test_a_device_is_refused() -> None:
    assert "regular" in fault_of(Path(os.devnull)).message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, PAPER.encode())
    path.chmod(0)
    assert "cannot be opened" in fault_of(path).message


@pytest.mark.parametrize("name", ["missing.yaml", "a\0b.yaml", "x" * 5000])
def test_a_name_that_leads_nowhere_is_refused(name: str, tmp_path: Path) -> None:
    assert "cannot be opened" in fault_of(tmp_path / name).message


def test_the_error_is_the_caller_s(tmp_path: Path) -> None:
    with pytest.raises(RubricError):
        read_text(tmp_path / "missing.yaml", error=RubricError)


def test_a_line_past_the_end_is_empty() -> None:
    assert [line_of("a\nb", number) for number in (1, 2, 3)] == ["a", "b", ""]
