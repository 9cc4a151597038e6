"""What must not change an open answer's credit, over every concept's own examples; and what must take it away."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import yaml

from grader.model import Part
from grader.soundness import untrue_examples
from grader.verdict import Verdict
from tests.language.examples import (
    EXAMPLES,
    PARTS,
    RUBRIC,
    denials,
    earns_unseen,
    ideas,
    negations,
    salads,
    share,
    shuffled,
    stuffings,
    verdict,
)

GOLDEN = Path(__file__).parent.parent / "golden" / "ideas.yaml"
SHARING = {("3.10.run", "3.9"), ("3.9", "3.10.run")}
"""Questions of which an answer to one answers part of the other: feed_dict fills the placeholders."""


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


def rate(found: Iterable[bool]) -> float:
    each = list(found)
    return sum(each) / len(each)


def test_every_concept_has_examples_and_reads_them_so() -> None:
    for part in PARTS:
        assert all(len(concept.earns) >= 2 for concept in ideas(part).concepts), part.id
    assert list(untrue_examples(RUBRIC)) == []
    assert len(EXAMPLES) >= 100


@pytest.mark.parametrize(
    "change",
    [
        without_accents,
        str.upper,
        str.lower,
        lambda text: re.sub(r"\bne (?=\w)|\bn'(?=\w)", "", text),
        lambda text: f"Je pense que {text}, voilà.",
        lambda text: f"  {text.replace(' ', '  ')} .",
        lambda text: text.replace("'", "’"),
        lambda text: f"- {text}",
        lambda text: f"Alors, d'après le cours : {text}",
    ],
    ids=[
        "accents",
        "capitals",
        "small letters",
        "ne",
        "filler",
        "blanks",
        "apostrophes",
        "bullet",
        "opening",
    ],
)
def test_how_it_is_dressed_changes_nothing(change: Callable[[str], str]) -> None:
    assert kept(change) >= 0.99


@pytest.mark.parametrize(("count", "least"), [(1, 0.97), (2, 0.92)])
def test_slips_of_the_fingers_change_little(count: int, least: float) -> None:
    found = [kept(with_typos(count, 6, seed)) for seed in range(4)]
    assert sum(found) / len(found) >= least


def test_what_is_said_to_be_false_earns_nothing() -> None:
    said = [(part, concept, text) for part, concept, example in EXAMPLES for text in denials(example)]
    assert [text for part, concept, text in said if share(part, concept, text)] == []


def test_a_denied_verb_takes_the_credit_away() -> None:
    changed = [(part, concept, text) for part, concept, example in EXAMPLES for text in negations(example)]
    assert len(changed) >= 25
    left = [(part, text) for part, concept, text in changed if share(part, concept, text)]
    assert [text for part, text in left if not verdict(part, text).needs_review] == []
    assert len(left) <= 0.15 * len(changed)


def test_another_questions_answer_earns_nothing_unseen() -> None:
    wrong = [
        (part.id, text)
        for part in PARTS
        for other, _, text in EXAMPLES
        if _question(part) != _question(other)
        and (part.id, other.id) not in SHARING
        and earns_unseen(part, text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["je ne sais pas", "?", "...", "aucune idée", "I don't know", "voir plus haut"]
)
def test_no_answer_earns_nothing(text: str) -> None:
    assert all(verdict(part, text).share == 0 for part in PARTS)


def test_the_question_copied_back_earns_nothing() -> None:
    for part in PARTS:
        assert verdict(part, ideas(part).question).share == 0, part.id


@pytest.mark.parametrize("french", [True, False, None], ids=["French", "English", "both"])
def test_words_in_any_order_are_asked_about(french: bool | None) -> None:
    assert rate(earns_unseen(part, text) for part in PARTS for text in salads(part, 40, 25, french)) <= 0.02


@pytest.mark.parametrize(("least", "most", "allowed"), [(6, 7, 0.04), (8, 12, 0.02), (13, 30, 0.02)])
def test_an_answers_own_words_in_any_order_are_asked_about(least: int, most: int, allowed: float) -> None:
    """Of six or seven words some orders are nearly sentences."""
    orders = [(part, text) for part, _, example in EXAMPLES for text in shuffled(example, 10, least, most)]
    assert len(orders) >= 200
    assert rate(earns_unseen(part, text) for part, text in orders) <= allowed


@pytest.mark.parametrize(("least", "most", "allowed"), [(8, 12, 0.045), (13, 30, 0.02)])
def test_the_words_of_right_sentences_in_any_order_are_asked_about(
    least: int, most: int, allowed: float
) -> None:
    golden = yaml.load(GOLDEN.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
    right = [(part, row["says"]) for part in PARTS for row in golden[part.id] if "review" not in row]
    orders = [(part, text) for part, says in right for text in shuffled(says, 2, least, most)]
    assert len(orders) >= 400
    assert rate(earns_unseen(part, text) for part, text in orders) <= allowed


@pytest.mark.parametrize("length", [6, 12, 20])
def test_lists_of_the_right_words_are_asked_about(length: int) -> None:
    """Where key words alone may earn, as in 2.1, they may."""
    strict = [part for part in PARTS if not ideas(part).lists]
    assert rate(earns_unseen(part, text) for part in strict for text in stuffings(part, 40, length)) <= 0.02


def test_real_sentences_are_seldom_taken_for_salads() -> None:
    golden = yaml.load(GOLDEN.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
    said = [(part, row["says"]) for part in PARTS for row in golden[part.id]]
    assert len(said) >= 600
    assert rate("word-salad" in codes(verdict(part, text)) for part, text in said) <= 0.05


def codes(found: Verdict) -> set[str]:
    return {item.code for item in found.evidence}


def _question(part: Part) -> str:
    return ".".join(part.id.split(".")[:2])
