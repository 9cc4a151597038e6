"""`rubric check` shows every fault at once, each with its line and a way out, and none that only follows from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.soundness import check

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")

# What is edited, the key under which the caret stands, what is said, and the way out.
EDITS = [
    ("points: 20\n", "pionts: 20\n", "pionts", "unknown key “pionts”", "did you mean “points”"),
    ("language: fr", "language: de", "language", "“de” is not one of fr, en", "known: en, fr"),
    ('sign: {share: 1/2,', 'sign: {shar: 1/2,', "shar", "mistakes.sign.shar: unknown key “shar”", "did you mean “share”"),
    ("kind: choice", "kind: choise", "kind", "unknown kind of answer “choise”", "did you mean “choice”"),
    ("dilation: 2", "dilatation: 2", "dilatation", "unknown key", "did you mean “dilation”"),
    ("type: number", "type: nomber", "type", "unknown type of parameter", "did you mean “number”"),
    ("    stride: 1\n", "    stride: un\n", "stride", "“un” is no whole number", ""),
    ("points: 3/8", "points: trois", "points", "“trois” is no number", "write 1/2, 0.5 or 2"),
    ("bonus: true", "bonus: maybe", "bonus", "1.6.bonus.bonus: “maybe” is neither true nor false", ""),
    ("follows: [2.5.conv1]", "follows: [2.5.conv9]", "2.5.conv9", "which is no part", "did you mean “2.5.conv"),
    ('follows: ["1.1", "1.2"]', 'follows: "1.1"', "follows", "a list is expected", "[a, b]"),
    ("conv: 228", "convo: 228", "convo", "unknown key", "did you mean “conv”"),
    ("      share: 1/4\n      text: \"type", "      shar: 1/4\n      text: \"type", "shar", "bugs.dtype.shar: unknown key “shar”",
     "did you mean “share”"),
    ("{name: conv1, conv", "{conv", "conv", "“name” is missing here", "add `name:`"),
    ("- APPRIS ALPHA ~9", "- APRIS ALPHA ~9", "APRIS", "no group is named APRIS", ""),
    ("- degre*|degree* liberte", "- degre*| liberte", "degre", "alternative is missing", ""),
    ("neuron: n3, source: \"1.2\"", "neuron: n9, source: \"1.2\"", "id", "no neuron n9", ""),
    ("function: function", "function: fonction", "id", "there is no fonction", "did you mean “function”"),
    ("x^2 + 0.8 x - 0.5", "x^3", "id", "no minimum", ""),
    ("il permet de décaler le seuil", "il permet de chanter le seuil", "il permet", "does not earn it", "widen"),
    ('does_not_earn:\n        - "il ne sert à rien"', 'does_not_earn:\n        - "il décale le seuil"', "il décale",
     "earns it", "narrow"),
]  # fmt: skip


def faults_of(text: str) -> list[str]:
    """Each fault with its caret's text, as `text under the caret | message | hint`."""
    _, faults = check(text, "r.yaml")
    rows = []
    for fault in faults:
        assert fault.place is not None, fault
        assert fault.source == text.split("\n")[fault.place.line - 1]
        rows.append(f"{fault.source[fault.place.column - 1 :]} | {fault.message} | {fault.hint}")
    return rows


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What is said of a rubric with all of these faults."""
    text = TEXT
    for before, after, *_ in EDITS:
        assert before in text
        text = text.replace(before, after, 1)
    return faults_of(text)


def test_the_shipped_rubric_has_no_fault() -> None:
    assert check(TEXT, "r.yaml")[1] == ()


@pytest.mark.parametrize(("before", "after", "under", "said", "hint"), EDITS)
def test_each_of_many_faults_is_shown_with_its_place_and_a_way_out(
    before: str, after: str, under: str, said: str, hint: str, told: list[str]
) -> None:
    rows = [row for row in told if row.lstrip('"{').startswith(under) and said in row]
    assert len(rows) == 1, told
    assert hint in rows[0].rpartition(" | ")[2]


def test_nothing_that_only_follows_from_another_fault_is_told(told: list[str]) -> None:
    assert len(told) == len(EDITS), told


def test_a_sum_is_told_beside_other_faults_unless_a_number_of_it_is_lost() -> None:
    broken = TEXT.replace("points: 20\n", "points: 21\n", 1).replace("kind: choice", "kind: choise", 1)
    assert len([row for row in faults_of(broken) if "worth 21, its parts 20" in row]) == 1
    lost = broken.replace("points: 3/8", "points: trois", 1)
    assert not [row for row in faults_of(lost) if "worth" in row]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("share: 1/2\n        text: \"il décale", "share: 1/4\n        text: \"il décale", "more than 0.75 of the points of 1.7"),
        ("count: {2: 1/2, 3: 1}", "count: {2: 1/2, 9: 1}", "more than 0.5 of the points of 3.9"),
        ("      share: 1/4\n      text: \"type du", "      share: 1/8\n      text: \"type du", "reference answer of 3.1 earns 0.875 of 1"),
    ],
)  # fmt: skip
def test_what_nothing_can_earn_is_a_fault(before: str, after: str, said: str) -> None:
    assert before in TEXT
    assert any(said in row for row in faults_of(TEXT.replace(before, after, 1)))


@pytest.mark.parametrize("points", ["1e400", "10001", "-1"])
def test_points_that_no_exam_gives_are_a_fault(points: str) -> None:
    assert any(points in row for row in faults_of(TEXT.replace("points: 20", f"points: {points}", 1)))


def test_a_part_worth_nothing_is_a_fault() -> None:
    text = TEXT.replace("title: gradient de α(3), points: 3/4", "title: gradient de α(3), points: 0")
    text = text.replace("title: gradient de α(1), points: 3/4", "title: gradient de α(1), points: 3/2")
    assert any("nothing can be earned in 1.6.alpha3-gradient" in row for row in faults_of(text))


@pytest.mark.parametrize(
    "text", ["5", "- a\n- b\n", "exam: x\n", "exercises: [5]\n", "exercises: [{questions: [{parts: [5]}]}]"]
)
def test_what_is_no_rubric_at_all_is_told_and_never_raises(text: str) -> None:
    assert faults_of(text)
