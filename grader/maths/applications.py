"""Functions of a formula: `f'(o3)`, `tanh²(x)`, `\\dot f(o)`, `f'_3`."""

from __future__ import annotations

from grader.maths.conditions import indicator, where
from grader.maths.cursor import Cursor, FormulaError
from grader.maths.indices import read_index, read_name
from grader.maths.numbered import read_quantity
from grader.maths.reader import CLOSING, FormulaReader
from grader.maths.signs import FUNCTION, NAME, NUMBER, QUANTITY
from grader.maths.syntax import Apply, Expr, Name, Power


def application(parser: FormulaReader) -> Expr:
    """A function with its primes, powers and arguments."""
    token = parser.cursor.take()
    if token.text == "indicator":
        parser.cursor.at -= 1
        return indicator(parser)
    if token.text == "where":
        return where(parser, token.start)
    return _applied(parser, token.text, 0, token.start)


def dotted(parser: FormulaReader) -> Expr:
    """`\\dot f` and `\\dot{f}`: the derivative of f."""
    cursor = parser.cursor
    cursor.take()
    braced = cursor.accept("{")
    if cursor.now.sign is not FUNCTION:
        raise FormulaError("a function expected", cursor.place)
    function = cursor.take()
    if braced:
        cursor.expect("}")
    return _applied(parser, function.text, 1, function.start)


def _applied(parser: FormulaReader, function: str, primes: int, at: int) -> Expr:
    cursor = parser.cursor
    primes += _primes(parser)
    power: Expr | None = None
    label: Expr | None = None
    while cursor.sees("_", "^") or (cursor.now.sign is NUMBER and not cursor.now.spaced):
        if cursor.now.sign is NUMBER:
            label = read_index(cursor)
        elif _raises_power(parser):
            cursor.take()
            power = parser.exponent()
        else:
            label = _label(parser)
        primes += _primes(parser)
    if label is not None and not cursor.sees("(", "[", "{"):
        arguments: tuple[Expr, ...] = (Name("o", (label,), at),)
    else:
        arguments = _arguments(parser)
    applied = Apply(function, primes, arguments, at)
    return applied if power is None else Power(applied, power, at)


def _primes(parser: FormulaReader) -> int:
    cursor = parser.cursor
    count = 0
    while length := _prime(cursor):
        cursor.at += length
        count += 1
    return count


def _prime(cursor: Cursor) -> int:
    """How many signs the prime here has: `'`, `^'` or `^{'}`; 0 where there is none."""
    first, second = cursor.now.text, cursor.ahead(1).text
    if first == "'":
        return 1
    if first != "^" or second not in ("'", "{"):
        return 0
    if second == "'":
        return 2
    return 4 if cursor.ahead(2).text == "'" and cursor.ahead(3).text == "}" else 0


def _raises_power(parser: FormulaReader) -> bool:
    """Whether what stands over a function's name is a power, and not its neuron's number in brackets."""
    first, second = parser.cursor.ahead(1), parser.cursor.ahead(2)
    return parser.cursor.sees("^") and first.text != "(" and not (first.text == "{" and second.text == "(")


def _label(parser: FormulaReader) -> Expr:
    """The neuron's number under or over a function's name, as in f'_3, which means f'(o_3)."""
    cursor = parser.cursor
    cursor.take()
    brackets = []
    while cursor.sees("{", "("):
        brackets.append(CLOSING[cursor.take().text])
    label = read_index(cursor)
    for closing in reversed(brackets):
        cursor.expect(closing)
    return label


def _arguments(parser: FormulaReader) -> tuple[Expr, ...]:
    cursor = parser.cursor
    if cursor.sees("(", "[", "{"):
        closing = CLOSING[cursor.take().text]
        arguments = [parser.value()]
        while cursor.accept(",", ";"):
            arguments.append(parser.value())
        cursor.expect(closing)
        return tuple(arguments)
    if cursor.now.sign is QUANTITY:
        return (read_quantity(cursor.take()),)
    if cursor.now.sign is NAME and not (cursor.now.text in ("x", "X") and parser.is_times()):
        return (read_name(cursor),)
    return ()
