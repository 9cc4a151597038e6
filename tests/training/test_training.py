"""A student's network trained: TensorFlow's own losses, what is observed, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.model import Rubric
from grader.program.judging import judge_program
from grader.program.printed import PrintedProgram
from grader.render.training import lines
from grader.training.plan import CannotRun, Plan, plan_of
from grader.training.watch import observe

GOLDEN = Path(__file__).parent.parent / "golden" / "training.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
LABEL = (("train_labels)", "label)"), ("train_labels*", "label*"))
PER_PAIR = ("(conv5_a-conv5_b)**2)", "(conv5_a-conv5_b)**2, axis=[1, 2, 3])")
SCALED = ("{data: z,", "{data: z / 255.0,")


def plan(rubric: Rubric, *edits: tuple[str, str]) -> Plan:
    program = rubric.value("program", PrintedProgram)
    text = program.corrected()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return plan_of(judge_program(text, program).graph)


def executed(planned: Plan, **changes: Any) -> dict[str, Any]:
    import torch

    from grader.training.trial import train

    torch.set_num_threads(1)
    return train(json.loads(json.dumps(replace(planned, **changes).plain())))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_corrected_program_has_the_losses_of_tensorflow(rubric: Rubric, case: dict[str, Any]) -> None:
    edits = [*LABEL, *([PER_PAIR] if case["per_pair"] else []), *([SCALED] if case["scaled"] else [])]
    planned = plan(rubric, *edits)

    # 5e-5: what two builds of TensorFlow differ by in float32, times ten
    assert executed(planned, steps=6, batches=(0, 1))["losses"] == pytest.approx(case["trace"][:6], rel=5e-5)


@pytest.mark.parametrize("batch", [0, 1])
def test_each_loss_and_gradient_is_tensorflows(rubric: Rubric, batch: int) -> None:
    case = next(case for case in CASES if case["scaled"] and case["per_pair"])
    seen = executed(plan(rubric, *LABEL, PER_PAIR, SCALED), steps=1, batches=(batch,))

    assert seen["elements"] == pytest.approx(case["losses"][batch], rel=2e-4, abs=1e-6)
    assert seen["gradients"] == pytest.approx(case["gradients"][batch], rel=2e-4)


def test_a_loss_per_pair_moves_alone_and_a_scalar_distance_moves_more(rubric: Rubric) -> None:
    alone = executed(plan(rubric, *LABEL, PER_PAIR), steps=1, batches=(0,))
    shared = executed(plan(rubric, *LABEL), steps=1, batches=(0,))

    assert (alone["moved"], alone["count"]) == (1, 8)
    assert shared["moved"] > 1


@pytest.mark.parametrize(
    "edits",
    [
        [("tf.split(conv5, 2, axis=0)", "conv5[:8], conv5[8:]")],
        [("conv5, 2,", "conv5, [8, 8],")],
        [("inputs=data,", "inputs=tf.cast(data, tf.float32),")],
        [
            ("(BATCH_SIZE, 32, 32, 3)", "(BATCH_SIZE, 3, 32, 32)"),
            ("inputs=data,", "inputs=tf.transpose(data, [0, 2, 3, 1]),"),
            ("{data: z,", "{data: z.transpose(0, 3, 1, 2),"),
        ],
        [
            ("(BATCH_SIZE, 32, 32, 3)", "(BATCH_SIZE, 3, 32, 32)"),
            ('padding="same",', 'padding="same", data_format="channels_first",'),
            (", 2, 2)", ', 2, 2, data_format="channels_first")'),
            ("{data: z,", "{data: z.transpose((0, 3, 1, 2)),"),
        ],
    ],
    ids=["slices", "sizes", "cast", "transposed", "channels first"],
)
def test_another_right_route_trains_alike(rubric: Rubric, edits: list[tuple[str, str]]) -> None:
    usual = executed(plan(rubric, *LABEL), steps=2)
    other = executed(plan(rubric, *LABEL, *edits), steps=2)

    assert other["losses"] == pytest.approx(usual["losses"], rel=1e-4)


def test_a_layer_behind_stop_gradient_receives_none(rubric: Rubric) -> None:
    seen = executed(plan(rubric, *LABEL, ("inputs=pool1,", "inputs=tf.stop_gradient(pool1),")), steps=1)

    assert seen["gradients"][0] == 0
    assert all(norm > 0 for norm in seen["gradients"][1:])


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (("conv5, 2,", "conv5, BATCH_SIZE/2,"), "training-refused"),
        (("tf.float32, shape=(BATCH_SIZE, 32", "tf.bool, shape=(BATCH_SIZE, 32"), "training-type"),
        (("filters=228", "filters=2000000"), "training-too-large"),
        (("BATCH_SIZE = 16", "BATCH_SIZE = 1600"), "training-too-large"),
        (("minimize(loss)", "minimize(tf.reduce_mean(tf.tanh(loss)))"), "training-not-followed"),
        (("0.00001", "rate()"), "training-refused"),
    ],
)
def test_what_is_not_trained_says_why(rubric: Rubric, edit: tuple[str, str], code: str) -> None:
    with pytest.raises(CannotRun) as refusal:
        plan(rubric, edit)

    assert refusal.value.code == code
    assert lines(refusal.value, "fr") != [code]


def test_a_run_of_its_own_process_shows_what_a_teacher_reads(rubric: Rubric) -> None:
    seen = observe(replace(plan(rubric), steps=2))

    assert len(seen.losses) == 2
    assert [name for name, _ in seen.gradients] == ["conv1", "conv2", "conv3", "conv4", "conv5"]
    assert seen.count == 50_000
    assert lines(seen, "en")[-1] == "These observations change no mark."
