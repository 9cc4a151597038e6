"""A derivative that a text states, where the function is no polynomial: `f'(x) = 1 - exp(-x)`, tried at some points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import isclose

from reference.formula_text import MAX_LENGTH, parse
from reference.smooth import Function, Smooth

MAX_TOKENS = 60
POINTS = tuple(map(Fraction, ("-2.3", "-1.1", "-0.4", "0.3", "0.9", "1.7", "3.1")))
LEAST_POINTS = 2
MAX_TEXT = 8_000

_STATED = re.compile(r"(?:f\s?['’′]\s?(?:\(\s?\w\s?\))?|df\s?/\s?d\w)\s?=\s?(?P<formula>[^;\n=]{1,200})")
_EXPONENTIAL = re.compile(r"(?<![a-z])e\s?\^\s?(?:\{([^{}]{1,60})\}|\(([^()]{1,60})\)|(-?\w{1,9}))")


@dataclass(frozen=True, slots=True)
class StatedSlope:
    """A derivative that a text states; `is_whole` where nothing but words follows what was read of it."""

    slope: Smooth
    is_whole: bool

    def agrees(self, right: Smooth) -> bool:
        """Whether it is the right one: equal wherever both have a value, at two points at least.

        Floats of 16 digits agree to nine.
        """
        pairs = [pair for point in POINTS if (pair := _values(self.slope, right, point)) is not None]
        return len(pairs) >= LEAST_POINTS and all(
            isclose(*pair, rel_tol=1e-9, abs_tol=1e-9) for pair in pairs
        )


def stated_slopes(text: str, variable: str = "x") -> tuple[StatedSlope, ...]:
    """The derivatives that a text states, as far as they can be read.

    >>> [(str(each.slope), each.is_whole) for each in stated_slopes("Ici f'(x) = e^x - 2 donc on descend")]
    [('exp(x) - 2', True)]
    """
    read = (_longest(match["formula"], variable) for match in _STATED.finditer(text[:MAX_TEXT]))
    return tuple(found for found in read if found is not None)


def _longest(text: str, variable: str) -> StatedSlope | None:
    """The longest beginning of a text, by words, that is a formula in the variable."""
    text = _EXPONENTIAL.sub(lambda match: f"exp({match[1] or match[2] or match[3]})", text)[:MAX_LENGTH]
    words = re.findall(r"\S+\s*", text)[:MAX_TOKENS]
    for count in range(len(words), 0, -1):
        try:
            formula = parse("".join(words[:count]).rstrip(" .,"), known=[variable])
        except ValueError:
            continue
        rest = words[count] if count < len(words) else "end"
        return StatedSlope(Smooth(formula, variable), re.match(r"[^\W\d_]{2}", rest) is not None)
    return None


def _values(found: Smooth, slope: Function, point: Fraction) -> tuple[float, float] | None:
    try:
        return float(found(point)), float(slope(point))
    except ValueError:
        return None
