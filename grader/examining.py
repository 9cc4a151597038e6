"""A rubric's text, checked whole and turned into the model; every fault at once, each with its place."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError
from inspect import isfunction
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ArgsKwargs

from grader.dependencies import judging_order
from grader.errors import Fault, RubricError
from grader.kinds import KINDS
from grader.loading.document import parse_document
from grader.loading.text import line_of
from grader.model import Case, Exercise, Kind, Mistake, Parameter, Part, Question, Rubric, Solution, Source
from grader.nodes import Place, Steps, place_of, plain
from grader.parameters import PARAMETERS
from grader.schema import PART_KEYS, ExerciseFile, PartFile, QuestionFile, RubricFile
from grader.shape_faults import UNKNOWN, guess, keys_of, mend, misfits
from grader.verdict import Verdict

SUMS = "make the points agree; `grade rubric set` does with --rebalance or --force"
_ROUNDS = 4
_COUNTED = ("points", "bonus", "parts", "questions", "exercises")


def examine(text: str, path: str = "") -> tuple[Rubric | None, tuple[Fault, ...]]:
    """A rubric's text as far as it can be understood, and its faults; raises RubricError where it is no YAML.

    Where there are faults, parts may have `NoKind`, parameters be `Unread`, and names be missing.
    """
    reader = _Reader(text, path)
    rubric = reader.read()
    return rubric, tuple(sorted(reader.faults, key=lambda fault: fault.place or Place(0, 0)))


@dataclass(frozen=True, slots=True)
class NoKind:
    """Stands where no kind could be built; its rubric is refused before it judges anything."""

    def solve(self, rubric: Rubric) -> Solution:
        """Refuse."""
        raise NotImplementedError

    def judge(self, case: Case) -> Verdict:
        """Refuse."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands where a parameter could not be read; its rubric is refused too."""


