"""Functions of a residue, by the laws that the finite field can hold: e^−x is 1/e^x, cos² + sin² is 1."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from grader.maths.field import HALF, MODULUS, draw, inverse


class Drawn(Protocol):
    """A drawn world, as far as its functions need it."""

    @property
    def seed(self) -> int:
        """What it is drawn from."""
        ...

    @property
    def is_small(self) -> bool:
        """Whether its numbers are small ones, for a person to read."""
        ...

    def sign(self, value: int) -> int:
        """The side of zero of a value."""
        ...


def exponential(world: Drawn, value: int) -> int:
    """e^value, with e^(−value) its inverse."""
    if value == 0:
        return 1
    if value > HALF:
        return inverse(exponential(world, MODULUS - value))
    drawn = draw(world.seed, "exp", value)
    return 2 + drawn % 3 if world.is_small else drawn


def _tanh(world: Drawn, value: int) -> int:
    return _drawn_tanh(exponential(world, min(value, MODULUS - value)), value > HALF)


@lru_cache(maxsize=4_096)
def _drawn_tanh(exponential: int, is_negative: bool) -> int:
    """tanh of a value or of its opposite, by e^value; asked for many times of the same o."""
    up, down = exponential, inverse(exponential)
    tanh = (up - down) * inverse(up + down)
    return (-tanh if is_negative else tanh) % MODULUS


def _angle(world: Drawn, value: int) -> tuple[int, int]:
    """cos and sin: a point of the unit circle, mirrored for −value, so that cos² + sin² = 1."""
    t = draw(world.seed, "angle", min(value, MODULUS - value))
    below = inverse(1 + t * t)
    sine = 2 * t * below % MODULUS
    return (1 - t * t) * below % MODULUS, sine if value <= HALF else -sine % MODULUS


def _cosh(world: Drawn, value: int) -> int:
    return (exponential(world, value) + exponential(world, -value % MODULUS)) * inverse(2) % MODULUS


def _sinh(world: Drawn, value: int) -> int:
    return (exponential(world, value) - exponential(world, -value % MODULUS)) * inverse(2) % MODULUS


def _sigmoid(world: Drawn, value: int) -> int:
    return inverse(1 + exponential(world, -value % MODULUS))


def _sigmoid_slope(world: Drawn, value: int) -> int:
    state = _sigmoid(world, value)
    return state * (1 - state) % MODULUS


def _tanh_slope(world: Drawn, value: int) -> int:
    return (1 - _tanh(world, value) ** 2) % MODULUS


SLOPES: dict[str, Callable[[Drawn, int], int]] = {"tanh": _tanh_slope, "sigmoid": _sigmoid_slope}

FUNCTIONS: dict[str, Callable[[Drawn, int], int]] = {
    "exp": exponential,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "cosh": _cosh,
    "sinh": _sinh,
    "sech": lambda world, value: inverse(_cosh(world, value)),
    "abs": lambda world, value: value * world.sign(value) % MODULUS,
    "relu": lambda world, value: value if world.sign(value) > 0 else 0,
    "step": lambda world, value: int(world.sign(value) > 0),
    "sign": lambda world, value: world.sign(value) % MODULUS,
    "cos": lambda world, value: 1 if not value else _angle(world, value)[0],
    "sin": lambda world, value: 0 if not value else _angle(world, value)[1],
    "tan": lambda world, value: (
        0 if not value else _angle(world, value)[1] * inverse(_angle(world, value)[0])
    ),
}


OUTSIDE = frozenset(["sqrt", "log", "arctan", "artanh", "softplus", "erf"])
"""Functions whose laws the field does not hold: equal arguments give equal values, and no more is known."""

KNOWN_FUNCTIONS = OUTSIDE | FUNCTIONS.keys() | {"f", "min", "max", "indicator"}
