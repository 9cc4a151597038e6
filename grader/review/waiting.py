"""The answers that wait for a person: by question, without names, in an order that tells nothing, alike ones together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.classroom.names import file_of
from grader.classroom.overrides import answer_digest, asked_digest
from grader.classroom.results import Decisions, is_whole
from grader.classroom.store import Store, StoredPaper
from grader.errors import SubmissionError
from grader.key import Key
from grader.kinds.ideas import IdeasKind
from grader.language.grouping import Said, heads
from grader.loading.clean import clean
from grader.loading.submission import load_submission
from grader.model import Case, Part, Rubric
from grader.placing import place
from grader.points import remark
from grader.render.feedback import written
from grader.submission import Submission
from grader.verdict import Evidence, Tone, Verdict

ANSWER_LENGTH = 6_000


@dataclass(frozen=True, slots=True)
class Row:
    """A concept of the marking guide that may be ticked: its share, and whether the proposal counts it."""

    id: str
    text: str
    share: Fraction
    counted: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that a person must decide. `id` tells neither paper nor student; `group` is that of answers alike.

    `answer` is all that it may be found in, `own` what stands at the part's own place.
    """

    id: str
    paper: str
    student: str
    part: Part
    answer: str
    verdict: Verdict
    reasons: tuple[tuple[str, str, str], ...]
    rows: tuple[Row, ...]
    answer_hash: str
    asked_hash: str
    group: str = ""
    own: str = ""


def waiting(store: Store, decisions: Decisions, rubric: Rubric, key: Key) -> tuple[Waiting, ...]:
    """Every answer that waits, the questions with the most points at stake first, in a drawn order within each."""
    found = [item for paper in store.papers() for item in _of_paper(paper, decisions, rubric, key)]
    stake: dict[str, Fraction] = {}
    for item in found:
        width = (item.verdict.high - item.verdict.low) * item.part.points
        stake[item.part.id] = stake.get(item.part.id, Fraction(0)) + width
    grouped = _grouped(found)
    order = {part: place for place, part in enumerate(sorted(stake, key=lambda part: (-stake[part], part)))}
    first = {item.group: item.id for item in sorted(grouped, key=lambda item: item.id, reverse=True)}
    return tuple(sorted(grouped, key=lambda item: (order[item.part.id], first[item.group], item.id)))


def totals(
    store: Store, decisions: Decisions, rubric: Rubric
) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    """Each paper's total with the least and the greatest that a person may still decide."""
    for paper in store.papers():
        if paper.exam == rubric.exam and is_whole(paper, rubric):
            verdicts = decisions.applied(paper, rubric)
            points = [(verdicts[part.id], part.points) for part in rubric.parts]
            yield (
                sum((verdict.share * most for verdict, most in points), Fraction(0)),
                sum((verdict.low * most for verdict, most in points), Fraction(0)),
                sum((verdict.high * most for verdict, most in points), Fraction(0)),
            )


def item_id(paper: str, part: str) -> str:
    """What an answer is called where neither paper nor student may be known."""
    digest = hashlib.sha256(f"{paper}\0{part}".encode("utf-8", "surrogateescape")).hexdigest()
    return digest[:16]


def _of_paper(paper: StoredPaper, decisions: Decisions, rubric: Rubric, key: Key) -> Iterator[Waiting]:
    if paper.exam != rubric.exam or not is_whole(paper, rubric):
        return
    verdicts = decisions.applied(paper, rubric)
    flagged = [part for part in rubric.parts if verdicts[part.id].needs_review]
    if not flagged:
        return
    try:
        submission = place(load_submission(file_of(paper.path, decisions.folder)), rubric)
    except SubmissionError:
        return
    for part in flagged:
        yield _item(paper, part, verdicts[part.id], rubric, key, submission)


def _item(
    paper: StoredPaper, part: Part, verdict: Verdict, rubric: Rubric, key: Key, submission: Submission
) -> Waiting:
    case = Case(part, rubric, key[part.id], submission)
    nodes = [node for node in (case.answer, *case.elsewhere) if node is not None]
    answer = "\n\n".join(filter(None, map(written, nodes)))
    return Waiting(
        item_id(paper.path, part.id),
        paper.path,
        paper.student.id,
        part,
        answer[:ANSWER_LENGTH],
        verdict,
        tuple(_reason(item, rubric) for item in verdict.evidence),
        tuple(_rows(part, verdict)),
        answer_digest(submission, part),
        asked_digest(part, rubric),
        own=case.text.text,
    )


def _reason(evidence: Evidence, rubric: Rubric) -> tuple[str, str, str]:
    said = remark(evidence, rubric)
    return said.tone.value, clean(said.text, 600), clean(said.quote, 300)


def _rows(part: Part, verdict: Verdict) -> Iterator[Row]:
    if not isinstance(part.kind, IdeasKind):
        return
    counted = {item.facts.get("idea", "") for item in verdict.evidence if item.tone is Tone.CREDIT}
    for concept in part.kind.concepts:
        yield Row(concept.id, clean(concept.text, 300), concept.share, concept.text in counted)


def _grouped(items: Sequence[Waiting]) -> list[Waiting]:
    """Answers to one part that say the same, and have the same proposal, together."""
    ordered = sorted(items, key=lambda item: item.id)
    found = heads([said(item) for item in ordered])
    return [replace(item, group=ordered[head].id) for item, head in zip(ordered, found, strict=True)]


def said(item: Waiting) -> Said:
    """An answer as it is compared with others."""
    ideas = frozenset(
        (each.code, each.facts["idea"]) for each in item.verdict.evidence if "idea" in each.facts
    )
    read = any(each.tone is Tone.CREDIT for each in item.verdict.evidence)
    return Said(item.answer, (item.part.id, item.verdict.share, ideas), read)
