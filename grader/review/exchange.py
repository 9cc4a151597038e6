"""The same without a browser: flagged answers as a YAML file to fill in, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from grader.classroom.overrides import Override, load_overrides, read_points
from grader.errors import Fault, FileError, UsageError
from grader.loading.text import read_text
from grader.nodes import Place
from grader.render.numbers import points as shown
from grader.review.session import RefusedError, Session
from grader.review.waiting import item_id

MAX_BYTES = 50_000_000
_HEADER = """\
# One entry for each group of answers alike. Write `points:` behind those that you decide, and `why:` if you like;
# leave the others. Then: grade review FOLDER --import THIS_FILE, as often as you like
"""


_EMPTY = frozenset(["", "null", "~"])


class ExchangeError(FileError):
    """The file that came back cannot be used; nothing of it was decided."""


def export(session: Session, target: Path) -> int:
    """Write what waits; returns how many groups. Raises UsageError where the file cannot be written."""
    groups: dict[str, list[str]] = {}
    for item in session.items.values():
        groups.setdefault(item.group, []).append(item.id)
    entries = []
    for group, ids in groups.items():
        item = session.items[group]
        entries.append(
            {
                "part": item.part.id,
                "answers": sorted(ids),
                "max": shown(item.part.points),
                "proposed": shown(item.verdict.share * item.part.points),
                "between": f"{shown(item.verdict.low * item.part.points)} .. {shown(item.verdict.high * item.part.points)}",
                "reasons": [text for _, text, _ in item.reasons],
                "answer": item.answer,
                "points": None,
                "why": "",
            }
        )
    text = _HEADER + yaml.dump(entries, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as cause:
        raise UsageError(f"cannot write {target}: {cause.strerror}") from cause
    return len(entries)


def take_in(session: Session, source: Path) -> int:
    """Decide what was filled in; returns how many answers. Raises ExchangeError, before anything is decided."""
    text = read_text(source, MAX_BYTES, ExchangeError)
    try:
        node = yaml.compose(text, yaml.SafeLoader)
        rows = yaml.load(text, yaml.BaseLoader)  # noqa: S506  texts only
    except yaml.YAMLError as cause:
        raise ExchangeError(
            source, [Fault("this is no valid YAML", hint=str(cause).split("\n")[0])]
        ) from cause
    if not isinstance(rows, list):
        raise ExchangeError(source, [Fault("a list of answers is expected")])
    faults: list[Fault] = []
    wanted: list[_Row] = []
    before = _decided(session)
    for row, at in zip(rows, node.value if node else (), strict=True):
        read = _row(row)
        told = "an entry without `answers`" if read is None else _fault(session, read, before)
        if told:
            faults.append(Fault(told, Place(at.start_mark.line + 1, 1)))
        elif read and read.points:
            wanted.append(read)
    if faults:
        raise ExchangeError(source, faults)
    fresh = [row for row in wanted if row.ids[0] in session.items]
    for row in fresh:
        session.decide(list(row.ids), {"points": row.points, "why": row.why})
    return sum(len(row.ids) for row in fresh)


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry that came back; `points` is empty where nothing was decided."""

    part: str
    ids: tuple[str, ...]
    points: str
    why: str


def _row(row: object) -> _Row | None:
    if not isinstance(row, dict) or not isinstance(row.get("answers"), list) or not row["answers"]:
        return None
    points = str(row.get("points", "")).strip()
    why = str(row.get("why", ""))
    ids = tuple(map(str, row["answers"]))
    return _Row(str(row.get("part", "")), ids, "" if points in _EMPTY else points, why)


def _decided(session: Session) -> dict[str, Override]:
    """The decisions that stand in the class's file, by the names that answers have here."""
    entries = load_overrides(session.folder).entries
    return {item_id(entry.paper, entry.part): entry for entry in entries}


def _fault(session: Session, row: _Row, before: Mapping[str, Override]) -> str:
    """Why an entry cannot be decided; empty where it can, where it is left open, or where just that stands already."""
    unknown = [id for id in row.ids if id not in session.items]
    if not row.points or (
        len(unknown) == len(row.ids) and all(_says(session, row, before.get(id)) for id in row.ids)
    ):
        return ""
    if unknown:
        return f"{', '.join(unknown)}: decided otherwise meanwhile, or the class has changed; export again"
    try:
        session.check(list(row.ids), {"points": row.points})
    except RefusedError as error:
        return str(error)
    return ""


def _says(session: Session, row: _Row, entry: Override | None) -> bool:
    """Whether a decision gives what an entry gives."""
    parts = [part for part in session.rubric.parts if part.id == row.part]
    points = read_points(row.points)
    return bool(
        entry and parts and points is not None and entry.share_of(parts[0]) * parts[0].points == points
    )


class _Dumper(yaml.SafeDumper):
    """Several lines stand as a block."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))
