"""How concepts make the share of a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from grader.language.concepts import NOTHING, WHOLE


@dataclass(frozen=True, slots=True)
class Scheme:
    """How concepts make a share: `count` turns their number into one, without it shares add up, to 1 at most."""

    question: str
    default: str
    count: Mapping[int, Fraction]
    lists: bool

    def total(self, weights: tuple[Fraction, ...]) -> Fraction:
        """The share of the part that these concepts earn together."""
        earned = [weight for weight in weights if weight]
        total = sum(earned[1:], earned[0]) if earned else NOTHING
        if not self.count:
            return total if total.numerator < total.denominator else WHOLE
        return max((share for number, share in self.count.items() if number <= total), default=NOTHING)
