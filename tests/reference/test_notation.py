"""The texts of the reference answers: as the exam writes them, and meaning what sympy derives."""

import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from sympy import Symbol

from reference import notation
from reference.gradients import Gradients
from reference.network import Network, SquaredError
from reference.notation import Form
from reference.writing import Writer

INPUTS = ("x1", "x2", "x3")
EXAM = Network(INPUTS, {"n1": INPUTS, "n2": INPUTS, "n3": ("n1", "n2"), "n4": ("n1", "n2")}, ("x3",))
LOSS = SquaredError({"n3": "y1", "n4": "y2"})
WITH_BIAS = replace(EXAM, neurons={**EXAM.neurons, "n3": ("n1", "n2", "x3"), "n4": ("n1", "n2", "x3")})
THREE_OUTPUTS = (
    replace(EXAM, neurons={**EXAM.neurons, "n5": ("n1", "n2")}),
    replace(LOSS, labels={**LOSS.labels, "n5": "y3"}),
)
DEEP = (
    Network(
        INPUTS, {"n1": INPUTS, "n2": ("x1", "n1"), "n3": ("n1", "n2"), "n4": ("n3",), "n5": ("n3", "n1")}
    ),
    SquaredError({"n3": "y1", "n4": "y2", "n5": "y3"}, Fraction(3, 4)),
)
NETWORKS = {"exam": (EXAM, LOSS), "bias": (WITH_BIAS, LOSS), "three": THREE_OUTPUTS, "deep": DEEP}


def test_the_eight_equations_of_the_exam() -> None:
    assert notation.outputs(EXAM).answer == (
        "o1 = w_0^(1) x1 + w_1^(1) x2 + w_2^(1) x3",
        "s1 = f(o1)",
        "o2 = w_0^(2) x1 + w_1^(2) x2 + w_2^(2) x3",
        "s2 = f(o2)",
        "o3 = w_0^(3) s1 + w_1^(3) s2",
        "s3 = f(o3)",
        "o4 = w_0^(4) s1 + w_1^(4) s2",
        "s4 = f(o4)",
    )


def test_the_gradient_of_an_output_neuron() -> None:
    derivation = notation.output_gradient(EXAM, LOSS, "n3")
    assert derivation.text == "dJ/dw_i^(3) = (s3 - y1) f'(o3) s_{i+1}"
    assert derivation.steps == (
        "J = (1/2) (s3 − y1)^2 + (1/2) (s4 − y2)^2",
        "∂J/∂s3 = s3 − y1",
        "δ3 = ∂J/∂o3 = ∂J/∂s3 · f'(o3) = (s3 − y1) f'(o3)",
        "∂o3/∂w_i^(3) = s_{i+1}",
        "∂J/∂w_i^(3) = δ3 · ∂o3/∂w_i^(3) = (s3 − y1) f'(o3) s_{i+1}",
    )


@pytest.mark.parametrize(
    ("weight", "form", "expected"),
    [
        (
            0,
            "errors",
            "delta3 = (s3 - y1) f'(o3)\n"
            "delta4 = (s4 - y2) f'(o4)\n"
            "dJ/dw_0^(1) = (delta3 w_0^(3) + delta4 w_0^(4)) f'(o1) x1",
        ),
        (
            None,
            "expanded",
            "dJ/dw_i^(1) = ((s3 - y1) f'(o3) w_0^(3) + (s4 - y2) f'(o4) w_0^(4)) f'(o1) x_{i+1}",
        ),
        (
            None,
            "tanh",
            "dJ/dw_i^(1) = ((s3 - y1) (1 - s3^2) w_0^(3) + (s4 - y2) (1 - s4^2) w_0^(4)) (1 - s1^2) x_{i+1}",
        ),
    ],
)
def test_the_gradients_of_a_hidden_neuron(weight: int | None, form: Form, expected: str) -> None:
    assert notation.hidden_gradient(EXAM, LOSS, "n1", weight, form).text == expected


