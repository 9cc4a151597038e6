"""The answer key as it is shown: plain texts, kept on disk, so that showing it again reads no rubric."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from grader.key import Key, cache_folder, fingerprint, keep_text
from grader.model import Rubric
from grader.render.numbers import points


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part with its answer and derivation."""

    id: str
    question: str
    title: str
    points: str
    answer: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole key; `assumed` holds the names and reasons of what was not in the statement."""

    exam: str
    title: str
    language: str
    rubric: str
    assumed: tuple[tuple[str, str], ...]
    parts: tuple[SheetPart, ...]


def sheet(rubric: Rubric, key: Key) -> Sheet:
    """The sheet of a rubric and its key."""
    rows = tuple(
        SheetPart(
            part.id, question.id, part.title, points(part.points), key[part.id].answer, key[part.id].steps
        )
        for question in rubric.questions
        for part in question.parts
    )
    assumed = tuple((each.name, each.reason) for each in rubric.parameters.values() if each.assumed)
    return Sheet(rubric.exam, rubric.title, rubric.language, rubric.digest, assumed, rows)


def kept_sheet(text: str) -> Sheet | None:
    """The sheet of a rubric's text, where it was shown before by this very code."""
    digest = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    try:
        row = json.loads((cache_folder() / f"sheet-{fingerprint(digest)}.json").read_text(encoding="utf-8"))
        parts = tuple(SheetPart(**{**part, "steps": tuple(part["steps"])}) for part in row.pop("parts"))
        assumed = tuple((str(name), str(reason)) for name, reason in row.pop("assumed"))
        return Sheet(**row, assumed=assumed, parts=parts)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(shown: Sheet) -> None:
    """Keep a sheet; a cache that cannot be written only costs time."""
    keep_text(cache_folder() / f"sheet-{fingerprint(shown.rubric)}.json", json.dumps(asdict(shown)))
