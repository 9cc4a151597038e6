"""`grade key`: the reference answers, derived and displayed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.opening import find_ids, find_parts, open_key, open_rubric, rubric_file, rubric_option
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.key import Key
    from grader.model import Part, Rubric
    from grader.render.sheet import Sheet

RUBRIC_BYTES = 1_000_000


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
    "--picture",
    metavar="FILE",
    type=_FILE,
    help="With --html: the picture that `grade train` drew, on the page.",
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
    picture: Path | None,
    language: str | None,
    rubric_path: Path | None,
) -> None:
    """Show the answer key, or that of PART (a part or a question)."""
    if html or markdown:
        rubric = open_rubric(rubric_path)
        parts = find_parts(rubric, part) if part else rubric.parts
        _write_pages(rubric, open_key(rubric), parts, language or rubric.language, html, markdown, picture)
        return
    shown = _sheet(rubric_path)
    known = [(row.id, row.question) for row in shown.parts]
    wanted = find_ids(known, part, shown.exam) if part else {id for id, _ in known}
    rows = [row for row in shown.parts if row.id in wanted]
    if as_json:
        from grader.render.as_json import dumps

        answers = [{"id": row.id, "answer": row.answer, "steps": list(row.steps)} for row in rows]
        click.echo(dumps({"exam": shown.exam, "rubric": shown.rubric, "parts": answers}))
        return
    from grader.render.answer_key import print_key
    from grader.render.consoles import stdout

    print_key(shown, rows, stdout(), assumptions=part is None)


def _sheet(rubric_path: Path | None) -> Sheet:
    """What is shown, from the cache where neither the rubric nor the code has changed."""
    from grader.errors import RubricError
    from grader.loading.text import read_text
    from grader.render.sheet import keep, kept_sheet, sheet

    path = rubric_file(rubric_path)
    shown = kept_sheet(read_text(path, RUBRIC_BYTES, RubricError))
    if shown is None:
        rubric = open_rubric(path)
        shown = sheet(rubric, open_key(rubric))
        keep(shown)
    return shown


def _write_pages(
    rubric: Rubric,
    answers: Key,
    parts: tuple[Part, ...],
    language: str,
    html: Path | None,
    markdown: Path | None,
    picture: Path | None,
) -> None:
    from grader.render.key_page import key_html, key_markdown, key_page, with_picture

    shown = key_page(rubric, answers, parts, language)
    if picture:
        shown = with_picture(shown, picture)
    for target, made in ((html, key_html), (markdown, key_markdown)):
        if target is not None and str(target) == "-":
            click.echo(made(shown), nl=False)
        elif target is not None:
            try:
                target.write_text(made(shown), encoding="utf-8")
            except OSError as cause:
                raise UsageError(f"cannot write {target}: {cause.strerror}") from cause
            click.echo(f"wrote {target}", err=True)
