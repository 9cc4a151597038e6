"""From a paper to its report. This is the page to read first: each part is judged in an order that lets it
build on the student's own earlier results, and the verdicts become points."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

import grader
from grader.dependencies import judging_order
from grader.key import Key
from grader.model import Case, Part, Rubric
from grader.placing import place
from grader.points import mark, remark
from grader.report import Report
from grader.submission import Student, Submission
from grader.verdict import Evidence, Verdict, doubt, unreadable


def grade(rubric: Rubric, submission: Submission, key: Key) -> Report:
    """Judge every part of a paper; pure, and nothing a student writes makes it raise."""
    placed = place(submission, rubric)
    verdicts = judge(rubric, placed, key)
    return report(rubric, submission.student, submission.digest, verdicts, notices(rubric, placed))


def report(
    rubric: Rubric,
    student: Student,
    submission: str,
    verdicts: Mapping[str, Verdict],
    notices: Iterable[Evidence],
) -> Report:
    """The report that verdicts give under a rubric's points and words; `submission` is the paper's hash."""
    return Report(
        exam=rubric.exam,
        title=rubric.title,
        student=student,
        max=rubric.points,
        marks=tuple(mark(part, verdicts[part.id], rubric) for part in rubric.parts),
        notices=tuple(remark(item, rubric) for item in notices),
        rubric=rubric.digest,
        submission=submission,
        version=grader.__version__,
    )


def notices(rubric: Rubric, placed: Submission) -> tuple[Evidence, ...]:
    """What a report says beside its marks: of the paper, and of what earlier marks taught."""
    return (*placed.notices, *(rubric.calibration.notices if rubric.calibration else ()))


def judge(
    rubric: Rubric, submission: Submission, key: Key, only: Container[str] | None = None
) -> dict[str, Verdict]:
    """The verdict of every part, or of those named, by part id; the paper's answers stand under the rubric's names."""
    verdicts: dict[str, Verdict] = {}
    for part in judging_order(rubric):
        if only is not None and part.id not in only:
            continue
        case = Case(part, rubric, key[part.id], submission, dict(verdicts))
        verdicts[part.id] = _verdict(case)
    return verdicts


def _verdict(case: Case) -> Verdict:
    fault = _unread(case.part, case.submission)
    if fault is not None:
        return unreadable(fault)
    try:
        verdict = case.part.kind.judge(case)
        return case.rubric.calibration.adjusted(verdict, case) if case.rubric.calibration else verdict
    except Exception as error:  # noqa: BLE001  a slip of ours costs one answer a review, not the paper its marks
        return unreadable(doubt("crashed", error=type(error).__name__))


def _unread(part: Part, submission: Submission) -> Evidence | None:
    """The fault that kept this part's answer from being read, if any."""
    source = part.source
    return submission.unread.get(str(source)) or submission.unread.get(source.key)
