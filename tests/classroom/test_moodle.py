"""A Moodle worksheet comes back with its marks filled in and every other byte as it was."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.classroom.moodle import ForMoodle, fill_worksheet, participant_of, write_feedback_zip
from grader.errors import UsageError
from grader.key import Key
from grader.loading.submission import load_submission
from grader.model import Rubric
from grader.pipeline import grade
from grader.report import Report
from grader.submission import Student

ROOT = Path(__file__).parent.parent.parent
FRENCH = (
    'Identifiant,"Nom complet","Adresse de courriel",Statut,Note,"Note maximale","La note peut être modifiée",'
    '"Dernière modification (travail remis)","Dernière modification (note)","Feedback par commentaires"\r\n'
    'Participant41235,"Zoé Élie",zoe@ex.fr,"Remis",,"20,00",Oui,"lundi 8 octobre 2018, 14:30",-,\r\n'
    'Participant41236,"O""Neil, Ada",ada@ex.fr,"Remis","12,50","20,00",Oui,"-",-,"<p>vu</p>"\r\n'
    'Participant41237,Nobody,n@ex.fr,Aucun,,"20,00",Oui,-,-,\r\n'
)
ENGLISH = (
    'Identifier;"Full name";"ID number";Grade;"Maximum grade";"Grade can be changed";"Last modified (grade)"\n'
    "Participant 7;Zoé Élie;21900417;;20.00;Yes;-\n"
    "Participant 8;Ada Lace;21900418;;20.00;No;-\n"
)


@pytest.fixture(scope="module")
def report(rubric: Rubric, key: Key) -> Report:
    return grade(rubric, load_submission(ROOT / "submissions_example" / "middling.yaml"), key)


def by(report: Report, id: str, name: str) -> Report:
    return replace(report, student=Student(id, name))


def worth(report: Report, each: int) -> Report:
    return replace(report, marks=tuple(replace(mark, points=Fraction(each)) for mark in report.marks))


def table(content: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=separator))


def test_only_marks_and_feedback_change(report: Report) -> None:
    first = ForMoodle("Zoé Élie_41235_assignsubmission_file/p.yaml", by(report, "1", "Z"))
    filled = fill_worksheet(FRENCH.encode(), [first, ForMoodle("x.yaml", by(report, "ada@ex.fr", "?"))])
    before, after = table(FRENCH.encode()), table(filled.content)
    cells = [(row, column) for row in range(4) for column in range(10)]
    changed = {(row, column) for row, column in cells if before[row][column] != after[row][column]}
    assert changed == {(1, 4), (1, 9), (2, 4), (2, 9)}
    assert after[1][4] == "13,375"
    assert filled.content.count(b"\r\n") == 4
    assert filled.content.split(b"\r\n")[3] == FRENCH.encode().split(b"\r\n")[3]
    assert filled.participants["x.yaml"] == ("41236", 'O"Neil, Ada')


@pytest.mark.parametrize(
    "content", [FRENCH.encode(), ENGLISH.encode(), b"\xef\xbb\xbf" + FRENCH.encode(), FRENCH.encode("utf-16")]
)
def test_nothing_to_fill_gives_the_same_bytes(content: bytes) -> None:
    assert fill_worksheet(content, []).content == content


def test_an_english_sheet_with_semicolons_takes_decimal_points(report: Report) -> None:
    filled = fill_worksheet(ENGLISH.encode(), [ForMoodle("p.yaml", by(report, "21900417", ""))])
    assert table(filled.content, ";")[1][3] == "13.375"


def test_a_mark_above_the_maximum_is_capped_and_told(report: Report) -> None:
    rich = by(worth(report, 1), "21900417", "Zoé")
    filled = fill_worksheet(ENGLISH.encode(), [ForMoodle("p.yaml", rich)])
    assert table(filled.content, ";")[1][3] == "20.00"
    assert any("capped" in warning for warning in filled.warnings)


def test_a_locked_mark_a_zero_and_strangers_are_told(report: Report) -> None:
    papers = [
        ForMoodle("a.yaml", by(worth(report, 0), "21900417", "Zoé")),
        ForMoodle("b.yaml", by(report, "21900418", "Ada")),
        ForMoodle("c.yaml", by(report, "9", "Who")),
        ForMoodle("d.yaml", by(report, "21900417", "Zoé again")),
    ]
    filled = fill_worksheet(ENGLISH.encode(), papers)
    told = " | ".join(filled.warnings)
    for sign in (
        "mark of 0",
        "Ada: the mark is locked",
        "Who: no row",
        "Zoé again: the row is already that of Zoé",
    ):
        assert sign in told
    assert table(filled.content, ";")[2][3] == ""


def test_a_french_sheet_marked_before_names_the_box_to_tick(report: Report) -> None:
    filled = fill_worksheet(FRENCH.encode(), [ForMoodle("p.yaml", by(report, "ada@ex.fr", "Ada"))])
    assert any("Autorise la modification" in warning for warning in filled.warnings)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b'Identifier,Grade\n"Participant1,', b"\x00\x01"])
def test_what_is_no_worksheet_is_refused(content: bytes) -> None:
    with pytest.raises(UsageError, match=r"[Ww]orksheet"):
        fill_worksheet(content, [])


def test_the_feedback_zip_names_folders_as_moodle_does(tmp_path: Path) -> None:
    page = tmp_path / "p.html"
    page.write_text("<p>")
    write_feedback_zip(tmp_path / "f.zip", [("41235", "Zoé Élie", page), ("7", "a/b_c", page)])
    with zipfile.ZipFile(tmp_path / "f.zip") as archive:
        first, second = archive.namelist()
    assert first == "Zoé Élie_41235_assignsubmission_file/correction.html"
    assert second == "a b c_7_assignsubmission_file/correction.html"
    assert participant_of(first) == ("41235", "Zoé Élie")


def test_a_warning_about_many_names_a_few(report: Report) -> None:
    papers = [ForMoodle(f"{each}.yaml", by(report, f"x{each}", f"S{each}")) for each in range(300)]
    warnings = fill_worksheet(ENGLISH.encode(), papers).warnings
    assert len(warnings) == 2
    assert warnings[0].startswith("S0, S1, S2, S3, S4 and 295 more: no row")
