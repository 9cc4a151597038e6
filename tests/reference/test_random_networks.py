"""Gradients of networks of any activations and losses: sympy against torch, against finite differences, against paths."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reference.gradients import Gradients
from reference.loss import FormulaLoss
from reference.network import Network, SquaredError, number
from reference.notation import backward
from reference.paths import paths
from tests.reference.drawn_networks import Drawn, drawn_networks, evaluated, worth

torch.set_num_threads(1)

# Smooth everywhere, whatever the outputs are; the second is cross-entropy on a sigmoid of the output.
LOSSES = st.sampled_from(
    [
        "exp({s} / 4) - {y} {s}",
        "log(1 + exp({s})) - {y} {s}",
        "sqrt(1 + ({s} - {y})^2)",
        "({s} - {y})^4 / 8 + tanh({s})",
    ]
)


def close(value: float) -> object:
    # Both sides are floats of about 16 digits, of which a few are lost to sums.
    return pytest.approx(value, rel=1e-9, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(case=drawn_networks())
def test_every_gradient_of_a_squared_error_is_that_of_torch(case: Drawn) -> None:
    agrees_with_torch(case)


@settings(max_examples=15, deadline=None)
@given(case=drawn_networks(LOSSES))
def test_every_gradient_of_a_formula_is_that_of_torch(case: Drawn) -> None:
    agrees_with_torch(case)


def agrees_with_torch(case: Drawn) -> None:
    slopes, values = case.by_torch()
    gradients = case.gradients
    for name in case.network.neurons:
        index = number(name)
        errors = {f"s{index}": gradients.by_output(name), f"o{index}": gradients.by_sum(name)}
        errors |= {
            f"w_{i}^({index})": gradients.by_weight(name, i) for i in range(len(case.network.neurons[name]))
        }
        if case.network.activation_of(name) == "prelu":
            errors[f"alpha{index}"] = gradients.by_alpha(name)
        for quantity, derived in errors.items():
            assert evaluated(gradients.expanded(derived), case, values) == close(slopes[quantity]), quantity


@settings(max_examples=15, deadline=None)
@given(case=drawn_networks())
def test_every_gradient_is_that_of_finite_differences(case: Drawn) -> None:
    _, values = case.by_torch()
    kinks = [
        f"o{number(n)}" for n in case.network.neurons if case.network.activation_of(n) in ("relu", "prelu")
    ]
    assume(all(abs(values[o]) > 0.01 for o in kinks))
    step = 1e-5
    for name, i in case.weights():
        weight = f"w_{i}^({number(name)})"
        above, below = (_loss_at(case, weight, case.numbers[weight] + h) for h in (step, -step))
        derived = case.gradients.expanded(case.gradients.by_weight(name, i))
        # Central differences err by the step squared times a third derivative, here below some thousands.
        assert evaluated(derived, case, values) == pytest.approx(
            (above - below) / (2 * step), rel=1e-5, abs=1e-5
        )


def _loss_at(case: Drawn, name: str, value: float) -> float:
    numbers = {n: torch.tensor(v, dtype=torch.float64) for n, v in {**case.numbers, name: value}.items()}
    return float(case.forward(numbers)[0])


@settings(max_examples=15, deadline=None)
@given(case=drawn_networks())
def test_the_paths_of_the_gradient_add_up_to_it(case: Drawn) -> None:
    for name, i in case.weights():
        whole = sp.Add(*(path.product for path in paths(case.gradients, name, i)))
        assert sp.expand(whole - case.gradients.composed(case.gradients.weight(name, i))) == 0


def test_a_path_names_the_error_the_weight_and_the_slope_that_it_passes() -> None:
    net = Network(("x1",), {"n1": ("x1",), "n2": ("n1", "x1"), "n3": ("n2", "n1")})
    found = paths(Gradients(net, SquaredError({"n3": "y1"})), "n1", 0)
    assert [path.neurons for path in found] == [("n3", "n2", "n1"), ("n3", "n1")]
    assert [str(link.factor) for link in found[1].links] == ["s3 - y1", "f'(o3)", "w_1^(3)", "f'(o1)", "x1"]


def test_cross_entropy_on_a_sigmoid_leaves_the_difference_alone() -> None:
    net = Network(("x1",), {"n1": ("x1",)}, activation="sigmoid")
    loss = FormulaLoss({"n1": "y1"}, "-(y1 log(s1) + (1 - y1) log(1 - s1))")
    assert str(Gradients(net, loss).by_sum("n1")) == "s1 - y1"


def test_a_loss_that_couples_its_outputs_is_derived_whole() -> None:
    # Cross-entropy on a softmax: the error of each output is its share minus its label.
    net = Network(("x1",), {"n1": ("x1",), "n2": ("x1",)}, activation="identity")
    loss = FormulaLoss({"n1": "y1", "n2": "y2"}, "log(exp(s1) + exp(s2)) - y1 s1 - y2 s2")
    values = {"s1": 0.3, "s2": -0.7, "y1": 1.0, "y2": 0.0}
    share = math.exp(0.3) / (math.exp(0.3) + math.exp(-0.7))
    assert float(Gradients(net, loss).by_sum("n1").subs(values)) == pytest.approx(share - 1)


def test_a_formula_loss_reads_every_output_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="does not depend on s2"):
        FormulaLoss({"n1": "y1", "n2": "y2"}, "(s1 - y1)^2")
    with pytest.raises(ValueError, match="the names here are s1, y1"):
        FormulaLoss({"n1": "y1"}, "(s1 - t)^2")


def test_each_square_may_weigh_its_own() -> None:
    net = Network(("x1",), {"n1": ("x1",), "n2": ("x1",)}, activation="identity")
    loss = SquaredError({"n1": "y1", "n2": "y2"}, weights={"n2": Fraction(3)})
    gradients = Gradients(net, loss)
    assert [str(gradients.by_sum(name)) for name in ("n1", "n2")] == ["s1 - y1", "6*(s2 - y2)"]
    with pytest.raises(ValueError, match="no label: n1"):
        replace(loss, labels={"n2": "y2"}, weights={"n1": loss.weight})


def test_only_prelu_has_a_slope_to_learn() -> None:
    net = Network(("x1",), {"n1": ("x1",)}, activation="relu")
    with pytest.raises(ValueError, match="n1 is relu"):
        Gradients(net, SquaredError({"n1": "y1"})).by_alpha("n1")


def test_an_activation_of_an_unknown_neuron_is_refused() -> None:
    with pytest.raises(ValueError, match="n7"):
        Network(("x1",), {"n1": ("x1",)}, activations={"n7": "tanh"})


@settings(max_examples=15, deadline=None)
@given(case=drawn_networks())
def test_a_step_of_training_read_line_by_line_moves_as_torch_does(case: Drawn) -> None:
    slopes, values = case.by_torch()
    known = dict(values)
    for line in backward(case.network, case.loss).answer:
        left, sign, right = line.partition(" = ")
        if sign:
            known[left] = worth(right, case, known)
    moved = {name.removeprefix("dJ/d"): value for name, value in known.items() if name.startswith("dJ/d")}
    assert moved == {name: close(slopes[name]) for name in moved}
    reached = {name for name in slopes if name.startswith("w_") and slopes[name]}
    assert reached <= moved.keys()
