"""One equation of an answer, and what is said around it."""

from __future__ import annotations

from typing import NamedTuple

from grader.maths.records import record
from grader.maths.syntax import Expr

Domain = tuple[str, tuple[int, ...]]


class Unread(NamedTuple):
    """What looked like a formula and was none: from where to where in the text, and where reading stopped."""

    start: int
    end: int
    at: int


@record
class Statement:
    """An equation: `members` are what follows each `=`, the last being the answer; a bare formula has no `left`.

    `domains` restrict generic indices, `neurons` the neurons it is said of, `layer` the layer named beside it.
    """

    left: Expr | None
    members: tuple[Expr, ...]
    start: int
    end: int
    domains: tuple[Domain, ...] = ()
    neurons: tuple[int, ...] = ()
    layer: str = ""

    @property
    def answer(self) -> Expr:
        """The last member."""
        return self.members[-1]
