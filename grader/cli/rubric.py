"""`grade rubric …`: a rubric looked at, checked, changed, compared, begun."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.cli.beginning import new
from grader.cli.opening import open_rubric, refuse_installed, rubric_file
from grader.errors import UsageError


@click.group(short_help="Show, check, change or compare rubrics.")
def rubric() -> None:
    """Look at a rubric file, change it, or begin a new one."""


_path = click.argument(
    "path", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="[FILE]"
)


_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_file_option = click.option(
    "--file",
    "--rubric",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The rubric to change.",
)


@rubric.command()
@_path
def check(path: Path | None) -> None:
    """Check FILE: shape, sums, reference answers (full marks), blank paper (0), examples, parts that nothing can earn.

    Every fault is shown with file:line:column; exits with 2 where there is one.
    """
    from grader.errors import RubricError
    from grader.loading.text import read_text
    from grader.render.consoles import stdout
    from grader.render.rubric_tree import print_check
    from grader.rubric import MAX_BYTES
    from grader.soundness import check as faults_of

    path = rubric_file(path, option="FILE")
    loaded, faults = faults_of(read_text(path, MAX_BYTES, RubricError), str(path))
    if loaded is None or faults:
        raise RubricError(path, list(faults))
    print_check(loaded, stdout())


@rubric.command()
@_path
@click.option("--paths", is_flag=True, help="List every path that `set` takes, with its value.")
def show(path: Path | None, paths: bool) -> None:
    """Show FILE as a tree: exercises, questions, parts, points, kinds, assumptions."""
    from grader.render.consoles import stdout
    from grader.render.rubric_tree import print_rubric

    if paths:
        _list_paths(rubric_file(path, option="FILE"))
    else:
        print_rubric(open_rubric(rubric_file(path, option="FILE")), stdout())


@rubric.command(name="set")
@click.argument("changes", nargs=-1, required=True, metavar="PATH VALUE [PATH VALUE …]")
@_file_option
@click.option(
    "--rebalance",
    is_flag=True,
    help="Keep the totals: what stands beside (the other parts of the question, or the other questions) is scaled.",
)
@click.option("--force", is_flag=True, help="Let the totals above follow: 20 may become 19.75.")
@click.option("--why", default="", help="The reason, for the change log.")
def set_value(changes: tuple[str, ...], file: Path | None, rebalance: bool, force: bool, why: str) -> int:
    """Set the value at PATH, such as 1.6.bonus.points 1/4 or parameters.conv2.dilation 1.

    Exactly the lines of those values change, and a line is added to the file's change log. What breaks a sum is
    refused: set several values that keep it, or say with --rebalance or --force how the sums shall hold.
    `grade rubric show --paths` lists every path.
    """
    from grader.cli.deciding import author, now
    from grader.editing.changelog import with_log_line
    from grader.editing.files import replace_file
    from grader.editing.setting import set_values

    if len(changes) % 2:
        raise UsageError("name a path and a value, or several of both: grade rubric set 1.6.bonus.points 1/4")
    path, text = _read(file, "--file FILE")
    pairs = list(zip(changes[::2], changes[1::2], strict=True))
    changed = set_values(text, pairs, rebalance=rebalance, force=force)
    if changed == text:
        click.echo("nothing to change", err=True)
        return 0
    told = ", ".join(f"{name} {value}" for name, value in pairs) + (f" ({why})" if why else "")
    replace_file(path, with_log_line(changed, f"{now()} {author()}: {told}"))
    _show_changed_lines(text, changed)
    click.echo(f"changed {path}; grade the class again to mark with it", err=True)
    return 0


@rubric.command()
@_path
def edit(path: Path | None) -> int:
    """Edit FILE in $EDITOR, on a copy that is checked before it takes the file's place."""
    import os

    from grader.editing.editor import Outcome, editor_of
    from grader.editing.editor import edit as edit_file

    path, _ = _read(path, "FILE")
    edited = edit_file(path, editor_of(os.environ), _asks_again)
    match edited.outcome:
        case Outcome.KEPT:
            for fault in edited.faults:
                click.echo(f"{path}: {fault}", err=True)
            click.echo(f"not saved; your version is in {edited.kept}", err=True)
            return 2
        case Outcome.CHANGED:
            click.echo(f"saved {path}{_left_to_mend(path)}", err=True)
        case Outcome.UNCHANGED:
            click.echo("unchanged", err=True)
    return 0


@rubric.command()
@click.argument("before", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("after", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def diff(before: Path, after: Path | None) -> int:
    """Tell what AFTER (the exam's own rubric) changes of BEFORE: points, concepts, parameters, answers."""
    from grader.editing.comparing import differences
    from grader.key import solve
    from grader.loading.clean import clean

    old = open_rubric(before)
    new = open_rubric(after, old.exam)
    found = list(differences(old, new, solve(old), solve(new)))
    for each in found:
        click.echo(f"{each.where}:")
        for sign, text in (("-", each.before), ("+", each.after)):
            for row in text.splitlines():
                click.echo(f"  {sign} {clean(row, 300)}")
    return 1 if found else 0


rubric.add_command(new)


@rubric.command()
def schema() -> None:
    """Print the JSON Schema of rubrics, for editors that complete and check YAML."""
    import json

    from grader.editing.json_schema import rubric_schema

    click.echo(json.dumps(rubric_schema(), indent=1, ensure_ascii=True))


def _list_paths(path: Path) -> None:
    from grader.editing.files import read_exactly
    from grader.editing.tree import Tree
    from grader.loading.clean import clean

    for name, value in Tree(read_exactly(path)).settable():
        click.echo(f"{name}  {clean(value, 100)}")


def _read(path: Path | None, option: str) -> tuple[Path, str]:
    """A rubric's file and its text; of the only known exam where none is named."""
    from grader.editing.files import read_exactly

    if path is None:
        path = rubric_file(None, option=option)
        refuse_installed(path)
    return path, read_exactly(path)


def _asks_again() -> bool:
    try:
        told = "the rubric has faults; edit it again?"
        return sys.stdin.isatty() and click.confirm(told, default=True, err=True)
    except click.Abort:
        return False


def _left_to_mend(path: Path) -> str:
    """What a saved rubric still lacks, as the end of a message."""
    from grader.editing.files import read_exactly
    from grader.soundness import check as faults_of

    _, faults = faults_of(read_exactly(path), str(path))
    return f"; `grade rubric check {path}` tells {len(faults)} things to mend" if faults else ""


def _show_changed_lines(before: str, after: str) -> None:
    from difflib import unified_diff

    for row in list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]:
        if not row.startswith("@@"):
            click.echo(row)
