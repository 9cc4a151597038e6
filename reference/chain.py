"""The chain rule from the loss back to a weight or an alpha: the answer, and every step on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Symbol, diff

from reference.activation import Neuron
from reference.derivation import Derivation
from reference.gradients import Gradients
from reference.loss import Loss
from reference.network import Network, number
from reference.writing import Writer, generic, greek, numbered


@dataclass(frozen=True, slots=True)
class _Line:
    """A gradient in one weight, for a given i or a generic one; `source` is what the weight multiplies."""

    weight: Symbol
    source: Symbol
    gradient: Expr


@dataclass(frozen=True)
class ChainRule:
    """Derives and writes the gradients of one network and its loss."""

    network: Network
    loss: Loss

    def weight_gradient(self, name: str, weight: int | None, expanded: bool) -> Derivation:
        """dJ/dw of a neuron: in the errors of the neurons that it feeds, or down to the loss."""
        lines = self._lines(name, expanded) if weight is None else [self._line(name, weight, expanded)]
        answer = [f"dJ/d{line.weight} = {self._write(line.gradient)}" for line in lines]
        steps = [step for line in lines for step in self._weight_steps(name, line)]
        definitions = () if expanded else self._definitions(name)
        return Derivation((*definitions, *answer), (*self._error_steps(name), *self._sum_steps(name), *steps))

    def alpha_gradient(self, name: str) -> Derivation:
        """dJ/dalpha of a PReLU neuron, in the errors of the neurons that it feeds."""
        index, neuron = number(name), self._gradients.neuron(name)
        gradient = self._write(self._gradients.by_alpha(name))
        by_output, by_alpha = f"∂J/∂s{index}", f"∂s{index}/∂α{index}"
        steps = (
            *self._error_steps(name),
            f"s{index} = f(o{index}) = {self._read(neuron.formula())}",
            f"{by_alpha} = {self._read(neuron.slope_in_alpha())}",
            f"∂J/∂α{index} = {by_output} · {by_alpha} = {greek(gradient)}",
        )
        return Derivation((*self._definitions(name), f"dJ/dalpha{index} = {gradient}"), steps)

    def backward(self) -> Derivation:
        """One step of training, neuron by neuron from the loss back: errors, then gradients, then updates.

        A gradient is written in the error of its own neuron, an error in those of the neurons that it feeds.
        """
        reached = [name for name in reversed(self.network.order) if self._reaches(name)]
        errors = [f"{self._error(name)} = {self._write(self._gradients.by_sum(name))}" for name in reached]
        gradients = [line for name in reached for line in self._own_gradients(name)]
        moved = [line.split(" = ")[0].removeprefix("dJ/d") for line in gradients]
        updates = [f"{weight} <- {weight} - eta dJ/d{weight}" for weight in moved]
        outputs = [
            f"dJ/ds{number(name)} = {self._write(self._gradients.by_output(name))}" for name in reached
        ]
        return Derivation((*errors, *gradients, *updates), tuple(map(greek, outputs)))

    def _reaches(self, name: str) -> bool:
        """Whether the loss depends on a neuron."""
        return name in self.loss.labels or bool({*self.network.above(name)} & {*self.loss.labels})

    def _own_gradients(self, name: str) -> Iterator[str]:
        """dJ/dw of each weight, and dJ/dalpha of PReLU, by the error of the neuron itself."""
        for i, source in enumerate(self.network.neurons[name]):
            weight, error = self._gradients.weight(name, i), self._gradients.error(name)
            yield f"dJ/d{weight} = {self._write(error * self._gradients.source(source))}"
        if self._gradients.neuron(name).kind == "prelu":
            yield f"dJ/dalpha{number(name)} = {self._write(self._gradients.by_alpha(name))}"

    def _lines(self, name: str, expanded: bool) -> list[_Line]:
        """One line for a generic i where the same formula holds for every i, else a line for each i."""
        lines = [self._line(name, i, expanded) for i in range(len(self.network.neurons[name]))]
        shift = int(number(self.network.neurons[name][0]))
        given = lines[0].source
        source = generic(given, shift)
        gradient = lines[0].gradient.xreplace({given: source})
        covers_all = all(
            line.source == numbered(given, shift + i)
            and line.gradient == gradient.xreplace({source: line.source})
            for i, line in enumerate(lines)
        )
        if len(lines) > 1 and covers_all:
            return [_Line(self._gradients.weight(name, "i"), source, gradient)]
        return lines

    def _line(self, name: str, i: int, expanded: bool) -> _Line:
        gradient = self._gradients.by_weight(name, i)
        source = self._gradients.source(self.network.neurons[name][i])
        weight = self._gradients.weight(name, i)
        return _Line(weight, source, self._gradients.expanded(gradient) if expanded else gradient)

    def _definitions(self, name: str) -> tuple[str, ...]:
        """The errors above a neuron, each defined by those before it."""
        above = self.network.above(name)
        return tuple(
            f"{self._error(other)} = {self._write(self._gradients.by_sum(other))}" for other in above
        )

    def _error_steps(self, name: str) -> Iterator[str]:
        """dJ/ds and dJ/do of every neuron above, then dJ/ds of this one."""
        terms = self._gradients.loss_terms(
            {other: self._gradients.source(other) for other in self.loss.labels}
        )
        yield f"J = {self._read(terms)}"
        for other in self.network.above(name):
            yield self._output_step(other)
            yield from self._sum_steps(other)
        yield self._output_step(name)

    def _output_step(self, name: str) -> str:
        by_output = self._read(self._gradients.by_output(name))
        return f"∂J/∂s{number(name)} = {self._links(name)}{by_output}"

    def _sum_steps(self, name: str) -> Iterator[str]:
        index, neuron = number(name), self._gradients.neuron(name)
        if neuron.kind != "f":
            yield f"f'(o{index}) = {self._slope(neuron)}"
        error = self._read(self._gradients.by_sum(name))
        yield f"{greek(self._error(name))} = ∂J/∂o{index} = ∂J/∂s{index} · f'(o{index}) = {error}"

    def _links(self, name: str) -> str:
        """The branches by which a neuron reaches the loss, before they are worked out."""
        index, parents = number(name), self.network.parents(name)
        links = [f"{greek(self._error(parent))} · ∂o{number(parent)}/∂s{index}" for parent in parents]
        if parents and name in self.loss.labels:
            s = self._gradients.source(name)
            links.insert(0, self._read(diff(self._gradients.loss_terms({name: s}), s)))
        return f"{' + '.join(links)} = " if links else ""

    def _slope(self, neuron: Neuron) -> str:
        """The derivative of an activation; that of tanh first as a function of o, as it is learnt."""
        in_sum = [diff(neuron.formula(), neuron.o)] if neuron.kind == "tanh" else []
        return " = ".join(self._read(expression) for expression in (*in_sum, neuron.slope()))

    def _weight_steps(self, name: str, line: _Line) -> Iterator[str]:
        by_sum = f"∂o{number(name)}/∂{line.weight}"
        yield f"{by_sum} = {line.source}"
        yield f"∂J/∂{line.weight} = {greek(self._error(name))} · {by_sum} = {self._read(line.gradient)}"

    def _error(self, name: str) -> str:
        return str(self._gradients.error(name))

    def _write(self, expression: Expr) -> str:
        return self._writer.write(expression)

    def _read(self, expression: Expr) -> str:
        return greek(self._writer.write(expression))

    @cached_property
    def _gradients(self) -> Gradients:
        return Gradients(self.network, self.loss)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.network, self.loss)
