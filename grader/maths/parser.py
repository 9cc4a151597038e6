"""A Pratt parser: tokens to one formula, within limits of depth and size."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from grader.maths.applications import application, dotted
from grader.maths.conditions import (
    braced_cases,
    environment,
    holds_comparison,
    holds_own_condition,
    indicator,
    is_indicator,
    iverson,
    may_condition,
    opens_cases,
    prefix_cases,
    with_cases,
)
from grader.maths.cursor import Cursor, FormulaError
from grader.maths.derivatives import _at_argument, bracketed_derivative, derivative, lone_differential
from grader.maths.glyphs import FRACTIONS
from grader.maths.indices import read_name
from grader.maths.lexicon import COUNTLESS
from grader.maths.numbered import read_quantity
from grader.maths.reader import CLOSING, LEVELS, POWER, PRODUCT, SUM
from grader.maths.series import series
from grader.maths.signs import DIFFERENTIAL, FRACTION, FUNCTION, MARK, NAME, NUMBER, QUANTITY, WORD, Token
from grader.maths.syntax import (
    ONE,
    Add,
    Apply,
    Cases,
    Derivative,
    Divide,
    Expr,
    Multiply,
    Negative,
    Number,
    Power,
    whole,
)
from grader.maths.vectors import vector

MAX_DEPTH = 40
MAX_NODES = 800
_BINDINGS = {
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "^": POWER,
    "=": 0,
    ")": 0,
    "]": 0,
    "}": 0,
    ",": 0,
    ";": 0,
    "": 0,
}
_FACTORS = frozenset([NAME, QUANTITY, FUNCTION, DIFFERENTIAL, FRACTION])


@dataclass(slots=True)
class Parser:
    """Reads formulas from a cursor, which it leaves at the first token that cannot belong to one."""

    cursor: Cursor
    depth: int = 0
    nodes: int = 0
    looked_at: int = -1
    binding: int = 0

    def value(self) -> Expr:
        """A formula, or a value by cases; raises FormulaError."""
        if self.cursor.sees_keyword("if"):
            return prefix_cases(self)
        value = self.formula()
        return with_cases(self, value) if may_condition(self.cursor) else value

    def formula(self, power: int = 0) -> Expr:
        """A formula of operators binding tighter than `power`; raises FormulaError."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError("a formula nested too deeply", self.cursor.place)
        cursor = self.cursor
        left = self._prefix()
        while (self.binding if self.looked_at == cursor.at else self._look()) > power:
            left = self._infix(left)
        self.depth -= 1
        return left

    def _too_long(self) -> FormulaError:
        return FormulaError("a formula too long", self.cursor.place)

    def _look(self) -> int:
        """How tight what stands here binds to what is before it, seen once for all formulas that end here."""
        cursor = self.cursor
        self.looked_at = cursor.at
        token = cursor.padded[cursor.at]
        if token.text in _BINDINGS:
            self.binding = _BINDINGS[token.text]
        else:
            self.binding = PRODUCT if self._multiplies_next(token) else 0
        return self.binding

    def _multiplies_next(self, token: Token) -> bool:
        """Whether what stands here is a factor, or a point before one."""
        if token.sign in _FACTORS:
            return True
        if token.sign is NUMBER:
            return (token.text == "1" and is_indicator(self)) or self._number_multiplies()
        if token.sign is not MARK:
            return False
        return self._dot_multiplies() if token.text == "." else self._starts_factor(0)

    def _dot_multiplies(self) -> bool:
        """A point multiplies with blanks on both sides or on neither; otherwise it ends a sentence."""
        cursor = self.cursor
        follower = cursor.ahead(1)
        return follower.spaced == cursor.now.spaced and self._starts_factor(1)

    def _number_multiplies(self) -> bool:
        """`η 2 (s3 − y1)`: a number between blanks, a factor behind it, where it can be no index of what precedes."""
        cursor = self.cursor
        before, follower = cursor.before, cursor.ahead(1)
        complete = before.text[-1:] in CLOSING.values() or (before.sign is NAME and before.text in COUNTLESS)
        goes_on = (self._starts_factor(1) and follower.spaced) or follower.text in ("/", "*")
        return cursor.now.spaced and complete and goes_on

    def _starts_factor(self, ahead: int) -> bool:
        token = self.cursor.ahead(ahead)
        if token.sign is MARK:
            bracket = token.text in ("(", "[") and not self._is_remark(ahead)
            return bracket or token.text in ("{", "frac", "sum", "begin-cases", "dot")
        return token.sign in _FACTORS or (ahead > 0 and token.sign is NUMBER)

    def _is_remark(self, ahead: int) -> bool:
        """Whether a bracket holds words, an equation, or the condition of what precedes, and so is no factor."""
        if holds_own_condition(self.cursor, ahead):
            return True
        level = 0
        for token in self.cursor.tokens[self.cursor.at + ahead :]:
            if token.sign is WORD or token.text in ("=", "∈", "for"):
                return True
            level += LEVELS.get(token.text, 0)
            if level <= 0:
                return False
        return True

    def _infix(self, left: Expr) -> Expr:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._too_long()
        cursor = self.cursor
        mark = cursor.padded[cursor.at].text
        if self.binding == SUM:
            cursor.at += 1
            right = self.formula(SUM)
            return _joined_sum(left, Negative(right, right.at) if mark == "-" else right)
        if self.binding == POWER:
            cursor.at += 1
            return Power(left, self.exponent(), left.at)
        if mark == "/":
            cursor.at += 1
            return Divide(left, self.formula(PRODUCT), left.at)
        if mark in ("*", "."):
            cursor.at += 1
        return _joined_product(left, self.formula(PRODUCT))

    def exponent(self) -> Expr:
        """What stands over a base, in braces or not."""
        cursor = self.cursor
        if cursor.accept("{"):
            inside = self.formula()
            cursor.expect("}")
            return inside
        if cursor.accept("-"):
            return Negative(self.formula(POWER - 1), cursor.place)
        return self.formula(POWER - 1)

    def _prefix(self) -> Expr:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._too_long()
        cursor = self.cursor
        token = cursor.padded[cursor.at]
        sign = token.sign
        if sign is QUANTITY:
            cursor.at += 1
            return read_quantity(token)
        if sign is MARK:
            return self._after_mark(token.text)
        if sign is NAME:
            return self._name()
        if sign is NUMBER or sign is FRACTION:
            return self.number()
        if sign is FUNCTION:
            return application(self)
        if sign is DIFFERENTIAL:
            return derivative(self)
        raise FormulaError("a formula expected", cursor.place)

    def _after_mark(self, mark: str) -> Expr:
        match mark:
            case "(" | "[" | "{":
                return self.group()
            case "-":
                return self._opposite()
            case "+":
                return self._positive()
            case "|":
                return self._absolute()
            case "frac":
                return self._fraction()
            case "dot":
                return dotted(self)
            case "sum":
                return series(self)
            case "begin-cases":
                return environment(self)
            case _:
                raise FormulaError("a formula expected", self.cursor.place)

    def _opposite(self) -> Expr:
        at = self.cursor.take().start
        return Negative(self.formula(PRODUCT - 1), at)

    def _positive(self) -> Expr:
        self.cursor.take()
        return self.formula(PRODUCT - 1)

    def _name(self) -> Expr:
        cursor = self.cursor
        token = cursor.now
        if token.text in ("x", "X") and token.spaced and self.is_times():
            cursor.take()
            return _joined_product(ONE, self.formula(PRODUCT))
        name = read_name(cursor)
        if name.base == "e" and not name.indices and cursor.sees("^"):
            cursor.take()
            return Apply("exp", 0, (self.exponent(),), name.at)
        return name

    def is_times(self) -> bool:
        """Whether a lone `x` between two factors is a multiplication sign."""
        before, after = self.cursor.before, self.cursor.ahead(1)
        ends_factor = before.sign in (NUMBER, NAME, QUANTITY) or before.text in (")", "]", "}")
        return ends_factor and after.spaced and (self._starts_factor(1) or after.sign is NUMBER)

    def number(self) -> Expr:
        """A number, a fraction sign, or the indicator that a 1 opens."""
        cursor = self.cursor
        if is_indicator(self):
            return indicator(self)
        token = cursor.take()
        if token.sign is FRACTION:
            return Number(Fraction(*FRACTIONS[token.text]), token.start)
        decimals = cursor.ahead(1)
        if cursor.sees(",") and decimals.sign is NUMBER and not cursor.now.spaced and not decimals.spaced:
            cursor.take()
            return Number(_number(f"{token.text}.{cursor.take().text.replace('.', '')}"), token.start)
        return Number(_number(token.text), token.start)

    def group(self) -> Expr:
        """What stands in brackets: a formula, cases, a condition as a factor."""
        cursor = self.cursor
        if cursor.ahead(1).sign is DIFFERENTIAL and (quotient := bracketed_derivative(self)):
            return quotient
        if holds_comparison(self, 0) and not opens_cases(self):
            return iverson(self)
        opening = cursor.take()
        inside = braced_cases(self) if opening.text == "{" else self.value()
        if opening.text == "{" and isinstance(inside, Cases) and not cursor.sees("}"):
            return inside
        if opening.text != "{" and cursor.sees(",", ";"):
            inside = self._vector(inside, opening.start)
        cursor.expect(CLOSING[opening.text])
        return inside

    def _vector(self, first: Expr, at: int) -> Expr:
        parts = [first]
        while self.cursor.accept(",", ";"):
            parts.append(self.formula())
        return vector(self.cursor, parts, at)

    def _absolute(self) -> Expr:
        at = self.cursor.take().start
        inside = self.formula()
        self.cursor.expect("|")
        return Apply("abs", 0, (inside,), at)

    def _fraction(self) -> Expr:
        cursor = self.cursor
        at = cursor.take().start
        if cursor.now.sign is NUMBER:
            return self._digit_fraction(at)
        top, bottom = self._braced(), self._braced()
        if isinstance(top, Derivative) and isinstance(bottom, Derivative):
            return _at_argument(self, Derivative(top.by, bottom.by, at))
        return Divide(top, bottom, at)

    def _digit_fraction(self, at: int) -> Expr:
        digits = self.cursor.take().text
        if len(digits) == 1:
            follower = self._braced() if self.cursor.sees("{") else self.number()
            return Divide(whole(int(digits)), follower, at)
        if len(digits) != 2 or digits[1] == "0":
            raise FormulaError("a fraction expected", at)
        return Number(Fraction(int(digits[0]), int(digits[1])), at)

    def _braced(self) -> Expr:
        """A group of a LaTeX fraction; `∂J` alone comes as a derivative by itself."""
        cursor = self.cursor
        if not cursor.sees("{"):
            return self._prefix()
        cursor.take()
        inside = lone_differential(self) if cursor.now.sign is DIFFERENTIAL else self.formula()
        cursor.expect("}")
        return inside


@lru_cache(maxsize=1024)
def _number(digits: str) -> Fraction:
    return Fraction(digits)


def _joined_sum(left: Expr, right: Expr) -> Expr:
    terms = left.terms if isinstance(left, Add) else (left,)
    return Add((*terms, right), left.at)


def _joined_product(left: Expr, right: Expr) -> Expr:
    factors = left.factors if isinstance(left, Multiply) else (left,)
    return Multiply((*factors, right), left.at)
