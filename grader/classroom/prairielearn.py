"""PrairieLearn's manual-grading CSV, filled in: downloaded by the teacher, uploaded again.

Format: PrairieLearn `docs/manualGrading`. Rows are identified by `submission_id`; `score_perc` is 0 to 100, an empty
cell leaves a score as it is, `feedback` is Markdown. The upload may also hold `points` or `manual_points` instead.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.errors import UsageError
from grader.loading.clean import clean
from grader.render.as_markdown import inert
from grader.render.numbers import points
from grader.render.telling import part_name, sentences
from grader.report import Mark, Report
from grader.verdict import Tone

WHO = ("uin", "uid")
SCORES = ("score_perc", "manual_points", "points")
MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class FilledUpload:
    """The table to upload, how many rows hold a score now, and the papers that no row is of."""

    text: str
    count: int
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Filled:
    student: str
    score: str
    feedback: str


def fill_upload(text: str, reports: Iterable[Report]) -> FilledUpload:
    """Fill every row of a student whose paper was marked; raises UsageError where the table is none of PrairieLearn's."""
    table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    columns = list(table.fieldnames or ())
    score = next((name for name in SCORES if name in columns), "")
    if "submission_id" not in columns or not score or not set(WHO) & set(columns):
        raise UsageError(
            "this is no manual-grading CSV of PrairieLearn: it needs uid or uin, submission_id, score_perc"
        )
    if "feedback" not in columns:
        columns.append("feedback")
    own = {
        id: _Filled(clean(report.student.name or id, 80), _score(report, score), feedback_markdown(report))
        for report in reports
        if (id := report.student.id.strip())
    }
    rows = _rows(table)
    found = {number: id for number, row in enumerate(rows) if (id := _owner(row, own))}
    for number, id in found.items():
        rows[number] |= {score: own[id].score, "feedback": own[id].feedback}
    strangers = tuple(each.student for id, each in own.items() if id not in found.values())
    return FilledUpload(_written(columns, rows), len(found), strangers)


def feedback_markdown(report: Report) -> str:
    """Marks and what was lost, in a few lines; nothing that a student wrote."""
    lost = [f"- {_said(mark)}" for mark in report.marks if mark.points < mark.part.points]
    return "\n".join([f"**{points(report.points)} / {points(report.max)}**", "", *lost])


def _said(mark: Mark) -> str:
    told = [remark.text for remark in mark.remarks if remark.tone in (Tone.LOSS, Tone.DOUBT)]
    reasons = sentences(inert(clean(text, 200)) for text in told[:3])
    head = f"{part_name(mark)} : {points(mark.points)} / {points(mark.part.points)}"
    return f"{head}. {reasons}" if reasons else head


def _score(report: Report, column: str) -> str:
    if column != "score_perc":
        return points(report.points)
    return points(min(Fraction(100), 100 * report.points / report.max)) if report.max else "0"


def _rows(table: csv.DictReader[str]) -> list[dict[str, str]]:
    try:
        return [{name: value or "" for name, value in row.items() if name is not None} for row in table]
    except csv.Error as cause:
        raise UsageError(f"line {table.line_num} of the CSV cannot be read: {cause}") from cause


def _owner(row: Mapping[str, str], own: Container[str]) -> str:
    return next((id for column in WHO if (id := row.get(column, "").strip()) in own), "")


def _written(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
