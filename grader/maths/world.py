"""A network drawn at random in the finite field: what every name of the exam is worth in it, exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from grader.maths.field import HALF, MODULUS, draw, inverse, residue
from grader.maths.field_functions import FUNCTIONS, SLOPES
from grader.maths.lexicon import ERROR_NAMES
from grader.maths.syntax import Expr
from grader.maths.wiring import Wiring
from reference.network import Activation

Key = tuple[str, tuple[int, ...]]
MAX_NAMES = 1_000
_SMALL = 2**20
_SMALL_NUMBERS = (1, 2, 3, -1, -2, 4)


@dataclass(frozen=True, slots=True)
class World:
    """Residues for weights, inputs, labels and slopes; o, s and errors as the network gives them.

    `signs` says on which side of zero o of each neuron lies; an absent neuron lies above. The activation f,
    where the wiring does not name a neuron's own, is opaque, tanh, or PReLU with a slope for each neuron. A small
    world draws small integers, for a person to read; the sides of zero are then those of its integers.
    """

    wiring: Wiring
    activation: Activation
    seed: int
    signs: tuple[tuple[int, int], ...] = ()
    is_small: bool = False
    sums: dict[int, int] = field(default_factory=dict, compare=False, repr=False)
    states: dict[int, int] = field(default_factory=dict, compare=False, repr=False)
    known: dict[tuple[Key, Key], int | None] = field(default_factory=dict, compare=False, repr=False)
    named: dict[Key, int | None] = field(default_factory=dict, compare=False, repr=False)
    applied: dict[tuple[int, int], int] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for neuron, places in self.wiring.sources:
            weighted = (
                self.weight(i, neuron) * (self.input(k) if kind == "x" else self.states[k])
                for i, (kind, k) in enumerate(places)
            )
            self.sums[neuron] = self.reduced(sum(weighted))
            self.states[neuron] = self._activate(0, self.sums[neuron], neuron)

    def reduced(self, value: int) -> int:
        """A value among those of this world."""
        return value % MODULUS

    def number(self, value: Fraction | int) -> int:
        """An exact number; raises ZeroDivisionError where its denominator vanishes."""
        return residue(value)

    def quotient(self, top: int, bottom: int) -> int:
        """top / bottom; raises ZeroDivisionError."""
        return top * inverse(bottom)

    def power(self, base: int, exponent: int) -> int:
        """A whole power; raises ZeroDivisionError."""
        return pow(base if exponent >= 0 else inverse(base), abs(exponent), MODULUS)

    def root(self, base: int, power: Fraction) -> int:
        """A power that is no integer, which the field does not have; raises ArithmeticError."""
        raise ArithmeticError(f"a power of {power} of {base} in a finite field")

    def unknown(self, *key: object) -> int:
        """What something is worth that this world does not know."""
        return draw(self.seed, *key)

    def drawn(self, *key: object) -> int:
        """What a name is worth here."""
        value = draw(self.seed, *key)
        return _SMALL_NUMBERS[value % len(_SMALL_NUMBERS)] % MODULUS if self.is_small else value

    def weight(self, index: int, neuron: int) -> int:
        """w_index^(neuron)."""
        return self.drawn("w", index, neuron)

    def input(self, index: int) -> int:
        """x_index; 1 for a bias input."""
        return 1 if index in self.wiring.bias else self.drawn("x", index)

    def slope(self, neuron: int) -> int:
        """PReLU's slope α of a neuron."""
        return self.drawn("alpha", neuron)

    def sign_of(self, neuron: int) -> int:
        """On which side of zero o of a neuron lies."""
        if self.is_small:
            return -1 if self.sums[neuron] > HALF else int(self.sums[neuron] > 0)
        return dict(self.signs).get(neuron, 1)

    def look_up(self, base: str, indices: tuple[int, ...]) -> int | None:
        """What a name of the exam is worth, or None for a name that the exam does not know."""
        name = base, indices
        if name not in self.named:
            if len(self.named) >= MAX_NAMES:
                self.named.clear()
            self.named[name] = self._look_up(base, indices)
        return self.named[name]

    def _look_up(self, base: str, indices: tuple[int, ...]) -> int | None:
        if base == "J" and not indices:
            return self._loss()
        if base == "w" and len(indices) == 2:
            return self._known_weight(*indices)
        if len(indices) != 1:
            return None
        return self._single(base, indices[0])

    def _known_weight(self, index: int, neuron: int) -> int | None:
        return self.weight(index, neuron) if index < len(self.wiring.inputs(neuron)) else None

    def _single(self, base: str, index: int) -> int | None:
        known = index in self.sums
        match base:
            case "s":
                return self.states.get(index)
            case "o":
                return self.sums.get(index)
            case "s'":
                return self.apply("f", 1, self.sums[index]) if known else None
            case "x":
                return self.input(index) if index in self._inputs() else None
            case "y":
                return self._label(index)
            case "alpha" | "a":
                return self.slope(index) if known else None
            case _ if base in ERROR_NAMES and known:
                return self.derivative(("J", ()), ("o", (index,)))
        return None

    def _inputs(self) -> set[int]:
        return {k for _, places in self.wiring.sources for kind, k in places if kind == "x"}

    def _label(self, index: int) -> int | None:
        """y by its own number, or by that of its neuron where no label has that number, as in a sum over k."""
        labels = dict(self.wiring.labels)
        if index in labels.values():
            return self.drawn("y", index)
        return self.drawn("y", labels[index]) if index in labels else None

    def _loss(self) -> int:
        if self.wiring.whole is not None:
            return self._worth(self.wiring.whole)
        squares = (
            self.number(self.wiring.weight_of(neuron)) * self.residual(neuron) ** 2
            for neuron in self.wiring.outputs
        )
        return self.reduced(sum(squares))

    def _worth(self, expr: Expr) -> int:
        """What a term of the loss is worth; raises ArithmeticError where it has no value."""
        from grader.maths.evaluate import Evaluator, MeaninglessError  # which itself evaluates in worlds

        try:
            return Evaluator(self).value(expr)
        except MeaninglessError as error:
            raise ArithmeticError("the loss has no value here") from error

    @property
    def is_regular(self) -> bool:
        """Whether no sum is zero or that of another neuron, and the loss has a slope by every output."""
        slopes = (self.derivative(("J", ()), ("s", (neuron,))) for neuron in self.wiring.outputs)
        return len({0, *self.sums.values()}) > len(self.sums) and None not in slopes

    def residual(self, neuron: int) -> int:
        """s − y of an output."""
        return self.reduced(self.states[neuron] - self.drawn("y", self.wiring.label(neuron)))

    def pull(self, neuron: int) -> int:
        """∂J/∂s of a neuron, over twice the loss's weight: the residual itself where J is a sum of equal squares."""
        slope = self.derivative(("J", ()), ("s", (neuron,))) or 0
        return self.reduced(self.quotient(slope, 2 * self.number(self.wiring.loss_weight)))

    def derivative(self, of: Key, by: Key) -> int | None:
        """∂of/∂by through the network, with `by` moved alone; None where that is not of this network or has no value."""
        if (of, by) not in self.known:
            try:
                self.known[of, by] = self._derivative(of, by)
            except ArithmeticError:
                self.known[of, by] = None
        return self.known[of, by]

    def _derivative(self, of: Key, by: Key) -> int | None:
        base, indices = of
        if base == "J":
            return self._loss_derivative(by)
        if base not in ("s", "o", "f") or len(indices) != 1 or indices[0] not in self.sums:
            return None
        if by[0] not in ("w", "s", "o", "x", "alpha", "a", "y"):
            return None
        return self._state_derivative("o" if base == "o" else "s", indices[0], by)

    def _loss_derivative(self, by: Key) -> int | None:
        if by[0] == "y":
            chosen = [neuron for neuron, label in self.wiring.labels if (label,) == by[1]]
            return None if self.wiring.slopes else self.reduced(-sum(map(self._slope_at, chosen)))
        if by[0] not in ("w", "s", "o", "x", "alpha", "a"):
            return None
        moved = (
            self._slope_at(neuron) * self._state_derivative("s", neuron, by) for neuron in self.wiring.outputs
        )
        return self.reduced(sum(moved))

    def _slope_at(self, neuron: int) -> int:
        """∂J/∂s of an output, the other outputs held."""
        if self.wiring.slopes:
            return self._worth(dict(self.wiring.slopes)[neuron])
        return self.reduced(2 * self.number(self.wiring.weight_of(neuron)) * self.residual(neuron))

    def _state_derivative(self, base: str, neuron: int, by: Key) -> int:
        if by == (base, (neuron,)):
            return 1
        if base == "s":
            inner = self._activate(1, self.sums[neuron], neuron) * self._state_derivative("o", neuron, by)
            own = by[0] in ("alpha", "a") and by[1] == (neuron,) and self.kind_of(neuron) == "prelu"
            return self.reduced(inner + (self.sums[neuron] if own and self.sign_of(neuron) < 0 else 0))
        total = 0
        for i, (kind, k) in enumerate(self.wiring.inputs(neuron)):
            total += (self.input(k) if kind == "x" else self.states[k]) if by == ("w", (i, neuron)) else 0
            inner = self._state_derivative("s", k, by) if kind == "s" else int(by == ("x", (k,)))
            total += self.weight(i, neuron) * inner
        return self.reduced(total)

    def sign(self, value: int) -> int:
        """The side of zero of a value: that of o and s where it is theirs, drawn otherwise."""
        if value == 0:
            return 0
        for neuron in self.sums:
            for own in (self.sums[neuron], self.states.get(neuron)):
                if own is not None and value in (own, MODULUS - own):
                    return self.sign_of(neuron) if value == own else -self.sign_of(neuron)
        if value < _SMALL or MODULUS - value < _SMALL:
            return 1 if value < _SMALL else -1
        positive = value <= HALF
        drawn = 1 if draw(self.seed, "sign", min(value, MODULUS - value)) % 2 else -1
        return drawn if positive else -drawn

    def apply(self, function: str, primes: int, value: int) -> int:
        """A function of one value, primed so many times."""
        if function == "f":
            return self.activated(primes, value)
        if primes == 0 and function in FUNCTIONS:
            return FUNCTIONS[function](self, value)
        if function in SLOPES and primes == 1:
            return SLOPES[function](self, value)
        return draw(self.seed, "function", function, primes, value)

    def kind_of(self, neuron: int | None) -> Activation:
        """The activation of a neuron; at an argument that is no neuron's o, the one that all neurons share."""
        known = self.wiring.activations
        if not known:
            return self.activation
        if neuron is None:
            kinds = {self.kind_of(each) for each in self.wiring.neurons}
            return kinds.pop() if len(kinds) == 1 else "f"
        kind = self.wiring.kind_of(neuron)
        return self.activation if kind == "f" else kind

    def owner(self, value: int) -> int | None:
        """The neuron whose o a value is."""
        for neuron, own in self.sums.items():
            if own == value:
                return neuron
        return None

    def activated(self, primes: int, value: int) -> int:
        """f, primed so many times, at a value: the function of the neuron whose o it is; kept in mind."""
        at = primes, value
        if at not in self.applied:
            if len(self.applied) >= MAX_NAMES:
                self.applied.clear()
            known = bool(self.wiring.activations) or self.activation != "f"
            self.applied[at] = self._activate(primes, value, self.owner(value) if known else None)
        return self.applied[at]

    def _activate(self, primes: int, value: int, owner: int | None) -> int:
        kind = self.kind_of(owner)
        if kind == "f" or primes > 1:
            return self.drawn("f", primes, value)
        if kind in ("tanh", "sigmoid"):
            return self.apply(kind, primes, value)
        factor = 1 if kind == "identity" else self._side_factor(kind, value, owner)
        return factor if primes else self.reduced(factor * value)

    def _side_factor(self, kind: Activation, value: int, owner: int | None) -> int:
        """By what ReLU and PReLU multiply o: 1 above zero, 0 or the slope below."""
        negative = (self.sign_of(owner) if owner is not None else self.sign(value)) < 0
        if not negative:
            return 1
        if kind == "relu":
            return 0
        return self.slope(owner) if owner is not None else self.unknown("slope", value)


@lru_cache(maxsize=256)
def draw_world(
    wiring: Wiring,
    activation: Activation,
    seed: int = 1,
    signs: tuple[tuple[int, int], ...] = (),
    is_small: bool = False,
) -> World:
    """The world of that seed; the same one each time."""
    return World(wiring, activation, seed, signs, is_small)
