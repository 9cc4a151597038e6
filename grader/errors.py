"""What can go wrong, and whom it concerns.

GraderError
├── FileError            a file that cannot be read at all: what, where, and the way out
│   ├── SubmissionError  a student's file
│   └── RubricError      a teacher's file; holds every fault found, not only the first
└── UsageError           a command line that cannot be obeyed

PlacedError, a ValueError, says which of several values cannot be.

Nothing a student writes raises anything else: below `loading/` an answer that cannot be read is a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.nodes import Place, Steps


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: what, where, the source line, and what to do about it."""

    message: str
    place: Place | None = None
    hint: str = ""
    source: str = ""


class GraderError(Exception):
    """The root: its text is meant for whoever typed the command."""

    exit_code = 2


class FileError(GraderError):
    """A file that cannot be used, with every fault found in it."""

    def __init__(self, path: Path | str, faults: list[Fault]) -> None:
        """Name the file and its faults; there is at least one."""
        self.path = str(path)
        self.faults = faults
        super().__init__("; ".join(f"{self.where(fault)}: {fault.message}" for fault in faults))

    def where(self, fault: Fault) -> str:
        """The position of a fault as `file:line:column`."""
        return f"{self.path}:{fault.place}" if fault.place else self.path


class SubmissionError(FileError):
    """A student's file that cannot be graded; the others of its folder are."""

    exit_code = 3


class RubricError(FileError):
    """A rubric that must be mended before anything is graded."""


class UsageError(GraderError):
    """A command line that names what is not there."""


class PlacedError(ValueError):
    """Values that cannot be, each with the keys that lead to it and what is wrong."""

    def __init__(self, rows: tuple[tuple[Steps, str], ...]) -> None:
        """There is at least one row."""
        self.rows = rows
        super().__init__("; ".join(message for _, message in rows))
