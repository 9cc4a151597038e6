"""`grade whatif CLASS`: what another rubric would change, before anything is changed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.opening import open_rubric
from grader.errors import RubricError, UsageError
from grader.loading.clean import clean
from grader.render.numbers import points

if TYPE_CHECKING:
    from grader.classroom.whatif import Standing, WhatIf

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
MOST_ROWS = 30


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
    """Compare the class in FOLDER under its rubric and under another, from what is stored; grade it first."""
    from grader.classroom.overrides import read_points
    from grader.classroom.results import Decisions
    from grader.classroom.store import Store, store_path
    from grader.classroom.whatif import what_if
    from grader.loading.text import read_text
    from grader.rubric import MAX_BYTES, read_rubric

    if bool(other) == bool(changes):
        raise UsageError(
            "name the other rubric: either --rubric FILE, or --set PATH=VALUE (as often as needed)"
        )
    if write and other:
        raise UsageError("--apply writes what --set changes; a rubric of its own is already written")
    with Store(store_path(folder)) as store:
        papers = list(store.papers())
        exams = sorted({paper.exam for paper in papers if paper.exam})
        if not exams:
            raise UsageError(f"nothing is stored of {folder}; run `grade {folder}` first")
        before = open_rubric(base, exams[0], folder)
        path = base or Path(before.path)
        text = read_text(other or path, MAX_BYTES, RubricError)
        if changes:
            text = _changed(text, changes, rebalance=rebalance, force=force)
        after = read_rubric(text, str(other or path))
        decisions = Decisions.of(folder, [paper.path for paper in papers])
        found = what_if(store, decisions, before, after, text)
    passing = read_points(limit) if limit else before.points / 2
    if passing is None:
        raise UsageError(f"“{limit}” is no number of points")
    if as_json:
        from grader.render.as_json import dumps

        click.echo(dumps(_document(found, passing)))
    else:
        _print(found, passing)
    if svg:
        from grader.render.histograms import two_distributions

        svg.write_text(two_distributions(*found.distributions), encoding="utf-8")
        click.echo(f"wrote {svg}", err=True)
    if write:
        _apply(path, text, changes, why)
    return 0


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


def _print(found: WhatIf, passing: Fraction) -> None:
    from rich.table import Table
    from rich.text import Text

    from grader.classroom.whatif import rank_correlation
    from grader.render.consoles import stdout

    console = stdout()
    up, down = found.crossings(passing)
    old, new = found.means
    console.print(
        f"{len(found.movers)} of {len(found.standings)} papers move; {found.judged} answers judged again"
    )
    console.print(f"mean {float(old):.2f} -> {float(new):.2f}")
    console.print(f"passing at {points(passing)}: {len(up)} more, {len(down)} fewer")
    order = rank_correlation(found)
    ranks = sum(each.rank_before != each.rank_after for each in found.standings)
    console.print(f"{ranks} ranks change" + (f" (rank correlation {order:.3f})" if order is not None else ""))
    if not found.movers:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for title, side in (
        ("", "left"),
        ("before", "right"),
        ("after", "right"),
        ("", "right"),
        ("rank", "right"),
        ("parts", "left"),
    ):
        table.add_column(title, justify="right" if side == "right" else "left")
    for each in found.movers[:MOST_ROWS]:
        table.add_row(*map(Text, _row(each)))
    console.print(table)
    if len(found.movers) > MOST_ROWS:
        console.print(f"… and {len(found.movers) - MOST_ROWS} more (--json shows all)")
    for title, bars in zip(("before", "after"), found.distributions, strict=True):
        console.print(Text(f"{title:7}{_bars(bars)}"))


def _row(each: Standing) -> tuple[str, ...]:
    moved = f"{float(each.moved):+g}"
    parts = ", ".join(f"{part} {float(new - old):+g}" for part, old, new in each.parts)
    rank = (
        f"{each.rank_before}"
        if each.rank_before == each.rank_after
        else f"{each.rank_before}→{each.rank_after}"
    )
    name = " ".join(clean(each.name or each.path, 40).split())
    return name, points(each.before), points(each.after), moved, rank, clean(parts, 120)


def _bars(counts: tuple[int, ...]) -> str:
    signs = " ▁▂▃▄▅▆▇█"
    most = max(counts, default=0) or 1
    return "".join(signs[-(-8 * count // most)] for count in counts)


def _document(found: WhatIf, passing: Fraction) -> dict[str, Any]:
    up, down = found.crossings(passing)
    return {
        "papers": len(found.standings),
        "judged": found.judged,
        "mean": [float(mean) for mean in found.means],
        "distribution": [list(bars) for bars in found.distributions],
        "passing": float(passing),
        "now_pass": [each.path for each in up],
        "now_fail": [each.path for each in down],
        "movers": [
            {
                "paper": each.path,
                "id": clean(each.id),
                "name": clean(each.name),
                "before": float(each.before),
                "after": float(each.after),
                "rank": [each.rank_before, each.rank_after],
                "parts": {part: [float(old), float(new)] for part, old, new in each.parts},
            }
            for each in found.movers
        ],
    }
