"""`grade try PART 'answer'`: one typed answer, judged as in a paper."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.cli.opening import find_part, open_key, open_rubric, rubric_option
from grader.errors import UsageError
from grader.model import Part
from grader.nodes import Mapping, Node, Place, Scalar
from grader.submission import Student, Submission

MAX_CHARACTERS = 64_000


@click.command("try", short_help="Judge one typed answer.")
@click.argument("part")
@click.argument("answer", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the part's element of the JSON contract.")
@click.option("--prove", is_flag=True, help="Also show a certificate of the gradient by computer algebra.")
@rubric_option
def attempt(part: str, answer: str | None, as_json: bool, prove: bool, rubric_path: Path | None) -> int:
    """Judge ANSWER to PART as in a paper; with no ANSWER, or `-`, it is read from stdin."""
    from grader.pipeline import grade
    from grader.render.as_json import dumps, mark_json

    rubric = open_rubric(rubric_path)
    asked = find_part(rubric, part)
    text = sys.stdin.read(MAX_CHARACTERS + 1) if answer in (None, "-") else str(answer)
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"an answer may have {MAX_CHARACTERS} characters at most")
    paper, key = _paper(rubric.exam, asked, text), open_key(rubric)
    report = grade(rubric, paper, key)
    mark = next(mark for mark in report.marks if mark.part.id == asked.id)
    if as_json:
        click.echo(dumps(mark_json(mark)))
        return 0
    from grader.render.consoles import stdout
    from grader.render.formulas import print_formulas
    from grader.render.terminal import mark_lines

    console = stdout()
    for line in mark_lines(mark, rubric.language):
        console.print(line)
    print_formulas(asked, text, rubric.language, console)
    if prove:
        from grader.cli.proof import print_proof

        print_proof(rubric, asked, paper, key, console)
    return 0


def _paper(exam: str, part: Part, text: str) -> Submission:
    answer: Node = Scalar.typed(text)
    if part.source.field:
        answer = Mapping(((Scalar.typed(part.source.field), answer),), Place(1, 1))
    return Submission(exam, Student("try", ""), {part.source.key: answer})
