"""What a piece of a line amounts to: a label, a name that says nothing, a quantity of the network."""

from __future__ import annotations

from itertools import pairwise

from grader.maths.lexicon import ERROR_NAMES
from grader.maths.signs import NAME, NUMBER, QUANTITY, Token
from grader.maths.syntax import Add, Cases, Derivative, Divide, Expr, Multiply, Name, Negative

_QUANTITIES = frozenset(["w", "s", "o", "x", "y", "delta"])


def may_label(expr: Expr) -> bool:
    """A derivative, or an indexed name of the network or of an error."""
    return isinstance(expr, Derivative) or (
        isinstance(expr, Name) and bool(expr.indices) and (expr.base in "wos" or expr.base in ERROR_NAMES)
    )


def is_trivial(expr: Expr) -> bool:
    """Whether a bare formula says nothing: a name or number that stands in a sentence."""
    inner = expr.operand if isinstance(expr, Negative) else expr
    return not isinstance(inner, (Add, Cases, Multiply, Divide))


def names_quantity(tokens: tuple[Token, ...]) -> bool:
    """Whether an o, s, w, x, y or δ with its number stands there, and something else."""
    if any(token.sign is QUANTITY for token in tokens):
        return len(tokens) > 1
    return len(tokens) > 2 and any(
        name.sign is NAME and name.text in _QUANTITIES and (after.sign is NUMBER or after.text in "_^(")
        for name, after in pairwise(tokens)
    )
