"""What a pronoun stands for after a clause of contrast."""

from __future__ import annotations

import pytest

from grader.language.pronouns import read_pronouns
from grader.language.subjects import Mention, bind
from grader.language.words import read_words

EITHER = [
    ("relu grows whereas tanh saturates, and it is slow", "slow"),
    ("relu grows whereas tanh does and it is cheap", "cheap"),
    ("relu grandit alors que tanh sature, et de plus elle est rapide", "rapide"),
    ("tanh saturates while relu grows, and it is slow", "slow"),
    ("relu grandit tandis que tanh sature ; elle est rapide", "rapide"),
    ("relu grows whereas tanh does. It is cheap. It is simple", "simple"),
    ("the slope stays whereas tanh saturates, and it is slow", "slow"),
]
NEAREST = [
    ("relu grandit tandis que tanh sature et elle est lente", "lente"),
    ("relu grandit alors que tanh sature, et ses pentes meurent", "meurent"),
    ("relu grows and tanh saturates, and it is slow", "slow"),
    ("relu grows whereas tanh saturates", "saturates"),
    ("relu grows whereas tanh, it is said, saturates", "saturates"),
    ("relu grows whereas tanh saturates. Slow too", "slow"),
]


def subjects_of(text: str, said: str, default: str = "relu") -> tuple[str, ...]:
    words = read_words(text)
    mentions = [Mention(w.text, n, n + 1) for n, w in enumerate(words) if w.text in {"relu", "tanh"}]
    nearest = bind(words, mentions, default)
    place = next(n for n, word in enumerate(words) if word.text == said)
    return read_pronouns(words, mentions, nearest, default).get(place, (nearest[place],))


@pytest.mark.parametrize(("text", "said"), EITHER)
def test_a_pronoun_behind_a_contrast_stands_for_either_of_the_two(text: str, said: str) -> None:
    assert set(subjects_of(text, said)) == {"relu", "tanh"}


@pytest.mark.parametrize(("text", "said"), NEAREST)
def test_elsewhere_the_nearest_subject_stands(text: str, said: str) -> None:
    assert subjects_of(text, said) == ("tanh",)


@pytest.mark.parametrize(("text", "said"), EITHER)
def test_without_a_subject_that_the_question_praises_it_is_the_nearest(text: str, said: str) -> None:
    assert len(subjects_of(text, said, default="")) == 1


@pytest.mark.parametrize(
    "text",
    ["relu grows whereas tanh does, but it is slow", "tanh sature alors que relu non. Mais elle est slow"],
)
def test_after_but_it_is_the_one_that_the_question_praises(text: str) -> None:
    assert subjects_of(text, "slow") == ("relu",)
