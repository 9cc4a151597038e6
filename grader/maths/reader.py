"""What the readers of one construction ask of the parser that calls them."""

from __future__ import annotations

from typing import Protocol

from grader.maths.cursor import Cursor
from grader.maths.syntax import Expr

SUM, PRODUCT, POWER = 10, 20, 30
CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|"}
LEVELS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


class FormulaReader(Protocol):
    """Reads formulas from its cursor; every method raises FormulaError where there is none."""

    cursor: Cursor

    def value(self) -> Expr:
        """A formula, or a value by cases."""

    def formula(self, power: int = 0) -> Expr:
        """A formula of operators binding tighter than `power`."""

    def exponent(self) -> Expr:
        """What stands over a base."""

    def group(self) -> Expr:
        """What stands in brackets."""

    def number(self) -> Expr:
        """A number, or the indicator that its 1 opens."""

    def is_times(self) -> bool:
        """Whether a lone `x` here is a multiplication sign."""
