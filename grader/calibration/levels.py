"""The shares that may be proposed for a part: those of its own scale, as the teacher uses it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from grader.kinds.ideas import IdeasKind

_HALF = Fraction(1, 2)


def levels(kind: IdeasKind, given: Iterable[Fraction]) -> tuple[Fraction, ...]:
    """Every share that the concepts can make, halves of them only where the teacher gives such shares.

    A teacher who marks on a scale of their own is followed: then the shares given, nothing and everything.
    """
    used = frozenset(given)
    for pieces in ((Fraction(1),), (Fraction(1), _HALF)):
        reached = attainable(kind, pieces)
        if used <= reached:
            return tuple(sorted(reached))
    return tuple(sorted(used | {Fraction(0), Fraction(1)}))


def attainable(kind: IdeasKind, pieces: tuple[Fraction, ...]) -> frozenset[Fraction]:
    """The shares that concepts make together, each earned by one of these pieces or not at all."""
    if kind.count:
        return frozenset({Fraction(0), *kind.count.values()})
    reached = {Fraction(0)}
    for concept in kind.concepts:
        reached |= {min(Fraction(1), share + concept.share * piece) for share in reached for piece in pieces}
    return frozenset(reached)
