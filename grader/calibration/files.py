"""A calibration on disk, beside its rubric: `exam.calibration.json` for `exam.yaml`.

Each part's share of it holds while the part asks and judges as it did; a part that has changed is named and left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from pydantic import TypeAdapter, ValidationError

import grader
from grader.calibration.applying import adjusted
from grader.calibration.confidence import Trained
from grader.calibration.observing import observe
from grader.errors import UsageError
from grader.hashes import digest
from grader.kinds.ideas import IdeasKind
from grader.model import Case, Part, Rubric
from grader.verdict import Evidence, Verdict, note

FORMAT = 2
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Stored:
    """The file: what was learnt, from which answers, and for which wording of each part.

    `answers` is the hash of the graded answers; `asked` that of every part that may be moved, `counts` how many
    answers each part was learnt from.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "allow_inf_nan": False}

    format: int
    exam: str
    version: str
    rubric: str
    answers: str
    asked: Mapping[str, str]
    counts: Mapping[str, int]
    trained: Trained


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibration in use: for the parts in `live`; `stale` ones have changed since. Without `stored`, `problem` says why."""

    stored: Stored | None = None
    live: frozenset[str] = frozenset()
    stale: tuple[str, ...] = ()
    problem: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)

    def adjusted(self, verdict: Verdict, case: Case) -> Verdict:
        """A verdict in the light of past marks; as it was for every other part and for an answer that stands elsewhere."""
        kind = case.part.kind
        if self.stored is None or case.part.id not in self.live or not isinstance(kind, IdeasKind):
            return verdict
        if not case.text.text.strip():
            return verdict
        return adjusted(verdict, case.part.id, observe(kind, case.text), self.stored.trained)

    def mark(self, part: str) -> str:
        """What a verdict on a part depends on here; the notices are the part without a name."""
        return self.marks.get(part, "")

    @property
    def notices(self) -> tuple[Evidence, ...]:
        """What a report says of it."""
        told: list[Evidence] = []
        if self.problem:
            told.append(note("calibration-unusable", why=self.problem))
        if self.live and self.stored:
            count = sum(self.stored.counts[part] for part in self.live)
            told.append(note("calibration-used", parts=", ".join(sorted(self.live)), count=count))
        if self.stale:
            told.append(note("calibration-stale", parts=", ".join(self.stale)))
        return tuple(told)


def read_calibration(text: str, rubric: Rubric) -> Calibration:
    """The calibration in a text, as far as it still fits the rubric; raises nothing."""
    try:
        stored = TypeAdapter(Stored).validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        return Calibration(problem=f"{where}: {first['msg']}" if where else str(first["msg"]))
    if stored.format != FORMAT or stored.exam != rubric.exam:
        return Calibration(problem=f"{stored.exam}, format {stored.format}")
    parts = {part.id: part for part in rubric.parts}
    live = {
        id
        for id, mark in stored.asked.items()
        if id in parts and asked(parts[id]) == mark and _fits(stored, parts[id])
    }
    marks = {id: digest(text, id) for id in (*live, "")}
    return Calibration(stored, frozenset(live), tuple(sorted(stored.asked.keys() - live)), marks=marks)


def write_calibration(path: Path, stored: Stored) -> None:
    """Write a calibration in one step; raises UsageError."""
    rows = _rounded(TypeAdapter(Stored).dump_python(stored, mode="json"))
    part = path.with_suffix(".part")
    try:
        part.write_text(
            json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        part.replace(path)
    except OSError as cause:
        raise UsageError(f"cannot write {path}: {cause.strerror}") from cause


def asked(part: Part) -> str:
    """The hash of how a part asks, judges and is worth, and of this version."""
    return "sha256:" + digest(grader.__version__, part.id, part.kind, part.points)[:32]


def _fits(stored: Stored, part: Part) -> bool:
    """Whether what was learnt has this part's concepts."""
    lesson = stored.trained.learnt.lessons.get(part.id)
    scale = stored.trained.learnt.levels.get(part.id, ())
    if (
        lesson is None
        or not isinstance(part.kind, IdeasKind)
        or len(scale) < 2
        or list(scale) != sorted(set(scale))
    ):
        return False
    count = len(part.kind.concepts)
    return (
        len(lesson.weights) == len(lesson.centre) == count
        and part.id in stored.counts
        and scale[0] >= 0
        and scale[-1] <= 1
    )


def _rounded(value: Any) -> Any:
    match value:
        case float():
            return round(value, _DIGITS)
        case dict():
            return {key: _rounded(item) for key, item in value.items()}
        case list() | tuple():
            return [_rounded(item) for item in value]
        case _:
            return value
