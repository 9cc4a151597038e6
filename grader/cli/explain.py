"""`grade PAPER --explain PART`: how a mark came about."""

from __future__ import annotations

import click

from grader.cli.opening import find_parts
from grader.key import Key
from grader.model import Rubric
from grader.pipeline import judge
from grader.placing import place
from grader.render.consoles import stdout
from grader.submission import Submission


def explain_part(rubric: Rubric, submission: Submission, key: Key, id: str) -> int:
    """Print what was written, what was judged and why, and the reference with its derivation."""
    from grader.render.explanation import print_explanation

    parts = find_parts(rubric, id)
    placed = place(submission, rubric)
    verdicts = judge(rubric, placed, key)
    console = stdout()
    for number, part in enumerate(parts):
        if number:
            click.echo()
        print_explanation(part, placed, verdicts, rubric, key, console)
    return 0
