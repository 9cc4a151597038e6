"""The types of parameters that a rubric may hold, and what each becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from grader.program.printed import PrintedProgram
from reference.convolution import Convolution, Grid
from reference.layers import LayerStack
from reference.loss import FormulaLoss
from reference.network import Network, SquaredError
from reference.polynomial import Polynomial
from reference.smooth import Smooth
from reference.smooth import function as read_function


def number(value: Fraction) -> Fraction:
    """A number, exact."""
    return value


def grid(rows: Grid) -> Grid:
    """A grid of numbers, shape (rows, columns); raises ValueError where rows differ in length."""
    if len({len(row) for row in rows}) != 1:
        raise ValueError("the rows of a grid must have the same length")
    return rows


def polynomial(expression: str, variable: str = "x") -> Polynomial:
    """A polynomial as it is written, such as `x^2 + 0.8 x - 0.5`; raises ValueError."""
    return Polynomial.parse(expression, variable)


def function(expression: str, variable: str = "x") -> Polynomial | Smooth:
    """A function by a formula, such as `x + exp(-x)`; exact where it is a polynomial; raises ValueError."""
    return read_function(expression, variable)


PARAMETERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "convolution": Convolution,
        "function": function,
        "loss": FormulaLoss,
        "grid": grid,
        "layers": LayerStack,
        "network": Network,
        "number": number,
        "polynomial": polynomial,
        "program": PrintedProgram,
        "squared-error": SquaredError,
    }
)
