"""A person's decisions, the highest law: `overrides.yaml` in the class folder, appended to and edited by hand.

Each entry decides one part of one paper; the last one counts, earlier ones are its history. An entry knows the hash
of the answer that was seen and of what was asked, so that a decision is asked about again when either has changed,
and is never dropped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import yaml

from grader.errors import Fault, FileError, UsageError
from grader.kinds.ideas import IdeasKind
from grader.loading.text import read_text
from grader.model import Part, Rubric
from grader.nodes import Mapping as Fields
from grader.nodes import Node, Place, as_text
from grader.render.numbers import points as shown
from grader.submission import Student, Submission
from grader.verdict import Evidence, Tone, Verdict, decided, doubt, note, proposed

FILE = "overrides.yaml"
MAX_BYTES = 20_000_000
_HEADER = """\
# Decisions of a person, one entry each; the last one for a paper and part counts. Edit freely:
# `points` (or `share`, a fraction of the part) may be left empty, which takes the decision back.
"""
_KEYS = ("paper", "student", "part", "points", "share", "why", "by", "on", "answer", "asked")
_NUMBER = re.compile(r"(\d{1,6})(?:/(\d{1,6})|[.,](\d{1,6}))?")


class OverridesError(FileError):
    """`overrides.yaml` is not what it must be; nothing is graded over it, so that no decision is lost."""


@dataclass(frozen=True, slots=True)
class Override:
    """A decision: `points`, or a `share` of the part; neither takes an earlier decision back.

    `answer` and `asked` are hashes of what was decided on; empty where the entry was written by hand.
    """

    paper: str
    part: str
    points: Fraction | None = None
    share: Fraction | None = None
    why: str = ""
    by: str = ""
    on: str = ""
    answer: str = ""
    asked: str = ""
    student: str = ""
    line: int = 0

    @property
    def is_withdrawal(self) -> bool:
        """Whether it only takes an earlier decision back."""
        return self.points is None and self.share is None

    def share_of(self, part: Part) -> Fraction:
        """What it gives of a part, at most all of it."""
        if self.share is not None:
            return min(self.share, Fraction(1))
        return min((self.points or Fraction(0)) / part.points, Fraction(1)) if part.points else Fraction(0)


@dataclass(frozen=True, slots=True)
class Overrides:
    """The entries of a class, in the order of the file; `papers` are the files that the class holds now."""

    entries: tuple[Override, ...] = ()
    papers: frozenset[str] = frozenset()

    def of(self, paper: str, student: Student, part: str) -> tuple[Override, ...]:
        """Every entry for a part, the one that counts last; a renamed file is known by its student's id."""
        return tuple(entry for entry in self.about(paper, student) if entry.part == part)

    def about(self, paper: str, student: Student) -> tuple[Override, ...]:
        """Every entry about a paper; those of its student for files that are gone from `papers` too."""
        return tuple(
            entry
            for entry in self.entries
            if entry.paper == paper
            or (entry.student and entry.student == student.id and entry.paper not in self.papers)
        )


def load_overrides(folder: Path) -> Overrides:
    """The decisions of a class, none where there is no file; raises OverridesError with every fault."""
    path = folder / FILE
    if not path.exists():
        return Overrides()
    text = read_text(path, MAX_BYTES, OverridesError)
    try:
        node = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as cause:
        mark = getattr(cause, "problem_mark", None)
        place = Place(mark.line + 1, mark.column + 1) if mark else None
        raise OverridesError(
            path, [Fault("this is no valid YAML", place, str(getattr(cause, "problem", "")))]
        ) from cause
    if node is None:
        return Overrides()
    faults: list[Fault] = []
    if not isinstance(node, yaml.SequenceNode):
        raise OverridesError(
            path, [_fault(node, "a list of decisions is expected here", "begin each with “- paper:”")]
        )
    entries = [_entry(item, faults) for item in node.value]
    if faults:
        raise OverridesError(path, faults)
    return Overrides(tuple(entries))


