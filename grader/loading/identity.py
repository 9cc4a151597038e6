"""Who wrote a paper. Both texts end in tables, pages and file names, so the identifier is held to what is safe."""

from __future__ import annotations

import re

from grader.loading.paper import Paper
from grader.nodes import Node, Scalar
from grader.submission import Student
from grader.verdict import Evidence, doubt, note

LONGEST_ID = 64
LONGEST_NAME = 200

_UNFIT = re.compile(
    '[/\\\\:*?"<>|\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]'
)
_UNFIT_AT_START = re.compile(r"[-.~=+@]")


def read_student(node: Node | None, paper: Paper) -> tuple[Student, list[Evidence]]:
    """The student, and what is worth a remark; raises SubmissionError for an identifier that is none."""
    fields = paper.keys_of(node, "student")
    id = paper.text_of(fields.get("id"), "student.id")
    name = paper.text_of(fields.get("name"), "student.name").text.strip()
    student = Student(_checked(id, paper), name[:LONGEST_NAME])
    return student, list(_remarks(fields.entries, student, name))


def _checked(id: Scalar, paper: Paper) -> str:
    text = id.text.strip()
    if len(text) > LONGEST_ID:
        raise paper.refusal("long-id", id.place, limit=LONGEST_ID)
    found = _UNFIT_AT_START.match(text) or _UNFIT.search(text)
    if found:
        code = "bad-id-start" if found.start() == 0 else "bad-id"
        shown = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
        raise paper.refusal(code, id.place, id=text, character=shown)
    return text


def _remarks(entries: tuple[tuple[Scalar, Node], ...], student: Student, name: str) -> list[Evidence]:
    remarks = [
        note("unknown-student-field", line=key.place.line, key=key.text)
        for key, _ in entries
        if key.text not in ("id", "name")
    ]
    if not student.id:
        remarks.append(doubt("no-student-id"))
    if len(name) > LONGEST_NAME:
        remarks.append(note("long-name", limit=LONGEST_NAME))
    return remarks
