"""The teacher's own Moodle worksheet, filled in: marks and feedback change, every other byte stays.

Format: Moodle's offline grading worksheet (`mod/assign/feedback/offline`). Headers are in the language of whoever
downloaded it. The importer skips a row in silence when its mark is above the maximum, locked, or unchanged, and in
some versions when it is 0; those are told.
"""

from __future__ import annotations

import html
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from grader.classroom.intake import owner_of
from grader.errors import UsageError
from grader.language.letters import folded
from grader.loading.clean import clean
from grader.render.telling import part_name, sentences
from grader.report import Mark, Report
from grader.verdict import Tone

MAX_BYTES = 20_000_000
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "participant": ("identifier", "identifiant"),
    "name": ("full name", "nom complet"),
    "number": ("id number", "numero d'identification"),
    "mail": ("email address", "adresse de courriel", "email"),
    "grade": ("grade", "note"),
    "max": ("maximum grade", "note maximale"),
    "locked": ("grade can be changed", "la note peut etre modifiee"),
    "feedback": ("feedback comments", "feedback par commentaires"),
}
_NEEDED = ("participant", "grade")
_MARKED_BEFORE = "already marked in Moodle; tick “Autorise la modification de données modifiées plus récemment” when importing"
MOST_NAMED = 5
_FRENCH = frozenset(["identifiant", "note"])


Told = defaultdict[str, list[str]]
"""Who a warning is about, by what it says."""


@dataclass(frozen=True, slots=True)
class ForMoodle:
    """A paper on its way to Moodle: its file's name in the class folder, and its report."""

    name: str
    report: Report


@dataclass(frozen=True, slots=True)
class Filled:
    """The worksheet's bytes, the participant's number and full name by paper, and what the teacher should know."""

    content: bytes
    participants: Mapping[str, tuple[str, str]]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    end: int
    value: str
    quoted: bool


def fill_worksheet(content: bytes, papers: Iterable[ForMoodle]) -> Filled:
    """Fill a worksheet in; raises UsageError where the file is none."""
    text, encoding = _decoded(content)
    rows = _rows(text)
    if not rows:
        raise UsageError("the worksheet is empty")
    columns = _columns(rows[0])
    missing = [_COLUMNS[name][0].capitalize() for name in _NEEDED if name not in columns]
    if missing:
        raise UsageError(
            f"this is no Moodle worksheet: no column {' and none '.join(missing)} in its first line"
        )
    comma = _decimal_comma(rows, columns)
    sheet = _Sheet(columns, comma, [row for row in rows[1:] if any(cell.value for cell in row)])
    changes, participants, warnings = sheet.fill(papers)
    for cell, value in sorted(changes, key=lambda change: -change[0].start):
        text = text[: cell.start] + _raw(value, cell, text) + text[cell.end :]
    return Filled(text.encode(encoding), participants, tuple(warnings))


def write_feedback_zip(target: Path, pages: Sequence[tuple[str, str, Path]]) -> None:
    """A zip for “Upload multiple feedback files in a zip”; takes a participant's number, full name, and page each."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name, page in pages:
            folder = f"{_file_name(name)}_{number}_assignsubmission_file"
            archive.write(page, f"{folder}/correction.html")


def participant_of(name: str) -> tuple[str, str] | None:
    """The participant's number and name that a file's path tells, as in `Zoé Élie_4217_assignsubmission_file/…`.

    >>> participant_of("Zoé Élie_4217_assignsubmission_file/copie.yaml")
    ('4217', 'Zoé Élie')
    """
    owner = owner_of(name)
    if not owner.startswith("moodle "):
        return None
    number = owner.removeprefix("moodle ")
    step = next(step for step in Path(unicodedata.normalize("NFC", name)).parts if f"_{number}_" in step)
    return number, step.split("_")[0]


@dataclass(slots=True)
class _Sheet:
    columns: Mapping[str, int]
    comma: bool
    rows: Sequence[Sequence[_Cell]]

    def fill(
        self, papers: Iterable[ForMoodle]
    ) -> tuple[list[tuple[_Cell, str]], dict[str, tuple[str, str]], list[str]]:
        changes: list[tuple[_Cell, str]] = []
        participants: dict[str, tuple[str, str]] = {}
        told: Told = defaultdict(list)
        used: dict[int, str] = {}
        for paper in papers:
            place = self._row_of(paper)
            who = clean(paper.report.student.name or paper.name, 80)
            if place is None:
                told["no row of the worksheet is theirs; nothing was filled in"].append(who)
            elif place in used:
                told[f"the row is already that of {used[place]}; nothing was filled in"].append(who)
            else:
                used[place] = who
                row = self.rows[place]
                participants[paper.name] = (
                    _digits(self._at(row, "participant")),
                    self._at(row, "name") or who,
                )
                changes += self._changes(row, paper, who, told)
        warnings = [f"{_names(names)}: {what}" for what, names in told.items()]
        left = len(self.rows) - len(used)
        if left:
            rows = "row of the worksheet has no paper and stays as it is"
            rows = rows if left == 1 else "rows of the worksheet have no paper and stay as they are"
            warnings.append(f"{left} {rows}")
        return changes, participants, warnings

    def _changes(
        self, row: Sequence[_Cell], paper: ForMoodle, who: str, told: Told
    ) -> Iterator[tuple[_Cell, str]]:
        if self._at(row, "locked").strip().lower() in ("no", "non"):
            told["the mark is locked in Moodle; nothing was filled in"].append(who)
            return
        mark = paper.report.points
        most = _number(self._at(row, "max"))
        if most is not None and mark > most:
            told["the mark is above Moodle's maximum, and would be skipped; capped"].append(
                f"{who} ({self._shown(mark)})"
            )
            mark = most
        if mark == 0:
            told["some versions of Moodle do not import a mark of 0; check it there"].append(who)
        if self._at(row, "grade").strip() and self.comma:
            told[_MARKED_BEFORE].append(who)
        yield row[self.columns["grade"]], self._shown(mark)
        place = self.columns.get("feedback")
        if place is not None and place < len(row):
            yield row[place], brief_html(paper.report)

    def _row_of(self, paper: ForMoodle) -> int | None:
        """By the participant's number in the file's path, then by the student's id, then by an only equal name."""
        told = participant_of(paper.name)
        tests = [
            ("participant", told[0] if told else "", _digits),
            ("number", paper.report.student.id, _key),
            ("mail", paper.report.student.id, _key),
            ("name", paper.report.student.name, _key),
        ]
        for column, wanted, plain in tests:
            if not plain(wanted):
                continue
            found = [n for n, row in enumerate(self.rows) if plain(self._at(row, column)) == plain(wanted)]
            if len(found) == 1:
                return found[0]
        return None

    def _at(self, row: Sequence[_Cell], column: str) -> str:
        place = self.columns.get(column)
        return row[place].value if place is not None and place < len(row) else ""

    def _shown(self, mark: Fraction) -> str:
        text = f"{float(mark):.5f}".rstrip("0")
        text += "0" * max(0, 2 - len(text.partition(".")[2]))
        return text.replace(".", ",") if self.comma else text


