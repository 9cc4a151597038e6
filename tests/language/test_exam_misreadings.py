"""What the exam's rubric calls a misreading is none in a right answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.key import solve
from grader.loading.submission import read_submission
from grader.pipeline import grade
from grader.rubric import load_rubric

RUBRIC = load_rubric(Path(__file__).parent.parent.parent / "rubrics" / "partiel-2018.yaml")


@pytest.mark.parametrize(
    ("answer", "misread"),
    [
        ("Le label vaut 1 quand les deux images ont la même classe et 0 sinon.", False),
        ("1 si la classe des deux images est identique, 0 sinon", False),
        ("True when the class of both images is the same", False),
        ("vrai si les classes des images coïncident, faux si elles sont différentes", False),
        ("l'étiquette est la classe de l'image", True),
        ("the class of the image, one-hot", True),
    ],
)
def test_to_compare_the_classes_of_two_images_is_not_to_name_one(answer: str, misread: bool) -> None:
    paper = read_submission(f'exam: partiel-2018\nanswers: {{"3.2": "{answer}"}}', "p.yaml")
    mark = next(mark for mark in grade(RUBRIC, paper, solve(RUBRIC)).marks if mark.part.id == "3.2")
    assert any(remark.code == "misreading" for remark in mark.remarks) is misread
