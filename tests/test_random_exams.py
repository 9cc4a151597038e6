"""Exams on networks drawn at random: every reference answer, in every form, earns full marks; a wrong one does not."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.key import perfect_paper, solve
from grader.model import Rubric
from grader.nodes import Scalar
from grader.pipeline import grade
from grader.rubric import read_rubric
from grader.submission import Student, Submission
from reference.loss import FormulaLoss
from tests.reference.drawn_networks import Drawn, drawn_networks

LOSSES = st.sampled_from(
    ["-({y} log({s}) + (1 - {y}) log(1 - {s}))", "exp({s}) - {y} {s}", "({s} - {y})^4", "{s}^2 / {y}"]
)


def exam_on(case: Drawn) -> Rubric:
    """Every sum and output, and the gradient by the weights of each neuron in each form."""
    network, loss = case.network, case.loss
    parts = list(_parts(case))
    question = {"id": "1", "title": "q", "points": len(parts), "parts": parts}
    told = {
        "exam": "drawn",
        "title": "drawn",
        "language": "en",
        "points": len(parts),
        "parameters": {
            "network": {
                "type": "network",
                "inputs": list(network.inputs),
                "bias": list(network.bias),
                "neurons": {name: list(sources) for name, sources in network.neurons.items()},
                "activations": dict(network.activations),
            },
            "loss": {"type": "loss", "labels": dict(loss.labels), "expression": loss.expression}
            if isinstance(loss, FormulaLoss)
            else {
                "type": "squared-error",
                "labels": dict(loss.labels),
                "weight": str(loss.weight),
                "weights": {name: str(weight) for name, weight in loss.weights.items()},
            },
        },
        "exercises": [{"title": "e", "points": len(parts), "questions": [question]}],
    }
    return read_rubric(yaml.safe_dump(told), "drawn.yaml")


def _parts(case: Drawn) -> Iterator[dict[str, object]]:
    yield {"id": "outputs", "points": 1, "kind": "equations", "of": "outputs", "source": "outputs"}
    for name in case.network.neurons:
        hidden = name not in case.loss.labels
        for form in ("expanded", "errors", "tanh") if hidden else ("expanded",):
            id = f"{name}-{form}"
            yield {
                "id": id,
                "points": 1,
                "kind": "equations",
                "of": "weights",
                "neuron": name,
                "form": form,
                "source": id,
            }


def agrees_with_itself(case: Drawn) -> None:
    rubric = exam_on(case)
    key = solve(rubric)
    report = grade(rubric, perfect_paper(rubric, key), key)
    short = {
        mark.part.id: key[mark.part.id].answer for mark in report.marks if mark.points < mark.part.points
    }
    assert short == {}
    assert [mark.part.id for mark in report.flagged] == []


@settings(max_examples=15, deadline=None)
@given(drawn_networks())
def test_every_reference_answer_earns_full_marks(case: Drawn) -> None:
    agrees_with_itself(case)


@settings(max_examples=15, deadline=None)
@given(drawn_networks(LOSSES))
def test_every_reference_answer_under_a_loss_by_a_formula_earns_full_marks(case: Drawn) -> None:
    agrees_with_itself(case)


@settings(max_examples=10, deadline=None)
@given(drawn_networks())
def test_an_answer_with_its_sign_turned_never_earns_full_marks(case: Drawn) -> None:
    rubric = exam_on(case)
    key = solve(rubric)
    for part in rubric.parts[1:]:
        last = key[part.id].answer.split("\n")[-1]
        left, right = last.split(" = ")
        if right == "0":
            continue
        wrong = key[part.id].answer.replace(last, f"{left} = -({right})")
        answers = {part.source.key: Scalar.typed(wrong)}
        report = grade(rubric, Submission(rubric.exam, Student("1", ""), answers), key)
        assert report.points < 1, wrong
