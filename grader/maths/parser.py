"""A Pratt parser: tokens to one formula, within limits of depth and size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.maths.cursor import Cursor, FormulaError
from grader.maths.glyphs import FRACTIONS
from grader.maths.indices import read_index, read_name
from grader.maths.syntax import (
    ONE,
    ZERO,
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
    whole,
)
from grader.maths.tokens import Sign

MAX_DEPTH = 40
MAX_NODES = 800

_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|"}
_SUM, _PRODUCT, _POWER = 10, 20, 30
_RELATIONS = {"<": "<", ">": ">", "≤": "<", "≥": ">"}
_SEPARATORS = (",", ";", "&", "\\\\", ":", ".", "|")


@dataclass(slots=True)
class Parser:
    """Reads formulas from a cursor, which it leaves at the first token that cannot belong to one."""

    cursor: Cursor
    depth: int = 0
    nodes: int = 0
    in_absolute: bool = False

    def value(self) -> Expr:
        """A formula, or a value by cases; raises FormulaError."""
        if self.cursor.sees_keyword("if"):
            return self._prefix_cases()
        return self._with_cases(self.formula())

    def formula(self, power: int = 0) -> Expr:
        """A formula of operators binding tighter than `power`; raises FormulaError."""
        with self._deeper():
            left = self._prefix()
            while True:
                binding = self._binding()
                if binding <= power:
                    return left
                left = self._infix(left, binding)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError("a formula nested too deeply", self.cursor.place)
        yield
        self.depth -= 1

    def _count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise FormulaError("a formula too long", self.cursor.place)

    def _binding(self) -> int:
        cursor = self.cursor
        if cursor.sees("+", "-"):
            return _SUM
        if cursor.sees("*", "/", "."):
            return _PRODUCT if not cursor.sees(".") or self._dot_multiplies() else 0
        if cursor.sees("^"):
            return _POWER
        return _PRODUCT if self._multiplies_next() else 0

    def _dot_multiplies(self) -> bool:
        """A point multiplies with blanks on both sides or on neither; otherwise it ends a sentence."""
        cursor = self.cursor
        follower = cursor.ahead(1)
        return follower.spaced == cursor.now.spaced and self._starts_factor(1)

    def _multiplies_next(self) -> bool:
        token = self.cursor.now
        if token.sign is Sign.NUMBER:
            return token.text == "1" and self._is_indicator()
        return self._starts_factor(0)

    def _starts_factor(self, ahead: int) -> bool:
        token = self.cursor.ahead(ahead)
        if token.sign is Sign.MARK:
            bracket = token.text in ("(", "[") and not self._is_remark(ahead)
            return bracket or token.text in ("{", "frac", "sum", "begin-cases", "dot")
        names = (Sign.NAME, Sign.FUNCTION, Sign.DIFFERENTIAL, Sign.FRACTION)
        return token.sign in names or (ahead > 0 and token.sign is Sign.NUMBER)

    def _is_remark(self, ahead: int) -> bool:
        """Whether a bracket holds words or an equation, and so is no factor."""
        level = 0
        for token in self.cursor.tokens[self.cursor.at + ahead :]:
            if token.sign is Sign.WORD or token.text in ("=", "∈", "for"):
                return True
            level += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            if level <= 0:
                return False
        return True

    def _infix(self, left: Expr, binding: int) -> Expr:
        self._count()
        cursor = self.cursor
        if binding == _SUM:
            minus = cursor.take().text == "-"
            right = self.formula(_SUM)
            return _joined_sum(left, Negative(right, right.at) if minus else right)
        if binding == _POWER:
            cursor.take()
            return Power(left, self._exponent(), left.at)
        if cursor.accept("/"):
            return Divide(left, self.formula(_PRODUCT), left.at)
        cursor.accept("*", ".")
        return _joined_product(left, self.formula(_PRODUCT))

    def _exponent(self) -> Expr:
        cursor = self.cursor
        if cursor.accept("{"):
            inside = self.formula()
            cursor.expect("}")
            return inside
        if cursor.accept("-"):
            return Negative(self.formula(_POWER - 1), cursor.place)
        return self.formula(_POWER - 1)

    def _prefix(self) -> Expr:
        self._count()
        token = self.cursor.now
        if token.sign in (Sign.NUMBER, Sign.FRACTION):
            return self._number()
        if token.sign is Sign.NAME:
            return self._name()
        if token.sign is Sign.FUNCTION:
            return self._application()
        if token.sign is Sign.DIFFERENTIAL:
            return self._derivative()
        reader = self._marks().get(token.text) if token.sign is Sign.MARK else None
        if reader is None:
            raise FormulaError("a formula expected", self.cursor.place)
        return reader()

    def _marks(self) -> dict[str, Callable[[], Expr]]:
        return {
            "-": self._opposite,
            "+": self._positive,
            "(": self._group,
            "[": self._group,
            "{": self._group,
            "|": self._absolute,
            "frac": self._fraction,
            "dot": self._dotted,
            "sum": self._series,
            "begin-cases": self._environment,
        }

    def _opposite(self) -> Expr:
        at = self.cursor.take().start
        return Negative(self.formula(_PRODUCT - 1), at)

    def _positive(self) -> Expr:
        self.cursor.take()
        return self.formula(_PRODUCT - 1)

    def _name(self) -> Expr:
        cursor = self.cursor
        token = cursor.now
        if token.text in ("x", "X") and token.spaced and self._is_times():
            cursor.take()
            return _joined_product(ONE, self.formula(_PRODUCT))
        name = read_name(cursor)
        if name.base == "e" and not name.indices and cursor.sees("^"):
            cursor.take()
            return Apply("exp", 0, (self._exponent(),), name.at)
        return name

    def _is_times(self) -> bool:
        """Whether a lone `x` between two factors is a multiplication sign."""
        before, after = self.cursor.before, self.cursor.ahead(1)
        ends_factor = before.sign in (Sign.NUMBER, Sign.NAME) or before.text in (")", "]", "}")
        return ends_factor and after.spaced and (self._starts_factor(1) or after.sign is Sign.NUMBER)

    def _number(self) -> Expr:
        cursor = self.cursor
        if self._is_indicator():
            return self._indicator()
        token = cursor.take()
        if token.sign is Sign.FRACTION:
            return Number(Fraction(*FRACTIONS[token.text]), token.start)
        decimals = cursor.ahead(1)
        if (
            cursor.sees(",")
            and decimals.sign is Sign.NUMBER
            and not cursor.now.spaced
            and not decimals.spaced
        ):
            cursor.take()
            return Number(Fraction(f"{token.text}.{cursor.take().text.replace('.', '')}"), token.start)
        return Number(Fraction(token.text), token.start)

    def _is_indicator(self) -> bool:
        follower = self.cursor.ahead(1)
        if self.cursor.now.text != "1" or follower.spaced:
            return False
        return follower.text == "_" or (follower.text in "([{" and self._holds_comparison(1))

    def _holds_comparison(self, ahead: int) -> bool:
        """Whether the bracket here closes after a comparison."""
        level = 0
        for place in range(self.cursor.at + ahead, len(self.cursor.tokens)):
            token = self.cursor.tokens[place]
            if token.sign is not Sign.MARK:
                continue
            level += (token.text in "([{") - (token.text in ")]}")
            if level == 1 and token.text in _RELATIONS:
                return True
            if level <= 0:
                return False
        return False

    def _indicator(self) -> Expr:
        """`1_{o<0}`, `1(o<0)`, `I[o<0]`: one where the condition holds, zero elsewhere."""
        cursor = self.cursor
        at = cursor.take().start
        cursor.accept("_", "^")
        brackets = []
        while cursor.sees("{", "(", "["):
            brackets.append(_CLOSING[cursor.take().text])
        condition = self.comparison()
        for closing in reversed(brackets):
            cursor.expect(closing)
        return Cases((Case(condition, ONE, at),), ZERO, at)

    def comparison(self) -> Comparison:
        """`o3 < 0`, `0 > o3` or `o3 négatif`; raises FormulaError."""
        cursor = self.cursor
        left = self.formula()
        while cursor.now.sign is Sign.WORD and cursor.now.text in ("est", "is", "strictement"):
            cursor.take()
        if cursor.sees_keyword("negative", "positive"):
            sign = "<" if cursor.take().text == "negative" else ">"
            return Comparison(sign, left, ZERO, left.at)
        if not cursor.sees(*_RELATIONS):
            raise FormulaError("a condition expected", cursor.place)
        operator = _RELATIONS[cursor.take().text]
        cursor.accept("=")
        return Comparison(operator, left, self.formula(), left.at)

    def _group(self) -> Expr:
        cursor = self.cursor
        if cursor.ahead(1).sign is Sign.DIFFERENTIAL and (quotient := self._bracketed_derivative()):
            return quotient
        if self._holds_comparison(0) and not self._opens_cases():
            return self._iverson()
        opening = cursor.take()
        inside = self._braced_cases() if opening.text == "{" else self.value()
        if opening.text == "{" and isinstance(inside, Cases) and not cursor.sees("}"):
            return inside
        cursor.expect(_CLOSING[opening.text])
        return inside

    def _bracketed_derivative(self) -> Expr | None:
        """`(∂J)/(∂w)`, in brackets above and below."""
        cursor = self.cursor
        mark = cursor.at
        cursor.at += 2
        of = self._differential_operand()
        below = [cursor.ahead(place).text for place in range(3)] == [")", "/", "("]
        if below and cursor.ahead(3).sign is Sign.DIFFERENTIAL:
            cursor.at += 4
            by = self._differential_operand()
            cursor.expect(")")
            return Derivative(of, by, cursor.tokens[mark].start)
        cursor.at = mark
        return None

    def _opens_cases(self) -> bool:
        """Whether a bracket holds `si` or `if` rather than a condition alone."""
        level = 0
        for place in range(self.cursor.at, len(self.cursor.tokens)):
            token = self.cursor.tokens[place]
            if token.sign is Sign.KEYWORD and token.text in ("if", "else", "for"):
                return True
            if token.sign is Sign.MARK:
                level += (token.text in "([{") - (token.text in ")]}")
            if level <= 0:
                return False
        return False

    def _iverson(self) -> Expr:
        at = self.cursor.place
        opening = self.cursor.take()
        condition = self.comparison()
        self.cursor.expect(_CLOSING[opening.text])
        return Cases((Case(condition, ONE, at),), ZERO, at)

    def _braced_cases(self) -> Expr:
        return self._cases_until(("}",))

    def _environment(self) -> Expr:
        self.cursor.take()
        inside = self._cases_until(("end-cases",))
        self.cursor.expect("end-cases")
        self.cursor.accept("}")
        return inside

    def _cases_until(self, closing: tuple[str, ...]) -> Expr:
        self.cursor.skip(("\\\\", "&"))
        first = self.value()
        self.cursor.skip(_SEPARATORS)
        if not self.cursor.sees(*closing) and isinstance(first, Cases):
            return self._more_cases(first)
        return first

    def _absolute(self) -> Expr:
        at = self.cursor.take().start
        inside = self.formula()
        self.cursor.expect("|")
        return Apply("abs", 0, (inside,), at)

    def _fraction(self) -> Expr:
        cursor = self.cursor
        at = cursor.take().start
        if cursor.now.sign is Sign.NUMBER:
            return self._digit_fraction(at)
        top, bottom = self._braced(), self._braced()
        if isinstance(top, Derivative) and isinstance(bottom, Derivative):
            return self._at_argument(Derivative(top.by, bottom.by, at))
        return Divide(top, bottom, at)

    def _digit_fraction(self, at: int) -> Expr:
        digits = self.cursor.take().text
        if len(digits) == 1:
            follower = self._braced() if self.cursor.sees("{") else self._number()
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
        inside = self._lone_differential() if cursor.now.sign is Sign.DIFFERENTIAL else self.formula()
        cursor.expect("}")
        return inside

    def _lone_differential(self) -> Expr:
        mark = self.cursor.at
        at = self.cursor.take().start
        operand = self._differential_operand()
        if self.cursor.sees("}"):
            return Derivative(ONE, operand, at)
        self.cursor.at = mark
        return self.formula()

    def _derivative(self) -> Expr:
        """`dJ/dw`, `df(o3)/do3`, or a lone `df(o3)`, which is f'(o3)."""
        cursor = self.cursor
        at = cursor.take().start
        top = self._differential_operand()
        if cursor.sees("/") and cursor.ahead(1).sign is Sign.DIFFERENTIAL:
            cursor.at += 2
            return self._at_argument(Derivative(top, self._differential_operand(), at))
        if isinstance(top, Apply):
            return Apply(top.function, top.primes + 1, top.arguments, at)
        return Derivative(Name("J"), top, at)

    def _at_argument(self, derivative: Derivative) -> Derivative:
        """`df/dα(o3)`: the derivative of a function, taken at o3, is that of its neuron."""
        cursor = self.cursor
        is_function = isinstance(derivative.of, Apply) and not derivative.of.arguments
        if not is_function or not cursor.sees("(") or cursor.ahead(1).text != "o":
            return derivative
        cursor.take()
        argument = read_name(cursor)
        cursor.expect(")")
        by = derivative.by
        if isinstance(by, Name) and not by.indices:
            by = replace(by, indices=argument.indices)
        return Derivative(Apply("f", 0, (argument,), derivative.at), by, derivative.at)

    def _differential_operand(self) -> Expr:
        cursor = self.cursor
        if cursor.now.sign is Sign.FUNCTION:
            return self._application()
        if cursor.now.sign is Sign.NAME:
            return read_name(cursor)
        if cursor.sees("("):
            return self._group()
        raise FormulaError("a name expected after d", cursor.place)

    def _dotted(self) -> Expr:
        """`\\dot f` and `\\dot{f}`: the derivative of f."""
        cursor = self.cursor
        cursor.take()
        braced = cursor.accept("{")
        if cursor.now.sign is not Sign.FUNCTION:
            raise FormulaError("a function expected", cursor.place)
        function = cursor.take()
        if braced:
            cursor.expect("}")
        return self._applied(function.text, 1, function.start)

    def _application(self) -> Expr:
        token = self.cursor.take()
        if token.text == "indicator":
            self.cursor.at -= 1
            return self._indicator()
        return self._applied(token.text, 0, token.start)

    def _applied(self, function: str, primes: int, at: int) -> Expr:
        cursor = self.cursor
        primes += self._primes()
        power: Expr | None = None
        label: Expr | None = None
        while cursor.sees("_", "^") or (cursor.now.sign is Sign.NUMBER and not cursor.now.spaced):
            if cursor.now.sign is Sign.NUMBER:
                label = read_index(cursor)
            elif self._raises_power():
                cursor.take()
                power = self._exponent()
            else:
                label = self._label()
            primes += self._primes()
        if label is not None and not cursor.sees("(", "[", "{"):
            arguments: tuple[Expr, ...] = (Name("o", (label,), at),)
        else:
            arguments = self._arguments()
        applied = Apply(function, primes, arguments, at)
        return applied if power is None else Power(applied, power, at)

    def _primes(self) -> int:
        cursor = self.cursor
        count = 0
        while True:
            texts = [cursor.ahead(place).text for place in range(4)]
            if texts[0] == "'":
                cursor.at += 1
            elif texts[:2] == ["^", "'"]:
                cursor.at += 2
            elif texts == ["^", "{", "'", "}"]:
                cursor.at += 4
            else:
                return count
            count += 1

    def _raises_power(self) -> bool:
        """Whether what stands over a function's name is a power, and not its neuron's number in brackets."""
        first, second = self.cursor.ahead(1), self.cursor.ahead(2)
        return self.cursor.sees("^") and first.text != "(" and not (first.text == "{" and second.text == "(")

    def _label(self) -> Expr:
        """The neuron's number under or over a function's name, as in f'_3, which means f'(o_3)."""
        cursor = self.cursor
        cursor.take()
        brackets = []
        while cursor.sees("{", "("):
            brackets.append(_CLOSING[cursor.take().text])
        label = read_index(cursor)
        for closing in reversed(brackets):
            cursor.expect(closing)
        return label

    def _arguments(self) -> tuple[Expr, ...]:
        cursor = self.cursor
        if cursor.sees("(", "[", "{"):
            closing = _CLOSING[cursor.take().text]
            arguments = [self.value()]
            while cursor.accept(",", ";"):
                arguments.append(self.value())
            cursor.expect(closing)
            return tuple(arguments)
        if cursor.now.sign is Sign.NAME and not (cursor.now.text in ("x", "X") and self._is_times()):
            return (read_name(cursor),)
        return ()

    def _series(self) -> Expr:
        cursor = self.cursor
        at = cursor.take().start
        if cursor.sees("(") and (written := self._written_series(at)) is not None:
            return written
        while cursor.now.sign is Sign.WORD:
            cursor.take()
        index, values = "", None
        if cursor.accept("_"):
            index, values = self._bounds()
        if cursor.accept("^"):
            top = self._top()
            if values and top is not None:
                values = tuple(range(values[0], min(top, values[0] + 20) + 1))
            elif values:
                values = None
        return Series(index, values, self.formula(_PRODUCT - 1), at)

    def _written_series(self, at: int) -> Expr | None:
        """`sum(w_i x_{i+1}, i = 0..2)`."""
        cursor = self.cursor
        mark = cursor.at
        cursor.take()
        body = self.formula()
        if cursor.accept(",", ";") and cursor.now.sign is Sign.NAME and cursor.ahead(1).text in ("=", "∈"):
            index = cursor.take().text
            values = read_values(cursor)
            cursor.expect(")")
            return Series(index, values, body, at)
        cursor.at = mark
        return None

    def _bounds(self) -> tuple[str, tuple[int, ...] | None]:
        cursor = self.cursor
        brackets = []
        while cursor.sees("{", "("):
            brackets.append(_CLOSING[cursor.take().text])
        index = cursor.take().text
        values = read_values(cursor) if cursor.sees("=") or cursor.sees_keyword("∈") else None
        while brackets and not cursor.done:
            if cursor.sees(brackets[-1]):
                brackets.pop()
            cursor.take()
        return index, values

    def _top(self) -> int | None:
        cursor = self.cursor
        braced = cursor.accept("{", "(")
        bound = read_index(cursor)
        if braced:
            cursor.expect("}", ")")
        return int(bound.value) if isinstance(bound, Number) else None

    def _with_cases(self, first: Expr) -> Expr:
        """A value with the condition that follows it, and the other cases after that."""
        cursor = self.cursor
        mark = cursor.at
        cursor.skip((",", "&", ":"))
        try:
            condition = self._condition(after_mark=cursor.before.text == "&")
        except FormulaError:
            condition = None
        if condition is None:
            cursor.at = mark
            return first
        return self._more_cases(Cases((Case(condition, first, first.at),), None, first.at))

    def _condition(self, after_mark: bool) -> Comparison | None:
        cursor = self.cursor
        if cursor.accept_keyword("if") or after_mark:
            return self.comparison()
        if cursor.sees_keyword("for") and self._compares_next():
            cursor.take()
            return self.comparison()
        return None

    def _compares_next(self) -> bool:
        """Whether `pour` here brings a condition such as `o3 < 0` and not a list of indices."""
        for token in self.cursor.tokens[self.cursor.at + 1 : self.cursor.at + 12]:
            if token.text in _RELATIONS:
                return True
            if token.sign in (Sign.LINE, Sign.WORD) or token.text in ("=", "∈", ",", ";"):
                return False
        return False

    def _more_cases(self, known: Cases) -> Cases:
        """Further cases and the last one; what turns out to be none is given back."""
        cursor = self.cursor
        while known.otherwise is None:
            mark = cursor.at
            cursor.skip(_SEPARATORS)
            cursor.accept_keyword("and")
            cursor.accept("=")
            try:
                more = self._one_case(known)
            except FormulaError:
                more = None
            if more is None:
                cursor.at = mark
                break
            known = more
        return known

    def _one_case(self, known: Cases) -> Cases | None:
        cursor = self.cursor
        if cursor.accept_keyword("else"):
            cursor.skip((",", ":", "="))
            return Cases(known.cases, self.formula(), known.at)
        value = self.formula()
        cursor.skip((",", "&"))
        if cursor.accept_keyword("else"):
            return Cases(known.cases, value, known.at)
        condition = self._condition(after_mark=cursor.before.text == "&")
        if condition is None:
            return None
        return Cases((*known.cases, Case(condition, value, value.at)), None, known.at)

    def _prefix_cases(self) -> Expr:
        """`si o < 0 alors a sinon b`."""
        cursor = self.cursor
        at = cursor.take().start
        condition = self.comparison()
        cursor.skip((",", ":"))
        cursor.accept_keyword("then")
        value = self.formula()
        return self._more_cases(Cases((Case(condition, value, at),), None, at))


