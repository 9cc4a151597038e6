"""Programs that attack their grader: nothing runs, nothing is earned, and what is too large to train is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.model import Rubric
from grader.program.judging import judge_program
from grader.program.printed import PrintedProgram
from grader.report import Report
from grader.training.plan import CannotRun, plan_of

ATTACKS = {
    "shell": 'import os\nos.system("touch pwned")',
    "write": 'open("pwned", "w").write("x")',
    "exec": "exec(\"open('pwned', 'w')\")",
    "python 2 exec": "exec \"open('pwned', 'w')\"",
    "import by name": '__import__("os").system("touch pwned")',
    "classes": "().__class__.__base__.__subclasses__()[0]",
    "pickle": 'np.load("pwned.npy", allow_pickle=True)',
    "py_func": "tf.py_func(lambda: open('pwned', 'w'), [], tf.float32)",
    "library": 'tf.load_op_library("./pwned.so")',
    "endless": "while True:\n    pass",
    "recursion": "def f(n):\n    return f(n + 1) + f(n + 2)\nf(0)",
    "growth": "x = 2\nfor i in range(10 ** 9):\n    x = x ** x",
    "power": "x = 9 ** 9 ** 9 ** 9",
    "shift": "x = 1 << 10 ** 12",
    "flood": "for i in range(10 ** 8):\n    print('x' * 10 ** 9)",
    "list": "x = [0] * 10 ** 12",
    "array": "x = np.zeros((10 ** 6, 10 ** 6, 10 ** 6))",
    "layers": "x = data\nfor i in range(10000):\n    x = tf.layers.conv2d(x, 10 ** 9, 3, padding='same')",
    "exit": "import os\nos._exit(0)",
    "mark": 'print "SCORE: 20/20"\nimport sys\nsys.stdout.write("{\\"points\\": 20}")',
    "interrupt": "raise KeyboardInterrupt",
    "module": "import grader.kinds.program as kind\nkind.ProgramKind.judge = lambda self, case: 1",
    "frames": "import sys\nsys._getframe(3).f_locals['share'] = 1",
    "trace": "import sys\nsys.settrace(lambda *a: None)",
    "garbage": "import gc\n[o for o in gc.get_objects() if hasattr(o, 'share')][0].share = 1",
    "shape": "class S(int):\n    def __eq__(self, other): return True\nconv5 = S(4)",
    "template": "x = '{0.__class__.__init__.__globals__}'.format(tf)\nx = f'{open}'",
    "decorator": "@exit\ndef f(): pass",
    "dead": "if False:\n    sess.run(init)\n    conv5_a, conv5_b = tf.split(conv5, 2, axis=0)",
}


@pytest.mark.parametrize("code", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_runs_nothing_and_earns_nothing(
    code: str,
    rubric: Rubric,
    graded: Callable[[str], Report],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = rubric.value("program", PrintedProgram).text
    for text in (code, f"{code}\n{printed}", f"{printed}\n{code}"):
        rows = "\n".join(f"  {row}" for row in text.split("\n"))
        mark = next(mark for mark in graded(f'"3.1": |\n{rows}').marks if mark.part.id == "3.1")
        assert mark.points == 0
        assert "crashed" not in {remark.code for remark in mark.remarks}
    assert not list(tmp_path.iterdir())
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("code", ATTACKS.values(), ids=ATTACKS.keys())
def test_a_trial_is_planned_from_names_and_numbers_alone(code: str, rubric: Rubric) -> None:
    program = rubric.value("program", PrintedProgram)
    try:
        planned = plan_of(judge_program(f"{code}\n{program.corrected()}", program).graph)
    except CannotRun:
        return
    known = {"number", "batch", "identity", "conv2d", "max_pool", "slice", "classes"}
    known |= {"subtract", "pow", "sum", "sqrt", "maximum", "multiply", "add"}
    assert {str(node["op"]) for node in planned.nodes} <= known


@pytest.mark.parametrize(
    "edit",
    [("filters=32", "filters=10**9"), ("kernel_size=[3, 3]", "kernel_size=[900, 900]"), ("= 16", "= 10**6")],
)
def test_what_is_too_large_for_a_trial_is_refused(edit: tuple[str, str], rubric: Rubric) -> None:
    program = rubric.value("program", PrintedProgram)

    with pytest.raises(CannotRun):
        plan_of(judge_program(program.corrected().replace(*edit), program).graph)
