"""Patterns: how they are read, and where they are found."""

from __future__ import annotations

import pytest

from grader.language.concepts import Concept, compile_concepts
from grader.language.matching import Reader
from grader.language.patterns import read_pattern

SUBJECTS = {"relu": "relu", "tanh": "tanh"}


def found(pattern: str, source: str, default: str = "") -> list[str]:
    """The stretches of a text where a pattern stands, denied ones left out."""
    concept = Concept("c", "c", (pattern,))
    compiled = compile_concepts([concept], [], {}, SUBJECTS)
    reader: Reader = compiled.read(source, default)
    [(_, patterns)] = compiled.concepts
    items = (item for each in patterns["right"] for item in reader.find(each))
    return [reader.quote(item.start, item.end) for item in items if not item.denied]


@pytest.mark.parametrize(
    ("pattern", "source", "expected"),
    [
        ("satur*", "tanh sature", ["sature"]),
        ("gradient", "les GRADIENTS", ["GRADIENTS"]),
        ("derivee*", "la dérivé", ["dérivé"]),
        ("saturation", "la staturation", ["staturation"]),
        ("champ_vision", "le champ de vision", ["champ de vision"]),
        ("=pas", "le pas", ["pas"]),
        ("contour*|bord", "les bords", ["bords"]),
        ("gpu *", "des GPU rapides", ["GPU rapides"]),
        ("gpu *", "GPU, données", []),
        ("gpu ~0", "GPU, données", ["GPU"]),
        ("distance petit* !marge", "une distance petite", ["distance petite"]),
        ("distance petit* !marge", "une distance plus petite que la marge", []),
        ("premiere* > contour*", "contours des premières", []),
        ("-satur*", "ne sature pas", ["sature"]),
        ("satur*", "ne sature pas", []),
        ("?satur*", "ne sature pas", ["sature"]),
        ("satur* gradient ~2", "sature très vite donc un gradient", []),
    ],
)
def test_a_pattern_is_found_where_its_words_stand(pattern: str, source: str, expected: list[str]) -> None:
    assert found(pattern, source) == expected


@pytest.mark.parametrize(
    ("source", "about"),
    [
        ("tanh sature", "tanh"),
        ("contrairement à tanh, ReLU sature", "relu"),
        ("la saturation de tanh", "tanh"),
        ("ReLU sature plus que tanh", "relu"),
        ("parce que tanh sature", "tanh"),
        ("ReLU est linéaire. L'autre sature", "tanh"),
        ("saturation avec tanh, gradient avec ReLU", "tanh"),
        ("relu si ça sature tanh sinon", "relu"),
    ],
)
def test_a_word_belongs_to_what_is_spoken_of(source: str, about: str) -> None:
    other = {"relu": "tanh", "tanh": "relu"}[about]
    assert found(f"satur* @{about}!", source)
    assert not found(f"satur* @{other}!", source)


def test_where_nothing_is_named_the_default_is_meant() -> None:
    assert found("satur* @relu", "ça sature", default="relu")
    assert not found("satur* @tanh", "ça sature", default="relu")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("NUL", "no group is named NUL"),
        ("~x a", "should be a number"),
        ("@relu", "asks for no word"),
        ("a||b", "missing"),
    ],
)
def test_a_broken_pattern_says_what_is_wrong(pattern: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_pattern(pattern, {})


def test_common_words_are_never_taken_for_misspellings() -> None:
    assert found("poids", "les points") == []
