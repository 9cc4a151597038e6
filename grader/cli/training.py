"""`grade PAPER --train`: the student's own network trained for a few steps, to look at; marks never change by it."""

from __future__ import annotations

from grader.kinds.program import ProgramKind
from grader.model import Rubric
from grader.nodes import as_text
from grader.placing import place
from grader.program.judging import TooLong, judge_program
from grader.program.printed import PrintedProgram
from grader.submission import Submission
from grader.training.plan import CannotRun, plan_of
from grader.training.watch import Observed, observe


def trained(rubric: Rubric, submission: Submission) -> Observed | CannotRun | None:
    """What training shows of the paper's program, why it cannot be trained, or None where none is written."""
    placed = place(submission, rubric)
    for part in rubric.parts:
        if isinstance(part.kind, ProgramKind):
            answer = as_text(placed.answers.get(part.source.key))
            if not answer.text.strip():
                return None
            return _run(answer.text, rubric.value(part.kind.program, PrintedProgram))
    return None


def print_training(rubric: Rubric, submission: Submission) -> None:
    """Train, and print what it showed."""
    from grader.render.consoles import stdout
    from grader.render.training import print_observed

    print_observed(trained(rubric, submission), rubric.language, stdout())


def _run(text: str, program: PrintedProgram) -> Observed | CannotRun:
    try:
        return observe(plan_of(judge_program(text, program).graph))
    except TooLong:
        return CannotRun("training-too-large")
    except CannotRun as refusal:
        return refusal
