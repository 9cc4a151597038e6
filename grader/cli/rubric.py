"""`grade rubric check` and `grade rubric show`: a rubric before it marks anything."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.opening import open_rubric


@click.group(short_help="Check or show a rubric.")
def rubric() -> None:
    """Look at a rubric file."""


_path = click.argument(
    "path", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="[FILE]"
)


@rubric.command()
@_path
def check(path: Path | None) -> int:
    """Check FILE: its shape, its sums, and that its reference answers earn full marks.

    Every fault is shown with file:line:column; exits with 2 where there is one.
    """
    from grader.key import solve
    from grader.render.consoles import stdout
    from grader.render.rubric_tree import print_check
    from grader.soundness import unsound_parts

    loaded = open_rubric(path)
    faults = unsound_parts(loaded, solve(loaded))
    print_check(loaded, faults, stdout())
    return 2 if faults else 0


@rubric.command()
@_path
def show(path: Path | None) -> None:
    """Show FILE as a tree: exercises, questions, parts, points, kinds, assumptions."""
    from grader.render.consoles import stdout
    from grader.render.rubric_tree import print_rubric

    print_rubric(open_rubric(path), stdout())
