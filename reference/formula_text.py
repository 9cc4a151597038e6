"""Formulas as text: `0.8 x + exp(-x^2)` read by a small grammar, and written as a student types it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from reference.formula import (
    FUNCTIONS,
    ONE,
    Call,
    Formula,
    Name,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    opposite,
    power,
    product,
    quotient,
    total,
)

MAX_LENGTH = 500
MAX_DEPTH = 40
MAX_DIGITS = 30
MAX_EXPONENT = 50
MAX_BITS = 2_000

_SPELLINGS = {"−": "-", "–": "-", "**": "^", "²": "^2", "³": "^3", "·": "*", "×": "*", "½": "(1/2)"}
_SYNONYMS = {"ln": "log", "th": "tanh", "ch": "cosh", "sh": "sinh", "σ": "sigmoid", "sigma": "sigmoid"}
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:[.,]\d+)?)|(?P<word>[^\W\d_]+\d*)|(?P<sign>[-+*/^()]))")


def parse(text: str, known: Iterable[str] | None = None) -> Formula:
    """Read a formula; a product may be written by putting factors side by side.

    `known` are the names that may stand in it, any where it is None. Raises ValueError, saying what and where.

    >>> write(parse("0,5 (s3 - y1)^2 - ln s3", known=["s3", "y1"]))
    '1/2 (s3 - y1)^2 - log(s3)'
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"a formula of more than {MAX_LENGTH} characters")
    for spelling, meaning in _SPELLINGS.items():
        text = text.replace(spelling, meaning)
    reader = _Reader(text, _tokens(text), None if known is None else frozenset(known))
    formula = reader.sum()
    if reader.now:
        raise reader.error("cannot follow here")
    return formula


def write(formula: Formula) -> str:
    """A formula on one line, as a student types it; what it reads back to is equal."""
    text = "".join(_signed(term) for term in _terms(formula))
    return text[3:] if text.startswith(" + ") else "-" + text[3:]


def _tokens(text: str) -> list[tuple[str, int]]:
    found, position = [], 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"{text[position:].strip()[:1]!r} has no place in a formula: {text!r}")
        if len(match[0].strip()) > MAX_DIGITS:
            raise ValueError(f"a number or name of more than {MAX_DIGITS} characters")
        found.append((match[0].strip(), match.end() - len(match[0].strip())))
        position = match.end()
    return found


@dataclass(slots=True)
class _Reader:
    """Reads from left to right; `place` counts tokens, `depth` brackets and signs."""

    text: str
    tokens: list[tuple[str, int]]
    known: frozenset[str] | None
    place: int = 0
    depth: int = 0

    @property
    def now(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def sum(self) -> Formula:
        formula = self._product()
        while self.now in ("+", "-"):
            sign = self._take()
            term = self._product()
            formula = total(formula, term if sign == "+" else opposite(term))
        return formula

    def _product(self) -> Formula:
        formula = self._signed()
        while self.now and self.now not in ("+", "-", ")"):
            sign = self._take() if self.now in ("*", "/") else ""
            if not sign and self.now[:1].isdigit():
                raise self.error("a number after a factor needs a sign before it")
            factor = self._signed() if sign else self._power()
            if sign == "/" and factor == Number(Fraction(0)):
                raise self.error("a division by zero before this")
            formula = quotient(formula, factor) if sign == "/" else product(formula, factor)
        return formula

    def _signed(self) -> Formula:
        if self.now not in ("+", "-"):
            return self._power()
        self._descend()
        sign = self._take()
        formula = self._signed()
        self.depth -= 1
        return opposite(formula) if sign == "-" else formula

    def _power(self) -> Formula:
        base = self._atom()
        if self.now != "^":
            return base
        self._take()
        exponent = self._signed()
        if not isinstance(exponent, Number) or abs(exponent.value) > MAX_EXPONENT:
            raise self.error(f"an exponent is a number up to {MAX_EXPONENT}, before this")
        if _is_long(base, exponent.value):
            raise self.error("a power too high to write out, before this")
        if base == Number(Fraction(0)) and exponent.value <= 0:
            raise self.error("a power of zero that has no value, before this")
        return power(base, exponent.value)

    def _atom(self) -> Formula:
        word = self.now
        if word[:1].isdigit():
            return Number(Fraction(self._take().replace(",", ".")))
        if word == "(":
            return self._bracket()
        name = _SYNONYMS.get(word, word)
        if name in FUNCTIONS:
            self._take()
            self._descend()
            argument = self._bracket() if self.now == "(" else self._atom()
            self.depth -= 1
            return Call(name, argument)
        if word[:1].isalpha() and (self.known is None or word in self.known):
            return Name(self._take())
        allowed = "" if self.known is None else f"; the names here are {', '.join(sorted(self.known))}"
        raise self.error(f"a number, a name or a bracket is expected{allowed}")

    def _bracket(self) -> Formula:
        self._descend()
        self._take()
        formula = self.sum()
        if self.now != ")":
            raise self.error("a bracket is not closed")
        self._take()
        self.depth -= 1
        return formula

    def _take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1][0]

    def _descend(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"more than {MAX_DEPTH} brackets within each other")

    def error(self, message: str) -> ValueError:
        at = self.tokens[self.place][1] if self.place < len(self.tokens) else len(self.text)
        return ValueError(f"{message}, at character {at + 1} of {self.text!r}")


def _is_long(base: Formula, exponent: Fraction) -> bool:
    match base:
        case Number(value):
            return (
                abs(exponent) * max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS
            )
        case Power(_, inner):
            return abs(inner * exponent) > MAX_EXPONENT
    return False


def _terms(formula: Formula) -> list[Formula]:
    return [*_terms(formula.left), *_terms(formula.right)] if isinstance(formula, Sum) else [formula]


def _signed(term: Formula) -> str:
    match term:
        case Number(value) | Product(Number(value), _) if value < 0:
            return f" - {_term(opposite(term))}"
    return f" + {_term(term)}"


def _term(term: Formula) -> str:
    match term:
        case Number(value):
            return str(value)
        case Product(Number(value), Quotient(top, bottom)) if top == ONE:
            return f"{value} / {_factor(bottom)}"
        case Product(Number(value), rest):
            return f"{value} {_term(rest)}"
        case Product(left, right):
            return f"{_factor(left)} {_term(right)}"
        case Quotient(top, bottom):
            return f"{_term(top)} / {_factor(bottom)}"
    return _factor(term)


def _factor(formula: Formula) -> str:
    match formula:
        case Name(name):
            return name
        case Call(function, argument):
            return f"{function}({write(argument)})"
        case Power(base, exponent):
            whole = exponent.denominator == 1 and exponent > 0
            return f"{_base(base)}^{exponent if whole else f'({exponent})'}"
        case Number(value) if value.denominator == 1 and value >= 0:
            return str(value)
    return f"({write(formula)})"


def _base(base: Formula) -> str:
    return base.name if isinstance(base, Name) else f"({write(base)})"
