"""The exam of 2018 with one parameter edited: the key changes where it should, and so does what answers earn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from torch.nn import functional

from grader.key import Key, perfect_paper, solve
from grader.model import Part, Rubric
from grader.pipeline import grade
from grader.rubric import read_rubric
from grader.soundness import unsound_parts
from grader.submission import Submission

torch.set_num_threads(1)
ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")
POOL4 = "    - {name: pool4, pool: 2}\n"
CONV1 = "    kernel: [[1, 0, 0], [0, 1, 0], [0, 0, -1]]\n    stride: 1\n    padding: 0\n"
GRADIENTS = {"1.2", "1.3", "1.4", "1.5", "1.6.alpha3-gradient", "1.6.alpha1-gradient"}


@dataclass(frozen=True)
class Edit:
    """What is edited, the parts whose answer changes, and some of the new answers, worked out by hand.

    `still_right` are the parts whose old answer stays another way to write the new one.
    """

    changes: tuple[tuple[str, str], ...]
    parts: frozenset[str]
    expected: tuple[tuple[str, str], ...] = ()
    still_right: frozenset[str] = frozenset()

    def rubric(self) -> Rubric:
        text = TEXT
        for before, after in self.changes:
            assert before in text
            text = text.replace(before, after, 1)
        return read_rubric(text, "edited.yaml")


EDITS = {
    "a bias into the outputs": Edit(
        (("n3: [n1, n2]", "n3: [n1, n2, x3]"), ("n4: [n1, n2]", "n4: [n1, n2, x3]")),
        frozenset({"1.1", "1.2"}),
        (("1.2", "dJ/dw_2^(3) = (s3 - y1) f'(o3) x3"), ("1.1", "o4 = w_0^(4) s1 + w_1^(4) s2 + w_2^(4) x3")),
    ),
    "a third output": Edit(
        (
            ("      n4: [n1, n2]\n", "      n4: [n1, n2]\n      n5: [n1, n2]\n"),
            ("labels: {n3: y1, n4: y2}", "labels: {n3: y1, n4: y2, n5: y3}"),
        ),
        frozenset({"1.1", "1.3", "1.4", "1.5", "1.6.alpha1-gradient"}),
        (("1.3", "dJ/dw_0^(1) = (delta3 w_0^(3) + delta4 w_0^(4) + delta5 w_0^(5)) f'(o1) x1"),),
    ),
    "labels exchanged": Edit(
        (("labels: {n3: y1, n4: y2}", "labels: {n3: y2, n4: y1}"),),
        frozenset(GRADIENTS),
        (("1.2", "dJ/dw_i^(3) = (s3 - y2) f'(o3) s_{i+1}"),),
    ),
    "a loss without its half": Edit(
        (("    weight: 1/2\n", "    weight: 1\n"),),
        frozenset(GRADIENTS),
        (("1.2", "dJ/dw_i^(3) = 2 (s3 - y1) f'(o3) s_{i+1}"),),
    ),
    "cross-entropy on sigmoids": Edit(
        (
            ("    activation: f\n", "    activation: f\n    activations: {n3: sigmoid, n4: sigmoid}\n"),
            (
                "    type: squared-error\n    weight: 1/2\n",
                "    type: loss\n    expression: -(y1 log(s3) + (1 - y1) log(1 - s3) + y2 log(s4) + (1 - y2) log(1 - s4))\n",
            ),
            # A sigmoid learns no slope, so the questions on PReLU are about a hidden neuron.
            ("of: slope, neuron: n3", "of: slope, neuron: n2"),
            ("of: update, neuron: n3", "of: update, neuron: n2"),
        ),
        frozenset({*GRADIENTS, "1.1", "1.6.alpha3-update"}),
        (("1.2", "dJ/dw_i^(3) = (s3 - y1) s_{i+1}"),),
        # s3 = f(o3) names the activation, whichever it is.
        frozenset({"1.1"}),
    ),
    "another function": Edit(
        (("x^2 + 0.8 x - 0.5", "x^2 - 3x + 1"),),
        frozenset({"2.3.method", "2.3.minimum", "2.3.iterations"}),
        (("2.3.minimum", "1.5"), ("2.3.iterations", "4 ; 3.5 ; 3.1 ; 2.78 ; 2.524 ; 2.3192")),
    ),
    "a smooth function": Edit(
        (("type: polynomial\n    expression: x^2 + 0.8 x - 0.5", "type: function\n    expression: x + exp(-x)"),),
        frozenset({"2.3.method", "2.3.minimum", "2.3.iterations"}),
        (("2.3.minimum", "0"),),
    ),
    "another start": Edit(
        (("    type: number\n    value: 4", "    type: number\n    value: -2"),),
        frozenset({"2.3.iterations"}),
        (("2.3.iterations", "-2 ; -1.68 ; -1.424 ; -1.2192 ; -1.05536 ; -0.924288"),),
    ),
    "same padding": Edit(
        ((CONV1, CONV1.replace("padding: 0", "padding: same")),), frozenset({"2.5.conv1", "2.5.conv2"})
    ),
    "a dilation less": Edit((("dilation: 2", "dilation: 1"),), frozenset({"2.5.conv2"})),
    "the other convention": Edit(
        ((CONV1, CONV1 + "    flipped: true\n"),), frozenset({"2.5.conv1", "2.5.conv2"})
    ),
    "a stride of two": Edit(
        ((CONV1, CONV1.replace("stride: 1", "stride: 2")), ("dilation: 2", "dilation: 1")),
        frozenset({"2.5.conv1", "2.5.conv2"}),
    ),
    "a pool removed": Edit(
        ((POOL4, ""),),
        frozenset({"3.4.conv5", "3.6.conv5_a", "3.6.conv5"}),
        (("3.4.conv5", "8x8x228"), ("3.6.conv5_a", "(8, 8, 8, 228)"), ("3.6.conv5", "(16, 8, 8, 228)")),
    ),
    "other filters": Edit(
        (("{name: conv4, conv: 156", "{name: conv4, conv: 100"),),
        frozenset({"3.5.conv5"}),
        (("3.5.conv5", "3x3x100"),),
    ),
    "valid padding": Edit(
        (
            ("{name: conv1, conv: 32, kernel: [3, 3], padding: same}", "{name: conv1, conv: 32, kernel: [3, 3]}"),
        ),
        frozenset({"3.4.conv2", "3.4.conv5", "3.6.conv5_a", "3.6.conv5"}),
        (("3.4.conv2", "15x15x64"), ("3.4.conv5", "3x3x228")),
    ),
    "another batch": Edit(
        (("    batch: 16\n", "    batch: 32\n"),),
        frozenset({"3.6.conv5_a", "3.6.conv5"}),
        (("3.6.conv5_a", "(16, 4, 4, 228)"),),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def keys() -> dict[str, tuple[Rubric, Key]]:
    return {name: (rubric := edit.rubric(), solve(rubric)) for name, edit in EDITS.items()}


def earned(rubric: Rubric, key: Key, part: Part, written: Key) -> tuple[bool, bool]:
    """Whether an answer and those beside it earn full marks, and need no person, where only its question is answered."""
    beside = {each.id: written[each.id] for each in rubric.parts if each.source == part.source}
    paper = perfect_paper(rubric, {**key, **beside})
    answers = {name: answer for name, answer in paper.answers.items() if name == part.source.key}
    report = grade(rubric, Submission(rubric.exam, paper.student, answers), key)
    found = [mark for mark in report.marks if mark.part.source == part.source]
    full = all(mark.points == mark.part.points for mark in found)
    return full, not any(mark.review for mark in found)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_the_answers_that_depend_on_it_and_no_other(
    name: str, keys: dict[str, tuple[Rubric, Key]], key: Key
) -> None:
    _, edited = keys[name]
    changed = {id for id, solution in edited.items() if solution.answer != key[id].answer}
    assert changed == EDITS[name].parts
    for id, line in EDITS[name].expected:
        assert line in edited[id].answer.split("\n")


@pytest.mark.parametrize("name", EDITS)
def test_the_new_answers_earn_full_marks(name: str, keys: dict[str, tuple[Rubric, Key]]) -> None:
    rubric, edited = keys[name]
    assert unsound_parts(rubric, edited) == ()
    for id in EDITS[name].parts:
        assert earned(rubric, edited, rubric.part(id), edited) == (True, True), id


@pytest.mark.parametrize("name", EDITS)
def test_the_old_answers_earn_less_where_the_key_has_changed(
    name: str, keys: dict[str, tuple[Rubric, Key]], key: Key
) -> None:
    rubric, edited = keys[name]
    for id in EDITS[name].parts - EDITS[name].still_right:
        full, sure = earned(rubric, edited, rubric.part(id), key)
        assert not (full and sure), id


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("same padding", {"padding": "same"}),
        ("the other convention", {}),
        ("a stride of two", {"stride": 2}),
    ],
)
def test_edited_convolutions_are_those_of_torch(
    name: str, options: dict[str, object], keys: dict[str, tuple[Rubric, Key]]
) -> None:
    rubric, edited = keys[name]
    kernel = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, -1]])
    kernel = kernel.flip(0, 1) if name == "the other convention" else kernel
    second = torch.tensor([[1.0, 0, 1], [0, -1, 0], [0, 0, 1]])
    image = torch.tensor([[float(v) for v in row] for row in rubric.value("image", tuple)])
    first = functional.conv2d(image[None, None], kernel[None, None], **options)
    dilation = 1 if name == "a stride of two" else 2
    last = functional.conv2d(first, second[None, None], dilation=dilation)
    for part, grid in (("2.5.conv1", first), ("2.5.conv2", last)):
        rows = [[float(value) for value in row.split()] for row in edited[part].answer.split("\n")]
        assert rows == grid[0, 0].tolist()
