"""Words in the order of a sentence, and the same words in another one."""

from __future__ import annotations

import pytest

from grader.language.contrasts import is_compared
from grader.language.order import is_shuffled, misplaced
from grader.language.words import read_words


@pytest.mark.parametrize(
    "text",
    [
        "le gradient de tanh est nul quand la fonction sature",
        "sa permet de decalé le seuil du neurone",
        "the gradient of ReLU does not vanish for positive inputs",
        "1) bcp de données annotées 2) des GPU rapides 3) de meilleurs algorithmes",
        "the weights are updated by w(n + 1) = w(n) + e(n) x(n), where n is the iteration",
    ],
)
def test_sentences_of_students_are_in_order(text: str) -> None:
    assert not is_shuffled(read_words(text))


@pytest.mark.parametrize(
    "text",
    [
        "est le sature nul gradient quand fonction la tanh de",
        "seuil permet du de le neurone décaler biais",
        "does inputs ReLU the vanish gradient not of positive for",
        "placeholders les sont par fournies des valeurs feed_dict run",
    ],
)
def test_words_in_any_order_are_not(text: str) -> None:
    assert is_shuffled(read_words(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [("la de couche", 1), ("le et la couche", 1), ("max(0, x", 1), (", puis la marge", 1), ("la marge : ; le seuil", 1), ("w(n) et 1)", 0)],
)  # fmt: skip
def test_small_words_and_signs_that_stand_where_none_may_are_counted(text: str, found: int) -> None:
    assert misplaced(read_words(text)) == found


@pytest.mark.parametrize(
    ("text", "name", "compared"),
    [
        ("do not die as they would with relu", "relu", True),
        ("ne meurent pas comme c'est le cas avec relu", "relu", True),
        ("not objects as the last layers do, only edges", "last", True),
        ("it is used as relu does not saturate", "relu", False),
        ("on prend relu", "relu", False),
    ],
)
def test_a_verb_taken_up_again_compares(text: str, name: str, compared: bool) -> None:
    words = read_words(text)
    place = next(n for n, word in enumerate(words) if word.text == name)
    assert is_compared(words, place) is compared
