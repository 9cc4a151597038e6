"""Which remarks are told, and as what sentences."""

from __future__ import annotations

from collections.abc import Iterable

from grader.report import Mark, Remark
from grader.verdict import Status

_ENDS = (".", "!", "?", "…", ":", ";")


def told(mark: Mark) -> tuple[Remark, ...]:
    """The remarks of a mark without what goes without saying: that it is blank, or what a full answer might add."""
    if mark.status is Status.BLANK:
        unsaid = "blank"
    elif mark.points == mark.part.points and not mark.review:
        unsaid = "idea-missing"
    else:
        return mark.remarks
    return tuple(remark for remark in mark.remarks if remark.code != unsaid)


def sentences(texts: Iterable[str]) -> str:
    """Texts one after the other, each with its full stop.

    >>> sentences(["La dérivée f' manque.", "Il manque : le biais"])
    "La dérivée f' manque. Il manque : le biais."
    """
    return " ".join(text if text.endswith(_ENDS) else f"{text}." for text in map(str.rstrip, texts) if text)


def part_name(mark: Mark) -> str:
    """How a student reads which part it is: `1.1`, or `1.6 (gradient de α(3))`."""
    return mark.question if mark.part.id == mark.question else f"{mark.question} ({mark.part.title})"
