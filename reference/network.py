"""A feed-forward network of named neurons, as data, and the loss on its outputs.

Weight `w_i^(j)` of neuron j multiplies its i-th input, i counted from 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import ClassVar, Literal

Activation = Literal["f", "tanh", "sigmoid", "relu", "prelu", "identity"]

_NAME = re.compile(r"[A-Za-z]+(\d+)")


@dataclass(frozen=True, slots=True)
class Network:
    """Inputs and neurons, each neuron with its inputs in the order of its weights.

    A `bias` input is the constant 1. A name ends in its number: neuron n3 has o3, s3 and weights w_i^(3).
    `activation` is that of every neuron but those that `activations` names.

    >>> net = Network(("x1", "x2"), {"n1": ("x1", "x2"), "n2": ("n1",)})
    >>> net.outputs, net.parents("n1"), net.written("n1")
    (('n2',), ('n2',), 's1')
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    inputs: tuple[str, ...]
    neurons: Mapping[str, tuple[str, ...]] = field(hash=False)
    bias: tuple[str, ...] = ()
    activation: Activation = "f"
    activations: Mapping[str, Activation] = field(default_factory=dict, hash=False)
    order: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_names()
        try:
            order = tuple(TopologicalSorter(self.neurons).static_order())
        except CycleError as cycle:
            raise ValueError(f"the network is not feed-forward: {' → '.join(cycle.args[1])}") from cycle
        object.__setattr__(self, "order", tuple(sorted(self.neurons, key=order.index)))

    @property
    def outputs(self) -> tuple[str, ...]:
        """The neurons that feed no other."""
        return tuple(name for name in self.neurons if not self.parents(name))

    def parents(self, name: str) -> tuple[str, ...]:
        """The neurons that `name` feeds, whose errors come back to it (the exam calls them its parents)."""
        return tuple(other for other, inputs in self.neurons.items() if name in inputs)

    def above(self, name: str) -> tuple[str, ...]:
        """Every neuron between `name` and the loss, each after those that it feeds."""
        reached = {name}
        for other in self.order:
            if reached & set(self.neurons[other]):
                reached.add(other)
        by_layer = TopologicalSorter({other: self.parents(other) for other in self.neurons}).static_order()
        return tuple(other for other in by_layer if other in reached - {name})

    def activation_of(self, name: str) -> Activation:
        """The activation of one neuron."""
        return self.activations.get(name, self.activation)

    def where_f_is(self, kind: Activation) -> Network:
        """The same network once its generic f is a known function.

        >>> net = Network(("x1",), {"n1": ("x1",), "n2": ("n1",)}, activations={"n2": "identity"})
        >>> [net.where_f_is("tanh").activation_of(name) for name in net.neurons]
        ['tanh', 'identity']
        """
        known = {name: kind if own == "f" else own for name, own in self.activations.items()}
        return replace(
            self, activation=kind if self.activation == "f" else self.activation, activations=known
        )

    def written(self, name: str) -> str:
        """What a weight of the next neuron multiplies: x1 for an input, s1 for neuron n1."""
        return f"s{number(name)}" if name in self.neurons else name

    def _check_names(self) -> None:
        if not self.neurons:
            raise ValueError("a network has at least one neuron")
        known = (*self.inputs, *self.neurons)
        for name in known:
            number(name)
        if len(set(known)) != len(known) or len(set(map(number, self.neurons))) != len(self.neurons):
            raise ValueError("two inputs or neurons have the same name or number")
        for name, inputs in self.neurons.items():
            if not inputs or len(set(inputs)) != len(inputs):
                raise ValueError(f"neuron {name} has inputs, each once")
        unknown = {name for inputs in self.neurons.values() for name in inputs} - set(known)
        unknown |= set(self.bias) - set(self.inputs)
        unknown |= set(self.activations) - set(self.neurons)
        if unknown:
            raise ValueError(f"no such input or neuron: {', '.join(sorted(unknown))}")


@dataclass(frozen=True, slots=True)
class SquaredError:
    """J = the sum of weight × (s − label)² over the labelled neurons; `weights` names those with one of their own.

    >>> SquaredError({"n3": "y1"}).labels["n3"]
    'y1'
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    labels: Mapping[str, str] = field(hash=False)
    weight: Fraction = Fraction(1, 2)
    weights: Mapping[str, Fraction] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        check_labels(self.labels)
        if not all((self.weight, *self.weights.values())):
            raise ValueError("the weight of the loss is not zero")
        if unknown := set(self.weights) - set(self.labels):
            raise ValueError(f"the loss weighs what has no label: {', '.join(sorted(unknown))}")

    def weight_of(self, name: str) -> Fraction:
        """The weight of one labelled neuron's square."""
        return self.weights.get(name, self.weight)


def check_labels(labels: Mapping[str, str]) -> None:
    """Raise ValueError where a loss has no label, two neurons the same one, or a name has no number."""
    if not labels:
        raise ValueError("a loss has at least one label")
    if len(set(labels.values())) != len(labels):
        raise ValueError("two neurons of the loss have the same label")
    for name in (*labels, *labels.values()):
        number(name)


def number(name: str) -> str:
    """The number that a name ends in, as text; raises ValueError where there is none.

    >>> number("n3")
    '3'
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"{name!r} is not letters and a number, such as n3")
    return match[1]
