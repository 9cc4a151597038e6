"""Equations and gradients of the network, in any notation; equality is decided in a finite field, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from grader.formulas.causes import Ledger
from grader.formulas.descents import judge_update
from grader.formulas.gradients import judge_gradient
from grader.formulas.orientation import read_oriented
from grader.formulas.outputs import judge_outputs
from grader.formulas.paper import Paper
from grader.formulas.question import Form, Question
from grader.formulas.updates import steps_for
from grader.formulas.worth import OwnFormulas, OwnOutputs
from grader.maths.statements import read_answer
from grader.maths.wiring import Wiring
from grader.model import Case, Rubric, Solution
from grader.nodes import Scalar, as_text
from grader.verdict import Verdict, blank
from reference.loss import FormulaLoss, Loss
from reference.network import Network, SquaredError, number

Asked = Literal["outputs", "weights", "slope", "update"]


@dataclass(frozen=True, slots=True)
class EquationsKind:
    """The `outputs` of a network, the gradient of J by a neuron's `weights` or its `slope`, or that slope's `update`.

    `weight` asks for one weight alone. `form` says how a gradient must be written: in terms of the errors of the
    neurons above, worked out, or worked out for tanh. `network` and `loss` name the rubric's parameters.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    of: Asked
    neuron: str = ""
    weight: int | None = None
    form: Literal["errors", "expanded", "tanh"] = "expanded"
    network: str = "network"
    loss: str = "loss"

    def solve(self, rubric: Rubric) -> Solution:
        """The reference equations, derived from the network and the loss."""
        from reference import notation

        network = rubric.value(self.network, Network)
        loss: Loss = rubric.either(self.loss, SquaredError, FormulaLoss)
        self._check(network)
        match self.of:
            case "outputs":
                derivation = notation.outputs(network)
            case "update":
                derivation = notation.prelu_update(self.neuron)
            case "slope":
                derivation = notation.prelu_gradient(network, loss, self.neuron)
            case "weights" if self.neuron in loss.labels:
                derivation = notation.output_gradient(network, loss, self.neuron)
            case "weights":
                derivation = notation.hidden_gradient(network, loss, self.neuron, self.weight, self.form)
        return Solution(derivation.text, derivation.steps)

    def _check(self, network: Network) -> None:
        """Raise ValueError where the network has no such neuron or weight."""
        if self.of == "outputs":
            return
        if self.neuron not in network.neurons:
            raise ValueError(f"the network has no neuron {self.neuron}")
        if self.weight is not None and not 0 <= self.weight < len(network.neurons[self.neuron]):
            raise ValueError(f"neuron {self.neuron} has no weight {self.weight}")

    def judge(self, case: Case) -> Verdict:
        """Every equation that the part asks for, against the network's own, and then against own earlier results."""
        loss: Loss = case.rubric.either(self.loss, SquaredError, FormulaLoss)
        wiring = Wiring.of(case.rubric.value(self.network, Network), loss)
        text = self._answer(case, wiring)
        if text is None:
            return blank()
        paper = self._paper(case, text, wiring)
        if self.of == "outputs":
            return judge_outputs(wiring, paper)
        question = self._question(wiring)
        return judge_update(question, paper) if self.of == "update" else judge_gradient(question, paper)

    def _answer(self, case: Case, wiring: Wiring) -> Scalar | None:
        """The part's own text, or another that says more of what is asked; None where nothing is written for it."""
        own = case.text
        is_written = bool(own.text.strip())
        if is_written and self._is_in(own, wiring):
            return own
        others = [text for text in map(as_text, case.elsewhere) if text.text.strip()]
        if is_written:
            return next((text for text in others if self._is_in(text, wiring)), own)
        return others[0] if others and self._is_in(others[0], wiring) else None

    def _paper(self, case: Case, text: Scalar, wiring: Wiring) -> Paper:
        slips = frozenset().union(*(verdict.slips for verdict in case.followed().values()))
        owns = tuple(own for own in _owns(case.earlier) if own.question is not None)
        outputs = next(
            (verdict.own for verdict in case.earlier.values() if isinstance(verdict.own, OwnOutputs)), None
        )
        reading = read_oriented(text.text, wiring)
        return Paper(text, reading, Ledger(case.rubric.mistakes, slips), owns, outputs)

    @lru_cache(maxsize=64)  # noqa: B019  # a kind is a rubric's, and few rubrics are ever loaded
    def _question(self, wiring: Wiring) -> Question:
        neuron = int(number(self.neuron))
        if self.of != "weights":
            return Question(wiring, "slope", neuron, None, "prelu", "free")
        form: Form = "errors" if self.form == "errors" else "expanded"
        return Question(wiring, "weight", neuron, self.weight, "tanh" if self.form == "tanh" else "f", form)

    def _is_in(self, text: Scalar, wiring: Wiring) -> bool:
        """Whether a text has an equation for what is asked of a slope; any other part has one place only."""
        if self.of not in ("slope", "update"):
            return True
        if "α" in text.text or "alpha" in text.text.lower():
            return True
        return bool(steps_for(read_answer(text.text), self._question(wiring)))


def _owns(earlier: Mapping[str, Verdict]) -> tuple[OwnFormulas, ...]:
    """Own gradients of earlier answers, in the order of the exam."""
    return tuple(verdict.own for verdict in earlier.values() if isinstance(verdict.own, OwnFormulas))
