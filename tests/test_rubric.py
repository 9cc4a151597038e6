from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from grader.dependencies import judging_order
from grader.errors import RubricError
from grader.key import solve
from grader.model import Rubric
from grader.rubric import read_rubric

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")

PARTS = [
    "1.1",
    "1.2",
    "1.3",
    "1.4",
    "1.5",
    "1.6.alpha3-gradient",
    "1.6.alpha3-update",
    "1.6.alpha1-gradient",
    "1.6.alpha1-update",
    "1.6.bonus",
    "1.7",
    "2.1",
    "2.2",
    "2.3.method",
    "2.3.minimum",
    "2.3.iterations",
    "2.4",
    "2.5.conv1",
    "2.5.conv2",
    "3.1",
    "3.2",
    "3.3",
    "3.4.conv5",
    "3.4.conv2",
    "3.5.conv5",
    "3.5.conv2",
    "3.6.conv5_a",
    "3.6.conv5",
    "3.7.loss",
    "3.7.use",
    "3.8",
    "3.9",
    "3.10.run",
    "3.10.bonus",
]


def faults_of(text: str) -> list[str]:
    with pytest.raises(RubricError) as caught:
        read_rubric(text, "r.yaml")
    return [f"{fault.place}: {fault.message} | {fault.hint}" for fault in caught.value.faults]


def test_the_exam_has_34_parts_worth_20_points_and_1_of_bonus(rubric: Rubric) -> None:
    assert [part.id for part in rubric.parts] == PARTS
    regular = sum((part.points for part in rubric.parts if not part.bonus), Fraction(0))
    assert (regular, rubric.points, rubric.bonus) == (20, 20, 1)


def test_points_are_exact_fractions(rubric: Rubric) -> None:
    assert rubric.part("3.4.conv5").points == Fraction(3, 8)


def test_every_assumed_parameter_has_a_reason(rubric: Rubric) -> None:
    assumed = [parameter for parameter in rubric.parameters.values() if parameter.assumed]
    assert {"network", "loss", "function", "conv1", "conv2"} <= {parameter.name for parameter in assumed}
    assert all(parameter.reason for parameter in assumed)


def test_a_part_is_judged_after_those_that_it_follows(rubric: Rubric) -> None:
    seen: set[str] = set()
    for part in judging_order(rubric):
        assert set(part.follows) <= seen
        seen.add(part.id)


def test_a_sum_that_does_not_agree_is_named_with_its_place() -> None:
    text = TEXT.replace('- {id: "1.2", points: 1, kind', '- {id: "1.2", points: 2, kind')
    (fault,) = [fault for fault in faults_of(text) if "question 1.2" in fault]
    assert "worth 1, its parts 2" in fault


def test_every_fault_is_reported_at_once_with_a_suggestion() -> None:
    text = TEXT.replace("kind: choice", "kind: choise").replace("dilation: 2", "dilatation: 2")
    faults = faults_of(text)
    assert any("choise" in fault and "did you mean “choice”" in fault for fault in faults)
    assert any("dilatation" in fault for fault in faults)


def test_a_part_that_follows_no_part_is_refused() -> None:
    faults = faults_of(TEXT.replace("follows: [2.5.conv1]", "follows: [2.5.conv9]", 1))
    assert any("2.5.conv9" in fault and "did you mean “2.5.conv" in fault for fault in faults)


def test_parts_that_follow_each_other_are_refused() -> None:
    faults = faults_of(TEXT.replace("source: 2.5/conv1", "source: 2.5/conv1, follows: [2.5.conv2]"))
    assert any("circle" in fault for fault in faults)


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ("dilation: 2", "dilation: 1", "2.5.conv2"),
        ("expression: x^2 + 0.8 x - 0.5", "expression: x^2 - 6 x + 1", "2.3.minimum"),
        ("- [0, 1, 1, 0, 0, 1, 2, 0]", "- [9, 1, 1, 0, 0, 1, 2, 0]", "2.5.conv1"),
        ("{name: conv5, conv: 228", "{name: conv5, conv: 100", "3.4.conv5"),
        ("n3: [n1, n2]", "n3: [n1, n2, x3]", "1.1"),
        ("labels: {n3: y1, n4: y2}", "labels: {n3: y2, n4: y1}", "1.2"),
        ("n4: [n1, n2]", "n4: [n2, n1]", "1.3"),
    ],
)
def test_changing_a_parameter_changes_the_reference_answer(
    before: str, after: str, part: str, rubric: Rubric
) -> None:
    assert before in TEXT
    changed = read_rubric(TEXT.replace(before, after), "r.yaml")
    assert changed.part(part).kind.solve(changed) != rubric.part(part).kind.solve(rubric)


def test_a_changed_network_is_still_solved_and_judged() -> None:
    from grader.soundness import unsound_parts

    text = TEXT.replace("n3: [n1, n2]", "n3: [n1, n2, x3]").replace("n4: [n1, n2]", "n4: [n1, n2, x3]")
    rubric = read_rubric(text, "r.yaml")
    assert unsound_parts(rubric, solve(rubric)) == ()
