"""What a teacher downloads becomes papers: platforms, versions, doubtful archives."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from grader.classroom.archive import unpack
from grader.classroom.intake import gather, owner_of
from grader.classroom.names import file_of
from grader.errors import UsageError
from grader.loading.submission import load_submission
from grader.loading.text import MAX_BYTES


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Zoé Élie_41235_assignsubmission_file/copie.yaml", "moodle 41235"),
        ("Zoe\u0301 E\u0301lie_41235_assignsubmission_file_/a/copie.yaml", "moodle 41235"),
        ("Participant_7_assignsubmission_file_copie finale_2.yaml", "moodle 7"),
        ("class/submission_31/copie.yaml", "gradescope 31"),
        ("Groupe par défaut_assignsubmission_file/copie.yaml", ""),
        ("2018/copie.yaml", ""),
    ],
)
def test_a_platforms_names_tell_whose_a_paper_is(name: str, owner: str) -> None:
    assert owner_of(name) == owner


def test_the_newest_version_counts_and_the_older_ones_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "Zoé Élie_41235_assignsubmission_file"
    folder.mkdir()
    for age, name in enumerate(["last.yaml", "a.yaml", "z.yaml"]):
        (folder / name).write_text("exam: e")
        os.utime(folder / name, (10**9 - age, 10**9 - age))
    taken = gather(tmp_path)
    assert [paper.path.name for paper in taken.papers] == ["last.yaml"]
    assert {(old.path.name, new.path.name) for old, new in taken.replaced} == {
        ("a.yaml", "last.yaml"),
        ("z.yaml", "last.yaml"),
    }


def test_a_text_typed_online_is_a_paper(tmp_path: Path) -> None:
    page = tmp_path / "Zoé_7_assignsubmission_onlinetext" / "texteenligne.html"
    page.parent.mkdir()
    page.write_text("<p>student: {id: 7}</p><p>answers:<br>&nbsp; 3.3: non &lt;- r&eacute;gression</p>")
    (tmp_path / "notes.html").write_text("<p>exam: e</p>")
    (paper,) = gather(tmp_path).papers
    read = load_submission(paper.path)
    assert (read.student.id, read.answers["3.3"].text) == ("7", "non <- régression")  # type: ignore[union-attr]


def test_hidden_files_and_results_are_no_papers(tmp_path: Path) -> None:
    for name in ("a.yaml", ".grade/b.yaml", "results/c.yaml", "deep/er/d.YML", "e.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("exam: e")
    assert [paper.name for paper in gather(tmp_path).papers] == ["a.yaml", "deep/er/d.YML"]


def test_a_zip_gives_its_papers_with_their_dates(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("Zoé_7_assignsubmission_file/p.yaml", (2018, 10, 8, 14, 30, 0)), "x")
        archive.writestr("Zoé_7_assignsubmission_onlinetext/texteenligne.html", "<p>voir le fichier</p>")
    unpack(tmp_path / "c.zip", tmp_path / "c")
    (paper,) = gather(tmp_path / "c").papers  # a file counts before a text typed online
    assert paper.path.read_text() == "x"
    assert paper.path.stat().st_mtime < 1.6e9


@pytest.mark.parametrize("name", ["../p.yaml", "/p.yaml", "a/../../p.yaml", "..\\p.yaml", "C:\\p.yaml"])
def test_a_zip_that_reaches_outside_is_refused_whole(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("good.yaml", "x")
        archive.writestr(name, "x")
    with pytest.raises(UsageError, match="outside"):
        unpack(tmp_path / "c.zip", tmp_path / "deep" / "c")
    assert [*tmp_path.rglob("*.yaml")] == []


def test_a_zip_bomb_writes_no_more_than_a_paper_may_have(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.yaml", b"0" * 50_000_000)
    unpack(tmp_path / "c.zip", tmp_path / "c")
    assert (tmp_path / "c" / "bomb.yaml").stat().st_size == MAX_BYTES + 1


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.zip").write_text("x")
    with pytest.raises(UsageError, match="unpack"):
        unpack(tmp_path / "c.zip", tmp_path / "c")


def test_no_two_files_have_one_name_and_each_is_found_by_its_own(tmp_path: Path) -> None:
    files = {os.fsdecode(name) for name in (b"a\xe9.yaml", rb"a\xe9.yaml", rb"a\x5cxe9.yaml", rb"a\x20.yaml")}
    for name in files:
        (tmp_path / name).write_text("exam: e")
    names = [paper.name for paper in gather(tmp_path).papers]
    assert len(set(names)) == len(files)
    assert {file_of(name, tmp_path).name for name in names} == files
