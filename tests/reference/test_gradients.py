"""Every gradient against finite differences and against torch, on networks drawn at random."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sympy as sp
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Symbol
from torch.nn import functional

from reference.activation import SLOPE
from reference.gradients import Gradients
from reference.network import Network, SquaredError, number

Function = Callable[[Any], Any]


@dataclass(frozen=True)
class Drawn:
    """A network with a number for every symbol."""

    gradients: Gradients
    numbers: Mapping[str, float]

    def weights(self) -> list[tuple[str, int]]:
        neurons = self.gradients.network.neurons
        return [(name, i) for name, sources in neurons.items() for i in range(len(sources))]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    inputs = tuple(f"x{n}" for n in range(1, draw(st.integers(1, 3)) + 1))
    neurons: dict[str, tuple[str, ...]] = {}
    for n in range(1, draw(st.integers(1, 5)) + 1):
        known = [*inputs, *neurons]
        neurons[f"n{n}"] = tuple(draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True)))
    return Network(inputs, neurons)


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    network = draw(networks())
    also = draw(st.sets(st.sampled_from(list(network.neurons)), max_size=1))
    labels = {name: f"y{number(name)}" for name in network.neurons if name in {*network.outputs, *also}}
    weight = draw(st.fractions("1/4", 2, max_denominator=4))
    gradients = Gradients(network, SquaredError(labels, weight))
    weights = [f"w_{i}^({number(n)})" for n, sources in network.neurons.items() for i in range(len(sources))]
    alphas = [f"alpha{number(name)}" for name in network.neurons]
    names = [*weights, *alphas, *network.inputs, *labels.values()]
    return Drawn(gradients, {name: draw(st.integers(-40, 40)) / 20 for name in names})


def loss_of(
    case: Drawn, numbers: Mapping[str, Any], f: Callable[[str, Any], Any]
) -> tuple[Any, dict[str, Any]]:
    """J, with the o and s of every neuron, worked out forwards without sympy."""
    network, values = case.gradients.network, dict(numbers)
    for name in network.order:
        index = number(name)
        products = (
            numbers[f"w_{i}^({index})"] * values[network.written(source)]
            for i, source in enumerate(network.neurons[name])
        )
        values[f"o{index}"] = sum(products)
        values[f"s{index}"] = f(index, values[f"o{index}"])
    errors = ((values[f"s{number(n)}"] - numbers[y]) ** 2 for n, y in case.gradients.loss.labels.items())
    return float(case.gradients.loss.weight) * sum(errors), values


def evaluated(expression: sp.Expr, values: Mapping[str, float], slope: Function | None = None) -> float:
    slopes = {
        SLOPE(Symbol(name)): slope(value) for name, value in values.items() if slope and name.startswith("o")
    }
    known = {Symbol(name): value for name, value in values.items()}
    return float(expression.xreplace(slopes).xreplace(known))


SMOOTH: dict[str, tuple[Function, Function]] = {
    "tanh": (math.tanh, lambda o: 1 / math.cosh(o) ** 2),
    "sigmoid": (lambda o: 1 / (1 + math.exp(-o)), lambda o: math.exp(-o) / (1 + math.exp(-o)) ** 2),
    "softplus": (lambda o: math.log1p(math.exp(o)), lambda o: 1 / (1 + math.exp(-o))),
}


@pytest.mark.parametrize("name", SMOOTH)
@settings(max_examples=25, deadline=None)
@given(case=drawn())
def test_gradients_in_weights_are_those_of_finite_differences(name: str, case: Drawn) -> None:
    f, slope = SMOOTH[name]
    _, values = loss_of(case, case.numbers, lambda _, o: f(o))
    for neuron, i in case.weights():
        weight, step = f"w_{i}^({number(neuron)})", 1e-5
        above, below = (
            loss_of(case, {**case.numbers, weight: case.numbers[weight] + h}, lambda _, o: f(o))[0]
            for h in (step, -step)
        )
        derived = case.gradients.expanded(case.gradients.by_weight(neuron, i))
        # Central differences err by the step squared times a third derivative, here below a few thousands.
        assert evaluated(derived, values, slope) == pytest.approx(
            (above - below) / (2 * step), rel=1e-5, abs=1e-5
        )


@pytest.mark.parametrize("name", SMOOTH)
@settings(max_examples=25, deadline=None)
@given(case=drawn())
def test_gradients_in_weights_and_errors_are_those_of_torch(name: str, case: Drawn) -> None:
    known = name in ("tanh", "sigmoid")
    network = replace(case.gradients.network, activation=name if known else "f")
    gradients = replace(case.gradients, network=network)
    f = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "softplus": functional.softplus}[name]
    by_torch, values = _torch_gradients(case, lambda _, o: f(o))
    slope = None if known else SMOOTH[name][1]
    for neuron, i in case.weights():
        derived = evaluated(gradients.expanded(gradients.by_weight(neuron, i)), values, slope)
        assert derived == pytest.approx(by_torch[f"w_{i}^({number(neuron)})"], rel=1e-9, abs=1e-9)
        error = evaluated(gradients.expanded(gradients.by_sum(neuron)), values, slope)
        assert error == pytest.approx(by_torch[f"o{number(neuron)}"], rel=1e-9, abs=1e-9)
        output = evaluated(gradients.expanded(gradients.by_output(neuron)), values, slope)
        assert output == pytest.approx(by_torch[f"s{number(neuron)}"], rel=1e-9, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(case=drawn())
def test_gradients_in_the_alphas_of_prelu_are_those_of_torch(case: Drawn) -> None:
    gradients = replace(case.gradients, network=replace(case.gradients.network, activation="prelu"))
    by_torch, values = _torch_gradients(
        case, lambda index, o, numbers: torch.where(o < 0, numbers[f"alpha{index}"] * o, o)
    )
    slopes = {
        SLOPE(Symbol(f"o{n}")): values[f"alpha{n}"] if values[f"o{n}"] < 0 else 1.0
        for n in map(number, gradients.network.neurons)
    }
    for name in gradients.network.neurons:
        derived = gradients.expanded(gradients.by_alpha(name)).xreplace(slopes)
        assert evaluated(derived, values) == pytest.approx(
            by_torch[f"alpha{number(name)}"], rel=1e-9, abs=1e-9
        )


@settings(max_examples=25, deadline=None)
@given(case=drawn())
def test_going_back_error_by_error_gives_the_derivative_of_the_composed_loss(case: Drawn) -> None:
    gradients = case.gradients
    for name, i in case.weights():
        whole = gradients.composed(gradients.weight(name, i))
        assert sp.expand(whole - gradients.expanded(gradients.by_weight(name, i))) == 0


def test_a_loss_on_an_unknown_neuron_is_refused() -> None:
    with pytest.raises(ValueError, match="no such neuron: n9"):
        Gradients(Network(("x1",), {"n1": ("x1",)}), SquaredError({"n9": "y1"}))


def _torch_gradients(case: Drawn, f: Callable[..., Any]) -> tuple[dict[str, float], dict[str, float]]:
    leaves = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in case.numbers.items()
    }
    takes_alpha = f.__code__.co_argcount == 3
    loss, values = loss_of(case, leaves, lambda n, o: f(n, o, leaves) if takes_alpha else f(n, o))
    for value in values.values():
        value.retain_grad()
    loss.backward()
    slopes = {name: 0.0 if value.grad is None else float(value.grad) for name, value in values.items()}
    return slopes, {name: float(value.detach()) for name, value in values.items()}
