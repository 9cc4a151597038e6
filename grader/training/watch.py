"""A trial run in a process of its own, with limits of time and memory; what it says is read as plain data."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.training.plan import CannotRun, Plan

SECONDS = 30
"""The longest that a run may take, torch's import included; the exam's network needs about three."""

MEMORY = 8 * 2**30
"""Bytes of address space; torch alone maps about three thousand million of them."""

_LARGEST_ANSWER = 1_000_000


@dataclass(frozen=True, slots=True)
class Observed:
    """What a run showed: losses summed over pairs before each step and after the last; None is not a number.

    `gradients` holds each layer's name and the norm of its kernel's first gradient; `moved` counts, of `count`
    losses, those that change with one image; `elements` are the first losses one by one.
    """

    losses: tuple[float | None, ...]
    after: float | None
    gradients: tuple[tuple[str, float | None], ...]
    count: int
    moved: int
    elements: tuple[float | None, ...]
    optimizer: str
    rate: float


def observe(plan: Plan) -> Observed:
    """Train for the steps of the plan; raises CannotRun where that fails or takes too long."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "grader.training.trial"],
            input=json.dumps(plan.plain(), allow_nan=False),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            cwd=Path(__file__).parents[2],
            preexec_fn=_limit,
        )
    except subprocess.TimeoutExpired:
        raise CannotRun("training-too-long") from None
    if done.returncode or len(done.stdout) > _LARGEST_ANSWER:
        raise CannotRun("training-failed")
    return _read(json.loads(done.stdout), plan)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_ANSWER, _LARGEST_ANSWER))


def _read(answer: dict[str, object], plan: Plan) -> Observed:
    if "refused" in answer:
        raise CannotRun("training-not-followed", facts={"why": str(answer["refused"])})
    return Observed(
        _floats(answer["losses"]),
        _floats([answer["after"]])[0],
        tuple(zip(plan.layers, _floats(answer["gradients"]), strict=True)),
        int(str(answer["count"])),
        int(str(answer["moved"])),
        _floats(answer["elements"]),
        plan.optimizer,
        plan.rate,
    )


def _floats(numbers: object) -> tuple[float | None, ...]:
    listed = numbers if isinstance(numbers, list) else []
    return tuple(None if number is None else float(number) for number in listed)
