"""Where the calibration of a rubric lies: `exam.calibration.json` beside `exam.yaml`. Reading it is left to `files.py`."""

from __future__ import annotations

from pathlib import Path

from grader.errors import FileError
from grader.loading.text import read_text

MAX_BYTES = 50_000_000


def calibration_path(rubric: Path) -> Path:
    """Where the calibration of a rubric lies.

    >>> calibration_path(Path("rubrics/exam.yaml")).name
    'exam.calibration.json'
    """
    return rubric.with_suffix(".calibration.json")


def calibration_text(rubric: Path) -> str:
    """The text of the calibration beside a rubric, empty where there is none; a file that is no text reads as broken."""
    path = calibration_path(rubric)
    if not path.is_file():
        return ""
    try:
        return read_text(path, MAX_BYTES, FileError)
    except FileError:
        return "?"
