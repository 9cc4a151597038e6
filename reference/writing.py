"""Expressions as a student types them: `(s3 - y1) f'(o3) s_{i+1}`.

A product goes from the loss back to the input (number, error, slope, weight, input), a sum along the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import sympy as sp
from sympy import Expr, Symbol

from reference.activation import SLOPE
from reference.loss import Loss
from reference.network import Network, number

_GREEK = {"dJ/d": "∂J/∂", "df/d": "∂f/∂", "delta": "δ", "alpha": "α", " - ": " − "}


@dataclass(frozen=True)
class Writer:
    """Writes the expressions of one network and its loss."""

    network: Network
    loss: Loss

    def write(self, expression: Expr) -> str:
        """An expression on one line, in ASCII."""
        if isinstance(expression, sp.Piecewise):
            return self._cases(expression)
        terms = sorted(self._grouped(expression), key=self._term_rank)
        text = "".join(self._signed(term) for term in terms)
        return text[3:] if text.startswith(" + ") else "-" + text[3:]

    def _grouped(self, expression: Expr) -> list[Expr]:
        """The terms of a sum; a difference that sympy has multiplied out, 2 s3 - 2 y1, is put together again."""
        terms = list(sp.Add.make_args(expression))
        for neuron, label in self.loss.labels.items():
            s, y = Symbol(self.network.written(neuron)), Symbol(label)
            factor = next((c for c, rest in (term.as_coeff_Mul() for term in terms) if rest == s), sp.S.Zero)
            pair = [factor * s, -factor * y]
            if set(pair) <= set(terms) and len(terms) > (2 if abs(factor) == 1 else 1):
                terms = [term for term in terms if term not in pair]
                terms.append(sp.Mul(factor, s - y, evaluate=False))
        return terms

    def _cases(self, expression: Expr) -> str:
        (first, holds), (other, _) = expression.args
        relation = f"{self.write(holds.lhs)} {holds.rel_op} {self.write(holds.rhs)}"
        return f"{self.write(first)} if {relation} else {self.write(other)}"

    def _signed(self, term: Expr) -> str:
        sign = " - " if term.as_coeff_Mul()[0] < 0 else " + "
        return sign + self._product(-term if sign == " - " else term)

    def _product(self, term: Expr) -> str:
        above, below = _over(term)
        if below == 1:
            return self._factors(above)
        alone = not isinstance(below, sp.Mul)
        bottom = self._factor(below, alone=True) if alone else f"({self._factors(below)})"
        return f"{self._factors(above)} / {bottom}"

    def _factors(self, term: Expr) -> str:
        coefficient, rest = term.as_coeff_Mul()
        slopes = _halves(rest)
        factors = sorted(sp.Mul.make_args(rest), key=lambda factor: self._factor_rank(factor, slopes))
        if coefficient != 1 or rest == 1:
            factors = [coefficient, *(factor for factor in factors if factor != 1)]
        return " ".join(self._factor(factor, alone=len(factors) == 1) for factor in factors)

    def _factor(self, factor: Expr, alone: bool) -> str:
        match factor:
            case sp.Rational() if factor.q != 1 and not alone:
                return f"({factor})"
            case sp.Pow() if factor.exp == sp.S.Half:
                return f"sqrt({self.write(factor.base)})"
            case sp.Pow():
                return f"{self._factor(factor.base, alone=False)}^{self._factor(factor.exp, alone=False)}"
            case sp.Add():
                return f"({self.write(factor)})"
            case sp.Function() if len(factor.args) == 1:
                return f"{factor.func.__name__}({self.write(factor.args[0])})"
            case _:
                return str(factor)

    def _term_rank(self, term: Expr) -> tuple[list[int], int, str]:
        places = {symbol: self._places.get(symbol.name, len(self._places)) for symbol in term.free_symbols}
        weights = sorted(place for symbol, place in places.items() if symbol.name.startswith("w_"))
        return weights, min(places.values(), default=-1), str(term)

    def _factor_rank(self, factor: Expr, slopes: frozenset[Expr]) -> tuple[int, list[int], int, str]:
        return 1 if factor in slopes else self._role(factor), *self._term_rank(factor)

    def _role(self, factor: Expr) -> int:
        """The place of a factor: 0 an error, 1 a slope, 2 a weight or an alpha, 3 an input or a sum."""
        names = {symbol.name for symbol in factor.free_symbols}
        if any(name in self._labels or name.startswith("delta") for name in names):
            return 0
        if factor.func == SLOPE or isinstance(factor, sp.Add):
            return 1
        return 2 if any(name.startswith(("w_", "alpha")) for name in names) else 3

    @cached_property
    def _labels(self) -> frozenset[str]:
        return frozenset(self.loss.labels.values())

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Every name in the order in which a student meets it, neuron by neuron, the inputs last."""
        names: list[str] = []
        for neuron, sources in self.network.neurons.items():
            index = number(neuron)
            weights = [f"w_{i}^({index})" for i in (*range(len(sources)), "i")]
            label = self.loss.labels.get(neuron)
            names += [f"s{index}", *([label] if label else []), f"o{index}", f"delta{index}", *weights]
        return {name: place for place, name in enumerate((*names, *self.network.inputs))}


def greek(text: str) -> str:
    """The same line with the signs of print, for reading: `∂J/∂w_0^(1) = δ1 x1`.

    >>> greek("dJ/ds3 = s3 - y1")
    '∂J/∂s3 = s3 − y1'
    """
    for ascii_name, sign in _GREEK.items():
        text = text.replace(ascii_name, sign)
    return text


def _halves(product: Expr) -> frozenset[Expr]:
    """The outputs that stand beside 1 minus themselves, as in the slope of a sigmoid."""
    factors = sp.Mul.make_args(product)
    return frozenset(factor for factor in factors if factor.is_Symbol and 1 - factor in factors)


def _over(term: Expr) -> tuple[Expr, Expr]:
    """What stands above and below the bar; numbers stay above."""
    below = [factor for factor in sp.Mul.make_args(term) if isinstance(factor, sp.Pow) and _is_below(factor)]
    bottom = sp.Mul(*(1 / factor for factor in below))
    return term * bottom, bottom


def _is_below(power: Expr) -> bool:
    return bool(power.exp.is_number and power.exp.is_negative)


def generic(symbol: Symbol, shift: int) -> Symbol:
    """A numbered symbol under the index i + shift: s1 becomes s_{i+1}."""
    return Symbol(f"{_stem(symbol)}_{{i+{shift}}}" if shift else f"{_stem(symbol)}_i")


def numbered(symbol: Symbol, index: int) -> Symbol:
    """The symbol of the same kind with another number: s1 becomes s4."""
    return Symbol(f"{_stem(symbol)}{index}")


def _stem(symbol: Symbol) -> str:
    return str(symbol.name).rstrip("0123456789")
