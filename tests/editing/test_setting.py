"""Setting a value changes the text of that value and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from grader.editing.setting import set_values
from grader.editing.tree import Tree
from grader.errors import UsageError
from grader.rubric import read_rubric

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(before.split("\n"), after.split("\n"), strict=True) if a != b]


def test_every_scalar_set_to_itself_gives_the_same_bytes() -> None:
    tree = Tree(TEXT)
    chosen = random.Random(1).sample(list(tree.scalars()), 40)  # noqa: S311  a sample, not a secret
    for steps in chosen:
        node = tree.at(steps)
        assert node is not None
        start, end = tree.span(node)
        if "\n" not in TEXT[start:end]:
            assert tree.lookup(tree.spell(steps)) == steps
            assert set_values(TEXT, [(tree.spell(steps), str(node.value))], force=True) == TEXT


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        ("parameters.conv2.dilation", "1", 1),
        ("title", "Examen d'octobre", 1),
        ("1.7.title", 'x3: "le biais" # quoi', 1),
        ("parameters.conv1.padding", "1", 1),
        ("parameters.conv1.kernel.3.3", "1", 1),
    ],
)
def test_one_line_changes_and_reads_as_the_value(path: str, value: str, lines: int) -> None:
    after = set_values(TEXT, [(path, value)])
    assert len(changed_lines(TEXT, after)) == lines
    tree = Tree(after)
    assert tree.text_at(tree.find(path)) == value
    read_rubric(after)


def test_set_and_set_back_gives_the_same_bytes() -> None:
    for path, value in (("parameters.conv2.dilation", "1"), ("1.6.alpha3-gradient.title", "autre")):
        tree = Tree(TEXT)
        old = tree.text_at(tree.find(path))
        assert old is not None
        assert set_values(set_values(TEXT, [(path, value)]), [(path, old)]) == TEXT


def test_what_breaks_a_sum_is_refused_and_says_how() -> None:
    with pytest.raises(UsageError, match="--rebalance"):
        set_values(TEXT, [("1.6.alpha3-gradient.points", "1/2")])
    forced = set_values(TEXT, [("1.6.alpha3-gradient.points", "1/2")], force=True)
    assert len(changed_lines(TEXT, forced)) == 1


def test_points_moved_from_part_to_part_break_no_sum() -> None:
    after = set_values(TEXT, [("1.6.alpha3-gradient.points", "1/2"), ("1.6.alpha1-gradient.points", "1")])
    assert len(changed_lines(TEXT, after)) == 2


def test_the_totals_above_follow_when_asked() -> None:
    after = set_values(TEXT, [("1.6.alpha3-gradient.points", "5/4")], rebalance=True)
    rubric = read_rubric(after)
    assert rubric.points == read_rubric(TEXT).points + 1 - 1 / 2
    assert len(changed_lines(TEXT, after)) == 4  # the part, its question, its exercise, the exam


def test_a_question_of_one_part_is_worth_what_its_part_is() -> None:
    after = set_values(TEXT, [("1.1.points", "3/2"), ("1.2.points", "1/2")])
    rubric = read_rubric(after)
    assert [float(rubric.part(id).points) for id in ("1.1", "1.2")] == [1.5, 0.5]
    assert len(changed_lines(TEXT, after)) == 4


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("1.6.alpha3-gradien.points", "1", "did you mean"),
        ("parameters.conv2.dilation", "-1", "not changed"),
        ("parameters.conv2", "1", "no single value"),
        ("1.2.points", "x", "not changed"),
        ("parameters.conv2.dilation", "9", "does not fit"),
        ("title", "a\nb", "several lines"),
    ],
)
def test_what_cannot_be_is_refused(path: str, value: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        set_values(TEXT, [(path, value)], force=True)


def test_comments_and_quotes_stay() -> None:
    text = TEXT.replace("dilation: 2", "dilation: 2   # étendue", 1)
    after = set_values(text, [("parameters.conv2.dilation", "1")])
    assert "dilation: 1   # étendue" in after
    assert yaml.safe_load(after)["parameters"]["conv2"]["dilation"] == 1


def test_a_kernel_is_set_as_a_list_in_brackets() -> None:
    after = set_values(TEXT, [("parameters.conv1.kernel", "[[1, 0], [0, -1]]")])
    assert changed_lines(TEXT, after) == [
        ("    kernel: [[1, 0, 0], [0, 1, 0], [0, 0, -1]]", "    kernel: [[1, 0], [0, -1]]")
    ]
    with pytest.raises(UsageError, match="in brackets"):
        set_values(TEXT, [("parameters.conv1.kernel", "1")])
    with pytest.raises(UsageError, match="not changed"):
        set_values(TEXT, [("parameters.conv1.kernel", "[[1, x]]")])
