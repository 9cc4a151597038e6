"""`grade autograde PLATFORM`: the entry point inside Gradescope's and PrairieLearn's containers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.opening import open_key, open_rubric, rubric_option
from grader.errors import Fault, FileError, SubmissionError

if TYPE_CHECKING:
    from grader.model import Rubric
    from grader.report import Report

ROOTS = {"gradescope": Path("/autograder"), "prairielearn": Path("/grade")}
FOLDERS = {"gradescope": "submission", "prairielearn": "student"}


@click.command(short_help="Grade inside Gradescope's or PrairieLearn's container.")
@click.argument("platform", type=click.Choice(sorted(ROOTS)))
@click.option(
    "--root", type=click.Path(path_type=Path, file_okay=False), help="Instead of /autograder or /grade."
)
@rubric_option
def autograde(platform: str, root: Path | None, rubric_path: Path | None) -> int:
    """Grade the paper that PLATFORM hands over, and write its results/results.json, whatever was handed in."""
    from grader.render.as_json import dumps
    from grader.render.as_platforms import gradescope, gradescope_failure, prairielearn, prairielearn_failure

    root = root or ROOTS[platform]
    document: dict[str, Any]
    try:
        report, rubric = _graded(root / FOLDERS[platform], rubric_path)
        document = (gradescope if platform == "gradescope" else prairielearn)(report, rubric)
    except FileError as error:
        document = (gradescope_failure if platform == "gradescope" else prairielearn_failure)(error)
    target = root / "results" / "results.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(dumps(document), encoding="utf-8")
    click.echo(f"wrote {target}", err=True)
    return 0


def _graded(folder: Path, rubric_path: Path | None) -> tuple[Report, Rubric]:
    from grader.classroom.intake import gather
    from grader.loading.submission import load_submission
    from grader.pipeline import grade

    papers = gather(folder).papers if folder.is_dir() else ()
    if not papers:
        fault = Fault("no answer file was handed in", hint="hand in one file whose name ends in .yaml")
        raise SubmissionError(folder.name, [fault])
    submission = load_submission(papers[0].path)
    rubric = open_rubric(rubric_path, submission.exam, papers[0].path)
    return grade(rubric, submission, open_key(rubric)), rubric
