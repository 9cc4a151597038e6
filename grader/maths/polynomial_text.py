"""Polynomials in x inside student text: `2x + 0,8`, `2(x_k+0.4)`, `deux fois x plus 0,8`. Read, never executed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from grader.maths.numerals import MAX_DIGITS
from reference.polynomial import Polynomial

MAX_TOKENS = 60
MAX_DEPTH = 8
MAX_DEGREE = 6
MAX_BITS = 500

# An x with whatever names the iterate: x_k, x_{k+1}, x^(t), x(t), x[n], x_old, xn.
VARIABLE = (
    r"x(?:_\{[^{}\n]{1,14}\}|\^?\{?\([tnkij0-9+\- ]{1,6}\)\}?|\[[^\]\n]{1,8}\]"
    r"|_?[nkti]\s?\+\s?1(?=\s?(?:=|<-|←|:))"
    r"|_?(?:old|new|cur(?:rent)?|prev|next|suivant|courant|actuel)|_[a-z0-9]{1,3}|[nkt0-9](?![a-z0-9.,]))?"
)
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:[.,]\d+)?|[.,]\d+|[½¼¾])
    | (?P<word>deux|two|zero|plus|moins|minus|fois|times|le\ double\ de|twice)(?![a-z])
    | (?P<square>²)
    | (?P<variable>{VARIABLE})(?![a-z'])
    | (?P<sign>\*\*|[-+*/^(){{}}\[\]]|\\cdot|\\times|\\left|\\right)
    )""",
    re.VERBOSE,
)
_WORDS = {
    "deux": "2",
    "two": "2",
    "zero": "0",
    "plus": "+",
    "moins": "-",
    "minus": "-",
    "fois": "*",
    "times": "*",
    "le double de": "2*",
    "twice": "2*",
}
_FRACTIONS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
_OPEN, _CLOSE = "([{", ")]}"

_Value = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A polynomial and the stretch of text that it takes up."""

    polynomial: Polynomial
    start: int
    end: int


@lru_cache(maxsize=512)  # the same texts are looked at from several sides
def read_polynomial(folded: str, start: int = 0) -> Reading | None:
    """The longest polynomial that begins at `start` of a folded text; None where none does.

    >>> reading = read_polynomial("2x_k + 0,8 donc")
    >>> str(reading.polynomial), reading.end
    ('2 x + 4/5', 10)
    """
    return _Reader(_tokens(folded, start)).read(start)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    end: int


def _tokens(folded: str, start: int) -> tuple[_Token, ...]:
    tokens: list[_Token] = []
    while len(tokens) < MAX_TOKENS and (match := _TOKEN.match(folded, start)):
        start = match.end()
        tokens += _token(match)
    return tuple(tokens)


def _token(match: re.Match[str]) -> list[_Token]:
    text, end = match[0].strip(), match.end()
    if match["word"]:
        kinds = dict.fromkeys("012", "number")
        return [_Token(kinds.get(sign, sign), sign, end) for sign in _WORDS[text]]
    if match["square"]:
        return [_Token("^", "^", end), _Token("number", "2", end)]
    if match["sign"]:
        if text in ("\\left", "\\right"):
            return []
        sign = {"**": "^", "\\cdot": "*", "\\times": "*"}.get(text, text)
        return [_Token(sign, sign, end)]
    return [_Token("number" if match["number"] else "variable", text, end)]


class _Reader:
    """Recursive descent with a fallback: what cannot be continued ends the polynomial before it."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self.tokens = tokens
        self.at = 0

    def read(self, start: int) -> Reading | None:
        value = self._sum(0)
        if value is None:
            return None
        return Reading(Polynomial(value), start, self.tokens[self.at - 1].end)

    def _kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _sum(self, depth: int) -> _Value | None:
        total = self._signed(depth)
        while total is not None and self._kind() in ("+", "-"):
            before = self.at
            term = self._signed(depth)
            if term is None:
                self.at = before
                break
            total = _add(total, term)
        return total

    def _signed(self, depth: int) -> _Value | None:
        sign = 1
        for _ in range(3):
            if self._kind() in ("+", "-"):
                sign = -sign if self._kind() == "-" else sign
                self.at += 1
        product = self._product(depth)
        return None if product is None else tuple(sign * c for c in product)

    def _product(self, depth: int) -> _Value | None:
        product = self._power(depth)
        while product is not None:
            before = self.at
            operator = self._kind()
            if operator in ("*", "/"):
                self.at += 1
            factor = self._power(depth) if self._continues(operator) else None
            combined = None if factor is None else _combine(product, operator, factor)
            if combined is None:
                self.at = before
                break
            product = combined
        return product

    def _continues(self, operator: str) -> bool:
        after_number = self.at > 0 and self.tokens[self.at - 1].kind == "number"
        side_by_side = operator == "number" and after_number
        return operator in ("*", "/", "variable", "number", *_OPEN) and not side_by_side

    def _power(self, depth: int) -> _Value | None:
        base = self._atom(depth)
        if base is None or self._kind() != "^":
            return base
        before = self.at
        self.at += 1
        exponent = self._atom(depth)
        raised = None if exponent is None else _raise(base, exponent)
        if raised is None:
            self.at = before
        return raised or base

    def _atom(self, depth: int) -> _Value | None:
        kind = self._kind()
        if kind in ("number", "variable"):
            self.at += 1
            text = self.tokens[self.at - 1].text
            return (Fraction(0), Fraction(1)) if kind == "variable" else _number(text)
        if kind == "" or kind not in _OPEN or depth >= MAX_DEPTH:
            return None
        before = self.at
        self.at += 1
        inner = self._sum(depth + 1)
        if inner is None or self._kind() != _CLOSE[_OPEN.index(kind)]:
            self.at = before
            return None
        self.at += 1
        return inner


def _number(text: str) -> _Value | None:
    if len(text) > MAX_DIGITS:
        return None
    return (_FRACTIONS.get(text) or Fraction(text.replace(",", ".")),)


def _add(left: _Value, right: _Value) -> _Value:
    size = max(len(left), len(right))
    pairs = zip(_filled(left, size), _filled(right, size), strict=True)
    return tuple(a + b for a, b in pairs)


def _filled(value: _Value, size: int) -> _Value:
    return value + (Fraction(0),) * (size - len(value))


def _combine(left: _Value, operator: str, right: _Value) -> _Value | None:
    if operator == "/":
        divisor = right[0] if len(right) == 1 else Fraction(0)
        return _combine(left, "*", (1 / divisor,)) if divisor else None
    if len(left) + len(right) - 2 > MAX_DEGREE:
        return None
    if max(map(_bits, left)) + max(map(_bits, right)) > MAX_BITS:
        return None
    product = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            product[i + j] += a * b
    return tuple(product)


def _raise(base: _Value, exponent: _Value) -> _Value | None:
    power = exponent[0]
    if len(exponent) != 1 or power.denominator != 1 or not 0 <= power <= MAX_DEGREE:
        return None
    result: _Value | None = (Fraction(1),)
    for _ in range(int(power)):
        result = None if result is None else _combine(result, "*", base)
    return result


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()
