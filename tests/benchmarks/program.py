"""How long judging a program takes once warm, and what it imports: `python tests/benchmarks/program.py`."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from grader.program.judging import judge_program
from grader.program.printed import PrintedProgram
from grader.rubric import load_rubric

ROOT = Path(__file__).parent.parent.parent
HEAVY = ("torch", "sympy", "numpy")


def main() -> None:
    """Print the median and the worst of judging every golden answer, as milliseconds and as a ratio to `compile`."""
    program = load_rubric(ROOT / "rubrics" / "partiel-2018.yaml").value("program", PrintedProgram)
    texts = list(_answers(program))
    for text in texts:
        judge_program(text, program)
    times = sorted(_best(text, program) for text in texts)
    floor = _floor(program)
    for name, seconds in (("median", statistics.median(times)), ("worst", times[-1])):
        sys.stdout.write(f"{name:7} {1000 * seconds:6.1f} ms  {seconds / floor:6.1f} x compile\n")
    heavy = [name for name in HEAVY if name in sys.modules]
    sys.stdout.write(f"{len(texts)} answers; heavy modules imported: {', '.join(heavy) or 'none'}\n")


def _answers(program: PrintedProgram) -> list[str]:
    golden = ROOT / "tests" / "golden"
    repairs = yaml.safe_load((golden / "program_repairs.yaml").read_text(encoding="utf-8"))
    answers = yaml.safe_load((golden / "program_answers.yaml").read_text(encoding="utf-8"))
    texts = [program.text, *(case["answer"] for case in answers)]
    for case in repairs:
        text = program.corrected()
        for old, new in case["edits"]:
            text = text.replace(old, new)
        texts.append(text)
    return texts


def _best(text: str, program: PrintedProgram) -> float:
    return min(_timed(lambda: judge_program(text, program)) for _ in range(3))


def _floor(program: PrintedProgram) -> float:
    text = program.corrected().replace("print i, loss_r", "print(i, loss_r)")
    return min(_timed(lambda: compile(text, "program", "exec")) for _ in range(10))


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