def test_the_weight_follows_the_place_of_the_neuron_among_the_inputs() -> None:
    assert notation.hidden_gradient(EXAM, LOSS, "n2", 1).answer[-1] == (
        "dJ/dw_1^(2) = (delta3 w_1^(3) + delta4 w_1^(4)) f'(o2) x2"
    )


def test_the_branches_are_named_one_by_one_in_the_steps() -> None:
    steps = notation.hidden_gradient(EXAM, LOSS, "n1", 0).steps
    assert "∂J/∂s1 = δ3 · ∂o3/∂s1 + δ4 · ∂o4/∂s1 = δ3 w_0^(3) + δ4 w_0^(4)" in steps
    assert steps[-1].startswith("∂J/∂w_0^(1) = δ1 · ∂o1/∂w_0^(1) = ")


def test_the_derivative_of_tanh_is_a_step() -> None:
    steps = notation.hidden_gradient(EXAM, LOSS, "n1", form="tanh").steps
    assert "f'(o3) = 1 − tanh(o3)^2 = 1 − s3^2" in steps


def test_the_gradients_and_updates_of_prelu() -> None:
    assert notation.prelu_gradient(EXAM, LOSS, "n3").text == "dJ/dalpha3 = (s3 - y1) o3 if o3 < 0 else 0"
    assert notation.prelu_gradient(EXAM, LOSS, "n1").answer == (
        "delta3 = (s3 - y1) f'(o3)",
        "delta4 = (s4 - y2) f'(o4)",
        "dJ/dalpha1 = (delta3 w_0^(3) + delta4 w_0^(4)) o1 if o1 < 0 else 0",
    )
    assert notation.prelu_update("n1").text == "alpha1 <- alpha1 - eta dJ/dalpha1"


def test_the_steps_of_prelu_start_from_its_cases() -> None:
    steps = notation.prelu_gradient(EXAM, LOSS, "n3").steps
    assert "s3 = f(o3) = α3 o3 if o3 < 0 else o3" in steps
    assert "∂s3/∂α3 = o3 if o3 < 0 else 0" in steps


def test_a_bias_into_an_output_neuron_takes_a_line_for_each_weight() -> None:
    assert "o3 = w_0^(3) s1 + w_1^(3) s2 + w_2^(3) x3" in notation.outputs(WITH_BIAS).answer
    assert notation.output_gradient(WITH_BIAS, LOSS, "n3").answer == (
        "dJ/dw_0^(3) = (s3 - y1) f'(o3) s1",
        "dJ/dw_1^(3) = (s3 - y1) f'(o3) s2",
        "dJ/dw_2^(3) = (s3 - y1) f'(o3) x3",
    )


def test_a_third_output_adds_its_branch() -> None:
    assert notation.hidden_gradient(*THREE_OUTPUTS, "n1", 0).answer[-2:] == (
        "delta5 = (s5 - y3) f'(o5)",
        "dJ/dw_0^(1) = (delta3 w_0^(3) + delta4 w_0^(4) + delta5 w_0^(5)) f'(o1) x1",
    )


def test_a_third_hidden_neuron_adds_its_term() -> None:
    three = replace(EXAM, neurons={"n5": INPUTS, **EXAM.neurons, "n3": ("n1", "n2", "n5")})
    assert "o3 = w_0^(3) s1 + w_1^(3) s2 + w_2^(3) s5" in notation.outputs(three).answer
    assert notation.output_gradient(three, LOSS, "n3").answer[-1] == "dJ/dw_2^(3) = (s3 - y1) f'(o3) s5"


def test_a_loss_without_its_half_keeps_the_factor_two() -> None:
    assert notation.output_gradient(EXAM, SquaredError(LOSS.labels, Fraction(1)), "n4").text == (
        "dJ/dw_i^(4) = 2 (s4 - y2) f'(o4) s_{i+1}"
    )


def test_inputs_counted_from_zero_are_not_shifted() -> None:
    network = Network(("x0", "x1"), {"n1": ("x0", "x1")})
    assert notation.output_gradient(network, SquaredError({"n1": "y1"}), "n1").text.endswith("f'(o1) x_i")


