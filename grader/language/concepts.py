"""What a rubric says of an open answer, and what an answer says of it: concepts asserted, denied, contradicted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, NamedTuple

from grader.errors import PlacedError
from grader.language.dictionary import Dictionary
from grader.language.matching import Found, Reader
from grader.language.patterns import Clue, Pattern, read_pattern, read_patterns
from grader.language.terms import Term
from grader.language.vocabulary import COMMON
from grader.nodes import Steps

NOTHING, HALF, WHOLE = Fraction(0), Fraction(1, 2), Fraction(1)
_CLOSED: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Concept:
    """An idea that earns a share of the part.

    `patterns` earn all of it, `half` one half, `unsure` all of it once a person agrees. `wrong` says the contrary:
    beside a right statement it leaves half, alone nothing. `text` is what students read. `earns` and `does_not_earn`
    are whole answers that must and must not earn it, by which `grade rubric check` tries the patterns.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _CLOSED

    id: str
    text: str
    patterns: tuple[str, ...]
    share: Fraction = Fraction(1)
    half: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    earns: tuple[str, ...] = ()
    does_not_earn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Misreading:
    """Something often answered that earns nothing, and what students read about it.

    With `earns`, the patterns must all be found together and are worth that share of the part. It `cancels` the
    concepts that are asserted nowhere but in its own sentences, and stands `against` others: said beside them, it
    leaves half.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _CLOSED

    id: str
    text: str
    patterns: tuple[str, ...]
    earns: Fraction = Fraction(0)
    cancels: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer says of one concept: the places that assert it, in whole, by half or perhaps, or say the contrary.

    `denied` holds assertions in the negative, which may only be a turn of phrase; `undone` tells that a misreading
    cancelled what seemed to assert it. `asserted` are the best places that assert it.
    """

    concept: Concept
    right: tuple[Found, ...] = ()
    half: tuple[Found, ...] = ()
    unsure: tuple[Found, ...] = ()
    wrong: tuple[Found, ...] = ()
    denied: tuple[Found, ...] = ()
    undone: bool = False
    asserted: tuple[Found, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        best = self.right or self.half or (() if self.wrong else self.unsure)
        object.__setattr__(self, "asserted", best)

    @property
    def is_contradicted(self) -> bool:
        """Whether it is both asserted and denied."""
        return bool(self.asserted and self.wrong)

    @property
    def share(self) -> Fraction:
        """What it earns of the part."""
        if not self.asserted or (self.wrong and not self.right):
            return NOTHING
        full = self.concept.share * HALF if self.half and not self.right else self.concept.share
        return full * HALF if self.wrong else full


class Held(NamedTuple):
    """The patterns that may stand in a text, as all of their terms do.

    Those of concepts by the place of the concept and by what they earn, the others by their misreading.
    """

    concepts: Mapping[int, Mapping[str, Sequence[Pattern]]]
    misreadings: Sequence[tuple[Misreading, Sequence[Pattern]]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The patterns of a part, ready to be looked for; `silent` is how a text reads that holds none of them."""

    concepts: tuple[tuple[Concept, Mapping[str, tuple[Pattern, ...]]], ...]
    misreadings: tuple[tuple[Misreading, tuple[Pattern, ...]], ...]
    subjects: Mapping[str, tuple[Clue, ...]]
    dictionary: Dictionary = field(repr=False)
    silent: tuple[Reading, ...] = field(init=False, repr=False)
    _asserting: tuple[tuple[frozenset[str], int, str, Pattern], ...] = field(init=False, repr=False)
    _misread: tuple[tuple[frozenset[str], int, Pattern], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        asserting = (
            (pattern.names, place, kind, pattern)
            for place, (_, kinds) in enumerate(self.concepts)
            for kind, patterns in kinds.items()
            for pattern in patterns
        )
        misread = (
            (pattern.names, place, pattern)
            for place, (_, patterns) in enumerate(self.misreadings)
            for pattern in patterns
        )
        object.__setattr__(self, "silent", tuple(Reading(concept) for concept, _ in self.concepts))
        object.__setattr__(self, "_asserting", tuple(asserting))
        object.__setattr__(self, "_misread", tuple(misread))

    def read(self, source: str, default: str) -> Reader:
        """Read a text with this part's words."""
        return Reader(source, self.dictionary, self.subjects, default)

    def held(self, reader: Reader) -> Held:
        """The patterns that are worth looking for in a text; most are not."""
        terms = reader.terms
        concepts: dict[int, dict[str, list[Pattern]]] = defaultdict(lambda: defaultdict(list))
        misreadings: dict[int, list[Pattern]] = defaultdict(list)
        for _, place, kind, pattern in [row for row in self._asserting if row[0] <= terms]:
            concepts[place][kind].append(pattern)
        for _, place, pattern in [row for row in self._misread if row[0] <= terms]:
            misreadings[place].append(pattern)
        return Held(concepts, [(self.misreadings[place][0], each) for place, each in misreadings.items()])


def compile_concepts(
    concepts: Sequence[Concept],
    misreadings: Sequence[Misreading],
    words: Mapping[str, str],
    subjects: Mapping[str, str],
) -> Compiled:
    """Read every pattern of a part; raises PlacedError naming all that are wrong."""
    groups = {**COMMON, **words}
    try:
        return _compiled(concepts, misreadings, groups, subjects)
    except ValueError as error:
        rows = tuple(_faults(concepts, misreadings, groups, subjects))
        raise PlacedError(rows or (((), str(error)),)) from error


def _compiled(
    concepts: Sequence[Concept],
    misreadings: Sequence[Misreading],
    groups: Mapping[str, str],
    subjects: Mapping[str, str],
) -> Compiled:
    ready = tuple(
        (
            concept,
            {
                "right": read_patterns(concept.patterns, groups),
                "half": read_patterns(concept.half, groups),
                "unsure": read_patterns(concept.unsure, groups),
                "wrong": read_patterns(concept.wrong, groups),
            },
        )
        for concept in concepts
    )
    refused = tuple((misreading, read_patterns(misreading.patterns, groups)) for misreading in misreadings)
    named = {name: _names(text, groups) for name, text in subjects.items()}
    patterns = [pattern for _, kinds in ready for kind in kinds.values() for pattern in kind]
    patterns += [pattern for _, found in refused for pattern in found]
    _check_subjects(patterns, subjects)
    return Compiled(ready, refused, named, Dictionary.of(_terms(patterns, named)))


def _faults(
    concepts: Sequence[Concept],
    misreadings: Sequence[Misreading],
    groups: Mapping[str, str],
    subjects: Mapping[str, str],
) -> Iterator[tuple[Steps, str]]:
    """Every text that cannot be read, by the steps that lead to it."""
    for name, text in subjects.items():
        yield from _refused(("subjects", name), partial(_names, text, groups))
    for steps, text in _texts(concepts, misreadings):
        yield from _refused(steps, partial(_read_alone, text, groups, subjects))


def _texts(concepts: Sequence[Concept], misreadings: Sequence[Misreading]) -> Iterator[tuple[Steps, str]]:
    for n, concept in enumerate(concepts):
        for kind in ("patterns", "half", "unsure", "wrong"):
            yield from ((("concepts", n, kind, k), text) for k, text in enumerate(getattr(concept, kind)))
    for n, misreading in enumerate(misreadings):
        yield from ((("misreadings", n, "patterns", k), text) for k, text in enumerate(misreading.patterns))


def _refused(steps: Steps, read: Callable[[], object]) -> Iterator[tuple[Steps, str]]:
    try:
        read()
    except ValueError as error:
        yield steps, str(error)


def _read_alone(text: str, groups: Mapping[str, str], subjects: Mapping[str, str]) -> None:
    _check_subjects([read_pattern(text, groups)], subjects)


def _names(text: str, groups: Mapping[str, str]) -> tuple[Clue, ...]:
    return tuple(
        read_pattern(name if name[0] in "+-?" else f"?{name}", groups).clues[0] for name in text.split()
    )


def _terms(patterns: Iterable[Pattern], subjects: Mapping[str, tuple[Clue, ...]]) -> Iterator[Term]:
    for pattern in patterns:
        yield from (clue.term for clue in pattern.clues)
        yield from pattern.absent
    yield from (clue.term for named in subjects.values() for clue in named)


def _check_subjects(patterns: Iterable[Pattern], subjects: Mapping[str, str]) -> None:
    for pattern in patterns:
        for name in pattern.about:
            if name not in subjects:
                raise ValueError(f"“{pattern.text}” speaks of “{name}”, which `subjects:` does not name")
