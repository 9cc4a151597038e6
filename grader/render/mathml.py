"""Formulas as MathML, which browsers typeset themselves: written from what was parsed, every text in it escaped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from types import MappingProxyType

from grader.maths.glyphs import GREEK_LETTERS
from grader.maths.statement import Statement
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
from grader.texts import phrase

_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {name: sign for sign, name in reversed(tuple(GREEK_LETTERS.items())) if name.isalpha() and len(name) > 1}
)
_EQUALS, _PLUS, _MINUS, _TIMES, _COMMA, _PARTIAL = (f"<mo>{sign}</mo>" for sign in "=+−⋅,∂")
_PRIME = '<mo lspace="0" rspace="0">′</mo>'


def mathml(statement: Statement, language: str) -> str:
    """An equation, its members joined by equals signs; the words of cases are in `language`.

    >>> from grader.maths.statements import read_answer
    >>> mathml(read_answer("s3 = f(o3)").statements[0], "en")[6:67]
    '<msub><mi>s</mi><mn>3</mn></msub><mo>=</mo><mrow><mi>f</mi><m'
    """
    members = statement.members if statement.left is None else (statement.left, *statement.members)
    writer = _Writer(language)
    return f"<math>{_EQUALS.join(map(writer.text, members))}</math>"


@dataclass(frozen=True, slots=True)
class _Writer:
    language: str

    def text(self, expr: Expr, least: int = _SUM) -> str:
        """A formula as one element, in brackets where it binds less than `least`."""
        shown, binding = self._shown(expr)
        return shown if binding >= least else _bracketed(shown)

    def _shown(self, expr: Expr) -> tuple[str, int]:
        match expr:
            case Name():
                return self._name(expr), _ATOM
            case Number(value=value):
                return _number(value), _ATOM if value.numerator >= 0 else _SUM
            case Apply():
                return self._application(expr), _ATOM
            case Multiply(factors=factors):
                return _row(_TIMES.join(map(self._factor, factors))), _PRODUCT
            case Add(terms=terms):
                return _row("".join(self._term(term, place > 0) for place, term in enumerate(terms))), _SUM
            case Negative(operand=operand):
                return _row(_MINUS + self.text(operand, _PRODUCT)), _SUM
            case Divide(top=top, bottom=bottom):
                return f"<mfrac>{self.text(top)}{self.text(bottom)}</mfrac>", _ATOM
            case Power(base=base, exponent=exponent):
                return f"<msup>{self._base(base)}{self.text(exponent)}</msup>", _POWER
            case Derivative(of=of, by=by):
                return self._derivative(of, by), _ATOM
            case _:
                return self._choice(expr)

    def _choice(self, expr: Series | Comparison | Case | Cases) -> tuple[str, int]:
        match expr:
            case Series():
                return self._series(expr), _SUM
            case Comparison(operator=operator, left=left, right=right):
                sign = f"<mo>{escape(operator)}</mo>"
                return _row(self.text(left) + sign + self.text(right)), _SUM
            case Case(condition=condition, value=value):
                return _row(self.text(value) + self._word("formula-if") + self.text(condition)), _SUM
            case Cases():
                return self._cases(expr), _ATOM

    def _factor(self, factor: Expr) -> str:
        return self.text(factor, _PRODUCT)

    def _base(self, base: Expr) -> str:
        """What is raised to a power: in brackets unless it is a bare name or a whole number."""
        shown = self.text(base)
        bare = isinstance(base, Name) and not shown.startswith(("<msup>", "<msubsup>"))
        return shown if bare or shown == f"<mn>{shown[4:-5]}</mn>" else _bracketed(shown)

    def _term(self, term: Expr, follows: bool) -> str:
        if isinstance(term, Negative):
            return _MINUS + self.text(term.operand, _PRODUCT)
        return _PLUS + self.text(term, _PRODUCT) if follows else self.text(term)

    def _name(self, name: Name) -> str:
        stem = name.base.rstrip("'")
        letter = _letter(stem)
        indices = [self.text(index) for index in name.indices]
        raised = _bracketed(indices.pop()) if name.base == "w" and len(indices) == 2 else ""
        primes = _PRIME * (len(name.base) - len(stem))
        return _primed(_scripts(letter, _COMMA.join(indices), raised), primes)

    def _application(self, applied: Apply) -> str:
        inside = _COMMA.join(map(self.text, applied.arguments))
        if applied.function == "abs" and not applied.primes:
            return f"<mrow><mo>|</mo>{inside}<mo>|</mo></mrow>"
        name = _primed(_letter(applied.function), _PRIME * applied.primes)
        return _row(name + _bracketed(inside)) if applied.arguments else name

    def _derivative(self, of: Expr, by: Expr) -> str:
        top, bottom = self.text(of, _ATOM), self.text(by, _ATOM)
        return f"<mfrac><mrow>{_PARTIAL}{top}</mrow><mrow>{_PARTIAL}{bottom}</mrow></mfrac>"

    def _series(self, series: Series) -> str:
        body = self.text(series.body, _PRODUCT)
        index = f"<mi>{escape(series.index)}</mi>"
        if series.values is None:
            return _row((f"<munder><mo>∑</mo>{index}</munder>" if series.index else "<mo>∑</mo>") + body)
        first, last = series.values[0], series.values[-1]
        if series.values == tuple(range(first, last + 1)):
            below = _row(f"{index}{_EQUALS}<mn>{first}</mn>")
            return _row(f"<munderover><mo>∑</mo>{below}<mn>{last}</mn></munderover>{body}")
        values = _COMMA.join(f"<mn>{value}</mn>" for value in series.values)
        below = _row(f"{index}<mo>∈</mo><mo>{{</mo>{values}<mo>}}</mo>")
        return _row(f"<munder><mo>∑</mo>{below}</munder>{body}")

    def _cases(self, cases: Cases) -> str:
        rows = [
            (self.text(case.value), self._word("formula-if") + self.text(case.condition))
            for case in cases.cases
        ]
        if cases.otherwise is not None:
            rows.append((self.text(cases.otherwise), self._word("formula-otherwise")))
        cells = "".join(f"<mtr><mtd>{value}</mtd><mtd>{when}</mtd></mtr>" for value, when in rows)
        return f"<mrow><mo>{{</mo><mtable>{cells}</mtable></mrow>"

    def _word(self, code: str) -> str:
        return f"<mtext>\u00a0{escape(phrase(code, self.language))}\u00a0</mtext>"


def _letter(name: str) -> str:
    shown = _SIGNS.get(name, name)
    return f"<mi>{shown if shown.isalnum() else escape(shown)}</mi>"


def _number(value: Fraction) -> str:
    top, bottom = value.numerator, value.denominator
    shown = f"<mn>{abs(top)}</mn>"
    if bottom != 1:
        shown = f"<mfrac>{shown}<mn>{bottom}</mn></mfrac>"
    return shown if top >= 0 else _row(_MINUS + shown)


def _scripts(base: str, below: str, above: str) -> str:
    if below and above:
        return f"<msubsup>{base}{_one(below)}{_one(above)}</msubsup>"
    if below:
        return f"<msub>{base}{_one(below)}</msub>"
    return f"<msup>{base}{_one(above)}</msup>" if above else base


def _one(elements: str) -> str:
    """Elements as one: a number, a letter or a row stays as it is."""
    return elements if elements.count("</") == 1 or elements.startswith("<mrow>") else _row(elements)


def _row(elements: str) -> str:
    return f"<mrow>{elements}</mrow>"


def _primed(shown: str, primes: str) -> str:
    """Primes beside what they follow: fonts raise them themselves, and a second time as a superscript."""
    return _row(shown + primes) if primes else shown


def _bracketed(shown: str) -> str:
    """Brackets that grow around fractions and cases only."""
    tag = "<mo>" if "<mfrac" in shown or "<mtable" in shown else '<mo stretchy="false">'
    return f"<mrow>{tag}(</mo>{shown}{tag})</mo></mrow>"
