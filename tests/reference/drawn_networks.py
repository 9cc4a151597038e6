"""Networks drawn at random, with numbers for every name, and what torch makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
import torch
from hypothesis import strategies as st
from sympy import Symbol
from torch import Tensor
from torch.nn import functional

from reference.activation import SLOPE
from reference.formula import evaluate
from reference.formula_text import parse
from reference.gradients import Gradients
from reference.loss import FormulaLoss, Loss
from reference.network import Activation, Network, SquaredError, number

ACTIVATIONS: tuple[Activation, ...] = ("f", "tanh", "sigmoid", "relu", "prelu", "identity")
# A generic f is tried as softplus, which is neither odd nor bounded.
F: Mapping[str, Callable[[Tensor, Tensor], Tensor]] = {
    "f": lambda o, _: functional.softplus(o),
    "tanh": lambda o, _: torch.tanh(o),
    "sigmoid": lambda o, _: torch.sigmoid(o),
    "relu": lambda o, _: torch.relu(o),
    "prelu": lambda o, alpha: torch.where(o < 0, alpha * o, o),
    "identity": lambda o, _: o,
}
TORCH_FUNCTIONS = {
    name: getattr(torch, name)
    for name in ("exp", "log", "sqrt", "sin", "cos", "sinh", "cosh", "tanh", "sigmoid")
}


@dataclass(frozen=True)
class Drawn:
    """A network, its loss, and a number for every weight, alpha, input and label."""

    network: Network
    loss: Loss
    numbers: Mapping[str, float]

    @property
    def gradients(self) -> Gradients:
        return Gradients(self.network, self.loss)

    def weights(self) -> list[tuple[str, int]]:
        return [(name, i) for name, sources in self.network.neurons.items() for i in range(len(sources))]

    def by_torch(self) -> tuple[dict[str, float], dict[str, float]]:
        """The slope of J by every name, o and s included, and what each is worth."""
        leaves = {
            n: torch.tensor(v, dtype=torch.float64, requires_grad=True) for n, v in self.numbers.items()
        }
        loss, values = self.forward(leaves)
        for value in values.values():
            value.retain_grad()
        loss.backward()
        slopes = {n: 0.0 if value.grad is None else float(value.grad) for n, value in values.items()}
        return slopes, {n: float(value.detach()) for n, value in values.items()}

    def forward(self, numbers: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        """J, with the o and s of every neuron, by torch alone."""
        values = dict(numbers)
        for name in self.network.order:
            index, sources = number(name), self.network.neurons[name]
            terms = [
                numbers[f"w_{i}^({index})"] * values[self.network.written(source)]
                for i, source in enumerate(sources)
            ]
            values[f"o{index}"] = torch.stack(terms).sum()
            f = F[self.network.activation_of(name)]
            values[f"s{index}"] = f(values[f"o{index}"], numbers[f"alpha{index}"]) + 0
        return self._loss(values), values

    def _loss(self, values: Mapping[str, Tensor]) -> Tensor:
        if isinstance(self.loss, FormulaLoss):
            found: Tensor = evaluate(self.loss.formula, values, TORCH_FUNCTIONS)
            return found
        squares = [
            float(self.loss.weight_of(name)) * (values[f"s{number(name)}"] - values[label]) ** 2
            for name, label in self.loss.labels.items()
        ]
        return torch.stack(squares).sum()


def evaluated(expression: sp.Expr, case: Drawn, values: Mapping[str, float]) -> float:
    """What an expression of the reference is worth with the values of torch."""
    slopes = {SLOPE(Symbol(f"o{number(n)}")): slope_of(case, n, values) for n in case.network.neurons}
    known = {Symbol(name): value for name, value in values.items()}
    return float(expression.xreplace(slopes).xreplace(known))


def slope_of(case: Drawn, name: str, values: Mapping[str, float]) -> float:
    """f'(o) of a neuron, by torch."""
    o = torch.tensor(values[f"o{number(name)}"], dtype=torch.float64, requires_grad=True)
    alpha = torch.tensor(values[f"alpha{number(name)}"], dtype=torch.float64)
    F[case.network.activation_of(name)](o, alpha).backward()
    return float(o.grad) if o.grad is not None else 0.0


def worth(text: str, case: Drawn, known: Mapping[str, float]) -> float:
    """What a line of the reference is worth, read by a grammar that knows nothing of sympy."""
    if " if " in text:
        value, _, rest = text.partition(" if ")
        condition, _, other = rest.partition(" else ")
        o = condition.split(" < ")[0]
        return worth(value if known[o] < 0 else other, case, known)
    for name in case.network.neurons:
        call = f"f'(o{number(name)})"
        if call in text:
            slope = Fraction(slope_of(case, name, known)).limit_denominator(10**14)
            text = text.replace(call, f"({slope})")
    words = {re.sub(r"w_(\d+)\^\((\d+)\)", r"w\g<1>0\g<2>", name): value for name, value in known.items()}
    return float(evaluate(parse(re.sub(r"w_(\d+)\^\((\d+)\)", r"w\g<1>0\g<2>", text)), words))


@st.composite
def drawn_networks(draw: st.DrawFn, losses: st.SearchStrategy[str] | None = None) -> Drawn:
    """1–4 inputs, 1–4 hidden neurons, 1–3 outputs, a bias input maybe, each neuron with an activation of its own."""
    inputs = tuple(f"x{n}" for n in range(1, draw(st.integers(1, 4)) + 1))
    hidden = [f"n{n}" for n in range(1, draw(st.integers(1, 4)) + 1)]
    outputs = [f"n{n}" for n in range(len(hidden) + 1, len(hidden) + draw(st.integers(1, 3)) + 1)]
    bias = draw(st.sampled_from([(), inputs[-1:]]))
    neurons = {name: tuple(draw(_some(inputs))) for name in hidden}
    neurons |= {name: tuple(draw(_some((*hidden, *bias)))) for name in outputs}
    kinds = {name: draw(st.sampled_from(ACTIVATIONS)) for name in neurons}
    network = Network(inputs, neurons, bias, activations=kinds)
    loss = _loss(draw, outputs) if losses is None else _formula(draw(losses), outputs)
    names = [f"w_{i}^({number(n)})" for n, sources in neurons.items() for i in range(len(sources))]
    names += [f"alpha{number(name)}" for name in neurons] + list(loss.labels.values())
    numbers = {name: draw(st.integers(-30, 30)) / 20 for name in names}
    numbers |= {name: 1.0 if name in bias else draw(st.integers(-30, 30)) / 20 for name in inputs}
    return Drawn(network, loss, numbers)


def _some(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True)


def _loss(draw: st.DrawFn, outputs: list[str]) -> SquaredError:
    labels = {name: f"y{i}" for i, name in enumerate(outputs, 1)}
    fractions = st.fractions("1/4", 3, max_denominator=4)
    return SquaredError(labels, draw(fractions), {outputs[0]: draw(fractions)})


def _formula(term: str, outputs: list[str]) -> FormulaLoss:
    """A term for each output, where `s` and `y` stand for its own names."""
    labels = {name: f"y{i}" for i, name in enumerate(outputs, 1)}
    terms = (term.replace("{s}", f"s{number(n)}").replace("{y}", y) for n, y in labels.items())
    return FormulaLoss(labels, " + ".join(f"({each})" for each in terms))
