"""One decision serves answers that say the same, and never two that differ in what turns a meaning."""

from __future__ import annotations

import pytest

from grader.language.grouping import Said, alike, heads

ALIKE = [
    ("Un biais : il décale le seuil.", "un biais, il decale le SEUIL"),
    ("le gradient de tanh s'annule loin de zéro", "le gradiant de tanh s'annule loin de zero"),
    ("x négatif -> gradient nul", "x négatif → gradient nul"),
    ("elle ne sature pas", "elle ne  sature pas !"),
]
DIFFERENT = [
    (
        "la fonction ReLU sature pour les grandes valeurs",
        "la fonction ReLU ne sature pas pour les grandes valeurs",
    ),
    ("label 1 : les deux images sont de la même classe", "label 0 : les deux images sont de la même classe"),
    ("le gradient est constant pour x > 0 seulement", "le gradient est constant pour x < 0 seulement"),
    ("ReLU coûte plus cher à calculer que tanh", "ReLU coûte moins cher à calculer que tanh"),
    ("le biais décale le seuil", "les poids sont appris"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_accents_signs_and_slips_do_not_part_answers(one: str, other: str) -> None:
    assert alike(Said(one), Said(other))
    assert alike(Said(other), Said(one))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_turns_a_meaning_parts_answers(one: str, other: str) -> None:
    assert not alike(Said(one), Said(other))


def test_the_order_of_words_is_free_only_where_something_was_recognised() -> None:
    one, other = "peu coûteux à calculer, et ne sature pas", "ne sature pas, et peu coûteux à calculer"
    assert not alike(Said(one, "both"), Said(other, "both"))
    assert alike(Said(one, "both", is_read=True), Said(other, "both", is_read=True))


def test_answers_of_which_other_things_were_recognised_stay_apart() -> None:
    assert not alike(Said("un biais", "name"), Said("un biais", "nothing"))


def test_groups_are_the_same_in_every_run_and_led_by_their_first() -> None:
    texts = ["un biais", "un poids", "Un biais !", "un  poids", "autre chose"]
    assert heads([Said(text) for text in texts]) == [0, 1, 0, 1, 4]
