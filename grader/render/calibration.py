"""A calibration on the terminal and as JSON: agreement a part, what concepts are worth, how patterns fare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.calibration.agreement import Agreement
from grader.calibration.calibrating import Calibrated, OfPart
from grader.calibration.proposing import FEWEST
from grader.calibration.trial import Figures, Used
from grader.texts import phrase

DOUBTFUL = 0.8
"""A pattern is shown without being asked for when its precision is below this."""

SEEN = 3
_LONGEST = 60


def print_calibration(
    found: Calibrated, blanks: Mapping[str, int], language: str, console: Console, *, all_patterns: bool
) -> None:
    """Print the figures; of the patterns only doubtful ones, or all."""
    if found.is_cautious:
        console.print(Text(phrase("calibrate-few", language, {"fewest": str(FEWEST)}), style="magenta"))
    console.print(_agreements(found, blanks, language))
    console.print(Text(phrase("calibrate-reading", language), style="dim"))
    if not found.is_cautious:
        trust = found.stored.trained.trust.threshold
        code = "calibrate-threshold" if trust <= 1 else "calibrate-no-threshold"
        console.print(Text(phrase(code, language, {"threshold": f"{100 * trust:.0f}"})))
        console.print(_worths(found, language))
    patterns = _patterns(found, language, all_patterns=all_patterns)
    if patterns.row_count:
        console.print(patterns)
        console.print(Text(phrase("calibrate-patterns-reading", language), style="dim"))


def calibration_json(found: Calibrated, blanks: Mapping[str, int]) -> dict[str, Any]:
    """The same as plain values, every pattern included."""
    return {
        "exam": found.stored.exam,
        "rubric": found.stored.rubric,
        "answers": found.stored.answers,
        "students": found.students,
        "cautious": found.is_cautious,
        "threshold": found.stored.trained.trust.threshold
        if found.stored.trained.trust.threshold <= 1
        else None,
        "overall": _figures_json(found.overall),
        "parts": [_part_json(part, blanks.get(part.part, 0)) for part in found.parts],
    }


def _agreements(found: Calibrated, blanks: Mapping[str, int], language: str) -> Table:
    table = _table(language, "calibrate-agreement")
    for code in ("part", "answers", "rubric", "kappa", "fitted", "apart", "kappa", "accepted"):
        justify: Literal["left", "right"] = "left" if code == "part" else "right"
        table.add_column(phrase(f"calibrate-{code}", language), justify=justify, no_wrap=True)
    for part in found.parts:
        name = Text(part.part, style="" if part.is_steady else "dim")
        table.add_row(name, *_cells(part.figures, blanks.get(part.part, 0)))
    table.add_row(
        Text(phrase("calibrate-all", language), style="bold"), *_cells(found.overall, sum(blanks.values()))
    )
    return table


def _cells(figures: Figures, blank: int) -> Iterator[str]:
    yield f"{figures.rubric.count} (+{blank})" if blank else str(figures.rubric.count)
    yield _rate(figures.rubric)
    yield _kappa(figures.rubric)
    yield f"{100 * figures.fitted.rate:.0f}"
    yield _rate(figures.apart) if figures.apart else "–"
    yield _kappa(figures.apart) if figures.apart else "–"
    yield f"{figures.accepted_right}/{figures.accepted}" if figures.accepted else "0"


def _rate(side: Agreement) -> str:
    return f"{100 * side.rate:.0f} [{100 * side.interval[0]:.0f}–{100 * side.interval[1]:.0f}]"


def _kappa(side: Agreement) -> str:
    if side.kappa is None:
        return "–"
    if side.kappa_interval is None:
        return _two(side.kappa)
    low, high = map(_two, side.kappa_interval)
    return f"{_two(side.kappa)} [{low}–{high}]"


def _two(value: float) -> str:
    """Two digits behind the point and none before it, as tables of kappas are set."""
    return f"{value:.2f}".replace("0.", ".", 1)


def _worths(found: Calibrated, language: str) -> Table:
    table = _table(language, "calibrate-worths")
    for code in ("part", "concept", "share", "worth"):
        table.add_column(
            phrase(f"calibrate-{code}", language), justify="right" if code in ("share", "worth") else "left"
        )
    for part in found.parts:
        for each in part.concepts:
            if each.worth is not None:
                table.add_row(part.part, Text(each.concept), str(each.share), f"{each.worth:.2f}")
    return table


def _patterns(found: Calibrated, language: str, *, all_patterns: bool) -> Table:
    table = _table(language, "calibrate-patterns" if all_patterns else "calibrate-patterns-doubtful")
    for code in ("part", "concept", "pattern", "found", "precision", "recall"):
        right = code in ("found", "precision", "recall")
        table.add_column(phrase(f"calibrate-{code}", language), justify="right" if right else "left")
    for part in found.parts:
        for used in part.patterns:
            if all_patterns or _is_doubtful(used):
                table.add_row(part.part, Text(used.concept), Text(_short(used.pattern)), *_shares(used))
    return table


def _is_doubtful(used: Used) -> bool:
    return used.found >= SEEN and used.precision is not None and used.precision < DOUBTFUL


def _shares(used: Used) -> Iterator[str]:
    yield str(used.found)
    for share in (used.precision, used.recall):
        yield "–" if share is None else f"{100 * share:.0f} %"


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= _LONGEST else pattern[: _LONGEST - 1] + "…"


def _table(language: str, title: str) -> Table:
    return Table(
        box=None, pad_edge=False, padding=(0, 1), title=Text(phrase(title, language)), title_justify="left"
    )


def _part_json(part: OfPart, blank: int) -> dict[str, Any]:
    return {
        "id": part.part,
        "blank": blank,
        "moved": part.is_steady,
        **_figures_json(part.figures),
        "concepts": [
            {"id": each.concept, "share": float(each.share), "worth": each.worth} for each in part.concepts
        ],
        "patterns": [
            {
                "concept": used.concept,
                "pattern": used.pattern,
                "found": used.found,
                "precision": used.precision,
                "recall": used.recall,
            }
            for used in part.patterns
        ],
    }


def _figures_json(figures: Figures) -> dict[str, Any]:
    return {
        "count": figures.rubric.count,
        "by_rubric": _side_json(figures.rubric),
        "fitted": _side_json(figures.fitted),
        "cross_validated": _side_json(figures.apart) if figures.apart else None,
        "accepted": figures.accepted,
        "accepted_right": figures.accepted_right,
    }


def _side_json(side: Agreement) -> dict[str, Any]:
    return {
        "exact": side.rate,
        "exact_interval": list(side.interval),
        "qwk": side.kappa,
        "qwk_interval": list(side.kappa_interval) if side.kappa_interval else None,
    }
