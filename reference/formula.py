"""Formulas that a teacher writes into a rubric, `-y1 log(s3)` or `x + exp(-x)`: read, evaluated, derived, written.

A formula is a small closed tree, built by a grammar of its own (numbers, names, + − * / ^, brackets, and the
functions below), never by Python. It is evaluated over any numbers that know + * / **: floats, tensors, residues,
sympy expressions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A name, such as x or s3."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """left + right; a difference adds the opposite."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Product:
    """left · right; the opposite of a formula is −1 times it."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Quotient:
    """top / bottom."""

    top: Formula
    bottom: Formula


@dataclass(frozen=True, slots=True)
class Power:
    """base ^ exponent, the exponent a number."""

    base: Formula
    exponent: Fraction


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one argument."""

    function: str
    argument: Formula


Formula = Number | Name | Sum | Product | Quotient | Power | Call

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


FUNCTIONS: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        "exp": math.exp,
        "log": math.log,
        "sqrt": math.sqrt,
        "sin": math.sin,
        "cos": math.cos,
        "sinh": math.sinh,
        "cosh": math.cosh,
        "tanh": math.tanh,
        "sigmoid": _sigmoid,
    }
)


def _slope(call: Call) -> Formula:
    """The derivative of each function, by its argument."""
    u = call.argument
    match call.function:
        case "exp":
            return call
        case "log":
            return quotient(ONE, u)
        case "sqrt":
            return quotient(Number(Fraction(1, 2)), call)
        case "sin":
            return Call("cos", u)
        case "cos":
            return opposite(Call("sin", u))
        case "sinh":
            return Call("cosh", u)
        case "cosh":
            return Call("sinh", u)
        case "tanh":
            return total(ONE, opposite(power(call, Fraction(2))))
        case "sigmoid":
            return product(call, total(ONE, opposite(call)))
    raise ValueError(f"no such function: {call.function}")


def derivative(formula: Formula, name: str) -> Formula:
    """The derivative by a name, by the rules of sums, products, quotients, powers and chains."""
    match formula:
        case Number():
            return ZERO
        case Name():
            return ONE if formula.name == name else ZERO
        case Sum(left, right):
            return total(derivative(left, name), derivative(right, name))
        case Product(left, right):
            return total(product(derivative(left, name), right), product(left, derivative(right, name)))
        case Quotient(top, bottom):
            first = quotient(derivative(top, name), bottom)
            inner = product(top, derivative(bottom, name))
            return total(first, opposite(quotient(inner, power(bottom, Fraction(2)))))
        case Power(base, exponent):
            inner = product(Number(exponent), power(base, exponent - 1))
            return product(inner, derivative(base, name))
        case Call():
            return product(_slope(formula), derivative(formula.argument, name))


def evaluate(
    formula: Formula,
    values: Mapping[str, Any],
    functions: Mapping[str, Callable[[Any], Any]] = FUNCTIONS,
    number: Callable[[Fraction], Any] = float,
) -> Any:
    """What a formula is worth; raises KeyError for a name or function that is not given, and what these raise.

    >>> from reference.formula_text import parse
    >>> evaluate(parse("x^2 / 4 - exp(0)"), {"x": 6.0})
    8.0
    """
    match formula:
        case Number(value):
            return number(value)
        case Name(name):
            return values[name]
        case Sum(left, right):
            return evaluate(left, values, functions, number) + evaluate(right, values, functions, number)
        case Product(left, right):
            return evaluate(left, values, functions, number) * evaluate(right, values, functions, number)
        case Quotient(top, bottom):
            return evaluate(top, values, functions, number) / evaluate(bottom, values, functions, number)
        case Power(base, exponent):
            shown = int(exponent) if exponent.denominator == 1 else number(exponent)
            return evaluate(base, values, functions, number) ** shown
        case Call(function, argument):
            return functions[function](evaluate(argument, values, functions, number))


def names(formula: Formula) -> frozenset[str]:
    """Every name in a formula."""
    return frozenset(node.name for node in walk(formula) if isinstance(node, Name))


def walk(formula: Formula) -> Iterator[Formula]:
    """Every part of a formula, itself first."""
    yield formula
    for child in children(formula):
        yield from walk(child)


def children(formula: Formula) -> tuple[Formula, ...]:
    """What a node is made of."""
    match formula:
        case Number() | Name():
            return ()
        case Sum(left, right) | Product(left, right) | Quotient(left, right):
            return left, right
        case Power(base, _):
            return (base,)
        case Call(_, argument):
            return (argument,)


def total(left: Formula, right: Formula) -> Formula:
    """A sum, term after term, with zeros dropped and numbers side by side added."""
    match left, right:
        case Number(a), Number(b):
            return Number(a + b)
        case Number(a), _ if not a:
            return right
        case _, Number(b) if not b:
            return left
        case _, Sum(first, last):
            return total(total(left, first), last)
    return Sum(left, right)


def product(left: Formula, right: Formula) -> Formula:
    """A product, factor by factor, with one number in front, over one denominator; zero where a factor is zero."""
    match left, right:
        case Number(a), Number(b):
            return Number(a * b)
        case _, Number():
            return product(right, left)
        case Number(a), _ if not a:
            return ZERO
        case Number(a), _ if a == 1:
            return right
        case Number(a), Product(Number(b), rest):
            return product(Number(a * b), rest)
        case Number(), _:
            return Product(left, right)
        case _, Product(Number() as number, rest):
            return product(number, product(left, rest))
        case Product(first, rest), _:
            return product(first, product(rest, right))
        case Quotient(top, bottom), _:
            return quotient(product(top, right), bottom)
        case _, Quotient(top, bottom):
            return quotient(product(left, top), bottom)
    return Product(left, right)


def quotient(top: Formula, bottom: Formula) -> Formula:
    """A quotient, its numbers taken to the front; raises ZeroDivisionError over a zero."""
    match top, bottom:
        case _, Number(b):
            return product(Number(1 / b), top)
        case Number(a), _ if not a:
            return ZERO
        case Number(a), _ if a != 1:
            return product(top, quotient(ONE, bottom))
        case Product(Number() as number, rest), _:
            return product(number, quotient(rest, bottom))
        case _, Product(Number(b), rest):
            return product(Number(1 / b), quotient(top, rest))
        case Quotient(first, below), _:
            return quotient(first, product(below, bottom))
        case _, Quotient(above, below):
            return quotient(product(top, below), above)
    return Quotient(top, bottom)


def power(base: Formula, exponent: Fraction) -> Formula:
    """A power, with those of 0 and 1 worked out."""
    if not exponent:
        return ONE
    if exponent == 1:
        return base
    match base:
        case Number(a) if exponent.denominator == 1 and (a or exponent > 0):
            return Number(a ** int(exponent))
        case Power(inner, first) if first.denominator == exponent.denominator == 1:
            return power(inner, first * exponent)
    return Power(base, exponent)


def opposite(formula: Formula) -> Formula:
    """Minus a formula."""
    return product(Number(Fraction(-1)), formula)
