"""The chain rule as the paths of the gradient: from J down through errors, weights and slopes to one weight.

Each path multiplies its links; the paths add up. This is the sum over all paths that back-propagation shares out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import sympy as sp
from sympy import Expr

from reference.activation import SLOPE
from reference.gradients import Gradients
from reference.network import number

Kind = Literal["loss", "slope", "weight", "input"]


@dataclass(frozen=True, slots=True)
class Link:
    """One derivative on the way: `name` says which, `factor` what it is worth.

    A `loss` link is dJ/ds of a labelled neuron, a `slope` ds/do = f'(o), a `weight` the do/ds by which the error
    passes to the neuron below, an `input` the do/dw where it arrives.
    """

    kind: Kind
    neuron: str
    name: str
    factor: Expr


@dataclass(frozen=True, slots=True)
class Path:
    """One way of the gradient: its links, from the loss to the weight."""

    links: tuple[Link, ...]

    @property
    def neurons(self) -> tuple[str, ...]:
        """The neurons that it passes, from the loss down."""
        return tuple(link.neuron for link in self.links if link.kind == "slope")

    @property
    def product(self) -> Expr:
        """What it adds to the gradient."""
        return sp.Mul(*(link.factor for link in self.links))


def paths(gradients: Gradients, name: str, weight: int) -> tuple[Path, ...]:
    """Every path from the loss to a weight of a neuron; raises KeyError or IndexError where there is no such weight.

    >>> from reference.network import Network, SquaredError
    >>> net = Network(("x1",), {"n1": ("x1",), "n2": ("n1",), "n3": ("n1",)})
    >>> ways = paths(Gradients(net, SquaredError({"n2": "y1", "n3": "y2"})), "n1", 0)
    >>> [way.neurons for way in ways], [link.name for link in ways[0].links]
    ([('n2', 'n1'), ('n3', 'n1')], ['∂J/∂s2', "f'(o2)", '∂o2/∂s1', "f'(o1)", '∂o1/∂w_0^(1)'])
    """
    source = gradients.source(gradients.network.neurons[name][weight])
    last = Link("input", name, f"∂o{number(name)}/∂{gradients.weight(name, weight)}", source)
    return tuple(Path((*links, _slope(gradients, name), last)) for links in _down_to(gradients, name))


def _down_to(gradients: Gradients, name: str) -> Iterator[tuple[Link, ...]]:
    """The links from the loss to the output of a neuron: straight, then by each neuron that it feeds."""
    s = gradients.source(name)
    if name in gradients.loss.labels:
        slope = sp.diff(
            gradients.loss_terms({each: gradients.source(each) for each in gradients.loss.labels}), s
        )
        yield (Link("loss", name, f"∂J/∂{s}", sp.factor_terms(slope)),)
    for parent in gradients.network.parents(name):
        weight = gradients.weight(parent, gradients.network.neurons[parent].index(name))
        passing = Link("weight", parent, f"∂o{number(parent)}/∂{s}", weight)
        for links in _down_to(gradients, parent):
            yield (*links, _slope(gradients, parent), passing)


def _slope(gradients: Gradients, name: str) -> Link:
    neuron = gradients.neuron(name)
    factor = SLOPE(neuron.o) if neuron.is_by_cases else neuron.slope()
    return Link("slope", name, f"f'(o{number(name)})", factor)
