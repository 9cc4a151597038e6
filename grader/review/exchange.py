"""The same without a browser: flagged answers as a YAML file to fill in, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from grader.errors import Fault, FileError, UsageError
from grader.loading.text import read_text
from grader.nodes import Place
from grader.render.numbers import points as shown
from grader.review.session import RefusedError, Session

MAX_BYTES = 50_000_000
_HEADER = """\
# One entry for each group of answers alike. Write `points:` behind those that you decide, and `why:` if you like;
# leave the others. Then: grade review FOLDER --import THIS_FILE
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
    wanted: list[tuple[list[str], dict[str, Any]]] = []
    for row, at in zip(rows, node.value if node else (), strict=True):
        place = Place(at.start_mark.line + 1, 1)
        if not isinstance(row, dict) or not isinstance(row.get("answers"), list):
            faults.append(Fault("an entry without `answers`", place))
        elif str(row.get("points", "")).strip() not in _EMPTY:
            ids = [str(id) for id in row["answers"]]
            fault = _fault(session, ids, str(row["points"]))
            if fault:
                faults.append(Fault(fault, place))
            wanted.append((ids, {"points": str(row["points"]), "why": str(row.get("why", ""))}))
    if faults:
        raise ExchangeError(source, faults)
    for ids, answer in wanted:
        session.decide(ids, answer)
    return sum(len(ids) for ids, _ in wanted)


def _fault(session: Session, ids: list[str], points: str) -> str:
    unknown = [id for id in ids if id not in session.items]
    if unknown:
        return f"{', '.join(unknown)}: no such answer waits (decided meanwhile, or the class has changed)"
    try:
        session.check(ids, {"points": points})
    except RefusedError as error:
        return str(error)
    return ""


class _Dumper(yaml.SafeDumper):
    """Several lines stand as a block."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))
