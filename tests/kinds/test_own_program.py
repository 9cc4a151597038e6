"""What the own program of 3.1 makes of the network is right in 3.4 to 3.6."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.model import Rubric
from grader.program.printed import PrintedProgram
from grader.report import Report

POOL4 = ("pool4 = tf.layers.max_pooling2d(conv4, 2, 2)\n", "")
POOL3 = ("conv4 = tf.layers", "pool3 = tf.layers.max_pooling2d(conv3, 2, 2)\nconv4 = tf.layers")
NO_POOL4 = [POOL4, ("inputs=pool4", "inputs=conv4")]
A_POOL3 = [POOL3, ("inputs=conv3", "inputs=pool3")]
BATCH_32 = [("BATCH_SIZE = 16", "BATCH_SIZE = 32")]
OPEN_BATCH = [("(BATCH_SIZE, 32, 32, 3)", "(None, 32, 32, 3)")]
STRIDE = [("filters=64, kernel_size=[3, 3], strides=1", "filters=64, kernel_size=[3, 3], strides=2")]
FILTERS = [("filters=228", "filters=256")]
CHANNELS_FIRST = [
    ("(BATCH_SIZE, 32, 32, 3)", "(BATCH_SIZE, 3, 32, 32)"),
    ('padding="same",', 'padding="same", data_format="channels_first",'),
    (", 2, 2)", ', 2, 2, data_format="channels_first")'),
    ("{data: z,", "{data: z.transpose((0, 3, 1, 2)),"),
]

Edits = list[tuple[str, str]]


def shapes(rubric: Rubric, graded: Callable[[str], Report], edits: Edits, answers: str) -> dict[str, float]:
    text = rubric.value("program", PrintedProgram).corrected()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    program = "\n".join(f"  {row}" for row in text.split("\n"))
    report = graded(f'"3.1": |\n{program}\n{answers}')
    return {m.part.id: float(m.points) for m in report.marks if m.question in ("3.4", "3.6") and m.points}


@pytest.mark.parametrize(
    ("edits", "conv5", "conv2", "batch"),
    [
        ([], "4x4x228", "16x16x64", 16),
        (NO_POOL4, "8x8x228", "16x16x64", 16),
        (NO_POOL4, "4x4x228", "16x16x64", 16),
        (A_POOL3, "2x2x228", "16x16x64", 16),
        (BATCH_32, "4x4x228", "16x16x64", 32),
        (BATCH_32, "32x4x4x228", "32x16x16x64", 32),
        (OPEN_BATCH, "4x4x228", "16x16x64", 16),
        (STRIDE, "2x2x228", "16x16x64", 16),
        (FILTERS, "4x4x256", "16x16x64", 16),
    ],
)
def test_shapes_that_follow_the_own_program_earn_everything(
    rubric: Rubric, graded: Callable[[str], Report], edits: Edits, conv5: str, conv2: str, batch: int
) -> None:
    image = ", ".join(conv5.split("x")[-3:])
    answers = (
        f'"3.4": {{conv5: {conv5}, conv2: {conv2}}}\n'
        f'"3.6": {{conv5_a: "({batch // 2}, {image})", conv5: "({batch}, {image})"}}'
    )

    earned = shapes(rubric, graded, edits, answers)

    assert earned == {"3.4.conv5": 0.375, "3.4.conv2": 0.375, "3.6.conv5_a": 0.25, "3.6.conv5": 0.25}


def test_a_pooling_that_the_own_program_keeps_may_not_be_forgotten(
    rubric: Rubric, graded: Callable[[str], Report]
) -> None:
    earned = shapes(rubric, graded, [], '"3.4": {conv5: 8x8x228, conv2: 16x16x64}')

    assert earned == {"3.4.conv2": 0.375}


def test_channels_first_is_right_where_the_own_program_makes_it_so(
    rubric: Rubric, graded: Callable[[str], Report]
) -> None:
    answers = '"3.6": {conv5_a: "(8, 228, 4, 4)", conv5: "(16, 228, 4, 4)"}'

    assert shapes(rubric, graded, CHANNELS_FIRST, answers) == {"3.6.conv5_a": 0.25, "3.6.conv5": 0.25}
    assert shapes(rubric, graded, [], answers) == {}


def test_what_the_printed_split_gives_is_half_right_whatever_the_own_program_does(
    rubric: Rubric, graded: Callable[[str], Report]
) -> None:
    answers = '"3.6": {conv5_a: "(2, 4, 4, 228)", conv5: "(16, 4, 4, 228)"}'

    assert shapes(rubric, graded, [("conv5, 2,", "conv5, 8,")], answers)["3.6.conv5_a"] == 0.125
