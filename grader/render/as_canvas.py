"""A class as Canvas's gradebook CSV: Student, ID, SIS ids, Section, one assignment, and its row of possible points.

Format: Canvas `lib/gradebook_importer.rb`. Students are matched by the SIS id, which is the id on the paper; an
assignment title without Canvas's own number makes a new assignment at the first import.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.render.as_csv import inert_cell
from grader.render.numbers import points
from grader.report import Report

HEADER = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def canvas_csv(reports: Sequence[Report]) -> str:
    """The table as text; a bonus may carry a mark above the possible points, which Canvas keeps."""
    text = io.StringIO()
    writer = csv.writer(text)
    title = reports[0].title.replace(",", " ").replace("(", " ").replace(")", " ")
    writer.writerow([*HEADER, " ".join(title.split())])
    writer.writerow(["    Points Possible", "", "", "", "", points(reports[0].max)])
    for report in reports:
        name, id = inert_cell(report.student.name), inert_cell(report.student.id)
        writer.writerow([name, "", id, "", "", points(report.points)])
    return text.getvalue()
