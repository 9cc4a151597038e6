"""Rounds of a loop that only repeat the first are not followed, and nothing else changes for it."""

from __future__ import annotations

import ast

import pytest

from grader.program import statements
from grader.program.machine import Machine
from grader.program.statements import follow

BEFORE = "import numpy as np\nz = np.zeros((8, 3))\nt = np.zeros((50, 3))\nc = [1, 2, 3, 4]\n"

ALIKE = ("z[i] = t[4]", "z[i + 4] = t[i]", "r = t[0]\nz[i, :] = r", "np.copy(z[i])", "z[0] = t[3 - i]")

UNLIKE = (
    "x = c[i]",
    "r = i\nz[r] = t[0]",
    "z = z[i]",
    "s = s + t[0]",
    "if i == 2:\n        z[i] = 3",
    "z[0:i] = 0",
    "z[i * 2] = t[0]",
    "z[i] = 1 / (i - 2)",
    "i = 3",
    "f(i)",
    "q = [i for i in c]",
    "z[i] = np.zeros((2, 2))",
)


@pytest.mark.parametrize("body", ALIKE + UNLIKE)
def test_what_is_known_after_a_loop_is_the_same_with_every_round_followed(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = _after(body)
    monkeypatch.setattr(statements, "are_alike", lambda *_: False)
    every = _after(body)
    assert (short.faults, short.puzzles) == (every.faults, every.puzzles)
    assert _shown(short) == _shown(every)


@pytest.mark.parametrize(("body", "rounds"), [(body, 2) for body in ALIKE] + [(body, 4) for body in UNLIKE])
def test_only_the_first_and_the_last_of_rounds_that_are_alike_are_followed(
    body: str, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[object] = []
    monkeypatch.setattr(statements, "_once", lambda machine, block: followed.append(_body(machine, block)))
    _after(body)
    assert len(followed) == rounds


def _body(machine: Machine, block: list[ast.stmt]) -> None:
    for statement in block:
        statements.execute(machine, statement)


def _after(body: str) -> Machine:
    machine = Machine()
    follow(
        machine,
        ast.parse(f"{BEFORE}for i in range(4):\n    {body.replace(chr(10), chr(10) + '    ')}").body,
        {},
    )
    return machine


def _shown(machine: Machine) -> list[str]:
    return [f"{name} {value!r}" for name, value in machine.names.items() if name not in ("c", "t", "z")]
