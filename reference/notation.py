"""The network's equations and gradients as a student types them, with the chain rule shown as steps.

`w_0^(1)` is the weight of neuron 1 on its first input, `o1` its weighted sum, `s1 = f(o1)` its output, and
`delta1` its error dJ/do1. Sympy is imported by the functions that derive something, not with the module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from reference.derivation import Derivation
from reference.loss import Loss
from reference.network import Activation, Network, number

if TYPE_CHECKING:
    from reference.chain import ChainRule

Form = Literal["errors", "expanded", "tanh"]

__all__ = [
    "Derivation",
    "Form",
    "backward",
    "hidden_gradient",
    "output_gradient",
    "outputs",
    "prelu_gradient",
    "prelu_update",
    "weight_update",
]


def outputs(network: Network) -> Derivation:
    """The weighted sum and the output of every neuron, neuron by neuron.

    >>> outputs(Network(("x1", "x2"), {"n1": ("x1", "x2")})).answer
    ('o1 = w_0^(1) x1 + w_1^(1) x2', 's1 = f(o1)')
    """
    lines: list[str] = []
    for name, sources in network.neurons.items():
        index = number(name)
        terms = (f"w_{i}^({index}) {network.written(source)}" for i, source in enumerate(sources))
        lines += [
            f"o{index} = {' + '.join(terms)}",
            f"s{index} = {_output(network.activation_of(name), index)}",
        ]
    return Derivation(tuple(lines))


def output_gradient(network: Network, loss: Loss, neuron: str) -> Derivation:
    """dJ/dw_i of an output neuron, in o and s; one line for a generic i where its inputs allow it.

    >>> net = Network(("x1", "x2"), {"n1": ("x1", "x2")})
    >>> from reference.network import SquaredError
    >>> output_gradient(net, SquaredError({"n1": "y1"}), "n1").text
    "dJ/dw_i^(1) = (s1 - y1) f'(o1) x_{i+1}"
    """
    return _chain(network, loss).weight_gradient(neuron, None, expanded=True)


def hidden_gradient(
    network: Network, loss: Loss, neuron: str, weight: int | None = None, form: Form = "errors"
) -> Derivation:
    """dJ/dw of a hidden neuron, for one weight or for a generic i.

    "errors" defines the error of each neuron above (delta3, delta4) and ends in terms of them; "expanded" is
    one formula in o, s and f'; "tanh" the same once f is tanh, with no f' left. Raises KeyError or IndexError
    where the network has no such neuron or weight.
    """
    if form == "tanh":
        network = network.where_f_is("tanh")
    return _chain(network, loss).weight_gradient(neuron, weight, expanded=form != "errors")


def prelu_gradient(network: Network, loss: Loss, neuron: str) -> Derivation:
    """dJ/dalpha of a neuron whose activation is PReLU, by cases on the sign of o.

    >>> net = Network(("x1", "x2"), {"n1": ("x1", "x2")})
    >>> from reference.network import SquaredError
    >>> prelu_gradient(net, SquaredError({"n1": "y1"}), "n1").text
    'dJ/dalpha1 = (s1 - y1) o1 if o1 < 0 else 0'
    """
    return _chain(network.where_f_is("prelu"), loss).alpha_gradient(neuron)


def prelu_update(neuron: str) -> Derivation:
    """The descent step on a neuron's alpha.

    >>> prelu_update("n3").text
    'alpha3 <- alpha3 - eta dJ/dalpha3'
    """
    alpha = f"alpha{number(neuron)}"
    return Derivation((f"{alpha} <- {alpha} - eta dJ/d{alpha}",))


def backward(network: Network, loss: Loss) -> Derivation:
    """One step of training from the loss back: every error, every gradient by it, every update; dJ/ds as steps.

    >>> from reference.network import SquaredError
    >>> net = Network(("x1",), {"n1": ("x1",), "n2": ("n1",)})
    >>> print(backward(net, SquaredError({"n2": "y1"})).text)
    delta2 = (s2 - y1) f'(o2)
    delta1 = delta2 f'(o1) w_0^(2)
    dJ/dw_0^(2) = delta2 s1
    dJ/dw_0^(1) = delta1 x1
    w_0^(2) <- w_0^(2) - eta dJ/dw_0^(2)
    w_0^(1) <- w_0^(1) - eta dJ/dw_0^(1)
    """
    return _chain(network, loss).backward()


def weight_update(neuron: str, weight: int | None = None) -> Derivation:
    """The descent step on a neuron's weight, for a generic i where none is named.

    >>> weight_update("n1").text
    'w_i^(1) <- w_i^(1) - eta dJ/dw_i^(1)'
    """
    name = f"w_{'i' if weight is None else weight}^({number(neuron)})"
    return Derivation((f"{name} <- {name} - eta dJ/d{name}",))


def _output(kind: Activation, index: str) -> str:
    """What s of a neuron is, as far as its activation is known."""
    match kind:
        case "f":
            return f"f(o{index})"
        case "tanh" | "sigmoid":
            return f"{kind}(o{index})"
        case "relu":
            return f"max(0, o{index})"
        case "prelu":
            return f"alpha{index} o{index} if o{index} < 0 else o{index}"
        case "identity":
            return f"o{index}"


def _chain(network: Network, loss: Loss) -> ChainRule:
    from reference.chain import ChainRule  # imports sympy, 0.3 s that grading a paper need not spend

    return ChainRule(network, loss)
