"""What a student's formula is worth in a drawn network, its own names and generic indices included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from grader.maths.constants import MAX_EXPONENT, constant, whole_factor
from grader.maths.definitions import NO_DEFINITIONS, Definitions, derivative_key
from grader.maths.field_functions import KNOWN_FUNCTIONS
from grader.maths.open_sums import domain, free_letter
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
from grader.maths.world import Key, World

MAX_STEPS = 20_000
MAX_NESTING = 12
_TOO_LONG = "a formula too long to evaluate"
Worths = Mapping[type[Expr], Callable[[Any, Any], int]]


class MeaninglessError(ValueError):
    """A formula that has no value: an unbound index, a division by zero, a power out of bounds."""


@dataclass(slots=True)
class Evaluator:
    """Evaluates formulas in one world; `bindings` gives generic indices their integers.

    `shifts` lets a name be read as another, such as x₁ as x_{i+1}; `unknown` collects the names that neither
    the exam nor the student defines, each worth a value of its own.
    """

    worths: ClassVar[Worths]
    world: World
    bindings: Mapping[str, int] = field(default_factory=dict)
    definitions: Definitions = NO_DEFINITIONS
    shifts: Mapping[Key, Key] = field(default_factory=dict)
    argument: int | None = None
    unknown: set[Key] = field(default_factory=set)
    nesting: int = 0
    steps: int = 0

    def value(self, expr: Expr) -> int:
        """What a formula is worth, among the values of the world; raises MeaninglessError."""
        try:
            return self._value(expr)
        except ArithmeticError as cause:
            raise MeaninglessError("a division by zero, or a value outside the domain") from cause

    def _value(self, expr: Expr) -> int:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise MeaninglessError(_TOO_LONG)
        return self.worths[expr.__class__](self, expr)

    def _number(self, number: Number) -> int:
        integer = number.integer
        return self.world.number(number.value if integer is None else integer)

    def _sum(self, expr: Add) -> int:
        terms, worths = expr.terms, self.worths
        self.steps += len(terms)
        if self.steps > MAX_STEPS:
            raise MeaninglessError(_TOO_LONG)
        total = 0
        for term in terms:
            if term.__class__ is Negative:
                total -= self._value(term.operand)
            else:
                total += worths[term.__class__](self, term)
        return self.world.reduced(total)

    def _opposite(self, expr: Negative) -> int:
        return self.world.reduced(-self._value(expr.operand))

    def _quotient(self, expr: Divide) -> int:
        return self.world.reduced(self.world.quotient(self._value(expr.top), self._value(expr.bottom)))

    def _comparison(self, expr: Comparison) -> int:
        return int(self._holds(expr))

    def _case(self, expr: Case) -> int:
        return self._value(expr.value) if self._holds(expr.condition) else 0

    def _cases(self, expr: Cases) -> int:
        for case in expr.cases:
            if self._holds(case.condition):
                return self._value(case.value)
        return 0 if expr.otherwise is None else self._value(expr.otherwise)

    def _product(self, expr: Multiply) -> int:
        factors, worths = expr.factors, self.worths
        self.steps += len(factors)
        if self.steps > MAX_STEPS:
            raise MeaninglessError(_TOO_LONG)
        product = 1
        for factor in factors:
            product *= worths[factor.__class__](self, factor)
        return self.world.reduced(product)

    def _power(self, expr: Power) -> int:
        base, exponent = expr.base, expr.exponent
        is_root = isinstance(base, Apply) and base.function == "sqrt"
        if isinstance(exponent, Number) and exponent.integer == 2 and not is_root:
            root = self._value(base)
            return self.world.reduced(root * root)
        power = exponent.value if isinstance(exponent, Number) else constant(exponent)
        if power is None or power.denominator != 1 or abs(power) > MAX_EXPONENT:
            return self._other_power(base, power)
        if isinstance(base, Apply) and is_root and not base.primes and power % 2 == 0:
            base, power = base.arguments[0], power / 2
        return self.world.reduced(self.world.power(self._value(base), int(power)))

    def _other_power(self, base: Expr, power: Fraction | None) -> int:
        """A power that is no small integer, where the world has any."""
        if power is None or abs(power) > MAX_EXPONENT:
            raise MeaninglessError("a power that is no small number")
        return self.world.reduced(self.world.root(self._value(base), power))

    def index(self, expr: Expr) -> int:
        """The integer of an index such as `i + 1`; raises MeaninglessError where a letter is unbound."""
        if expr.__class__ is Name and expr.base in self.bindings:
            return self.bindings[expr.base]
        if expr.__class__ is Number and expr.integer is not None:
            return expr.integer
        match expr:
            case Add(terms=terms):
                return sum(map(self.index, terms))
            case Negative(operand=operand):
                return -self.index(operand)
        raise MeaninglessError("an index that stands for nothing")

    def key(self, name: Name) -> Key:
        """A name with its indices as integers."""
        numbers = name.numbers
        return name.base, tuple(map(self.index, name.indices)) if numbers is None else numbers

    def _name(self, name: Name) -> int:
        base, numbers = name.base, name.numbers
        if not numbers:
            if not name.indices and self.argument is not None and base in ("x", "o", "z"):
                return self.argument
            numbers = tuple(map(self.index, name.indices))
        key = base, numbers
        if base in self.definitions.by_base and (defined := self._defined(*key)) is not None:
            return defined
        if self.shifts:
            key = self.shifts.get(key, key)
        known = self.world.named.get(key) or self.world.look_up(*key)
        if known is None:
            self.unknown.add(key)
            return self.world.unknown("unknown", *key)
        return known

    def _defined(self, base: str, indices: tuple[int, ...]) -> int | None:
        found = self.definitions.look_up(base, indices)
        if found is None:
            return None
        if self.nesting > MAX_NESTING:
            raise MeaninglessError("a name defined by itself")
        definition, bindings = found
        inner = self.bound(bindings, definition.scope(self.definitions), self.nesting + 1)
        worth = inner._value(definition.value)
        self.steps = inner.steps
        return worth

    def bound(
        self, bindings: Mapping[str, int], definitions: Definitions | None = None, nesting: int | None = None
    ) -> Evaluator:
        """The same where other generic indices are bound, or fewer names defined."""
        known = self.definitions if definitions is None else definitions
        depth = self.nesting if nesting is None else nesting
        return Evaluator(
            self.world, bindings, known, self.shifts, self.argument, self.unknown, depth, self.steps
        )

    def _derivative(self, expr: Derivative) -> int:
        if not isinstance(expr.by, Name):
            raise MeaninglessError("a derivative by no name")
        by = self._completed(expr.of, self.key(expr.by))
        of = self._derived(expr.of, by)
        if (defined := self._defined(derivative_key(of[0], by[0]), (*of[1], *by[1]))) is not None:
            return defined
        worth = self.world.derivative(of, by)
        if worth is None:
            raise MeaninglessError("a derivative of no such quantity")
        return self.world.reduced(worth)

    def _completed(self, of: Expr, by: Key) -> Key:
        """α or w_i without its neuron's number: that of what is derived, or of the neuron spoken of."""
        if len(by[1]) != {"alpha": 0, "a": 0, "w": 1}.get(by[0]):
            return by
        if isinstance(of, Name) and of.base in ("s", "o") and of.indices:
            return by[0], (*by[1], *self.key(of)[1])
        return (by[0], (*by[1], self.bindings["j"])) if "j" in self.bindings else by

    def _derived(self, of: Expr, by: Key) -> Key:
        """What is derived: the loss, o or s of a neuron, or f of an o, which is that neuron's s."""
        if isinstance(of, Apply):
            inner = of.arguments[0] if of.arguments else None
            return ("s", self.key(inner)[1] if isinstance(inner, Name) and inner.indices else by[1][-1:])
        if not isinstance(of, Name):
            raise MeaninglessError("a derivative of no name")
        if of.base in ("s", "o"):
            return self.key(of) if of.indices else (of.base, by[1][-1:])
        return ("J", ())

    def _apply(self, expr: Apply) -> int:
        arguments = expr.arguments
        if expr.function == "f" and len(arguments) == 1:
            return self.world.activated(expr.primes, self._value(arguments[0]))
        values = [self._value(argument) for argument in arguments]
        if expr.function in ("min", "max") and len(values) == 2:
            return self._extreme(expr.function, *values)
        if expr.function in ("exp", "log") and (inverted := self._inverted(expr)) is not None:
            return inverted
        if expr.function == "exp" and len(values) == 1:
            return self._exponential(expr.arguments[0])
        if expr.function not in KNOWN_FUNCTIONS:
            self.unknown.add((expr.function, ()))
        if not values:
            self.unknown.add((expr.function + "'" * expr.primes, ()))
            values = [self.world.unknown("argument") if self.argument is None else self.argument]
        if len(values) > 1:
            return self.world.unknown("function", expr.function, *values)
        return self.world.reduced(self.world.apply(expr.function, expr.primes, values[0]))

    def _inverted(self, expr: Apply) -> int | None:
        """exp(log u) and log(exp u), which are u."""
        match expr:
            case Apply(
                function=outer, primes=0, arguments=(Apply(function=inner, primes=0, arguments=(argument,)),)
            ):
                return self._value(argument) if {outer, inner} == {"exp", "log"} else None
        return None

    def _exponential(self, argument: Expr) -> int:
        """e^(n u) as (e^u)^n, so that the exponential's law holds for the multiples that students write."""
        factor, rest = whole_factor(argument)
        return self.world.reduced(self.world.power(self.world.apply("exp", 0, self._value(rest)), factor))

    def _extreme(self, function: str, left: int, right: int) -> int:
        left_is_less = self.world.sign(self.world.reduced(left - right)) < 0
        return left if left_is_less == (function == "min") else right

    def _holds(self, comparison: Comparison) -> bool:
        difference = self.world.reduced(self._value(comparison.left) - self._value(comparison.right))
        side = self.world.sign(difference)
        return side < 0 if comparison.operator == "<" else side > 0

    def _series(self, series: Series) -> int:
        letter = series.index or free_letter(series.body, self.bindings)
        values = series.values
        if values is None and (values := domain(letter, series.body, self.world.wiring, self.index)) is None:
            raise MeaninglessError("a sum without bounds")
        total = 0
        for value in values:
            inner = self.bound({**self.bindings, letter: value})
            total += inner._value(series.body)
            self.steps = inner.steps
        return self.world.reduced(total)


WORTHS: Worths = {
    Add: Evaluator._sum,
    Apply: Evaluator._apply,
    Case: Evaluator._case,
    Cases: Evaluator._cases,
    Comparison: Evaluator._comparison,
    Derivative: Evaluator._derivative,
    Divide: Evaluator._quotient,
    Multiply: Evaluator._product,
    Name: Evaluator._name,
    Negative: Evaluator._opposite,
    Number: Evaluator._number,
    Power: Evaluator._power,
    Series: Evaluator._series,
}
"""What each kind of node is worth."""

Evaluator.worths = WORTHS