class _Reader:
    """Walks the file once, collecting faults instead of stopping at the first."""

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.root = parse_document(text, path, RubricError)
        self.raw = plain(self.root)
        self.faults: list[Fault] = []
        self.spoiled: set[Steps] = set()

    def read(self) -> Rubric | None:
        file = self._file()
        if file is None:
            return None
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
            text=self.text,
        )
        self._check(rubric)
        return rubric

    def _file(self) -> RubricFile | None:
        """The file's shape; what does not fit is told once and mended, so that the rest is looked at."""
        mended = plain(self.root)
        for number in range(_ROUNDS):
            try:
                return RubricFile.model_validate(mended)
            except ValidationError as error:
                if number == 0:
                    self._misfits(error, RubricFile, ())
                if not isinstance(mended, dict):
                    return None
                self.spoiled |= mend(mended, error)
        return None

    def _parameters(self, file: RubricFile) -> Iterator[tuple[str, Parameter]]:
        for name, stated in file.parameters.items():
            at: Steps = ("parameters", name)
            given = dict(stated)
            type_name = given.pop("type", "")
            assumed = given.pop("assumed", "false") == "true"
            reason = str(given.pop("reason", ""))
            value: object = Unread()
            if type_name in PARAMETERS:
                found = self._validate(PARAMETERS[type_name], given, at)
                value = Unread() if found is None else found
            else:
                told = f"unknown type of parameter “{type_name}”"
                self._fault(told, (*at, "type"), guess(str(type_name), tuple(PARAMETERS)))
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
            steps=at,
        )

    def _kind(self, row: PartFile, at: Steps) -> Kind:
        if row.kind == UNKNOWN:
            return NoKind()
        kind = KINDS.get(row.kind)
        if kind is None:
            self._fault(f"unknown kind of answer “{row.kind}”", (*at, "kind"), guess(row.kind, tuple(KINDS)))
            return NoKind()
        options = row.model_extra or {}
        known = keys_of(kind, ())
        for option in options.keys() - set(known):
            told = f"unknown key “{option}” in a part of kind {row.kind}"
            self._fault(told, (*at, option), guess(option, [*known, *PART_KEYS]))
        given = {name: value for name, value in options.items() if name in known}
        built: Kind | None = self._validate(kind, given, at)
        return built or NoKind()

    def _check(self, rubric: Rubric) -> None:
        regular = (exercise.points for exercise in rubric.exercises)
        self._sum("the exam", rubric.points, regular, (), "points")
        bonus = (part.points for part in rubric.parts if part.bonus)
        self._sum("the bonus", rubric.bonus, bonus, (), "bonus")
        self._check_names(rubric)
        try:
            judging_order(rubric)
        except CycleError as cycle:
            first = rubric.part(cycle.args[1][0])
            told = f"parts follow each other in a circle: {' → '.join(cycle.args[1])}"
            self._fault(told, (*first.steps, "follows"))

    def _check_names(self, rubric: Rubric) -> None:
        known = [part.id for part in rubric.parts]
        seen: Counter[str] = Counter()
        for part in rubric.parts:
            seen[part.id] += 1
            if seen[part.id] == 2 and part.id != UNKNOWN:
                self._fault(f"part {part.id} stands {known.count(part.id)} times", (*part.steps, "id"))
            for n, id in enumerate(part.follows):
                if id not in known and id != UNKNOWN:
                    told = f"part {part.id} follows “{id}”, which is no part"
                    self._fault(told, (*part.steps, "follows", n), guess(id, known))

    def _sum(
        self, what: str, stated: Fraction, parts: Iterator[Fraction], at: Steps, key: str = "points"
    ) -> None:
        """Tell a sum that is wrong; one with a number that could not be read is not told."""
        below = [steps for steps in self.spoiled if steps[: len(at)] == at]
        if any(isinstance(steps[-1], int) or steps[-1] in _COUNTED for steps in below):
            return
        total = sum(parts, Fraction(0))
        if total != stated:
            told = f"{what} is worth {worth(stated)}, its parts {worth(total)}"
            self._fault(told, (*at, key), SUMS)

    def _validate(self, of: Any, value: dict[str, Any], at: Steps) -> Any:
        try:
            given = ArgsKwargs((), value) if isfunction(of) else value
            return TypeAdapter(of).validate_python(given)
        except ValidationError as error:
            self._misfits(error, of, at)
        except ValueError as error:
            self._fault(str(error), at)
        return None

    def _misfits(self, error: ValidationError, of: Any, at: Steps) -> None:
        for misfit in misfits(error, of):
            self._fault(misfit.message, (*at, *misfit.steps), misfit.hint)

    def _fault(self, message: str, at: Steps, hint: str = "") -> None:
        place = place_of(self.root, at)
        name = name_of(self.raw, at)
        source = line_of(self.text, place.line)
        self.faults.append(Fault(f"{name}: {message}" if name else message, place, hint, source))


def worth(points: Fraction) -> str:
    """Points as a rubric's author reads them: decimals where they are short, else a fraction."""
    return f"{float(points):g}" if (points * 1000).denominator == 1 else str(points)


def name_of(raw: Any, steps: Steps) -> str:
    """How a teacher calls the value at these steps, by ids where there are any.

    >>> name_of({"exercises": [{"questions": [{"id": "1.2", "points": "1"}]}]}, ("exercises", 0, "questions", 0, "points"))
    '1.2.points'
    """
    names: list[str] = []
    for step in steps:
        raw = _child(raw, step)
        if not isinstance(step, int):
            names.append(step)
            continue
        id = next((str(raw[key]) for key in ("id", "name") if isinstance(raw, dict) and raw.get(key)), "")
        names = [id] if id and names[-1] in ("questions", "parts") else [*names, id or str(step + 1)]
    return ".".join(names)


def _child(raw: Any, step: str | int) -> Any:
    if isinstance(raw, dict):
        return raw.get(str(step))
    return raw[step] if isinstance(raw, list) and isinstance(step, int) and step < len(raw) else None


def _source(text: str) -> Source:
    key, _, field = text.partition("/")
    return Source(key.strip(), field.strip())
