"""Derivatives that a formula leaves as they stand: `dJ/dw`, `∂f(o)/∂o`, a lone `df(o3)`."""

from __future__ import annotations

from dataclasses import replace

from grader.maths.applications import application
from grader.maths.cursor import Cursor, FormulaError
from grader.maths.indices import read_name
from grader.maths.numbered import read_quantity
from grader.maths.reader import PRODUCT, FormulaReader
from grader.maths.signs import DIFFERENTIAL, FUNCTION, NAME, QUANTITY, Token
from grader.maths.syntax import ONE, Apply, Derivative, Expr, Name


def derivative(parser: FormulaReader) -> Expr:
    """`dJ/dw`, `df(o3)/do3`, or a lone `df(o3)`, which is f'(o3)."""
    cursor = parser.cursor
    at = cursor.take().start
    if cursor.sees("/") and cursor.ahead(1).sign is DIFFERENTIAL:
        cursor.at += 2
        by = _differential_operand(parser)
        return Derivative(parser.formula(PRODUCT - 1), by, at)
    top = _differential_operand(parser)
    if cursor.sees("/") and cursor.ahead(1).sign is DIFFERENTIAL:
        cursor.at += 2
        return _at_argument(parser, Derivative(top, _differential_operand(parser), at))
    if isinstance(top, Apply):
        return Apply(top.function, top.primes + 1, top.arguments, at)
    return Derivative(Name("J"), top, at)


def _at_argument(parser: FormulaReader, derivative: Derivative) -> Derivative:
    """`df/dα(o3)`: the derivative of a function, taken at o3, is that of its neuron."""
    cursor = parser.cursor
    is_function = isinstance(derivative.of, Apply) and not derivative.of.arguments
    if not is_function or not cursor.sees("(") or not _is_argument(cursor.ahead(1)):
        return derivative
    cursor.take()
    argument = _any_name(cursor)
    cursor.expect(")")
    by = derivative.by
    if isinstance(by, Name) and not by.indices:
        by = replace(by, indices=argument.indices)
    return Derivative(Apply("f", 0, (argument,), derivative.at), by, derivative.at)


def _differential_operand(parser: FormulaReader) -> Expr:
    cursor = parser.cursor
    sign = cursor.now.sign
    if sign is NAME:
        return read_name(cursor)
    if sign is QUANTITY:
        return read_quantity(cursor.take())
    if sign is FUNCTION:
        return application(parser)
    if cursor.sees("("):
        return parser.group()
    raise FormulaError("a name expected after d", cursor.place)


def _is_argument(token: Token) -> bool:
    return token.text in ("o", "x", "z") or (token.sign is QUANTITY and token.text[0] in "ox")


def _any_name(cursor: Cursor) -> Name:
    return read_quantity(cursor.take()) if cursor.now.sign is QUANTITY else read_name(cursor)


def lone_differential(parser: FormulaReader) -> Expr:
    """`∂J` alone in a group of a fraction; a formula that begins with a derivative otherwise."""
    mark = parser.cursor.at
    at = parser.cursor.take().start
    operand = _differential_operand(parser)
    if parser.cursor.sees("}"):
        return Derivative(ONE, operand, at)
    parser.cursor.at = mark
    return parser.formula()


def bracketed_derivative(parser: FormulaReader) -> Expr | None:
    """`(∂J)/(∂w)`, in brackets above and below."""
    cursor = parser.cursor
    mark = cursor.at
    cursor.at += 2
    of = _differential_operand(parser)
    below = [cursor.ahead(place).text for place in range(3)] == [")", "/", "("]
    if below and cursor.ahead(3).sign is DIFFERENTIAL:
        cursor.at += 4
        by = _differential_operand(parser)
        cursor.expect(")")
        return Derivative(of, by, cursor.tokens[mark].start)
    cursor.at = mark
    return None