def test_a_network_of_tanh_is_written_with_tanh() -> None:
    assert notation.outputs(replace(EXAM, activation="tanh")).answer[1] == "s1 = tanh(o1)"


def test_the_sigmoid_is_written_by_its_output() -> None:
    assert notation.output_gradient(replace(EXAM, activation="sigmoid"), LOSS, "n3").text == (
        "dJ/dw_i^(3) = (s3 - y1) (1 - s3) s3 s_{i+1}"
    )


def test_a_neuron_without_any_path_to_a_label_has_no_gradient() -> None:
    assert notation.output_gradient(EXAM, SquaredError({"n3": "y1"}), "n4").text == "dJ/dw_i^(4) = 0"


@pytest.mark.parametrize("form", ["errors", "expanded", "tanh"])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_text_means_the_derivative_of_the_composed_loss(name: str, form: Form) -> None:
    network, loss = NETWORKS[name]
    composed = Gradients(replace(network, activation="tanh" if form == "tanh" else "f"), loss)
    for neuron in network.neurons:
        for i in range(len(network.neurons[neuron])):
            answer = notation.hidden_gradient(network, loss, neuron, i, form).answer
            expected = _plain(composed.composed(composed.weight(neuron, i)))
            assert sp.expand(_meaning(answer) - expected) == 0


@pytest.mark.parametrize("name", NETWORKS)
def test_a_generic_index_stands_for_every_weight(name: str) -> None:
    network, loss = NETWORKS[name]
    for neuron, sources in network.neurons.items():
        answer = notation.hidden_gradient(network, loss, neuron, None, "expanded").answer
        if len(answer) > 1 or len(sources) == 1:
            continue
        for i, source in enumerate(sources):
            (generic,) = re.findall(r"\w_\{i\+\d+\}|\w_i$", answer[0])
            given = answer[0].replace(generic, network.written(source)).replace("w_i^", f"w_{i}^")
            assert (given,) == notation.hidden_gradient(network, loss, neuron, i, "expanded").answer


def test_what_the_writer_writes_by_cases_is_the_branch_of_each() -> None:
    gradients = Gradients(replace(EXAM, activation="prelu"), LOSS)
    text = Writer(EXAM, LOSS).write(gradients.by_alpha("n3"))
    assert text == "(s3 - y1) o3 if o3 < 0 else 0"


def test_an_unknown_neuron_or_weight_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        notation.hidden_gradient(EXAM, LOSS, "n9", 0)
    with pytest.raises(IndexError):
        notation.hidden_gradient(EXAM, LOSS, "n1", 3)


def test_sympy_is_imported_only_to_derive() -> None:
    code = "import reference.notation, sys; sys.exit('sympy' in sys.modules or 'numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603  the line above
    assert ran.returncode == 0


def _meaning(answer: tuple[str, ...]) -> sp.Expr:
    """The last line's right side, with the names that the lines above define put in."""
    defined: dict[Symbol, sp.Expr] = {}
    for line in answer:
        left, right = line.split(" = ")
        defined[Symbol(left)] = _read(right).xreplace(defined)
    return defined[Symbol(answer[-1].split(" = ")[0])]


def _read(text: str) -> sp.Expr:
    text = re.sub(r"w_(\d)\^\((\d)\)", r"w_\1_\2", text).replace("f'(o", "slope(o").replace("^", "**")
    text = re.sub(r"(?<=[\w)]) (?=[\w(])", "*", text)
    return sp.sympify(text, locals={"slope": sp.Function("slope")})


def _plain(expression: sp.Expr) -> sp.Expr:
    slope = sp.Function("slope")
    calls = {call: slope(*call.args) for call in expression.atoms(sp.Function) if call.func.__name__ == "f'"}
    expression = expression.xreplace(calls)
    return expression.xreplace(
        {symbol: Symbol(re.sub(r"\^\((\d)\)", r"_\1", symbol.name)) for symbol in expression.free_symbols}
    )
