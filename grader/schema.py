"""The shape of a rubric file; what each kind of answer adds to a part stands in `kinds/`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

from pydantic import BaseModel, Field

MOST_POINTS = 10_000
"""More than any exam is worth; what is beyond is a slip of the keyboard."""


class _Closed(BaseModel, extra="forbid"):
    """A mapping whose keys are all known."""


class PartFile(BaseModel, extra="allow"):
    """What is marked on its own; the keys beyond these are options of its kind."""

    id: str = Field(min_length=1)
    title: str = ""
    points: Fraction = Field(ge=0, le=MOST_POINTS)
    kind: str = Field(min_length=1)
    source: str = Field(min_length=1)
    also: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    bonus: bool = False


PART_KEYS = tuple(PartFile.model_fields)


class QuestionFile(_Closed):
    """A question as printed, and its parts."""

    id: str = Field(min_length=1)
    title: str
    points: Fraction = Field(ge=0, le=MOST_POINTS)
    parts: tuple[PartFile, ...]
    fields: dict[str, tuple[str, ...]] = {}


class ExerciseFile(_Closed):
    """An exercise and its questions."""

    title: str
    points: Fraction = Field(ge=0, le=MOST_POINTS)
    questions: tuple[QuestionFile, ...]


class MistakeFile(_Closed):
    """A recognised mistake: what it leaves of a gradient's points, and the remark."""

    share: Fraction = Field(ge=0, le=1)
    text: str


class RubricFile(_Closed):
    """The whole file."""

    exam: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: str
    language: Literal["fr", "en"]
    points: Fraction = Field(ge=0, le=MOST_POINTS)
    bonus: Fraction = Field(default=Fraction(0), ge=0, le=MOST_POINTS)
    parameters: dict[str, dict[str, Any]] = {}
    mistakes: dict[str, MistakeFile] = {}
    exercises: tuple[ExerciseFile, ...]
