"""PrairieLearn's manual-grading CSV comes back with scores and feedback, and every other cell as it was."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.classroom.prairielearn import fill_upload
from grader.cli import cli
from grader.errors import UsageError
from grader.key import Key
from grader.loading.submission import load_submission
from grader.model import Rubric
from grader.pipeline import grade
from grader.report import Report
from grader.submission import Student

ROOT = Path(__file__).parent.parent.parent
HEADER = "uid,uin,qid,old_score_perc,old_feedback,submission_id,params,submitted_answer,score_perc,feedback"
TABLE = f"""{HEADER}
nadia@ex.fr,21900417,midterm,,,31,"{{""a"": 1}}","x, ""y""
z",,
other@ex.fr,5,midterm,40,seen,32,{{}},,,
"""


@pytest.fixture(scope="module")
def report(rubric: Rubric, key: Key) -> Report:
    return grade(rubric, load_submission(ROOT / "submissions_example" / "middling.yaml"), key)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_only_score_and_feedback_of_marked_papers_change(report: Report) -> None:
    filled = fill_upload(TABLE, [report])
    before, after = table(TABLE), table(filled.text)
    assert filled.count == 1
    assert after[1] == before[1]
    assert {name for name in after[0] if after[0][name] != before[0][name]} == {"score_perc", "feedback"}
    assert after[0]["score_perc"] == "66.875"
    assert after[0]["feedback"].startswith("**13.375 / 20**")


def test_a_mark_above_the_maximum_is_all_of_it(report: Report) -> None:
    rich = replace(report, marks=tuple(replace(mark, points=Fraction(1)) for mark in report.marks))
    assert table(fill_upload(TABLE, [rich]).text)[0]["score_perc"] == "100"


def test_points_are_filled_where_the_table_asks_for_points(report: Report) -> None:
    asked = TABLE.replace(",score_perc,", ",manual_points,")
    assert table(fill_upload(asked, [report]).text)[0]["manual_points"] == "13.375"


def test_who_has_no_row_is_named_and_a_paper_without_id_takes_none(report: Report) -> None:
    strangers = [replace(report, student=Student("99", "Ada")), replace(report, student=Student("", "Bo"))]
    filled = fill_upload(TABLE, strangers)
    assert (filled.count, filled.strangers) == (0, ("Ada",))


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", f"{HEADER.replace('submission_id', 'id')}\n"])
def test_what_is_no_such_table_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="PrairieLearn"):
        fill_upload(text, [])


def test_the_command_fills_the_table_and_writes_a_file_a_paper(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    shutil.copy(ROOT / "submissions_example" / "middling.yaml", folder)
    upload = tmp_path / "upload.csv"
    upload.write_text(TABLE, encoding="utf-8")
    options = ["--prairielearn-csv", str(upload), "--platform", "gradescope", "--platform", "prairielearn"]
    cli.main([str(folder), *options], standalone_mode=False)
    results = folder / "results"
    assert table((results / "upload.csv").read_text(encoding="utf-8"))[0]["score_perc"] == "66.875"
    gradescope = json.loads((results / "gradescope" / "middling" / "results.json").read_text("utf-8"))
    fraction = json.loads((results / "prairielearn" / "middling" / "results.json").read_text("utf-8"))
    assert gradescope["score"] == 13.375
    assert fraction["score"] == 0.66875
