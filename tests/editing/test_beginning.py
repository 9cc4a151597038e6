"""A new exam passes `rubric check` however it was begun, and nothing is written before it does."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from grader.cli.beginning import new
from grader.editing.beginning import Added, Wish, begin
from grader.editing.questions import TEMPLATES
from grader.errors import UsageError
from grader.rubric import load_rubric, read_rubric

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def part_of_it() -> str:
    """Two questions of the shipped exam, and one more."""
    return begin(TEXT, Wish("quiz-1", "Quiz: un", "fr", ("1.3", "2.5"), (Added("grid", "Grille", "2"),)))


def test_kept_questions_stay_as_they_were_byte_for_byte(part_of_it: str) -> None:
    for line in (
        '    - {id: "1.3", points: 1, kind: equations, of: weights, neuron: n1, weight: 0, form: errors, source: "1.3"}',
        "    kernel: [[1, 0, 1], [0, -1, 0], [0, 0, 1]]",
        '    reason: "le noyau de Conv2 manque ; dilatation 2, noyau non retourné"',
    ):
        assert line in part_of_it.split("\n")
    assert "midterm of 8 October" not in part_of_it


def test_sums_follow_and_what_nothing_uses_is_gone(part_of_it: str) -> None:
    rubric = read_rubric(part_of_it)
    assert (rubric.exam, rubric.title, float(rubric.points), float(rubric.bonus)) == (
        "quiz-1",
        "Quiz: un",
        4,
        0,
    )
    assert set(rubric.parameters) == {"network", "loss", "image", "conv1", "conv2", "image2", "kernel"}
    assert [part.id for part in rubric.parts] == ["1.3", "2.5.conv1", "2.5.conv2", "3.1"]
    assert rubric.mistakes


def test_a_question_of_every_kind_can_be_added_to_nothing() -> None:
    added = tuple(Added(kind, f'{kind}: "so"', "1/2") for kind in TEMPLATES)
    rubric = read_rubric(begin("", Wish("q", "Q", "en", (), added, points="20")))
    assert [part.kind_name for part in rubric.parts] == list(TEMPLATES)
    assert (rubric.points, rubric.parts[0].points) == (20, 20 / len(TEMPLATES))


def test_an_exam_without_a_question_or_with_an_unknown_one_is_none() -> None:
    with pytest.raises(UsageError, match="at least one question"):
        begin(TEXT, Wish("q", "Q", "en", ()))
    with pytest.raises(UsageError, match="no question 9"):
        begin(TEXT, Wish("q", "Q", "en", ("9",)))


def asked(target: Path, *options: str, typed: str = "") -> Result:
    return CliRunner().invoke(new, [str(target), *options], input=typed, standalone_mode=False)


def test_options_alone_begin_an_exam(tmp_path: Path) -> None:
    options = [
        "--exam",
        "q",
        "--title",
        "Q",
        "--keep",
        "2.3",
        "--keep",
        "2.5",
        "--drop",
        "2.5",
        "--points",
        "10",
    ]
    result = asked(tmp_path / "q.yaml", *options, "--set", "parameters.start.value=-1")
    assert result.exception is None, result.exception
    rubric = load_rubric(tmp_path / "q.yaml")
    assert (rubric.points, rubric.parameters["start"].value) == (10, -1)
    assert "there already" in str(asked(tmp_path / "q.yaml", *options).exception)
    assert yaml.safe_load((tmp_path / "rubric.schema.json").read_text())["title"] == "RubricFile"


ANSWERS = [
    "a name", "quiz-1", "My quiz", "en",
    "2.3 9.9", "2.3",
    "idea", "ideas", "Why a bias?", "2", "Why?", "It shifts it.", "it shifts", "nothing*",
    "ideas", "Why a bias?", "2", "Why?", "It shifts it.", "it shifts", "shift*", "",
    "parameters.start.valu=1", "parameters.start.value=x", "parameters.start.value=1", "2.3.points=x", "",
    "none", "6",
]  # fmt: skip


def test_the_questionnaire_asks_again_until_each_answer_holds(tmp_path: Path) -> None:
    result = asked(tmp_path / "q.yaml", typed="\n".join(ANSWERS) + "\n")
    assert result.exception is None, result.output
    rubric = load_rubric(tmp_path / "q.yaml")
    assert [(part.id, str(part.points)) for part in rubric.parts] == [
        ("2.3.method", "1/2"), ("2.3.minimum", "1/2"), ("2.3.iterations", "1"), ("3.1", "4"),
    ]  # fmt: skip
    for told in (
        "letters, digits",
        "no question 9.9",
        "did you mean ideas",
        "earns 0 of 2",
        "did you mean parameters.start.value",
    ):
        assert told in result.output


@pytest.mark.parametrize("count", [0, 1, 3, 5, 9, 14, 22, len(ANSWERS) - 1])
def test_left_in_the_middle_it_writes_nothing(count: int, tmp_path: Path) -> None:
    result = asked(tmp_path / "q.yaml", typed="".join(f"{line}\n" for line in ANSWERS[:count]))
    assert type(result.exception).__name__ == "Abort"
    assert list(tmp_path.iterdir()) == []
