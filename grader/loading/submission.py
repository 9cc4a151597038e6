"""A student's file as a submission: who wrote it, the answers by question, and what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from grader import nodes
from grader.errors import SubmissionError
from grader.loading.document import Source, compose, composed, tidy
from grader.loading.faults import CodedFault, field_name
from grader.loading.identity import read_student
from grader.loading.keys import canonical
from grader.loading.latex import mask_latex
from grader.loading.online_text import from_html
from grader.loading.paper import Paper
from grader.loading.recovery import Slip, rescue
from grader.loading.text import decode, read_bytes
from grader.loading.vetting import keys_inside, settle, vet
from grader.nodes import Node, Place, Scalar
from grader.submission import Submission
from grader.verdict import Evidence, note

PAGES = (".html", ".htm")
TOP_LEVEL = ("exam", "student", "answers")

Entries = Iterable[tuple[Scalar, Node]]


def load_submission(path: Path) -> Submission:
    """Read a student's file; raises SubmissionError where it cannot be graded at all."""
    content = read_bytes(path)
    text = decode(content, str(path))
    written = from_html(text) if path.suffix.lower() in PAGES else text
    return _Reading(Paper(tidy(written), str(path)), _digest(content)).submission()


def read_submission(text: str, path: str) -> Submission:
    """Read a student's text; raises SubmissionError where it cannot be graded at all.

    >>> paper = read_submission("student: {id: 7}\\nanswers: {Q1.1: s1 = f(o1)}", "paper.yaml")
    >>> paper.student.id, paper.answers["1.1"].text
    ('7', 's1 = f(o1)')
    """
    text = tidy(text)
    return _Reading(Paper(text, path), _digest(text.encode("utf-8", "surrogatepass"))).submission()


class _Reading:
    """One paper, read whole where it is valid YAML and answer by answer where it is not."""

    def __init__(self, paper: Paper, digest: str) -> None:
        self.paper, self.digest = paper, digest
        self.doubtful: dict[Place, str] = {}
        self.answers: dict[str, Node] = {}
        self.unread: dict[str, Evidence] = {}
        self.notices: list[Evidence] = []

    def submission(self) -> Submission:
        head, entries, slips = self._parse()
        self._check_keys(entries, slips)
        for key, node in entries:
            self._take(canonical(key.text), node)
        for slip in slips:
            self._note(slip)
        self._find_misplaced_keys()
        student, remarks = read_student(head.get("student"), self.paper)
        return Submission(
            exam=self.paper.text_of(head.get("exam"), "exam").text.strip(),
            student=student,
            answers=MappingProxyType(self.answers),
            digest=self.digest,
            path=self.paper.path,
            unread=MappingProxyType(self.unread),
            notices=(*remarks, *self.notices),
        )

    def _parse(self) -> tuple[nodes.Mapping, list[tuple[Scalar, Node]], list[Slip]]:
        """The top level, the answers, and the slips that kept answers from being parsed."""
        try:
            head = self._top_level(self._compose(self.paper.text))
        except SubmissionError as cause:
            self.doubtful.clear()
            rescued = rescue(self.paper.text, cause, self._compose)
            return self._top_level(rescued.head), rescued.answers, rescued.slips
        if head.get("answers") is None:
            raise self.paper.refusal("missing-answers", head.place)
        return head, list(self.paper.keys_of(head.get("answers"), "answers").entries), []

    def _compose(self, text: str, within: tuple[str, ...] = ()) -> Node:
        """The nodes of a text; LaTeX between double quotes is looked for only where a backslash stands in them."""
        path, shown = self.paper.path, self.paper.text
        source = Source(text, path, SubmissionError, shown, "", within)
        if "\\" not in text:
            return compose(source)
        with suppress(SubmissionError):
            node, escapes = composed(source)
            if not escapes:
                return node
        masked = mask_latex(text)
        self.doubtful |= masked.doubtful
        return compose(replace(source, text=masked.text, mask=masked.mask))

    def _top_level(self, root: Node) -> nodes.Mapping:
        if not isinstance(root, nodes.Mapping):
            raise self.paper.refusal("top-level", root.place)
        unknown = [self._unknown(key) for key, _ in root.entries if key.text not in TOP_LEVEL]
        if unknown:
            raise SubmissionError(self.paper.path, list(unknown))
        return root

    def _unknown(self, key: Scalar) -> CodedFault:
        guess = get_close_matches(key.text[:40], TOP_LEVEL, n=1)
        code = "misspelt-key" if guess else "unknown-key"
        return self.paper.fault(code, key.place, key=key.text, guess="".join(guess))

    def _check_keys(self, entries: Entries, slips: list[Slip]) -> None:
        """Refuse a question that is answered under two keys, whether or not both could be read."""
        first: dict[str, Scalar] = {}
        keys = [key for key, _ in entries] + [slip.key for slip in slips if not slip.read]
        for key in sorted(keys, key=lambda key: key.place.line):
            name = canonical(key.text)
            before = first.setdefault(name, key)
            if before.place != key.place:
                facts = {"first": before.place.line, "second": key.place.line}
                spelt = {"one": before.text, "other": key.text}
                raise self.paper.refusal("same-question", key.place, field=_name(name), **facts, **spelt)

    def _take(self, key: str, node: Node) -> None:
        """Keep an answer, or each of its fields, unless something in it must be looked at first."""
        if isinstance(node, nodes.Mapping) and node.entries:
            sound = nodes.Mapping(tuple(self._sound_fields(key, node)), node.place)
            self.answers[key] = settle(sound)
        elif found := vet(node, ("answers", key), self.doubtful):
            self.unread[key] = found.evidence(_name(key))
        else:
            self.answers[key] = settle(node)

    def _sound_fields(self, key: str, node: nodes.Mapping) -> Iterator[tuple[Scalar, Node]]:
        for name, value in node.entries:
            steps = ("answers", key, name.text)
            if found := vet(name, steps, self.doubtful) or vet(value, steps, self.doubtful):
                self.unread[f"{key}/{name.text}"] = found.evidence(field_name(steps))
            else:
                yield name, value

    def _note(self, slip: Slip) -> None:
        key = canonical(slip.key.text)
        place = f"{key}/{slip.field}" if slip.field else key
        if not slip.read:
            steps = (key, slip.field) if slip.field else (key,)
            self.unread[place] = slip.fault.evidence(_name(*steps))
        elif place not in self.unread:
            line = slip.fault.place.line if slip.fault.place else slip.key.place.line
            self.notices.append(note("mended", slip.fault.source.strip(), line, field=place, at=line))

    def _find_misplaced_keys(self) -> None:
        for node in tuple(self.answers.values()):
            for key, found in keys_inside(node):
                if key not in self.answers:
                    self.unread.setdefault(key, found.evidence(_name(key)))


def _name(*steps: str) -> str:
    return field_name(("answers", *steps))


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()
