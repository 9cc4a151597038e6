"""`grade key`: the reference answers, derived and displayed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.opening import find_parts, open_key, open_rubric, rubric_option
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.key import Key
    from grader.model import Part, Rubric


_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(short_help="Show the reference answers and how they are derived.")
@click.argument("part", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--html",
    metavar="FILE",
    type=_FILE,
    help="Write one page that opens from disk and prints (- for stdout).",
)
@click.option(
    "--markdown", metavar="FILE", type=_FILE, help="Write Markdown, formulas in LaTeX (- for stdout)."
)
@click.option(
    "--language", type=click.Choice(["fr", "en"]), help="Of our own words on the page (the exam's)."
)
@rubric_option
def key(
    part: str | None,
    as_json: bool,
    html: Path | None,
    markdown: Path | None,
    language: str | None,
    rubric_path: Path | None,
) -> None:
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
    if html or markdown:
        _write_pages(rubric, answers, parts, language or rubric.language, html, markdown)
        return
    from grader.render.answer_key import print_key

    print_key(rubric, answers, parts, stdout(), assumptions=part is None)


def _write_pages(
    rubric: Rubric,
    answers: Key,
    parts: tuple[Part, ...],
    language: str,
    html: Path | None,
    markdown: Path | None,
) -> None:
    from grader.render.key_page import key_html, key_markdown, key_page

    shown = key_page(rubric, answers, parts, language)
    for target, made in ((html, key_html), (markdown, key_markdown)):
        if target is not None and str(target) == "-":
            click.echo(made(shown), nl=False)
        elif target is not None:
            try:
                target.write_text(made(shown), encoding="utf-8")
            except OSError as cause:
                raise UsageError(f"cannot write {target}: {cause.strerror}") from cause
            click.echo(f"wrote {target}", err=True)
