"""What must not change an open answer's credit, over every concept's own examples; and what must take it away."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader.key import Key
from grader.kinds.ideas import IdeasKind
from grader.model import Case, Part, Rubric, Student, Submission, Verdict
from grader.nodes import Scalar
from grader.rubric import load_rubric
from grader.soundness import untrue_examples

ROOT = Path(__file__).parent.parent.parent
RUBRIC = load_rubric(ROOT / "rubrics" / "partiel-2018.yaml")
EXAMPLES = [
    (part, concept.id, text)
    for part in RUBRIC.parts
    if isinstance(part.kind, IdeasKind)
    for concept in part.kind.concepts
    for text in concept.earns
]


def verdict(part: Part, text: str, rubric: Rubric, key: Key) -> Verdict:
    source = part.source
    answers = {source.key: Scalar.typed(text)}
    return part.kind.judge(
        Case(part, rubric, key[part.id], Submission(rubric.exam, Student("1", ""), answers))
    )


def share(part: Part, concept: str, text: str) -> Fraction:
    kind = part.kind
    assert isinstance(kind, IdeasKind)
    readings = kind.readings(text)
    return next(reading.share for reading in readings if reading.concept.id == concept)


def kept(change: Callable[[str], str]) -> float:
    """How many of the examples earn their concept as before after a change."""
    same = sum(
        share(part, concept, change(text)) == share(part, concept, text) for part, concept, text in EXAMPLES
    )
    return same / len(EXAMPLES)


def without_accents(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )


def with_typos(count: int, longest_word: int, seed: int) -> Callable[[str], str]:
    """Two letters next to each other exchanged, in so many long words."""
    draw = random.Random(seed)  # noqa: S311  slips, not secrets

    def change(text: str) -> str:
        words = text.split(" ")
        long = [n for n, word in enumerate(words) if len(word) >= longest_word and word.isalpha()]
        for n in draw.sample(long, min(count, len(long))):
            at = draw.randrange(1, len(words[n]) - 2)
            word = words[n]
            words[n] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return " ".join(words)

    return change


def test_every_concept_has_examples_and_reads_them_so() -> None:
    for part in RUBRIC.parts:
        if isinstance(part.kind, IdeasKind):
            assert all(len(concept.earns) >= 2 for concept in part.kind.concepts), part.id
    assert list(untrue_examples(RUBRIC)) == []
    assert len(EXAMPLES) >= 100


@pytest.mark.parametrize(
    "change",
    [
        without_accents,
        str.upper,
        str.lower,
        lambda text: f"Je pense que {text}, voilà.",
        lambda text: f"  {text.replace(' ', '  ')} .",
        lambda text: text.replace("'", "’"),
        lambda text: f"- {text}",
        lambda text: f"Alors, d'après le cours : {text}",
    ],
    ids=["accents", "capitals", "small letters", "filler", "blanks", "apostrophes", "bullet", "opening"],
)
def test_how_it_is_dressed_changes_nothing(change: Callable[[str], str]) -> None:
    assert kept(change) >= 0.99


@pytest.mark.parametrize(("count", "least"), [(1, 0.97), (2, 0.92)])
def test_slips_of_the_fingers_change_little(count: int, least: float) -> None:
    found = [kept(with_typos(count, 6, seed)) for seed in range(4)]
    assert sum(found) / len(found) >= least


def test_another_questions_answer_earns_nothing_unflagged(rubric: Rubric, key: Key) -> None:
    parts = [part for part in RUBRIC.parts if isinstance(part.kind, IdeasKind)]
    wrong = total = 0
    for part in parts:
        for other, _, text in EXAMPLES:
            near = {
                part.id.split(".")[0] + part.id.split(".")[1],
                other.id.split(".")[0] + other.id.split(".")[1],
            }
            if len(near) == 2:
                found = verdict(part, text, rubric, key)
                total += 1
                wrong += found.share > 0 and not found.needs_review
    assert wrong / total <= 0.04


@pytest.mark.parametrize(
    "text", ["je ne sais pas", "?", "...", "aucune idée", "I don't know", "voir plus haut"]
)
def test_no_answer_earns_nothing(text: str, rubric: Rubric, key: Key) -> None:
    for part in RUBRIC.parts:
        if isinstance(part.kind, IdeasKind):
            assert verdict(part, text, rubric, key).share == 0


def test_the_question_copied_back_earns_nothing(rubric: Rubric, key: Key) -> None:
    for part in RUBRIC.parts:
        if isinstance(part.kind, IdeasKind):
            assert verdict(part, part.kind.question, rubric, key).share == 0, part.id


def test_words_in_any_order_are_asked_about(rubric: Rubric, key: Key) -> None:
    draw = random.Random(7)  # noqa: S311  a salad, not a secret
    credited = 0
    parts = [part for part in RUBRIC.parts if isinstance(part.kind, IdeasKind)]
    for part in parts:
        words = [word for other, _, text in EXAMPLES if other is part for word in text.split()]
        for _ in range(5):
            draw.shuffle(words)
            found = verdict(part, " ".join(words[:25]), rubric, key)
            credited += found.share > 0 and not found.needs_review
    assert credited / (5 * len(parts)) <= 0.2