def append(folder: Path, entries: Iterable[Override]) -> None:
    """Add decisions to the class's file, whole or not at all; whatever stands in it stays byte for byte."""
    path = folder / FILE
    with _locked(path):
        before = path.read_text(encoding="utf-8") if path.exists() else _HEADER
        joint = "" if not before or before.endswith("\n") else "\n"
        text = before + joint + "".join(map(_written, entries))
        part = path.with_name(f".{FILE}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)


def applied(
    verdicts: Mapping[str, Verdict],
    overrides: Overrides,
    paper: str,
    submission: Submission,
    rubric: Rubric,
) -> dict[str, Verdict]:
    """The verdicts with a person's decisions in the place of ours; raises nothing."""
    found = dict(verdicts)
    for part in rubric.parts:
        entries = overrides.of(paper, submission.student, part.id)
        if entries and not entries[-1].is_withdrawal:
            found[part.id] = decision(found[part.id], entries[-1], part, rubric, submission)
    return found


def decision(
    verdict: Verdict, entry: Override, part: Part, rubric: Rubric, submission: Submission
) -> Verdict:
    """A person's decision as a verdict; asked about again where the answer, the question, or its points have changed."""
    share = entry.share_of(part)
    told = note(
        "teacher-decision",
        by=entry.by or "—",
        on=entry.on[:10] or "—",
        why=entry.why,
        points=shown(share * part.points),
    )
    kept = tuple(_without_doubt(item) for item in verdict.evidence if item.code != "blank")
    stale = tuple(_stale(entry, part, rubric, submission))
    if stale:
        return proposed(
            share, told, *stale, *kept, low=min(share, verdict.low), high=max(share, verdict.high)
        )
    return replace(decided(share, told, *kept), own=verdict.own, slips=verdict.slips)


def answer_digest(submission: Submission, part: Part) -> str:
    """The hash of what a student wrote for a part, wherever it may stand."""
    sources = (part.source, *part.also)
    texts = [
        as_text(node).text
        for source in sources
        if (node := _at(submission, source.key, source.field)) is not None
    ]
    return "sha256:" + hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def asked_digest(part: Part, rubric: Rubric) -> str:
    """The hash of what a part asks in words; points and patterns may change under a decision, the question may not."""
    question = next(question for question in rubric.questions if part in question.parts)
    printed = part.kind.question if isinstance(part.kind, IdeasKind) else ""
    asked = "\0".join((rubric.exam, question.title, part.id, part.title, part.kind_name, printed))
    return "sha256:" + hashlib.sha256(asked.encode("utf-8")).hexdigest()[:32]


def read_points(text: str) -> Fraction | None:
    """Points as people type them, or None: `1/2`, `0,5`, `0.5`, `2`.

    >>> read_points("0,5"), read_points("3/4"), read_points("-1")
    (Fraction(1, 2), Fraction(3, 4), None)
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found or found[2] == "0":
        return None
    return Fraction(int(found[1]), int(found[2])) if found[2] else Fraction(f"{found[1]}.{found[3] or 0}")


def _at(submission: Submission, key: str, field: str) -> Node | None:
    node = submission.answers.get(key)
    return node.get(field) if field and isinstance(node, Fields) else node


def _stale(entry: Override, part: Part, rubric: Rubric, submission: Submission) -> Iterator[Evidence]:
    if entry.answer and entry.answer != answer_digest(submission, part):
        yield doubt("decision-answer-changed")
    if entry.asked and entry.asked != asked_digest(part, rubric):
        yield doubt("decision-question-changed")
    if entry.points is not None and entry.points > part.points:
        yield doubt("decision-above", points=shown(entry.points), max=shown(part.points))


def _without_doubt(item: Evidence) -> Evidence:
    return replace(item, tone=Tone.NOTE) if item.tone is Tone.DOUBT else item


def _entry(node: yaml.Node, faults: list[Fault]) -> Override:
    if not isinstance(node, yaml.MappingNode):
        faults.append(
            _fault(node, "a decision is expected here", "such as {paper: zoe.yaml, part: 1.7, points: 1/2}")
        )
        return Override("", "")
    values: dict[str, str] = {}
    for key, value in node.value:
        name = str(key.value)
        if name not in _KEYS:
            faults.append(_fault(key, f"“{name}” is no part of a decision", f"one of {', '.join(_KEYS)}"))
        elif not isinstance(value, yaml.ScalarNode):
            faults.append(_fault(value, f"“{name}” is a single value"))
        elif name in values:
            faults.append(_fault(key, f"“{name}” stands here twice"))
        else:
            values[name] = "" if value.tag.endswith(":null") else value.value
    faults.extend(_fault(node, f"“{name}” is missing") for name in ("paper", "part") if not values.get(name))
    numbers = {name: _points(node, name, values, faults) for name in ("points", "share")}
    if None not in numbers.values():
        faults.append(_fault(node, "points and share are both given", "keep one of them"))
    if (numbers["share"] or 0) > 1:
        faults.append(_fault(node, "a share is at most 1", "give `points` instead"))
    return Override(
        paper=values.get("paper", ""),
        part=values.get("part", ""),
        points=numbers["points"],
        share=numbers["share"],
        why=values.get("why", ""),
        by=values.get("by", ""),
        on=values.get("on", ""),
        answer=values.get("answer", ""),
        asked=values.get("asked", ""),
        student=values.get("student", ""),
        line=node.start_mark.line + 1,
    )


def _points(node: yaml.Node, name: str, values: Mapping[str, str], faults: list[Fault]) -> Fraction | None:
    text = values.get(name, "")
    if not text:
        return None
    number = read_points(text)
    if number is None:
        faults.append(_fault(node, f"“{text}” is no number of {name}", "write 1/2, 0.5 or 2"))
    return number


def _fault(node: yaml.Node, message: str, hint: str = "") -> Fault:
    mark = node.start_mark
    return Fault(message, Place(mark.line + 1, mark.column + 1), hint)


def _written(entry: Override) -> str:
    rows = {
        "paper": entry.paper,
        "student": entry.student,
        "part": entry.part,
        "points": "" if entry.points is None else str(entry.points),
        "share": "" if entry.share is None else str(entry.share),
        "why": entry.why,
        "by": entry.by,
        "on": entry.on,
        "answer": entry.answer,
        "asked": entry.asked,
    }
    if entry.is_withdrawal:
        lines = [f"{name}: {_quoted(text)}" for name, text in rows.items() if text] + ["points:"]
    else:
        lines = [f"{name}: {_quoted(text)}" for name, text in rows.items() if text]
    return "- " + "\n  ".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as one line of YAML that every reader takes for that text."""
    if re.fullmatch(r"sha256:[0-9a-f]+|\d+/\d+|[A-Za-zÀ-ÿ][\w.À-ÿ-]*( [\w.À-ÿ-]+)*", text) and text.lower() not in (
        "yes", "no", "on", "off", "true", "false", "null", "y", "n"
    ):  # fmt: skip
        return text
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**6).strip()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, where the system has locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        with path.with_name(f".{FILE}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except PermissionError as cause:
        raise UsageError(f"cannot write {path}: {cause.strerror}") from cause
