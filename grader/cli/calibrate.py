"""`grade calibrate FOLDER`: what a teacher's marks teach about the proposals for open answers, and how good these are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.opening import open_rubric, rubric_file, rubric_option
from grader.errors import UsageError
from grader.loading.clean import clean

if TYPE_CHECKING:
    from grader.classroom.graded import Gathered

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(short_help="Learn from marked answers how far proposals can be trusted.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@rubric_option
@click.option("--out", metavar="FILE", type=_FILE, help="Where the calibration goes (beside the rubric).")
@click.option("--dry-run", is_flag=True, help="Print the figures and write nothing.")
@click.option("--patterns", is_flag=True, help="Show every pattern, not only doubtful ones.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def calibrate(
    folder: Path, rubric_path: Path | None, out: Path | None, dry_run: bool, patterns: bool, as_json: bool
) -> int:
    """Refit what concepts are worth, and the confidence in proposals, on the marked papers of FOLDER.

    FOLDER holds papers with marks.csv (file,part,points,max,…), or is a class whose overrides.yaml holds a person's
    decisions. Grading follows the file that is written beside the rubric, for the parts of which 20 answers or more
    were marked.
    """
    from grader.calibration.beside import calibration_path
    from grader.calibration.calibrating import calibrate as learn
    from grader.calibration.files import write_calibration
    from grader.classroom.graded import exam_of, graded_answers

    path = rubric_file(rubric_path, "" if rubric_path else exam_of(folder), folder)
    rubric = open_rubric(path)
    gathered = graded_answers(folder, rubric)
    _tell(gathered)
    if not gathered.answers:
        raise UsageError(f"no marked answer to an open question of {rubric.exam} in {folder}")
    found = learn(rubric, gathered.answers)
    if as_json:
        from grader.render.as_json import dumps
        from grader.render.calibration import calibration_json

        click.echo(dumps(calibration_json(found, gathered.blanks)))
    else:
        from grader.render.calibration import print_calibration
        from grader.render.consoles import stdout

        print_calibration(found, gathered.blanks, rubric.language, stdout(), all_patterns=patterns)
    if not dry_run:
        target = out or calibration_path(path)
        write_calibration(target, found.stored)
        click.echo(f"wrote {target}; grading follows it while it stands beside {path.name}", err=True)
    return 0


def _tell(gathered: Gathered) -> None:
    """Say on stderr what was left out, and why."""
    rows = (
        (gathered.others, "marks of parts that are no open questions are left out"),
        (gathered.elsewhere, "answers stand in another place of their paper and are left out"),
        (gathered.changed, "decisions are about answers that have changed since and are left out"),
        (
            gathered.decided,
            "answers are known from decisions, mostly flagged ones: expect better on a whole class",
        ),
    )
    for count, text in rows:
        if count:
            click.echo(f"{count} {text}", err=True)
    if gathered.unread:
        names = ", ".join(clean(name, 60) for name in gathered.unread[:5])
        click.echo(f"{len(gathered.unread)} papers cannot be read or are not there: {names}", err=True)
