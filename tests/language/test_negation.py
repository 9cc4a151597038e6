"""What is denied, and what only looks so."""

from __future__ import annotations

import pytest

from grader.language.negation import denied_words
from grader.language.words import read_words


def denied(source: str) -> set[str]:
    words = read_words(source)
    return {word.text for word, no in zip(words, denied_words(words), strict=True) if no and word.is_content}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("ReLU ne sature pas", {"sature"}),
        ("ReLU sature pas", {"sature"}),
        ("c'est pas la même classe", {"classe"}),
        ("elle n'évite pas la saturation", {"evite"}),
        ("elle évite la saturation", {"saturation"}),
        ("saturation évitée", {"saturation"}),
        ("sans aucun trou", {"trou"}),
        ("il n'y a plus besoin de descripteurs", {"besoin", "descripteurs"}),
        ("plus de pb de neurones morts", {"pb", "neurones", "morts"}),
        ("the gradient does not vanish", {"vanish"}),
        ("it never saturates but learns", {"saturates"}),
        ("no vanishing", {"vanishing"}),
        ("apprendre au lieu de choisir", {"choisir"}),
        ("il est faux que tanh sature vite", {"tanh", "sature", "vite"}),
        ("ça sature, ce qui est faux", {"sature"}),
        ("ne voit pas des bords, des coins", {"voit", "bords", "coins"}),
        ("ce dont il a besoin", set()),
        ("permet de pas passé par zéro", {"passe", "zero"}),
        ("moins de risque de neurones morts", {"neurones", "morts"}),
        ("it reduces the risk of vanishing", {"vanishing"}),
    ],
)
def test_a_negation_denies_what_stands_in_its_scope(source: str, expected: set[str]) -> None:
    assert denied(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "elle ne calcule que la partie utile",
        "pas seulement autour de zéro",
        "un pas d'apprentissage",
        "avec le pas de dilatation",
        "plus abstrait",
        "not only edges",
        "avant que le réseau ne converge",
    ],
)
def test_what_only_looks_like_a_negation_denies_nothing(source: str) -> None:
    assert denied(source) == set()


def test_a_negation_ends_with_its_clause() -> None:
    assert denied("tanh ne converge pas, mais ReLU converge") == {"converge"}
    assert "sature" not in denied("ReLU n'est pas borné donc tanh sature")
