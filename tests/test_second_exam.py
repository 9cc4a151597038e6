"""An exam with other networks, losses, functions, grids and layers, through the same code as that of 2018."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional

from grader.formulas.certificate import certify
from grader.formulas.composed import NotProvableError
from grader.formulas.worth import OwnFormulas
from grader.key import Key, perfect_paper, solve
from grader.loading.submission import read_submission
from grader.model import Rubric, Solution
from grader.pipeline import grade, judge
from grader.report import Mark
from grader.rubric import load_rubric, read_rubric
from grader.soundness import unsound_parts

torch.set_num_threads(1)
PATH = Path(__file__).parent / "exams" / "networks.yaml"


@pytest.fixture(scope="module")
def exam() -> Rubric:
    return load_rubric(PATH)


@pytest.fixture(scope="module")
def answers(exam: Rubric) -> Key:
    return solve(exam)


def marks(exam: Rubric, key: Key, **written: str) -> dict[str, Mark]:
    """What the parts named earn when these answers stand in an otherwise perfect paper."""
    changed = {id: replace(key[id], answer=text) for id, text in written.items()}
    report = grade(exam, perfect_paper(exam, {**key, **changed}), key)
    return {mark.part.id: mark for mark in report.marks}


def test_its_reference_answers_earn_full_marks_and_need_no_person(exam: Rubric, answers: Key) -> None:
    assert unsound_parts(exam, answers) == ()
    report = grade(exam, perfect_paper(exam, answers), answers)
    assert (report.points, report.flagged) == (20, ())


def test_its_equations_are_those_of_its_network(answers: Key) -> None:
    lines = answers["outputs"].answer.split("\n")
    assert "o4 = w_0^(4) s1 + w_1^(4) s2 + w_2^(4) s3 + w_3^(4) x3" in lines
    assert {"s1 = f(o1)", "s2 = max(0, o2)", "s4 = sigmoid(o4)", "s5 = o5"} <= set(lines)
    assert answers["errors"].answer.split("\n")[:2] == ["delta4 = s4 - y1", "delta5 = 4 (s5 - y2)"]
    assert "f'(o2) = 1 if o2 > 0 else 0" in answers["rectified"].steps
    assert answers["deep-hidden"].answer == (
        "dJ/dw_i^(1) = ((2 (s3 - y1) + (1/2) (s4 - y2) f'(o4) w_0^(4)) f'(o3) w_0^(3)"
        " + (1/2) (s4 - y2) f'(o4) w_1^(4)) f'(o1) x_i"
    )


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("outputs", "s2 = f(o2)\ns4 = 1 / (1 + exp(-o4))\ns5 = f(o5)"),
        ("entropy", "dJ/dw_i^(4) = (s4 - y1) s_{i+1} for i = 0, 1, 2\ndJ/dw_3^(4) = s4 - y1"),
        ("entropy", "dJ/dw_0^(4) = (s4-y1)/(s4(1-s4)) f'(o4) s1\ndJ/dw_1^(4) = (s4-y1) s2"
         "\ndJ/dw_2^(4) = (s4-y1) s3\ndJ/dw_3^(4) = s4 - y1"),
        ("linear", "dJ/dw_0^(5) = 4(s5-y2)s3\ndJ/dw_1^(5) = 4(o5-y2)s1\ndJ/dw_2^(5) = -4(y2-s5)"),
        ("expanded", "dJ/dw_1^(3) = f'(o3) x1 (w_2^(4) (s4 - y1) + 4 w_0^(5) (s5 - y2))"),
        ("valley-method", "Gradient descent: x <- x - eta f'(x) with f'(x) = 1 - 2 e^{-2x}"),
        ("valley-minimum", "ln(2)/2 = 0.3466"),
        ("two-valleys", "x = 1"),
        ("first-tensor", "8 x 3 x 6 x 10"),
        ("fc-kernel", "(300, 7)"),
    ],
)  # fmt: skip
def test_another_way_to_write_an_answer_earns_as_much(
    exam: Rubric, answers: Key, part: str, text: str
) -> None:
    if part == "outputs":
        kept = [line for line in answers[part].answer.split("\n") if line[:2] not in ("s2", "s4", "s5")]
        text = "\n".join([*kept, text])
    mark = marks(exam, answers, **{part: text})[part]
    assert (mark.points, mark.review) == (mark.part.points, False), mark.remarks


@pytest.mark.parametrize(
    ("part", "right", "wrong"),
    [
        ("outputs", "s2 = max(0, o2)", "s2 = o2"),
        ("outputs", "sigmoid(o4)", "tanh(o4)"),
        ("outputs", " + w_3^(4) x3", ""),
        ("entropy", "s4 - y1", "s4 + y1"),
        ("linear", "4 (s5", "2 (s5"),
        ("errors", "delta4 w_0^(4) + ", ""),
        ("rectified", "f'(o2) ", ""),
        ("expanded", "(1 - s3)", "(1 + s3)"),
        ("deep-output", "(1/2)", "2"),
        ("deep-hidden", "f'(o3) ", ""),
        ("deep-tanh", "1 - s3^2", "1 - s3"),
        ("slope", "o2 < 0", "o2 > 0"),
        ("update", "- eta", "+ eta"),
        ("parabola-method", "4 x - 5", "4 x - 4"),
        ("parabola-minimum", "1.25", "1"),
        ("parabola-iterates", "-0.7", "0.7"),
        ("valley-method", "1 - 2 exp(-2 x)", "1 - exp(-2 x)"),
        ("valley-minimum", "0.346574", "0.5"),
        ("valley-iterates", "0.817667641618", "0.9"),
        ("two-valleys", "x = -1 ; x = 1", "x = 0"),
        ("edges", "-8", "8"),
        ("blur", "-1.5", "1.5"),
        ("conv1-map", "12x9", "13x9"),
        ("conv2-kernel", "3x3x6", "3x3x10"),
        ("flat-tensor", "300", "30"),
        ("fc-kernel", "300x7", "10x7"),
        ("fc-piece", "4", "12"),
        ("first-tensor", "(8, 3,", "(8, 9,"),
    ],
)
def test_a_wrong_answer_earns_less(exam: Rubric, answers: Key, part: str, right: str, wrong: str) -> None:
    text = answers[part].answer
    assert right in text
    mark = marks(exam, answers, **{part: text.replace(right, wrong, 1)})[part]
    assert mark.points < mark.part.points


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
def test_what_builds_on_an_own_grid_follows_it(exam: Rubric, answers: Key) -> None:
    wrong = answers["edges"].answer.replace("-8", "8")
    kernel = torch.tensor([[-0.5, 0.0], [1.0, 0.5]])
    own = functional.conv2d(_tensor(wrong)[None, None], kernel[None, None], padding="same")[0, 0]
    text = "\n".join(" ".join(f"{value:g}" for value in row) for row in own.tolist())
    assert marks(exam, answers, edges=wrong, blur=text)["blur"].points == 1


@pytest.mark.parametrize(
    ("text", "points", "codes"),
    [
        ("(8, 3, 6, 10)", Fraction(1, 2), []),
        ("(None, 3, 6, 10)", Fraction(1, 4), ["batch-left-out"]),
        ("(3, 6, 10)", Fraction(1, 4), ["batch-left-out"]),
        ("(8, 6, 10, 3)", 0, ["shape-wrong"]),
        ("(8, 3, 6, 11)", 0, ["shape-wrong"]),
    ],
)
def test_a_shape_is_asked_for_in_the_layout_of_its_stack(
    exam: Rubric, answers: Key, text: str, points: Fraction, codes: list[str]
) -> None:
    mark = marks(exam, answers, **{"first-tensor": text})["first-tensor"]
    assert (mark.points, [remark.code for remark in mark.remarks]) == (points, codes)
    if points == 0:
        assert "8×3×6×10" in mark.remarks[0].text


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
def test_its_grids_are_those_of_torch(exam: Rubric, answers: Key) -> None:
    image = _tensor("3 0 1 -2 5\n1 1 0 4 2\n-1 2 2 0 1\n0 3 -3 1 1")
    edges = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
    blur = torch.tensor([[0.5, 1], [0, -0.5]]).flip(0, 1)
    first = functional.conv2d(image[None, None], edges[None, None], stride=2, padding=1)
    second = functional.conv2d(first, blur[None, None], padding="same")
    assert torch.equal(_tensor(answers["edges"].answer), first[0, 0])
    assert torch.equal(_tensor(answers["blur"].answer), second[0, 0])


def test_its_shapes_are_those_of_torch(answers: Key) -> None:
    body = nn.Sequential(nn.Conv2d(1, 6, (5, 3), 2), nn.MaxPool2d(2, 2, ceil_mode=True))
    maps = body(torch.zeros(12, 1, 28, 20))
    deeper = nn.Conv2d(6, 10, 3, padding="same", dilation=2, bias=False)(maps)
    assert answers["conv1-map"].answer == "x".join(
        map(str, (*body[0](torch.zeros(12, 1, 28, 20)).shape[2:], 6))
    )
    assert answers["flat-tensor"].answer == str(tuple(deeper.flatten(1).shape))
    assert answers["fc-kernel"].answer == f"{deeper.flatten(1).shape[1]}x7"
    half = nn.MaxPool2d(3, 2)(nn.Conv2d(3, 9, 3)(torch.zeros(8, 3, 16, 24))).chunk(3, dim=1)[0]
    assert answers["first-tensor"].answer == str(tuple(half.shape))


def test_its_descents_are_those_of_plain_floats(answers: Key) -> None:
    x, y = -2.0, 1.0
    parabola, valley = [x], [y]
    for _ in range(5):
        x -= 0.1 * (4 * (x - 1) - 1)
        y -= 0.25 * (1 - 2 * math.exp(-2 * y))
        parabola.append(x)
        valley.append(y)
    assert _numbers(answers["parabola-iterates"]) == pytest.approx(parabola)
    assert _numbers(answers["valley-iterates"]) == pytest.approx(valley)
    assert _numbers(answers["valley-minimum"]) == pytest.approx([math.log(2) / 2], abs=1e-6)


def test_a_paper_of_this_exam_is_graded_from_its_file(exam: Rubric, answers: Key) -> None:
    paper = "exam: networks-test\nstudent: {id: '1', name: Ada}\nanswers:\n  1c: dJ/dw_i^(5) = 4 (s5 - y2) s_i\n  '5': -1\n"
    report = grade(exam, read_submission(paper, "paper.yaml"), answers)
    earned = {mark.part.id: mark.points for mark in report.marks if mark.points}
    assert earned["two-valleys"] == Fraction(1, 2)
    assert earned["linear"] < 1


def test_computer_algebra_proves_its_gradients_under_squares(exam: Rubric) -> None:
    text = PATH.read_text(encoding="utf-8").replace(
        'type: loss\n    labels: {n4: y1, n5: y2}\n    expression: "-(y1 log(s4) + (1 - y1) log(1 - s4)) + 2 (s5 - y2)^2"',
        "type: squared-error\n    labels: {n4: y1, n5: y2}\n    weights: {n5: 2}",
    )
    squared = read_rubric(text, "squared.yaml")
    key = solve(squared)
    verdicts = judge(squared, perfect_paper(squared, key), key)
    for part in ("entropy", "linear", "rectified", "expanded", "deep-output", "deep-hidden"):
        own = verdicts[part].own
        assert isinstance(own, OwnFormulas)
        assert own.question is not None
        for component, claim in own.claims.items():
            proofs = certify(own.question, component, claim, own.definitions)
            assert all(proof.is_equal for proof in proofs), part


def test_a_loss_by_a_formula_is_outside_the_certificate(exam: Rubric, answers: Key) -> None:
    own = judge(exam, perfect_paper(exam, answers), answers)["linear"].own
    assert isinstance(own, OwnFormulas)
    assert own.question is not None
    with pytest.raises(NotProvableError, match="no sum of squares"):
        certify(own.question, 0, own.claims[0], own.definitions)


def _tensor(text: str) -> torch.Tensor:
    return torch.tensor([[float(value) for value in row.split()] for row in text.split("\n")])


def _numbers(solution: Solution) -> list[float]:
    return [float(value) for value in solution.answer.split(";")]
