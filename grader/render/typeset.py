"""Formulas as they were understood: in MathML for a page, in LaTeX for Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from grader.maths.statement import Statement
from grader.maths.written import Notation, written
from grader.render.mathml import mathml


@dataclass(frozen=True, slots=True)
class Formula:
    """One equation in LaTeX and in MathML."""

    latex: str
    mathml: str


def formula(statement: Statement, language: str) -> Formula:
    """An equation written back from what was parsed, never from the student's own text."""
    members = statement.members if statement.left is None else (statement.left, *statement.members)
    latex = " = ".join(written(member, Notation.LATEX) for member in members)
    return Formula(latex, mathml(statement, language))
