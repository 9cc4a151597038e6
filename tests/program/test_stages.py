"""Programs that begin alike are followed once, and nothing that is found changes for it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import pytest

from grader.model import Rubric
from grader.program import calling, stages
from grader.program.calling import inline
from grader.program.judging import judge_program
from grader.program.machine import Machine
from grader.program.printed import PrintedProgram
from grader.program.rewording import printed_statements
from grader.program.stages import Stages
from grader.program.statements import Fallback, step
from grader.program.values import Function, Value

START = "import numpy as np\nn = 8\n"
FILL = "def fill(size):\n    z = np.zeros((size, n))\n    return z\n"


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[ast.stmt]:
    """The statements that are followed for the first time."""
    seen: list[ast.stmt] = []

    def noted(machine: Machine, statement: ast.stmt, fallback: Fallback) -> bool:
        seen.append(statement)
        return step(machine, statement, fallback)

    monkeypatch.setattr(stages, "step", noted)
    return seen


def program(text: str) -> Sequence[ast.stmt]:
    return ast.parse(text).body


def test_only_what_differs_from_an_earlier_program_is_followed(followed: list[ast.stmt]) -> None:
    known = Stages({})
    known.follow(program(f"{START}a = n\nb = a"))
    known.follow(program(f"{START}a = n\nc = a"))
    assert [ast.unparse(statement) for statement in followed] == [
        "import numpy as np", "n = 8", "a = n", "b = a", "c = a",
    ]  # fmt: skip


def test_blank_rows_and_comments_make_no_other_program(followed: list[ast.stmt]) -> None:
    known = Stages({})
    known.follow(program("a = 1\nb = unknown\nif b:\n    c = 2"))
    _, rows = known.follow(program("a = 1\n\n# b\nb = unknown\nif b:\n\n    c = 2"))
    assert (len(followed), [row for row in rows.values() if row]) == (3, [1, 4, 5, 7])


@pytest.mark.parametrize(
    "other", ["a = 1.0", "a = True", "a = '1'", "a = -1", "a, = 1", "a: int = 1", "A = 1"]
)
def test_statements_that_say_something_else_are_others(other: str, followed: list[ast.stmt]) -> None:
    known = Stages({})
    known.follow(program("a = 1"))
    known.follow(program(other))
    assert len(followed) == 2


def test_a_later_program_changes_nothing_of_an_earlier_one() -> None:
    known = Stages({})
    machine, _ = known.follow(program("import tensorflow as tf\ns = tf.Session()"))
    known.follow(program("import tensorflow as tf\ns = tf.Session()\ns.close()\nt = undefined"))
    assert [standing.closed for standing in machine.sessions.values()] == [False]
    assert (sorted(machine.names), machine.faults) == (["s", "tf"], [])


def test_a_call_that_may_read_the_same_is_followed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Function] = []

    def noted(machine: Machine, function: Function, *given: Any) -> Value:
        calls.append(function)
        return inline(machine, function, *given)

    monkeypatch.setattr(calling, "inline", noted)
    known = Stages({})
    for text in ("a = fill(2)", "b = fill(2)", "c = fill(3)", "d = fill(2.0)", "n = 9\ne = fill(2)"):
        known.follow(program(f"{START}{FILL}{text}"))
    assert len(calls) == 4


@pytest.mark.parametrize("body", ["return tf.placeholder(tf.float32)", "return s.run(n)", "return undefined"])
def test_a_call_that_leaves_something_behind_is_followed_each_time(body: str) -> None:
    start = f"import tensorflow as tf\ns = tf.Session()\nn = 1\ndef f():\n    {body}\n"
    known = Stages({})
    once, _ = known.follow(program(f"{start}a = f()"))
    twice, _ = known.follow(program(f"{start}a = f()\nb = f()"))
    assert (len(twice.tensors), len(twice.faults)) == (2 * len(once.tensors), 2 * len(once.faults))


@pytest.mark.parametrize("body", ["return n", "n += 1\n    return n", "m = n\n    return m", "return [n][0]"])
def test_a_call_that_reads_another_value_is_followed_anew(body: str) -> None:
    known = Stages({})
    worth = [
        known.follow(program(f"def f():\n    {body}\nn = {n}\na = f()"))[0].names["a"] for n in (1, 2, 1)
    ]
    assert worth[0] == worth[2] != worth[1]


def test_a_default_binds_its_name_whatever_program_called_before() -> None:
    known, start = Stages({}), "def f(a=(n := 5)):\n    return 1\n"
    machines = [known.follow(program(f"{start}{own}\nb = f()"))[0] for own in ("c = 1", "c = 2")]
    assert ["n" in machine.names for machine in machines] == [True, True]


def test_what_is_kept_does_not_grow_with_the_number_of_programs() -> None:
    known = Stages({})
    for number in range(3_000):
        known.follow(program(f"a = {number}"))
    assert known.kept <= 2_001


def test_an_answer_is_judged_the_same_whatever_came_before(rubric: Rubric) -> None:
    printed = rubric.value("program", PrintedProgram)
    whole = printed.corrected()
    answers = [
        whole,
        f"\n\n{whole}",
        whole.replace("(init)", "(sess)"),
        "data = tf.placeholder(tf.float32, shape=(16, 32, 32, 3))",
    ]
    alone = [judge_program(answer, printed).findings for answer in answers]
    assert [judge_program(answer, printed).findings for answer in reversed(answers)] == alone[::-1]


def test_words_change_only_the_statement_they_correct(rubric: Rubric) -> None:
    printed = rubric.value("program", PrintedProgram)
    row = next(n for n, line in enumerate(printed.text.split("\n"), 1) if line.startswith("sess.run(sess)"))
    before = printed_statements(printed.text)
    after = printed_statements(printed.text, printed.text.replace("run(sess)", "run(init)"), {row: 7})
    changed = [new for old, new in zip(before, after, strict=True) if new is not old]
    assert [(ast.unparse(each), each.lineno) for each in changed] == [("sess.run(init)", 7)]


def test_words_that_make_no_python_leave_no_program(rubric: Rubric) -> None:
    printed = rubric.value("program", PrintedProgram)
    broken = printed.text.replace("sess.run(sess)", "sess.run(")
    row = broken.split("\n").index("sess.run(") + 1
    assert printed_statements(printed.text, broken, {row: 1}) == ()
