"""Formulas as they were understood: in MathML for a page, in LaTeX and plain signs for everything else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from grader.maths.statement import Statement
from grader.maths.written import Notation, written
from grader.render.formulas import equation


@dataclass(frozen=True, slots=True)
class Formula:
    """One equation in plain signs, in LaTeX, and in MathML (empty where it cannot be typeset)."""

    plain: str
    latex: str
    mathml: str


def formula(statement: Statement) -> Formula:
    """An equation written back from what was parsed, never from the student's own text."""
    members = statement.members if statement.left is None else (statement.left, *statement.members)
    latex = " = ".join(written(member, Notation.LATEX) for member in members)
    return Formula(equation(statement), latex, mathml(latex))


@lru_cache(maxsize=4096)
def mathml(latex: str) -> str:
    """MathML of LaTeX; empty where it cannot be typeset.

    >>> mathml("x^2").startswith("<math")
    True
    """
    from latex2mathml.converter import convert

    try:
        return str(convert(latex))
    except Exception:  # noqa: BLE001  the converter has no error of its own; the plain signs stand instead
        return ""
