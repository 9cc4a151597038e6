"""Yes or no, however it is said."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.model import Case, Rubric, Solution
from grader.nodes import Scalar
from grader.submission import Student, Submission
from grader.verdict import Status, Verdict


def judged(rubric: Rubric, text: str) -> Verdict:
    part = rubric.part("3.3")
    paper = Submission(rubric.exam, Student("1", "Ada"), {"3.3": Scalar.typed(text)})
    return part.kind.judge(Case(part, rubric, Solution(""), paper))


@pytest.mark.parametrize(
    "text",
    [
        "Non",
        "non.",
        "NON, on apprend une distance",
        "No, it learns a metric",
        "faux",
        "False",
        "Ce n'est pas une classification",
        "Je dirais que non : c'est de la similarité",
        "Non, même si CIFAR a dix classes",
        "nan pas du tout",
        "Pas du tout, on compare des images",
        "Absolument pas",
        "Pas vraiment, c'est un problème de similarité",
        "Not exactly: it is metric learning",
    ],
)
def test_a_no_is_right_whatever_the_reason(text: str, rubric: Rubric) -> None:
    verdict = judged(rubric, text)
    assert (verdict.share, verdict.needs_review) == (1, False)


@pytest.mark.parametrize(
    "text",
    ["Oui", "yes, ten classes", "vrai", "C'est une classification binaire.", "Ouais, on classe des images"],
)
def test_a_yes_is_wrong(text: str, rubric: Rubric) -> None:
    verdict = judged(rubric, text)
    assert (verdict.share, verdict.status) == (0, Status.WRONG)


def test_yes_and_no_go_to_a_person(rubric: Rubric) -> None:
    assert judged(rubric, "Oui et non").needs_review


@pytest.mark.parametrize(
    "text",
    [
        "Non, ce n'est pas une régression, c'est une classification",
        "Ce n'est pas faux de dire que c'est une classification",
    ],
)
def test_a_no_that_ends_in_a_yes_is_not_full_marks(text: str, rubric: Rubric) -> None:
    verdict = judged(rubric, text)
    assert verdict.share == 0 or verdict.needs_review


def test_neither_yes_nor_no_goes_to_a_person(rubric: Rubric) -> None:
    verdict = judged(rubric, "Les images ont une taille de 32x32.")
    assert (verdict.share, verdict.high) == (Fraction(0), 1)


def test_the_words_that_decided_are_quoted(rubric: Rubric) -> None:
    assert judged(rubric, "Euh... NON !").evidence[0].quote == "NON"