def read_values(cursor: Cursor) -> tuple[int, ...] | None:
    """`= 0, 1, 2`, `∈ {3,4}`, `= 1..4`, `= 1 à 4`, or a lower bound alone; None where no integer stands."""
    cursor.take()
    brackets = 0
    while cursor.sees("{", "[", "(", "|"):
        cursor.take()
        brackets += 1
    values: list[int] = []
    ranged = False
    while True:
        cursor.at += cursor.now.text == "n" and cursor.ahead(1).sign is Sign.NUMBER
        if cursor.now.sign is not Sign.NUMBER or not cursor.now.text.isdigit():
            break
        number = int(cursor.take().text)
        values += range(values[-1] + 1, min(number, values[-1] + 20) + 1) if ranged and values else [number]
        ranged = _passes_range(cursor)
    while brackets and values and cursor.accept("}", "]", ")", "|"):
        brackets -= 1
    return tuple(values) or None


def _passes_range(cursor: Cursor) -> bool:
    """Pass what stands between two values of a list; whether it means all between them."""
    ranged = False
    while True:
        token, follower = cursor.now, cursor.ahead(1)
        goes_on = follower.sign is Sign.NUMBER or follower.text in ("…", ",", "n")
        if token.text in ("…", "à", "a", "to", "-") and goes_on:
            ranged = True
        elif token.text not in (",", ";", "and", "ou", "or") or not goes_on:
            return ranged
        cursor.take()


def _joined_sum(left: Expr, right: Expr) -> Expr:
    terms = left.terms if isinstance(left, Add) else (left,)
    return Add((*terms, right), left.at)


def _joined_product(left: Expr, right: Expr) -> Expr:
    factors = left.factors if isinstance(left, Multiply) else (left,)
    return Multiply((*factors, right), left.at)
