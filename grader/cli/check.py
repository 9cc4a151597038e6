"""`grade check PAPER`: can everything in it be read? No marks, no answers: students may run it."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.opening import open_key, open_rubric, rubric_option


@click.command(short_help="Say whether everything in a paper can be read, without marking it.")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@rubric_option
def check(path: Path, rubric_path: Path | None) -> int:
    """Read the paper at PATH and say what could not be read; exits with 1 when something could not."""
    from grader.loading.submission import load_submission
    from grader.pipeline import grade
    from grader.render.consoles import stdout
    from grader.render.reading import print_reading

    submission = load_submission(path)
    rubric = open_rubric(rubric_path, submission.exam, path)
    report = grade(rubric, submission, open_key(rubric))
    return 0 if print_reading(report, rubric, stdout()) else 1
