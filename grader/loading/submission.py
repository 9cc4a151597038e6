"""A student's file as a submission."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from grader.errors import SubmissionError
from grader.loading.document import parse_document
from grader.loading.faults import fault
from grader.loading.text import decode, read_bytes
from grader.model import Student, Submission
from grader.nodes import Mapping, Node, Place, Scalar


def load_submission(path: Path) -> Submission:
    """Read a student's file; raises SubmissionError."""
    content = read_bytes(path)
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    return _build(parse_document(decode(content, str(path)), str(path)), str(path), digest)


def read_submission(text: str, path: str) -> Submission:
    """Read a student's text; raises SubmissionError."""
    digest = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    return _build(parse_document(text, path), path, digest)


def canonical(key: str) -> str:
    """A question's key as the rubric writes it.

    >>> canonical("Q1.6.Bonus"), canonical("1,1")
    ('1.6 bonus', '1.1')
    """
    found = re.fullmatch(
        r"\s*(?:q|ex|question|exercice)?\s*\.?\s*(\d+)[.,](\d+)[\s._-]*(bonus)?\s*", key.lower()
    )
    if not found:
        return key.strip()
    return f"{found[1]}.{found[2]}" + (" bonus" if found[3] else "")


def _build(root: Node, path: str, digest: str) -> Submission:
    if not isinstance(root, Mapping):
        raise SubmissionError(path, [fault("top-level", root.place, got="")])
    student = root.get("student")
    answers = root.get("answers")
    fields = dict(_texts(student)) if isinstance(student, Mapping) else {}
    placed = (
        {canonical(key.text): value for key, value in answers.entries} if isinstance(answers, Mapping) else {}
    )
    exam = root.get("exam")
    return Submission(
        exam=exam.text.strip() if isinstance(exam, Scalar) else "",
        student=Student(fields.get("id", ""), fields.get("name", "")),
        answers=placed,
        digest=digest,
        path=path,
    )


def _texts(node: Mapping) -> list[tuple[str, str]]:
    return [(key.text, value.text) for key, value in node.entries if isinstance(value, Scalar)]


_START = Place(1, 1)
