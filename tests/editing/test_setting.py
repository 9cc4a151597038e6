"""Setting a value changes the text of that value and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from grader.editing.setting import set_values
from grader.editing.tree import Tree
from grader.editing.writing import replaced
from grader.errors import UsageError
from grader.nodes import Steps
from grader.rubric import read_rubric

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(before.split("\n"), after.split("\n"), strict=True) if a != b]


TREE = Tree(TEXT)
SCALARS = list(TREE.scalars())
VALUES = ["1/2", "x: 'y' # \"z\"", "[a, b]", "- {n", "oui, non", "", "~", "α\\β", " bord "]


def span(steps: Steps) -> tuple[int, int]:
    node = TREE.at(steps)
    assert node is not None
    return TREE.span(node)


def test_every_scalar_set_to_itself_gives_the_same_bytes() -> None:
    for steps in SCALARS:
        start, end = span(steps)
        if "\n" not in TEXT[start:end]:
            assert replaced(TREE, [(steps, TREE.text_at(steps) or "")]) == TEXT


def test_every_scalar_set_to_anything_changes_its_own_bytes_alone() -> None:
    for number, steps in enumerate(SCALARS):
        start, end = span(steps)
        after = replaced(TREE, [(steps, VALUES[number % len(VALUES)])])
        assert after.startswith(TEXT[:start]), steps
        assert after.endswith(TEXT[end:]), steps
        assert "\n" not in after[start : len(after) - len(TEXT) + end].rstrip("\n").partition("|\n")[2]


@pytest.mark.parametrize("shift", range(len(VALUES)))
def test_every_scalar_reads_as_the_value_that_it_was_set_to(shift: int) -> None:
    wanted = {steps: VALUES[(number + shift) % len(VALUES)] for number, steps in enumerate(SCALARS)}
    after = Tree(replaced(TREE, wanted.items()))
    assert list(after.scalars()) == SCALARS
    assert {steps: (after.text_at(steps) or "").removesuffix("\n") for steps in SCALARS} == wanted


def test_every_path_leads_where_it_says() -> None:
    for steps in SCALARS:
        assert TREE.lookup(TREE.spell(steps)) == steps
    paths = dict(TREE.settable())
    assert paths["parameters.conv2.dilation"] == "2"
    assert paths["parameters.conv1.kernel"] == "[[1, 0, 0], [0, 1, 0], [0, 0, -1]]"


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
    for path, value in (("b1.points", "2"), ("a.source", "b")):
        old = Tree(SMALL).text_at(Tree(SMALL).find(path)) or ""
        assert set_values(set_values(SMALL, [(path, value)], force=True), [(path, old)], force=True) == SMALL


SMALL = """\
exam: small
title: Small
language: en
points: 10
bonus: 1
parameters:
  f: {type: polynomial, expression: x^2}
exercises:
- title: A
  points: 6
  questions:
  - {id: a, title: a, points: 2, parts: [{id: a, points: 2, kind: number, function: f, source: a}]}
  - id: b
    title: b
    points: 4
    parts:
    - {id: b1, points: 1, kind: number, function: f, source: b1}
    - {id: b2, points: 1, kind: number, function: f, source: b2}
    - {id: b3, points: 2, kind: number, function: f, source: b3}
    - {id: b4, points: 1/2, kind: number, function: f, source: b4, bonus: true}
- title: B
  points: 4
  questions:
  - {id: c, title: c, points: 3, parts: [{id: c, points: 3, kind: number, function: f, source: c}]}
  - {id: d, title: d, points: 1, parts: [{id: d1, points: 1, kind: number, function: f, source: d},
     {id: d2, points: 1/2, kind: number, function: f, source: d2, bonus: true}]}
"""


def worths(text: str) -> dict[str, str]:
    rubric = read_rubric(text)
    totals = {"exam": rubric.points, "bonus": rubric.bonus}
    return {name: str(points) for name, points in (totals | {p.id: p.points for p in rubric.parts}).items()}


def changed(after: str) -> dict[str, str]:
    before = worths(SMALL)
    return {name: points for name, points in worths(after).items() if before[name] != points}


def test_what_breaks_a_sum_is_refused_and_says_how() -> None:
    with pytest.raises(UsageError, match="--rebalance scales"):
        set_values(SMALL, [("b1.points", "1/2")])
    with pytest.raises(UsageError, match="give one of them"):
        set_values(SMALL, [("b1.points", "1/2")], rebalance=True, force=True)


def test_points_moved_from_part_to_part_break_no_sum() -> None:
    after = set_values(SMALL, [("b1.points", "1/2"), ("b2.points", "3/2")])
    assert len(changed_lines(SMALL, after)) == 2


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("b1.points=2", {"b1": "2", "b2": "2/3", "b3": "4/3"}),
        ("b1.points=2 b3.points=1/2", {"b1": "2", "b2": "3/2", "b3": "1/2"}),
        ("a.points=3", {"a": "3", "b1": "3/4", "b2": "3/4", "b3": "3/2"}),
        ("questions.b.points=5", {"a": "1", "b1": "5/4", "b2": "5/4", "b3": "5/2"}),
        (
            "exercises.2.points=5",
            {"c": "15/4", "d1": "5/4", "a": "5/3", "b1": "5/6", "b2": "5/6", "b3": "5/3"},
        ),
        ("points=5", {"exam": "5", "a": "1", "b1": "1/2", "b2": "1/2", "b3": "1", "c": "3/2", "d1": "1/2"}),
        ("b4.points=3/4", {"b4": "3/4", "d2": "1/4"}),
        ("bonus=2", {"bonus": "2", "b4": "1", "d2": "1"}),
        ("title=T", {}),
    ],
)
def test_what_stands_beside_is_scaled_so_that_totals_stay(given: str, then: dict[str, str]) -> None:
    pairs = [(path, value) for path, _, value in (each.partition("=") for each in given.split())]
    assert changed(set_values(SMALL, pairs, rebalance=True)) == then


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("b1.points=2", {"exam": "11", "b1": "2"}),
        ("a.points=3", {"exam": "11", "a": "3"}),
        ("exercises.2.points=5", {"exam": "11", "c": "15/4", "d1": "5/4"}),
        ("points=5", {"exam": "5", "a": "1", "b1": "1/2", "b2": "1/2", "b3": "1", "c": "3/2", "d1": "1/2"}),
        ("b4.points=3/4", {"bonus": "5/4", "b4": "3/4"}),
        ("title=T", {}),
    ],
)
def test_the_totals_above_follow_when_forced(given: str, then: dict[str, str]) -> None:
    pairs = [(path, value) for path, _, value in (each.partition("=") for each in given.split())]
    assert changed(set_values(SMALL, pairs, force=True)) == then


@pytest.mark.parametrize("given", ["b1.points=4", "b1.points=9", "a.points=6", "b4.points=1", "points=0"])
def test_nothing_is_scaled_down_to_nothing(given: str) -> None:
    path, _, value = given.partition("=")
    with pytest.raises(UsageError, match="--force lets"):
        set_values(SMALL, [(path, value)], rebalance=True)


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
