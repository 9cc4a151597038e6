"""`grade template`: the file that students fill in."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.opening import open_rubric, rubric_option


@click.command(short_help="Print the file that students fill in.")
@rubric_option
def template(rubric_path: Path | None) -> None:
    """Print a blank paper: every question, in the right shape."""
    from grader.render.blank_paper import blank_paper

    click.echo(blank_paper(open_rubric(rubric_path)), nl=False)
