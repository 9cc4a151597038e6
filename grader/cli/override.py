"""`grade override` and `grade history`: a person's decision on a mark, and how a mark came to be what it is."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.opening import rubric_option

_PAPER = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(short_help="Decide a mark yourself; the decision survives every regrade.")
@click.argument("paper", type=_PAPER)
@click.argument("part")
@click.argument("points", required=False, default="")
@click.option("--why", default="", help="The reason, which the student reads.")
@click.option("--share", is_flag=True, help="POINTS is a share of the part: 1/2 for half.")
@click.option("--by", default="", help="Who decides (git's user.name, or the login).")
@click.option("--undo", is_flag=True, help="Take the decision back.")
@rubric_option
def override(
    paper: Path, part: str, points: str, why: str, share: bool, by: str, undo: bool, rubric_path: Path | None
) -> int:
    """Give PART of PAPER so many POINTS, whatever was proposed. Kept in overrides.yaml in the class folder."""
    from grader.cli.deciding import decide, open_paper

    opened = open_paper(paper, part, rubric_path)
    click.echo(decide(opened, points, why, by, share=share, undo=undo), err=True)
    return 0


@click.command(short_help="Tell how a mark came to be what it is.")
@click.argument("paper", type=_PAPER)
@click.argument("part")
@rubric_option
def history(paper: Path, part: str, rubric_path: Path | None) -> int:
    """List every verdict and every decision that PART of PAPER has had, the oldest first."""
    from grader.cli.deciding import open_paper, past
    from grader.loading.clean import clean

    rows = past(open_paper(paper, part, rubric_path))
    for at, told in rows:
        click.echo(clean(f"{at:26}  {told}", 400).replace("\n", " "))
    if not rows:
        click.echo("nothing is known of this mark yet; grade the folder first", err=True)
    return 0
