"""Open answers: which of the rubric's ideas a student asserts, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar

from grader.language.concepts import Compiled, Concept, Misreading, Reading, compile_concepts
from grader.language.judgement import Judgement
from grader.language.prose import without_formulas
from grader.language.scheme import Scheme
from grader.model import Case, Rubric, Solution
from grader.nodes import Node, Scalar, Sequence, as_text
from grader.verdict import Status, Verdict, blank, doubt, proposed

_NOTHING = Scalar.typed("")


@dataclass(frozen=True, slots=True, eq=False)
class IdeasKind:
    """A short text in French or English, judged concept by concept.

    `question` is the printed text, which earns nothing when copied; `reference` a model answer. `words` names groups
    of words, `subjects` what may be spoken of, `default` the one meant when none is named. `count` turns a number of
    concepts into a share; without it shares add up, to 1 at most. With `lists`, key words alone may earn.
    `prose_elsewhere` leaves out the formulas of the other places where the answer may stand.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    question: str
    reference: str
    concepts: tuple[Concept, ...]
    misreadings: tuple[Misreading, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    count: Mapping[int, Fraction] = field(default_factory=dict)
    lists: bool = False
    prose_elsewhere: bool = False

    def __post_init__(self) -> None:
        _compiled(self)

    def solve(self, rubric: Rubric) -> Solution:
        """The model answer, and the concepts that earn."""
        return Solution(self.reference, tuple(concept.text for concept in self.concepts))

    def judge(self, case: Case) -> Verdict:
        """Look for every concept in the answer, and say where a person should look too.

        What stands elsewhere answers for a blank; beside an answer it only opens what a person may add.
        """
        text = case.text
        if not text.text.strip():
            moved = self._judge(self._elsewhere(case))
            return moved if moved.share else blank()
        own = self._judge(text)
        if case.shares_text and own.share:
            return proposed(own.share, *own.evidence, doubt("one-text-for-several"), high=own.high)
        elsewhere = self._elsewhere(case) if own.share != 1 else _NOTHING
        if not elsewhere.text.strip():
            return own
        together = self._read(_joined((text, elsewhere), prose_only=False)).share
        return own if together <= own.share else _widened(own, together)

    def most(self) -> Fraction:
        """The share of the part that all concepts earn together."""
        weights = tuple(Fraction(1) if self.count else concept.share for concept in self.concepts)
        return _scheme(self).total(weights)

    def failed_examples(self) -> Iterator[tuple[Concept, str, bool]]:
        """The concepts' own examples that the patterns read otherwise, each with whether it should have earned."""
        for concept in self.concepts:
            for text in concept.earns:
                if self._share(concept, text) < concept.share:
                    yield concept, text, True
            for text in concept.does_not_earn:
                if self._share(concept, text):
                    yield concept, text, False

    def readings(self, text: str) -> tuple[Reading, ...]:
        """What a text says of each concept."""
        return self.judgement(Scalar.typed(text)).readings

    def judgement(self, text: Scalar) -> Judgement:
        """A text, read once and with all that it says."""
        return Judgement(text, _compiled(self), _scheme(self))

    def _share(self, concept: Concept, text: str) -> Fraction:
        return next(reading.share for reading in self.readings(text) if reading.concept.id == concept.id)

    def _judge(self, text: Scalar) -> Verdict:
        return self._read(text).verdict() if text.text.strip() else blank()

    def _read(self, text: Scalar) -> Judgement:
        """A text, read for its verdict."""
        return Judgement(text, _compiled(self), _scheme(self), thorough=False)

    def _elsewhere(self, case: Case) -> Scalar:
        nodes = case.elsewhere
        return _joined(nodes, prose_only=self.prose_elsewhere) if nodes else _NOTHING


@lru_cache(maxsize=256)
def _compiled(kind: IdeasKind) -> Compiled:
    return compile_concepts(kind.concepts, kind.misreadings, kind.words, kind.subjects)


@lru_cache(maxsize=256)
def _scheme(kind: IdeasKind) -> Scheme:
    return Scheme(kind.question, kind.default, kind.count, kind.lists)


def _joined(nodes: tuple[Node, ...], *, prose_only: bool) -> Scalar:
    text = as_text(Sequence(nodes, nodes[0].place))
    return replace(text, text=without_formulas(text.text)) if prose_only else text


def _widened(own: Verdict, share: Fraction) -> Verdict:
    """The verdict on an answer to which a person may add what stands elsewhere."""
    evidence = (*own.evidence, doubt("answered-elsewhere"))
    return replace(own, high=max(own.high, share), status=Status.UNDECIDED, evidence=evidence)