def brief_html(report: Report) -> str:
    """Marks and what was lost, as the comment that Moodle shows; the whole feedback is the student's page."""
    rows = "".join(f"<li>{_brief(mark)}</li>" for mark in report.marks if mark.points < mark.part.points)
    total = f"{float(report.points):g} / {float(report.max):g}"
    return f"<p>{total}</p><ul>{rows}</ul>" if rows else f"<p>{total}</p>"


def _brief(mark: Mark) -> str:
    said = [clean(remark.text, 200) for remark in mark.remarks if remark.tone in (Tone.LOSS, Tone.DOUBT)]
    head = f"{part_name(mark)} : {float(mark.points):g} / {float(mark.part.points):g}"
    return html.escape(f"{head}. {sentences(said[:3])}" if said else head).replace("\n", " ")


def _names(names: Sequence[str]) -> str:
    """The first few names, and how many more.

    >>> _names(["Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus"])
    'Ada, Bo, Cy, Di, Ed and 2 more'
    """
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _decoded(content: bytes) -> tuple[str, str]:
    for encoding in ("utf-16", "utf-8", "cp1252"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.encode(encoding) == content:
            return text, encoding
    raise UsageError("the worksheet is in an encoding that cannot be read; save it as UTF-8")


def _rows(text: str) -> list[list[_Cell]]:
    """Every cell with its place in the text, so that one can be changed without touching another."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows: list[list[_Cell]] = []
    row: list[_Cell] = []
    at = 1 if text.startswith("\ufeff") else 0
    while at <= len(text):
        cell = _cell(text, at, separator)
        row.append(cell)
        at = cell.end + 1
        after = text[cell.end : cell.end + 1]
        if after != separator:
            rows.append(row)
            row = []
            at += text[cell.end : cell.end + 2] == "\r\n"
    return [row for row in rows if len(row) > 1 or row[0].value]


def _cell(text: str, at: int, separator: str) -> _Cell:
    if text[at : at + 1] != '"':
        found = re.compile(f"[^{separator}\r\n]*").match(text, at)
        end = found.end() if found else at
        return _Cell(at, end, text[at:end], False)
    end = at + 1
    while (end := text.find('"', end)) >= 0 and text[end + 1 : end + 2] == '"':
        end += 2
    if end < 0:
        raise UsageError("the worksheet ends inside a quoted cell; download it again")
    return _Cell(at, end + 1, text[at + 1 : end].replace('""', '"'), True)


def _raw(value: str, cell: _Cell, text: str) -> str:
    del text
    if cell.quoted or any(mark in value for mark in ',;\t"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


def _columns(header: Sequence[_Cell]) -> dict[str, int]:
    titles = [_key(cell.value) for cell in header]
    found: dict[str, int] = {}
    for column, names in _COLUMNS.items():
        for place, title in enumerate(titles):
            if title in {_key(name) for name in names}:
                found.setdefault(column, place)
    return found


def _decimal_comma(rows: Sequence[Sequence[_Cell]], columns: Mapping[str, int]) -> bool:
    place = columns.get("max")
    seen = [row[place].value for row in rows[1:] if place is not None and place < len(row)]
    for value in seen:
        if re.search(r"\d[.,]\d", value):
            return "," in value
    return _key(rows[0][columns["grade"]].value) in _FRENCH


def _number(text: str) -> Fraction | None:
    found = re.fullmatch(r"\s*(\d+)(?:[.,](\d+))?\s*", text)
    return Fraction(f"{found[1]}.{found[2] or 0}") if found else None


def _digits(text: str) -> str:
    found = re.search(r"\d+", text)
    return found[0] if found else ""


def _key(text: str) -> str:
    return " ".join(folded(text).replace("’", "'").split())


def _file_name(name: str) -> str:
    return re.sub(r'[_/\\:*?"<>|\x00-\x1f]+', " ", name).strip() or "Participant"
