"""`grade whatif CLASS`: what another rubric would change, before anything is changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.opening import open_rubric
from grader.errors import UsageError

if TYPE_CHECKING:
    from fractions import Fraction

    from grader.classroom.whatif import WhatIf
    from grader.model import Rubric

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(short_help="Tell who would move under another rubric.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--rubric", "other", metavar="FILE", type=_FILE, help="The other rubric.")
@click.option("--set", "changes", metavar="PATH=VALUE", multiple=True, help="A change of the present rubric.")
@click.option("--base", metavar="FILE", type=_FILE, help="The present rubric, where it is no exam's own.")
@click.option(
    "--pass", "limit", metavar="POINTS", default="", help="Where passing begins (half of the points)."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--svg", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Draw both distributions."
)
@click.option(
    "--apply", "write", is_flag=True, help="Change the rubric's file, with a line in its change log."
)
@click.option("--why", default="", help="The reason, for the change log.")
@click.option("--rebalance", is_flag=True, help="Keep the totals: what stands beside is scaled.")
@click.option("--force", is_flag=True, help="Let the totals above follow.")
def whatif(
    folder: Path,
    other: Path | None,
    changes: tuple[str, ...],
    base: Path | None,
    limit: str,
    as_json: bool,
    svg: Path | None,
    write: bool,
    why: str,
    rebalance: bool,
    force: bool,
) -> int:
    """Compare the class in FOLDER under its rubric and under another, from what is stored; grade it first.

    Nothing is judged again unless it must be, and nothing changes before --apply.
    """
    if bool(other) == bool(changes):
        told = "name the other rubric: either --rubric FILE, or --set PATH=VALUE (as often as needed)"
        raise UsageError(told)
    if write and other:
        raise UsageError("--apply writes what --set changes; a rubric of its own is already written")
    before = _present(folder, base)
    path = base or Path(before.path)
    if write:
        _require_own(path)
    text = _other_text(other or path, changes, rebalance=rebalance, force=force)
    found = _compared(folder, before, text, other or path)
    _show(found, _passing(limit, before), as_json=as_json)
    if svg:
        _draw(found, svg)
    if write:
        _apply(path, text, changes, why)
    return 0


def _present(folder: Path, base: Path | None) -> Rubric:
    """The rubric that the class was graded with."""
    from grader.classroom.store import Store, store_path

    with Store(store_path(folder)) as store:
        exams = sorted({paper.exam for paper in store.papers() if paper.exam})
    if not exams:
        raise UsageError(f"nothing is stored of {folder}; run `grade {folder}` first")
    return open_rubric(base, exams[0], folder)


def _compared(folder: Path, before: Rubric, text: str, path: Path) -> WhatIf:
    from grader.calibration.beside import calibration_text
    from grader.classroom.results import Decisions
    from grader.classroom.store import Store, store_path
    from grader.classroom.whatif import what_if
    from grader.rubric import calibrated, read_rubric

    taught = calibration_text(path)
    after = calibrated(read_rubric(text, str(path)), taught)
    with Store(store_path(folder)) as store:
        decisions = Decisions.of(folder, [paper.path for paper in store.papers()])
        return what_if(store, decisions, before, after, text, taught)


def _passing(limit: str, rubric: Rubric) -> Fraction:
    from grader.classroom.overrides import read_points

    passing = read_points(limit) if limit else rubric.points / 2
    if passing is None:
        raise UsageError(f"“{limit}” is no number of points")
    return passing


def _show(found: WhatIf, passing: Fraction, *, as_json: bool) -> None:
    from grader.cli.moves import document, print_moves
    from grader.render.as_json import dumps
    from grader.render.consoles import stdout

    if as_json:
        click.echo(dumps(document(found, passing)))
    else:
        print_moves(found, passing, stdout())


def _draw(found: WhatIf, svg: Path) -> None:
    from grader.render.histograms import two_distributions

    svg.write_text(two_distributions(*found.distributions), encoding="utf-8")
    click.echo(f"wrote {svg}", err=True)


def _require_own(path: Path) -> None:
    """Raise UsageError, before anything is compared, where the rubric is not the teacher's to change."""
    from grader.cli.opening import refuse_installed
    from grader.editing.files import require_writable

    refuse_installed(path)
    require_writable(path)


def _other_text(path: Path, changes: tuple[str, ...], *, rebalance: bool, force: bool) -> str:
    from grader.editing.files import read_exactly

    text = read_exactly(path)
    return _changed(text, changes, rebalance=rebalance, force=force) if changes else text


def _changed(text: str, changes: tuple[str, ...], *, rebalance: bool, force: bool) -> str:
    from grader.editing.setting import set_values

    pairs = []
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise UsageError(f"“{change}” is no change; write --set 1.6.bonus.points=1/4")
        pairs.append((name.strip(), value.strip()))
    return set_values(text, pairs, rebalance=rebalance, force=force)


def _apply(path: Path, text: str, changes: tuple[str, ...], why: str) -> None:
    from grader.cli.deciding import author, now
    from grader.editing.changelog import with_log_line
    from grader.editing.files import replace_file

    told = with_log_line(text, f"{now()} {author()}: {', '.join(changes)}" + (f" ({why})" if why else ""))
    replace_file(path, told)
    click.echo(f"changed {path}; grade the class again to mark with it", err=True)
