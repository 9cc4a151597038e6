"""Names leave the results, and come back by the key file alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.classroom.anonymity import pseudonyms
from grader.cli.folder import grade_folder
from grader.cli.manner import Manner
from grader.errors import UsageError

ROOT = Path(__file__).parent.parent.parent


def test_no_name_is_left_in_the_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "submissions_example" / "middling.yaml", tmp_path / "Nadia Ferrand.yaml")
    (tmp_path / "Ada.yaml").write_text("[1, 2")
    manner = Manner(key_file=tmp_path / "who.csv")
    grade_folder(tmp_path, None, as_json=True, csv_path=None, strict=False, manner=manner)
    told = capsys.readouterr()
    students = [paper["student"] for paper in json.loads(told.out)["papers"]]
    assert [student["name"] for student in students] == [""]
    assert students[0]["id"].startswith("copie-")
    for secret in ("Nadia", "Ferrand", "21900417", "Ada"):
        assert secret not in told.out + told.err
    assert "Nadia Ferrand.yaml,21900417,Nadia Ferrand" in (tmp_path / "who.csv").read_text()


def test_a_pseudonym_stays_when_papers_come_and_go(tmp_path: Path) -> None:
    key = tmp_path / "who.csv"
    first = pseudonyms([(f"{n}.yaml", str(n), "") for n in range(5)], key)
    second = pseudonyms([("new.yaml", "9", ""), ("3.yaml", "3", "")], key)
    assert first.items() < second.items()
    assert len(set(second.values())) == 6


def test_a_file_that_is_no_key_file_is_not_written_over(tmp_path: Path) -> None:
    key = tmp_path / "notes.csv"
    key.write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="no key file"):
        pseudonyms([("a.yaml", "1", "Ada")], key)
    assert key.read_text() == "a,b\n1,2\n"
