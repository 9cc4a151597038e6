"""A rubric file, checked whole and turned into the model; every fault at once, each with its place."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from inspect import isfunction
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ArgsKwargs

from grader.errors import Fault, RubricError
from grader.kinds import KINDS
from grader.loading.document import parse_document
from grader.loading.text import read_text
from grader.model import (
    Case,
    Exercise,
    Kind,
    Mistake,
    Parameter,
    Part,
    Question,
    Rubric,
    Solution,
    Source,
    Verdict,
)
from grader.nodes import Mapping, Node, Place, Scalar, Sequence
from grader.parameters import PARAMETERS
from grader.schema import PART_KEYS, ExerciseFile, PartFile, QuestionFile, RubricFile

MAX_BYTES = 1_000_000

Steps = tuple[str | int, ...]


def load_rubric(path: Path) -> Rubric:
    """Read a rubric file; raises RubricError with every fault found."""
    return read_rubric(read_text(path, limit=MAX_BYTES, error=RubricError), str(path))


def read_rubric(text: str, path: str = "") -> Rubric:
    """Turn a rubric's text into the model; raises RubricError with every fault found."""
    reader = _Reader(text, path)
    rubric = reader.read()
    if reader.faults:
        raise RubricError(path, sorted(reader.faults, key=lambda fault: fault.place or Place(0, 0)))
    return rubric


@dataclass(frozen=True, slots=True)
class NoKind:
    """Stands where no kind could be built; its rubric is refused before it judges anything."""

    def solve(self, rubric: Rubric) -> Solution:
        """Refuse."""
        raise NotImplementedError

    def judge(self, case: Case) -> Verdict:
        """Refuse."""
        raise NotImplementedError


