"""What a class's teacher is told on stderr beside the table: versions, ids, files, calibrations, the next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.classroom.intake import Intake, shared_ids
from grader.loading.clean import clean
from grader.model import Rubric
from grader.render.consoles import stderr
from grader.report import Report

MOST_NAMED = 5


def tell_of_versions(intake: Intake, *, named: bool) -> None:
    """Say which versions of papers do not count; only how many where names are left out."""
    if intake.replaced and not named:
        stderr().print(f"{len(intake.replaced)} older versions of papers are not marked")
    for older, newer in intake.replaced if named else ():
        stderr().print(f"{clean(older.name)} is not marked: {clean(newer.name)} is newer")


def tell_of_papers(papers: Sequence[tuple[str, str, Report]], *, named: bool) -> None:
    """Say which papers carry one student's id, and which are no sound YAML; takes names as shown, ids, reports."""
    for id, names in shared_ids([(name, id) for name, id, _ in papers]).items():
        whose = f"the student id {clean(id)}" if named else "one student id"
        stderr().print(f"{whose} stands on {len(names)} papers, all marked: {_listed(names)}")
    mended = [name for name, _, report in papers if any(notice.code == "mended" for notice in report.notices)]
    if mended:
        stderr().print(
            f"not valid YAML, read as well as it goes (`grade check FILE` tells where): {_listed(mended)}"
        )


def tell_of_calibrations(rubrics: Iterable[Rubric]) -> None:
    """Say what earlier marks taught, once for each exam."""
    from grader.points import remark

    for rubric in {rubric.exam: rubric for rubric in rubrics}.values():
        for notice in rubric.calibration.notices if rubric.calibration else ():
            stderr().print(clean(remark(notice, rubric).text))


def tell_what_waits(reports: Iterable[Report], folder: Path) -> None:
    """Say how many answers wait for a person, and where they are decided."""
    waiting = sum(len(report.flagged) for report in reports)
    if waiting:
        answers = "1 answer waits" if waiting == 1 else f"{waiting} answers wait"
        stderr().print(f"{answers} for a person: grade review {clean(str(folder))}")


def _listed(names: Sequence[str]) -> str:
    """The first few names, and how many more.

    >>> _listed(["a.yaml", "b.yaml"])
    'a.yaml, b.yaml'
    """
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(map(clean, names[:MOST_NAMED])) + more
