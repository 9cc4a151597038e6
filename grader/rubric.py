"""A rubric file, read: with the calibration beside it, and with every fault where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from grader.calibration.beside import calibration_text
from grader.errors import Fault, RubricError
from grader.examining import examine
from grader.loading.document import parse_document
from grader.loading.text import line_of, read_text
from grader.model import Rubric
from grader.nodes import Steps, place_of

MAX_BYTES = 1_000_000


def load_rubric(path: Path) -> Rubric:
    """Read a rubric file, with the calibration beside it, if any; raises RubricError with every fault found."""
    rubric = read_rubric(read_text(path, limit=MAX_BYTES, error=RubricError), str(path))
    return calibrated(rubric, calibration_text(path))


def calibrated(rubric: Rubric, text: str) -> Rubric:
    """The rubric with the calibration in a text; without one for an empty text."""
    if not text:
        return rubric
    from grader.calibration.files import read_calibration  # imported late: few rubrics have one

    return replace(rubric, calibration=read_calibration(text, rubric))


@lru_cache(maxsize=8)
def read_rubric(text: str, path: str = "") -> Rubric:
    """Turn a rubric's text into the model; raises RubricError with every fault found."""
    rubric, faults = examine(text, path)
    if rubric is None or faults:
        raise RubricError(path, list(faults))
    return rubric


def fault_at(rubric: Rubric, steps: Steps, message: str, hint: str = "") -> Fault:
    """A fault of the value at these steps of a rubric's file, with its line."""
    if not rubric.text:
        return Fault(message, None, hint)
    place = place_of(parse_document(rubric.text, rubric.path, RubricError), steps)
    return Fault(message, place, hint, line_of(rubric.text, place.line))