class _Reader:
    """Walks the file once, collecting faults instead of stopping at the first."""

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.root = parse_document(text, path, RubricError)
        self.faults: list[Fault] = []

    def read(self) -> Rubric:
        file = self._validate(RubricFile, plain(self.root), ())
        if file is None:
            raise RubricError(self.path, self.faults)
        rubric = Rubric(
            exam=file.exam,
            title=file.title,
            language=file.language,
            points=file.points,
            bonus=file.bonus,
            parameters=dict(self._parameters(file)),
            mistakes={name: Mistake(name, row.share, row.text) for name, row in file.mistakes.items()},
            exercises=tuple(self._exercise(row, ("exercises", n)) for n, row in enumerate(file.exercises)),
            digest="sha256:" + hashlib.sha256(self.text.encode()).hexdigest(),
            path=self.path,
        )
        self._check(rubric)
        return rubric

    def _parameters(self, file: RubricFile) -> Iterator[tuple[str, Parameter]]:
        for name, fields in file.parameters.items():
            at: Steps = ("parameters", name)
            given = dict(fields)
            type_name = given.pop("type", "")
            assumed = given.pop("assumed", "false") == "true"
            reason = str(given.pop("reason", ""))
            if type_name not in PARAMETERS:
                self._fault(f"unknown type of parameter “{type_name}”", at, _guess(type_name, PARAMETERS))
                continue
            value = self._validate(PARAMETERS[type_name], given, at)
            if assumed and not reason:
                self._fault(f"parameter {name} is assumed, without a reason", at, "add `reason:`")
            yield name, Parameter(name, value, assumed, reason)

    def _exercise(self, row: ExerciseFile, at: Steps) -> Exercise:
        questions = tuple(
            self._question(question, (*at, "questions", n)) for n, question in enumerate(row.questions)
        )
        self._sum(f"exercise “{row.title}”", row.points, (q.points for q in questions), at)
        return Exercise(row.title, row.points, questions)

    def _question(self, row: QuestionFile, at: Steps) -> Question:
        parts = tuple(self._part(row, part, (*at, "parts", n)) for n, part in enumerate(row.parts))
        self._sum(f"question {row.id}", row.points, (p.points for p in parts if not p.bonus), at)
        return Question(row.id, row.title, row.points, parts, row.fields)

    def _part(self, question: QuestionFile, row: PartFile, at: Steps) -> Part:
        return Part(
            id=row.id,
            title=row.title or question.title,
            points=row.points,
            kind=self._kind(row, at),
            kind_name=row.kind,
            source=_source(row.source),
            also=tuple(_source(place) for place in row.also),
            follows=tuple(row.follows),
            bonus=row.bonus,
        )

    def _kind(self, row: PartFile, at: Steps) -> Kind:
        options = row.model_extra or {}
        kind = KINDS.get(row.kind)
        if kind is None:
            self._fault(f"unknown kind of answer “{row.kind}”", (*at, "kind"), _guess(row.kind, KINDS))
            return NoKind()
        known = list(getattr(kind, "__dataclass_fields__", {}))
        for option in options:
            if option not in known:
                self._fault(
                    f"unknown key “{option}” in a part of kind {row.kind}",
                    (*at, option),
                    _guess(option, [*known, *PART_KEYS]),
                )
        given = {name: value for name, value in options.items() if name in known}
        built: Kind | None = self._validate(kind, given, at)
        return built or NoKind()

    def _check(self, rubric: Rubric) -> None:
        regular = (exercise.points for exercise in rubric.exercises)
        self._sum("the exam", rubric.points, regular, ("points",))
        bonus = (part.points for part in rubric.parts if part.bonus)
        self._sum("the bonus", rubric.bonus, bonus, ("bonus",))
        known = [part.id for part in rubric.parts]
        for id, count in Counter(known).items():
            if count > 1:
                self._fault(f"part {id} stands {count} times", ("exercises",))
        for part in rubric.parts:
            for id in set(part.follows) - set(known):
                self._fault(
                    f"part {part.id} follows “{id}”, which is no part", ("exercises",), _guess(id, known)
                )
        try:
            judging_order(rubric)
        except CycleError as cycle:
            self._fault(f"parts follow each other in a circle: {' → '.join(cycle.args[1])}", ("exercises",))

    def _sum(self, what: str, stated: Fraction, parts: Iterator[Fraction], at: Steps) -> None:
        total = sum(parts, Fraction(0))
        if total != stated:
            self._fault(
                f"{what} is worth {_show(stated)}, its parts {_show(total)}", at, "make the points agree"
            )

    def _validate(self, of: Any, value: dict[str, Any], at: Steps) -> Any:
        try:
            given = ArgsKwargs((), value) if isfunction(of) else value
            return TypeAdapter(of).validate_python(given)
        except ValidationError as error:
            for row in error.errors(include_url=False):
                where = (*at, *(step for step in row["loc"] if isinstance(step, str | int)))
                self._fault(row["msg"], where)
        except ValueError as error:
            self._fault(str(error), at)
        return None

    def _fault(self, message: str, at: Steps, hint: str = "") -> None:
        place = place_of(self.root, at)
        source = self.text.splitlines()[place.line - 1] if place else ""
        name = ".".join(str(step) for step in at if not isinstance(step, int))
        self.faults.append(Fault(f"{name}: {message}" if name else message, place, hint, source))


@lru_cache(maxsize=16)
def judging_order(rubric: Rubric) -> tuple[Part, ...]:
    """The parts, each after those that it follows; raises CycleError."""
    parts = {part.id: part for part in rubric.parts}
    order = TopologicalSorter({part.id: part.follows for part in rubric.parts}).static_order()
    return tuple(parts[id] for id in order if id in parts)


def plain(node: Node) -> Any:
    """A node as dicts, lists and texts."""
    match node:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapping(entries=entries):
            return {key.text: plain(value) for key, value in entries}


def place_of(node: Node, at: Steps) -> Place | None:
    """Where the value at a path stands; the nearest place above it where the path leaves the file."""
    place = node.place
    for step in at:
        match node:
            case Mapping(entries=entries):
                found = next(((key, value) for key, value in entries if key.text == step), None)
                if found is None:
                    return place
                place, node = found[0].place, found[1]
            case Sequence(items=items) if isinstance(step, int) and step < len(items):
                node = items[step]
                place = node.place
            case _:
                return place
    return place


def _source(text: str) -> Source:
    key, _, field = text.partition("/")
    return Source(key.strip(), field.strip())


def _guess(word: str, known: Any) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"did you mean “{near[0]}”?" if near else f"known: {', '.join(sorted(known))}"


def _show(points: Fraction) -> str:
    return f"{float(points):g}" if (points * 1000).denominator == 1 else str(points)
