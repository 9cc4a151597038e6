"""Which rubric a paper is marked with: found by the exam's name, wherever `grade` is run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from grader.errors import Fault, SubmissionError

_HERE = Path("rubrics")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


def find_rubric(exam: str, graded: Path) -> Path:
    """The rubric of the exam that the paper at `graded` names; raises SubmissionError where there is none.

    Searched: the folder `$GRADE_RUBRICS`, `rubrics/` below the current folder, and the exams installed with
    `grade`. A rubric below the current folder that lies among the graded files is never taken: a student could have
    put it there.
    """
    refused = []
    for folder in rubric_folders() if _NAME.fullmatch(exam) else ():
        path = folder / f"{exam}.yaml"
        if path.is_file() and folder == _HERE and _among(path, graded):
            refused.append(path)
        elif path.is_file():
            return path
    raise SubmissionError(graded, [_untrusted(refused[0], exam) if refused else _unknown(exam)])


def rubric_folders() -> Iterator[Path]:
    """Where rubrics are looked for, first come first."""
    if folder := os.environ.get("GRADE_RUBRICS"):
        yield Path(folder)
    yield _HERE
    package = Path(__file__).parent
    yield package / "rubrics"  # installed
    yield package.parent / "rubrics"  # a checkout


def known_exams() -> tuple[str, ...]:
    """The names of the exams that can be found."""
    return tuple(sorted({path.stem for folder in rubric_folders() for path in folder.glob("*.yaml")}))


def _among(path: Path, graded: Path) -> bool:
    folder = graded if graded.is_dir() else graded.parent
    top = folder.resolve()
    return path.resolve().is_relative_to(top) and top != Path.cwd().resolve()


def _untrusted(path: Path, exam: str) -> Fault:
    message = f"{path}, the rubric of “{exam}”, lies among the papers, where a student could have put it"
    return Fault(message, hint=f"name it with --rubric {path}, or the folder in $GRADE_RUBRICS")


def _unknown(exam: str) -> Fault:
    exams = known_exams()
    near = get_close_matches(exam, exams, n=1)
    hint = f"did you mean “{near[0]}”?" if near else f"known exams: {', '.join(exams) or 'none'}"
    message = f"no rubric for the exam “{exam[:80]}”" if exam else "the paper names no exam (`exam: …`)"
    return Fault(message, hint=hint + "; or name a file with --rubric")
