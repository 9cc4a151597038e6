"""`grade key`: the reference answers, derived and displayed."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.opening import find_parts, open_key, open_rubric, rubric_option


@click.command(short_help="Show the reference answers and how they are derived.")
@click.argument("part", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@rubric_option
def key(part: str | None, as_json: bool, rubric_path: Path | None) -> None:
    """Show the answer key, or that of PART (a part or a question)."""
    from grader.render.as_json import dumps
    from grader.render.consoles import stdout

    rubric = open_rubric(rubric_path)
    answers = open_key(rubric)
    parts = find_parts(rubric, part) if part else rubric.parts
    if as_json:
        rows = [
            {"id": p.id, "answer": answers[p.id].answer, "steps": list(answers[p.id].steps)} for p in parts
        ]
        click.echo(dumps({"exam": rubric.exam, "rubric": rubric.digest, "parts": rows}))
        return
    from grader.render.answer_key import print_key

    print_key(rubric, answers, parts, stdout(), assumptions=part is None)
