"""Letters, words, sentences and clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.language.letters import MAX_CHARACTERS, fold
from grader.language.words import read_words


def texts(source: str) -> list[str]:
    return [word.text for word in read_words(source)]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("L’entrée n’est pas nulle", ["l", "entree", "n", "est", "pas", "nulle"]),
        ("x₃, x_3 et x3", ["x3", ",", "x3", "et", "x3"]),
        ("sur-apprentissage", ["sur", "apprentissage"]),
        ("le cœur, la dérivée", ["le", "coeur", ",", "la", "derivee"]),
        ("doesn't vanish", ["not", "vanish"]),
        ("α ≠ 0 → OK", ["alpha", "≠", "0", "→", "ok"]),
        ("feed_dict", ["feed", "dict"]),
    ],
)
def test_a_text_is_cut_into_words(source: str, words: list[str]) -> None:
    assert texts(source) == words


def test_abbreviations_are_opened_and_keep_what_was_written() -> None:
    assert read_words("pb")[0].forms == ("pb", "probleme")


def test_a_forgotten_apostrophe_is_another_reading() -> None:
    assert "entrainement" in read_words("lentrainement")[0].forms


def test_the_bound_of_a_condition_is_no_value() -> None:
    assert read_words("x < 0")[-1].forms == ("<0",)


def test_wrapped_prose_is_one_sentence_and_a_list_is_several() -> None:
    prose = "une phrase assez longue pour que l'éditeur de texte la coupe\nau milieu de la ligne suivante"
    assert set(read_words(prose).sentences) == {0}
    assert set(read_words("- données\n- calcul").sentences) == {0, 1}


@given(st.text(max_size=300))
def test_every_word_is_a_slice_of_the_text(source: str) -> None:
    words = read_words(source)
    for start, end in zip(words.starts, words.ends, strict=True):
        assert 0 <= start < end <= len(source)


def test_a_flood_of_accents_is_bounded() -> None:
    assert len(fold("e\u0301" * 100_000).text) <= MAX_CHARACTERS
