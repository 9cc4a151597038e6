"""What must hold of every rubric: its own reference answer earns full marks, a blank paper nothing, its examples hold."""

from __future__ import annotations

from collections.abc import Iterator

from grader.dependencies import parameters_of
from grader.errors import Fault
from grader.examining import NoKind, Unread, examine, worth
from grader.key import Key, perfect_paper, solve_part
from grader.kinds.ideas import IdeasKind
from grader.language.concepts import Concept
from grader.model import Part, Rubric, Solution
from grader.nodes import Place, Steps
from grader.pipeline import grade
from grader.report import Mark
from grader.rubric import fault_at
from grader.submission import Student, Submission
from grader.verdict import Tone


def check(text: str, path: str = "") -> tuple[Rubric | None, tuple[Fault, ...]]:
    """A rubric's text with every fault of it: shape, sums, reference answers, examples, parts that nothing can earn.

    Raises RubricError where it is no YAML. What only follows from another fault is not told.
    """
    rubric, broken = examine(text, path)
    if rubric is None:
        return None, broken
    solved = {part.id: solve_part(part, rubric) for part in rubric.parts if _is_read(part, rubric)}
    faults = [*broken, *(each for each in solved.values() if isinstance(each, Fault))]
    key = {id: each for id, each in solved.items() if isinstance(each, Solution)}
    told = {fault.place for fault in broken}
    faults += [fault for fault in (*_worthless(rubric), *untrue_examples(rubric)) if fault.place not in told]
    if len(key) == len(rubric.parts):
        faults += _unsound(rubric, key)
    return rubric, tuple(sorted(faults, key=lambda fault: fault.place or Place(0, 0)))


def unsound_parts(rubric: Rubric, key: Key) -> tuple[str, ...]:
    """The parts whose reference answer does not earn full marks, or that a blank paper earns points for."""
    short, given = _short(rubric, key), _given(rubric, key)
    return tuple(dict.fromkeys(mark.part.id for mark in (*short, *given)))


def untrue_examples(rubric: Rubric) -> Iterator[Fault]:
    """The examples under concepts that the patterns read otherwise than they should."""
    for part in rubric.parts:
        if isinstance(part.kind, IdeasKind):
            for concept, text, should in part.kind.failed_examples():
                number = part.kind.concepts.index(concept)
                at = (*part.steps, "concepts", number)
                yield _untrue(rubric, f"{part.id}.concepts.{concept.id}", at, concept, text, should=should)


def _is_read(part: Part, rubric: Rubric) -> bool:
    """Whether a part and every parameter that it names could be read."""
    unread = {name for name, each in rubric.parameters.items() if isinstance(each.value, Unread)}
    return not isinstance(part.kind, NoKind) and not parameters_of(part, rubric) & unread


def _short(rubric: Rubric, key: Key) -> tuple[Mark, ...]:
    marks = grade(rubric, perfect_paper(rubric, key), key).marks
    return tuple(mark for mark in marks if mark.points != mark.part.points)


def _given(rubric: Rubric, key: Key) -> tuple[Mark, ...]:
    nothing = grade(rubric, Submission(rubric.exam, Student("blank", ""), {}), key)
    return tuple(mark for mark in nothing.marks if mark.points)


def _unsound(rubric: Rubric, key: Key) -> Iterator[Fault]:
    for mark in _short(rubric, key):
        earned = f"{worth(mark.points)} of {worth(mark.part.points)}"
        lost = [remark.text for remark in mark.remarks if remark.tone in (Tone.LOSS, Tone.DOUBT)]
        yield fault_at(
            rubric, mark.part.steps, f"the reference answer of {mark.part.id} earns {earned}", " ".join(lost)
        )
    for mark in _given(rubric, key):
        told = f"a blank answer to {mark.part.id} earns {worth(mark.points)}"
        yield fault_at(rubric, mark.part.steps, told, "a blank answer must earn 0")


def _worthless(rubric: Rubric) -> Iterator[Fault]:
    """Parts and concepts that nothing can earn, whatever is answered."""
    for part in rubric.parts:
        if not part.points:
            told = f"nothing can be earned in {part.id}: it is worth 0"
            yield fault_at(rubric, (*part.steps, "points"), told)
        if isinstance(part.kind, IdeasKind):
            yield from _worthless_concepts(rubric, part, part.kind)


def _worthless_concepts(rubric: Rubric, part: Part, kind: IdeasKind) -> Iterator[Fault]:
    at: Steps = (*part.steps, "concepts")
    if (most := kind.most()) < 1:
        told = f"nothing can earn more than {worth(most)} of the points of {part.id}"
        yield fault_at(rubric, at, told, "make the shares of its concepts, or its `count`, reach 1")
    for n, concept in enumerate(kind.concepts):
        if not (concept.patterns or concept.half or concept.unsure):
            told = f"nothing can earn {part.id}.concepts.{concept.id}: it has no patterns"
            yield fault_at(rubric, (*at, n), told, "add words to look for under `patterns:`")


def _untrue(rubric: Rubric, name: str, at: Steps, concept: Concept, text: str, *, should: bool) -> Fault:
    if should:
        steps: Steps = (*at, "earns", concept.earns.index(text))
        return fault_at(
            rubric, steps, f"{name}: “{text}” does not earn it", "widen a pattern, or move the example"
        )
    steps = (*at, "does_not_earn", concept.does_not_earn.index(text))
    return fault_at(rubric, steps, f"{name}: “{text}” earns it", "narrow a pattern, or move the example")
