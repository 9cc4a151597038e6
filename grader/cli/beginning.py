"""`grade rubric new`: a new exam by a short questionnaire, or by options alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.opening import rubric_file
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.editing.beginning import Added, Wish

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--from", "source", metavar="FILE", type=_FILE, help="The exam to begin from (the shipped one)."
)
@click.option("--exam", default="", help="The short name that papers give (letters, digits, - . _).")
@click.option("--title", default="", help="The title that students read.")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of all remarks (fr).")
@click.option(
    "--keep",
    metavar="ID",
    multiple=True,
    help="A question to keep; all of them without --keep. `none`: none.",
)
@click.option("--drop", metavar="ID", multiple=True, help="A question to leave out.")
@click.option(
    "--add",
    metavar="KIND",
    multiple=True,
    help="Add a question of a kind, to be edited: grid, ideas, number, …",
)
@click.option(
    "--set",
    "changes",
    metavar="PATH=VALUE",
    multiple=True,
    help="A value to change, points too; the sums follow.",
)
@click.option("--points", default="", help="What the whole exam is worth; its questions are scaled to it.")
def new(
    target: Path, source: Path | None, exam: str, title: str, language: str | None, keep: tuple[str, ...],
    drop: tuple[str, ...], add: tuple[str, ...], changes: tuple[str, ...], points: str,
) -> None:  # fmt: skip
    """Begin an exam in TARGET from another one: questions to keep or add, points, parameters.

    Without --exam and --title a short questionnaire asks for everything. What is written passes `grade rubric check`;
    until then nothing is, so that it can be left at any time.
    """
    from grader.editing.beginning import Added, Wish
    from grader.editing.files import read_exactly

    if target.exists():
        raise UsageError(f"{target} is there already")
    text = read_exactly(source or rubric_file(None, option="--from FILE"))
    if exam and title:
        unnamed = "to be edited" if language == "en" else "à modifier"
        added = tuple(Added(kind, f"{kind} ({unnamed})") for kind in add)
        wish = Wish(exam, title, language or "fr", _chosen(text, keep, drop), added, _pairs(changes), points)
        _write(target, text, wish)
        return
    wish = _asked(text, exam, title, language)
    _write(target, text, wish)


def _asked(text: str, exam: str, title: str, language: str | None) -> Wish:
    """What the questionnaire gives; raises click.Abort at ctrl-C and at the end of input."""
    from dataclasses import replace

    from grader.editing.beginning import Wish, drafted

    exam = exam or _ask("Short name of the exam (letters, digits, - . _)", check=_named)
    title = title or _ask("Title that students read")
    language = language or click.prompt("Language", type=click.Choice(["fr", "en"]), default="fr", err=True)
    _list_questions(text)
    keep = _ask(
        "Questions to keep: all, none, or their numbers",
        "all",
        check=lambda given: _chosen(text, given.split(), ()),
    )
    wish = Wish(exam, title, language, _chosen(text, keep.split(), ()), tuple(_added(language)))
    while wish.keep == () and not wish.added:
        click.echo("An exam has at least one question.", err=True)
        wish = replace(wish, added=tuple(_added(language)))
    draft = drafted(text, wish)
    _list_values(draft)
    wish = replace(wish, values=tuple(_changes(draft)))
    total = _ask(
        "Points of the whole exam, to which all are scaled; as they add up: Enter", "", check=_number
    )
    return replace(wish, points=total)


def _changes(draft: str) -> Iterator[tuple[str, str]]:
    """Values to change, one after the other, each tried at once."""
    from grader.editing.setting import set_values

    def tried(given: str) -> None:
        if given:
            set_values(draft, _pairs([given]), force=True)

    while given := _ask("A value to change, such as 2.3.points=2; no more: Enter", "", check=tried):
        yield from _pairs([given])


def _ask(told: str, default: str | None = None, check: Callable[[str], object] = str) -> str:
    """Ask until the answer holds."""
    while True:
        given = str(click.prompt(told, default=default, show_default=bool(default), err=True)).strip()
        try:
            check(given)
        except GraderError as error:
            click.echo(f"  {error}", err=True)
        else:
            return given


def _added(language: str) -> Iterator[Added]:
    """Questions to add, until there are enough; one that does not hold is asked for again."""
    from grader.editing.beginning import Wish, begin
    from grader.editing.questions import TEMPLATES
    from grader.render.faults import print_error

    while kind := _ask(f"Add a question ({', '.join(TEMPLATES)}); no more: Enter", "", check=_kind):
        added = _question(kind)
        try:
            begin("", Wish("new", "new", language, (), (added,)))
        except GraderError as error:
            print_error(error)
            click.echo("This question is not added; try again.", err=True)
        else:
            yield added


def _question(kind: str) -> Added:
    from grader.editing.beginning import Added
    from grader.editing.questions import TEMPLATES

    title = _ask("  its title")
    points = _ask("  its points", "1", check=_number)
    asked = [(ask.path, _ask(f"  {ask.told}; as in the example: Enter", "")) for ask in TEMPLATES[kind].asks]
    return Added(kind, title, points, tuple((path, value) for path, value in asked if value))


def _named(given: str) -> None:
    if not _NAME.fullmatch(given):
        raise UsageError("letters, digits, - . _ only")


def _kind(given: str) -> None:
    from difflib import get_close_matches

    from grader.editing.questions import TEMPLATES

    if given and given not in TEMPLATES:
        near = get_close_matches(given, TEMPLATES, n=1)
        raise UsageError(f"no such kind{f'; did you mean {near[0]}?' if near else ''}")


def _number(given: str) -> None:
    from fractions import Fraction

    try:
        above = not given or Fraction(given) > 0
    except (ValueError, ZeroDivisionError):
        above = False
    if not above:
        raise UsageError("write 1/2, 0.5 or 2")


def _chosen(text: str, keep: tuple[str, ...] | list[str], drop: tuple[str, ...]) -> tuple[str, ...] | None:
    """The questions that stay, None where all do; raises UsageError where there is no such question."""
    from grader.editing.tree import Tree

    tree = Tree(text)
    known = [tree.text_at((*at, "id")) or "" for at in tree.questions()]
    named = [] if list(keep) in (["all"], ["none"]) else list(keep)
    if unknown := [id for id in (*named, *drop) if id not in known]:
        raise UsageError(f"no question {', '.join(unknown)}; there are {', '.join(known)}")
    if list(keep) == ["none"]:
        return ()
    chosen = tuple(id for id in known if (not named or id in named) and id not in drop)
    return None if len(chosen) == len(known) else chosen


def _pairs(changes: tuple[str, ...] | list[str]) -> tuple[tuple[str, str], ...]:
    pairs = [change.partition("=") for change in changes]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise UsageError(f"“{wrong[0]}” is no change; write PATH=VALUE, such as 2.3.points=2")
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _list_questions(text: str) -> None:
    from grader.editing.tree import Tree

    tree = Tree(text)
    for at in tree.questions():
        row = [tree.text_at((*at, key)) or "" for key in ("id", "points", "title")]
        click.echo("  {:6} {:>4}  {}".format(*row), err=True)


def _list_values(draft: str) -> None:
    from grader.editing.tree import Tree

    for path, value in Tree(draft).settable():
        if path.endswith(".points") or (
            path.startswith("parameters.") and not path.endswith((".type", ".reason", ".assumed"))
        ):
            click.echo(f"  {path}={value}", err=True)


def _write(target: Path, text: str, wish: Wish) -> None:
    """Write what was wished and the schema that it names, once it holds."""
    import json

    from grader.editing.beginning import begin
    from grader.editing.json_schema import rubric_schema

    made = begin(text, wish)
    schema = target.parent / "rubric.schema.json"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(made)
        if not schema.exists():
            schema.write_text(json.dumps(rubric_schema(), indent=1) + "\n", encoding="utf-8")
    except OSError as cause:
        raise UsageError(f"cannot write {cause.filename}: {cause.strerror}") from cause
    ways = (
        f"`grade rubric edit {target}` goes on, `grade template --rubric {target}` gives the paper to fill in"
    )
    click.echo(f"wrote {target}, which passes `grade rubric check`; {ways}", err=True)
