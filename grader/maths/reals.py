"""A network drawn in the real numbers, for functions that the finite field has no laws of: roots, logarithms, arcs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.maths.field import MODULUS, draw
from grader.maths.world import World

_LEAST, _SPREAD = 0.3, 1.2


@dataclass(frozen=True, slots=True)
class RealWorld(World):
    """A world whose values are floats; the sides of zero are those of its numbers, α lies between 0 and 1.

    The opaque f is x + sin(x)/2, of which no formula of the exam knows. Functions raise ArithmeticError outside
    their domain.
    """

    def reduced(self, value: Any) -> Any:
        """The value itself; raises ArithmeticError where it is no finite number."""
        if not math.isfinite(value):
            raise ArithmeticError("no finite number")
        return value

    def number(self, value: Fraction | int) -> Any:
        """The number as a float."""
        return float(value)

    def quotient(self, top: Any, bottom: Any) -> Any:
        """top / bottom; raises ZeroDivisionError."""
        return top / bottom

    def power(self, base: Any, exponent: int) -> Any:
        """A whole power; raises ArithmeticError."""
        return float(base) ** exponent

    def root(self, base: Any, power: Fraction) -> Any:
        """A power of a positive number; raises ArithmeticError for any other."""
        if base <= 0:
            raise ArithmeticError("a root of a negative number")
        return float(base) ** float(power)

    def unknown(self, *key: object) -> Any:
        """A number drawn for what the exam does not know."""
        return _LEAST + _SPREAD * draw(self.seed, *key) / MODULUS

    def drawn(self, *key: object) -> Any:
        """A positive number between 0.3 and 1.5, or a negative one in every other case."""
        if key[0] == "f":
            return _opaque(int(str(key[1])), float(str(key[2])))
        size = self.unknown(*key)
        return (
            -size
            if key[0] != "alpha" and draw(self.seed, "side", *key) % 2
            else size / (1 + (key[0] == "alpha"))
        )

    def sign_of(self, neuron: int) -> int:
        """On which side of zero o of a neuron lies."""
        return self.sign(self.sums[neuron])

    def sign(self, value: Any) -> int:
        """The side of zero of a value."""
        return int(value > 0) - int(value < 0)

    def apply(self, function: str, primes: int, value: Any) -> Any:
        """A function of one value; raises ArithmeticError outside its domain."""
        if function == "f":
            return self.activated(primes, value)
        if function == "tanh" and primes == 1:
            return 1 - math.tanh(value) ** 2
        if function == "sigmoid" and primes == 1:
            return _REAL["sigmoid"](value) * (1 - _REAL["sigmoid"](value))
        if primes or function not in _REAL:
            return self.unknown("function", function, primes, value)
        try:
            return _REAL[function](value)
        except ValueError as cause:
            raise ArithmeticError(f"{function} outside its domain") from cause

    def owner(self, value: Any) -> int | None:
        """The neuron whose o a value is, but for the rounding of floats."""
        return next((n for n, own in self.sums.items() if math.isclose(own, value, rel_tol=1e-12)), None)


def _opaque(primes: int, value: float) -> float:
    if primes == 0:
        return value + math.sin(value) / 2
    return (1.0 if primes == 1 else 0.0) + math.sin(value + primes * math.pi / 2) / 2


_REAL: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "tanh": math.tanh,
    "cosh": math.cosh,
    "sinh": math.sinh,
    "sech": lambda value: 1 / math.cosh(value),
    "abs": abs,
    "relu": lambda value: max(value, 0.0),
    "step": lambda value: float(value > 0),
    "sign": lambda value: float(value > 0) - float(value < 0),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sigmoid": lambda value: 1 / (1 + math.exp(-value)),
    "sqrt": math.sqrt,
    "log": math.log,
    "arctan": math.atan,
    "artanh": math.atanh,
    "erf": math.erf,
    "softplus": lambda value: math.log1p(math.exp(value)),
}
