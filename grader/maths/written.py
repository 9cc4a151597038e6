"""A formula written back as text, in ASCII, Unicode or LaTeX: what was understood, in a form that is read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from grader.maths.glyphs import GREEK_LETTERS, SUBSCRIPTS, SUPERSCRIPTS
from grader.maths.syntax import (
    Add,
    Apply,
    Case,
    Cases,
    Comparison,
    Derivative,
    Divide,
    Expr,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    Series,
)


class Notation(StrEnum):
    """How a formula is written."""

    ASCII = "ascii"
    UNICODE = "unicode"
    LATEX = "latex"


_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_LOWERED: Mapping[str, str] = MappingProxyType({plain: sign for sign, plain in SUBSCRIPTS.items()})
_RAISED: Mapping[str, str] = MappingProxyType({plain: sign for sign, plain in SUPERSCRIPTS.items()})
_GREEK_SIGNS: Mapping[str, str] = MappingProxyType(
    {name: sign for sign, name in reversed(tuple(GREEK_LETTERS.items())) if name.isalpha() and len(name) > 1}
)
_TIMES = {Notation.ASCII: " * ", Notation.UNICODE: "·", Notation.LATEX: r" \cdot "}
_LATEX_FUNCTIONS = frozenset(["tanh", "cosh", "sinh", "exp", "min", "max"])


def written(expr: Expr, notation: Notation = Notation.ASCII) -> str:
    """A formula as text.

    >>> from grader.maths.statements import read_answer
    >>> formula = read_answer("dJ/dw_0^3 = (s3-y1)f'(o3)s_1²/2").statements[0].answer
    >>> written(formula)
    "(s_3 - y_1) * f'(o_3) * s_1^2 / 2"
    >>> written(formula, Notation.UNICODE)
    "(s₃ - y₁)·f'(o₃)·s₁² / 2"
    """
    return _Writer(notation).text(expr)


@dataclass(frozen=True, slots=True)
class _Writer:
    notation: Notation

    def text(self, expr: Expr, least: int = _SUM) -> str:
        """A formula, in brackets where it binds less than `least`."""
        shown, binding = self._shown(expr)
        if binding >= least:
            return shown
        return rf"\left({shown}\right)" if self.notation is Notation.LATEX else f"({shown})"

    def _shown(self, expr: Expr) -> tuple[str, int]:
        match expr:
            case Number(value=value):
                return self._number(value)
            case Name():
                return self._name(expr), _ATOM
            case Apply():
                return self._application(expr), _ATOM
            case Add(terms=terms):
                return "".join(self._term(term, place > 0) for place, term in enumerate(terms)), _SUM
            case Negative(operand=operand):
                return f"-{self.text(operand, _PRODUCT)}", _SUM
            case Multiply(factors=factors):
                return _TIMES[self.notation].join(map(self._factor, factors)), _PRODUCT
            case Divide(top=top, bottom=bottom):
                return self._quotient(top, bottom)
            case Power(base=base, exponent=exponent):
                return self._power(base, exponent), _POWER
            case Derivative(of=of, by=by):
                return self._derivative(of, by), _ATOM
            case Series():
                return self._series(expr), _SUM
            case Comparison(operator=operator, left=left, right=right):
                return f"{self.text(left)} {operator} {self.text(right)}", _SUM
            case Case(condition=condition, value=value):
                return f"{self.text(value)} if {self.text(condition)}", _SUM
            case Cases():
                return self._cases(expr), _ATOM

    def _number(self, value: Fraction) -> tuple[str, int]:
        if value.denominator == 1:
            return str(value), _ATOM
        if self.notation is Notation.LATEX:
            return rf"\frac{{{value.numerator}}}{{{value.denominator}}}", _ATOM
        return str(value), _PRODUCT

    def _term(self, term: Expr, follows: bool) -> str:
        if isinstance(term, Negative):
            return f"{' - ' if follows else '-'}{self.text(term.operand, _PRODUCT)}"
        return f"{' + ' if follows else ''}{self.text(term, _PRODUCT if follows else _SUM)}"

    def _factor(self, factor: Expr) -> str:
        return self.text(factor, _POWER if isinstance(factor, (Divide, Number)) else _PRODUCT)

    def _quotient(self, top: Expr, bottom: Expr) -> tuple[str, int]:
        if self.notation is Notation.LATEX:
            return rf"\frac{{{self.text(top)}}}{{{self.text(bottom)}}}", _ATOM
        return f"{self.text(top, _PRODUCT)} / {self.text(bottom, _POWER)}", _PRODUCT

    def _power(self, base: Expr, exponent: Expr) -> str:
        bare = isinstance(base, Name) and bool(base.indices) and base.base in ("s", "o", "x", "y")
        below = self.text(base, _ATOM) if bare else self._bracketed(base)
        above = self.text(exponent)
        if self.notation is Notation.UNICODE and above.isdigit():
            return below + "".join(_RAISED[digit] for digit in above)
        if self.notation is Notation.LATEX:
            return f"{below}^{{{above}}}"
        return f"{below}^{self.text(exponent, _ATOM)}"

    def _bracketed(self, expr: Expr) -> str:
        shown = self.text(expr)
        return rf"\left({shown}\right)" if self.notation is Notation.LATEX else f"({shown})"

    def _letter(self, base: str) -> str:
        stem = base.rstrip("'")
        if stem not in _GREEK_SIGNS or self.notation is Notation.ASCII:
            return stem
        return _GREEK_SIGNS[stem] if self.notation is Notation.UNICODE else rf"\{stem}"

    def _name(self, name: Name) -> str:
        primes = name.base[len(name.base.rstrip("'")) :]
        indices = [self._index(index) for index in name.indices]
        raised = indices.pop() if name.base == "w" and len(indices) == 2 else ""
        return f"{self._letter(name.base)}{self._lowered(','.join(indices))}{self._raised(raised)}{primes}"

    def _index(self, index: Expr) -> str:
        return self.text(index).replace(" ", "")

    def _lowered(self, index: str) -> str:
        if not index:
            return ""
        if self.notation is Notation.UNICODE and set(index) <= set(_LOWERED):
            return "".join(_LOWERED[sign] for sign in index)
        simple = self.notation is not Notation.LATEX and len(index) == 1
        return f"_{index}" if simple else f"_{{{index}}}"

    def _raised(self, index: str) -> str:
        if not index:
            return ""
        if self.notation is Notation.UNICODE and set(index) <= set(_RAISED):
            return f"⁽{''.join(_RAISED[sign] for sign in index)}⁾"
        return f"^{{({index})}}" if self.notation is Notation.LATEX else f"^({index})"

    def _application(self, applied: Apply) -> str:
        inside = ", ".join(map(self.text, applied.arguments))
        if applied.function == "abs" and not applied.primes:
            return f"|{inside}|"
        name = applied.function + "'" * applied.primes
        if self.notation is Notation.LATEX and applied.function in _LATEX_FUNCTIONS:
            name = rf"\{name}"
        return f"{name}({inside})" if applied.arguments else name

    def _derivative(self, of: Expr, by: Expr) -> str:
        top, bottom = self.text(of, _ATOM), self.text(by, _ATOM)
        if self.notation is Notation.LATEX:
            return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
        mark = "∂" if self.notation is Notation.UNICODE else "d"
        return f"{mark}{top}/{mark}{bottom}"

    def _series(self, series: Series) -> str:
        sign = {Notation.ASCII: "sum", Notation.UNICODE: "Σ", Notation.LATEX: r"\sum"}[self.notation]
        body = self.text(series.body, _PRODUCT)
        if series.values is None:
            return f"{sign}_{series.index} {body}" if series.index else f"{sign} {body}"
        first, last = series.values[0], series.values[-1]
        if series.values == tuple(range(first, last + 1)):
            return f"{sign}_{{{series.index}={first}}}^{{{last}}} {body}"
        return f"{sign}_{{{series.index} ∈ {{{', '.join(map(str, series.values))}}}}} {body}"

    def _cases(self, cases: Cases) -> str:
        if self.notation is Notation.LATEX:
            rows = [f"{self.text(c.value)} & {self.text(c.condition)}" for c in cases.cases]
            rows += [] if cases.otherwise is None else [rf"{self.text(cases.otherwise)} & \text{{otherwise}}"]
            return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
        rows = [self.text(case) for case in cases.cases]
        rows += [] if cases.otherwise is None else [f"{self.text(cases.otherwise)} otherwise"]
        return f"{{{', '.join(rows)}}}"
