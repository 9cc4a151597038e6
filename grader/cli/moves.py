"""What another rubric would change, on the terminal and as one JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.classroom.whatif import Standing, WhatIf, rank_correlation
from grader.loading.clean import clean
from grader.render.numbers import points

MOST_ROWS = 30


def print_moves(found: WhatIf, passing: Fraction, console: Console) -> None:
    """Print who moves and by how much, what becomes of the class, and both distributions."""
    papers = f"{len(found.movers)} of {len(found.standings)} papers move"
    console.print(f"{papers}; {found.judged} answers judged again")
    old, new = zip(found.means, found.deviations, strict=True)
    console.print(f"mean {float(old[0]):.2f} -> {float(new[0]):.2f}, deviation {old[1]:.2f} -> {new[1]:.2f}")
    _print_crossings(found, passing, console)
    order = rank_correlation(found)
    ranks = sum(each.rank_before != each.rank_after for each in found.standings)
    console.print(f"{ranks} ranks change" + (f" (rank correlation {order:.3f})" if order is not None else ""))
    if found.movers:
        console.print(_table(found.movers[:MOST_ROWS]))
    if len(found.movers) > MOST_ROWS:
        console.print(f"… and {len(found.movers) - MOST_ROWS} more (--json shows all)")
    _print_distributions(found, console)


def document(found: WhatIf, passing: Fraction) -> dict[str, Any]:
    """The same as plain values, every mover included."""
    up, down = found.crossings(passing)
    return {
        "papers": len(found.standings),
        "judged": found.judged,
        "mean": [float(mean) for mean in found.means],
        "deviation": list(found.deviations),
        "distribution": [list(bars) for bars in found.distributions],
        "passing": float(passing),
        "now_pass": [each.path for each in up],
        "now_fail": [each.path for each in down],
        "movers": [_mover(each) for each in found.movers],
    }


def _mover(each: Standing) -> dict[str, Any]:
    return {
        "paper": each.path,
        "id": clean(each.id),
        "name": clean(each.name),
        "before": float(each.before),
        "after": float(each.after),
        "rank": [each.rank_before, each.rank_after],
        "parts": {part: [float(old), float(new)] for part, old, new in each.parts},
    }


def _print_crossings(found: WhatIf, passing: Fraction, console: Console) -> None:
    for told, crossed in zip(("pass", "fail"), found.crossings(passing), strict=True):
        names = ", ".join(map(_name, crossed[:MOST_ROWS]))
        console.print(
            Text(f"passing at {points(passing)}: {len(crossed)} now {told}" + (f": {names}" if names else ""))
        )


def _table(movers: Sequence[Standing]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    table.add_column("")
    for title in ("before", "after", "", "rank"):
        table.add_column(title, justify="right")
    table.add_column("parts")
    for each in movers:
        table.add_row(*map(Text, _row(each)))
    return table


def _row(each: Standing) -> tuple[str, ...]:
    parts = ", ".join(f"{part} {float(new - old):+g}" for part, old, new in each.parts)
    ranks = dict.fromkeys((str(each.rank_before), str(each.rank_after)))
    moved = f"{float(each.moved):+g}"
    return _name(each), points(each.before), points(each.after), moved, "→".join(ranks), clean(parts, 120)


def _name(each: Standing) -> str:
    return " ".join(clean(each.name or each.path, 40).split())


def _print_distributions(found: WhatIf, console: Console) -> None:
    """A bar a point, both to one height; below them where 0, 5, 10… are."""
    most = max(map(max, found.distributions), default=0) or 1
    for title, bars in zip(("before", "after"), found.distributions, strict=True):
        console.print(Text(f"{title:8}{_bars(bars, most)}  most papers in a point: {max(bars, default=0)}"))
    width = len(found.distributions[0])
    console.print(Text(" " * 8 + "".join(f"{place:<5}" for place in range(0, width + 1, 5)).rstrip()))


def _bars(counts: Sequence[int], most: int) -> str:
    signs = " ▁▂▃▄▅▆▇█"
    return "".join(signs[-(-8 * count // most)] for count in counts)
