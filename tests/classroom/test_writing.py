"""The results folder: whole, linked, written once, and without anyone who is no longer there."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.classroom.pages import stems
from grader.cli.deciding import decide, open_paper
from grader.cli.folder import grade_folder
from grader.cli.manner import Manner
from grader.errors import UsageError

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "submissions_example").glob("*.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in EXAMPLES:
        shutil.copy(path, tmp_path)
    (tmp_path / "broken.yaml").write_text("[1, 2")
    return tmp_path


def graded(folder: Path, key_file: Path | None = None) -> Path:
    manner = Manner(results=folder / "results", key_file=key_file)
    grade_folder(folder, None, as_json=False, csv_path=None, strict=False, manner=manner)
    return folder / "results"


def test_every_paper_has_a_page_that_the_class_links_to(folder: Path) -> None:
    results = graded(folder)
    page = (results / "index.html").read_text(encoding="utf-8")
    pages = {f"students/{path.name}" for path in (results / "students").glob("*.html")}
    assert set(re.findall(r'href="([^"]+)"', page)) == pages
    assert len(pages) == len(EXAMPLES)
    assert "broken.yaml" in page
    assert "<script" not in page


def test_the_tables_hold_every_paper(folder: Path) -> None:
    results = graded(folder)
    book = list(csv.DictReader(io.StringIO((results / "gradebook.csv").read_text(encoding="utf-8-sig"))))
    canvas = list(csv.reader(io.StringIO((results / "canvas.csv").read_text(encoding="utf-8"))))
    assert canvas[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert "Points Possible" in canvas[1][0]
    assert [row[-1] for row in canvas[2:]] == [row["points"] for row in book]


def test_a_second_run_writes_no_page_again(folder: Path) -> None:
    pages = graded(folder) / "students"
    before = {path: path.stat().st_mtime_ns for path in pages.iterdir()}
    graded(folder)
    assert before == {path: path.stat().st_mtime_ns for path in pages.iterdir()}


def test_a_changed_paper_gets_a_new_page_and_a_gone_one_loses_it(folder: Path) -> None:
    pages = graded(folder) / "students"
    (folder / "middling.yaml").unlink()
    shutil.copy(folder / "excellent.yaml", folder / "nearly-blank.yaml")
    graded(folder)
    assert not (pages / "middling.html").exists()
    assert (pages / "nearly-blank.html").read_text(encoding="utf-8").count("juste") > 20


def test_pages_with_names_go_when_names_are_left_out(folder: Path) -> None:
    results = graded(folder)
    graded(folder, key_file=folder / "who.csv")
    held = b"".join(path.read_bytes() for path in results.rglob("*") if path.is_file())
    assert b"Nadia Ferrand" not in held
    assert all(path.name.startswith("copie-") for path in (results / "students").iterdir())


def test_results_that_cannot_be_written_cost_no_mark(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "results").write_text("a file stands where the folder should")
    with pytest.raises(UsageError, match="cannot write results"):
        graded(folder)
    assert all(path.name in capsys.readouterr().out for path in EXAMPLES[:1])


def test_a_disk_that_takes_nothing_still_shows_every_mark(folder: Path) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        f"from grader.__main__ import main; import sys; sys.argv = ['grade', {str(folder)!r}]; main()"
    )
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own code
    assert run.returncode == UsageError.exit_code
    assert all(path.name in run.stdout for path in EXAMPLES)
    assert "not kept" in run.stderr
    assert "cannot write results" in run.stderr


def test_two_papers_never_share_a_page() -> None:
    names = [
        "a/b.yaml",
        "a-b.yaml",
        "A-B.yaml",
        "é.yaml",
        "e.yaml",
        "---.yaml",
        f"{'x' * 300}.yaml",
        f"{'x' * 301}.yaml",
    ]
    found = stems(names)
    assert len({stem.lower() for stem in found}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", stem) for stem in found)


def test_a_file_name_that_is_no_text_is_marked_like_any_other(tmp_path: Path) -> None:
    for name in (b"caf\xe9.yaml", b"caf\xe8.yaml"):
        shutil.copy(EXAMPLES[0], tmp_path / os.fsdecode(name))
    results = graded(tmp_path)
    assert {path.name for path in (results / "students").iterdir()} == {
        f"caf-{byte}.{kind}" for byte in ("xe8", "xe9") for kind in ("html", "md")
    }
    assert graded(tmp_path, key_file=tmp_path / "who.csv") == results
    assert rb"caf\xe9.yaml" in (tmp_path / "who.csv").read_bytes()


def test_such_a_file_is_found_again_where_a_mark_of_it_is_decided(tmp_path: Path) -> None:
    paper = tmp_path / os.fsdecode(b"caf\xe9.yaml")
    shutil.copy(EXAMPLES[0], paper)
    opened = open_paper(paper, "3.7.use", None)
    decide(opened, "0", "seen", "ada", share=False, undo=False)
    book = csv.DictReader(io.StringIO((graded(tmp_path) / "gradebook.csv").read_text(encoding="utf-8-sig")))
    assert [row["3.7.use"] for row in book] == ["0"]
