"""What holds for every part of every rubric."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from grader.dependencies import judging_order
from grader.key import Key, perfect_paper
from grader.loading.submission import load_submission, read_submission
from grader.model import Case, Rubric, Source
from grader.nodes import Mapping, Node, Place, Scalar, Sequence
from grader.pipeline import grade, judge
from grader.rubric import load_rubric
from grader.soundness import unsound_parts
from grader.submission import Student, Submission
from grader.verdict import Status, Tone

ROOT = Path(__file__).parent.parent
RUBRICS = sorted((ROOT / "rubrics").glob("*.yaml"))
PAPERS = sorted((ROOT / "submissions_example").glob("*.yaml"))
HOSTILE = [
    "__import__('os').system('touch pwned')",
    "9^9^9^9",
    "((((" * 200,
    "{" * 500,
    "\\frac{" * 300,
    "a" * 8000,
    "a " * 4000,
    "ne pas " * 1000,
    "x = " * 1000,
    "1/0",
    "∞ - ∞",
    "inf",
    "1e999999",
    "9" * 5000,
    "[bold]x[/bold] {0.__class__} %s",
    "\u202e\u0000\ud800",
    "e\u0301" * 3000,
    "(" * 3000 + ")" * 3000,
    "-" * 5000,
    "Σ_i " * 500,
    "if " * 1000,
    "x_" * 2000,
    "w_0^" * 1000,
    "4 x " * 2000,
    "1;" * 4000,
]


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_reference_answers_earn_full_marks_and_a_blank_paper_none(path: Path) -> None:
    from grader.key import solve

    rubric = load_rubric(path)
    assert unsound_parts(rubric, solve(rubric)) == ()


def test_the_reference_answers_need_no_person(rubric: Rubric, key: Key) -> None:
    report = grade(rubric, perfect_paper(rubric, key), key)
    assert [mark.part.id for mark in report.flagged] == []


def test_a_blank_part_says_so_and_needs_no_person(rubric: Rubric, key: Key) -> None:
    report = grade(rubric, Submission(rubric.exam, Student("1", ""), {}), key)
    assert {mark.status for mark in report.marks} == {Status.BLANK}
    assert report.flagged == ()


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_every_mark_below_the_maximum_has_evidence(path: Path, rubric: Rubric, key: Key) -> None:
    report = grade(rubric, load_submission(path), key)
    for mark in report.marks:
        if mark.points < mark.part.points:
            assert any(r.tone in (Tone.LOSS, Tone.DOUBT) for r in mark.remarks), mark.part.id


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_marks_lie_in_their_interval(path: Path, rubric: Rubric, key: Key) -> None:
    for mark in grade(rubric, load_submission(path), key).marks:
        assert 0 <= mark.low <= mark.points <= mark.high <= mark.part.points
        assert mark.review or mark.low == mark.high


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_neither_raises_nor_earns_nor_hangs(text: str, rubric: Rubric, key: Key) -> None:
    verdicts = {}
    for part in judging_order(rubric):
        answers = {part.source.key: _answer(part.source, text)}
        case = Case(part, rubric, key[part.id], Submission("e", Student("1", ""), answers), dict(verdicts))
        verdict = part.kind.judge(case)
        assert verdict.share == 0, part.id


@pytest.mark.parametrize("node", [Sequence((), Place(1, 1)), Mapping((), Place(1, 1)), Scalar.typed(" \n")])
def test_empty_answers_of_any_shape_are_blank(node: Node, rubric: Rubric, key: Key) -> None:
    answers = {part.source.key: node for part in rubric.parts}
    report = grade(rubric, Submission(rubric.exam, Student("1", ""), answers), key)
    assert {mark.status for mark in report.marks} == {Status.BLANK}


@pytest.mark.parametrize("shape", ["list", "mapping", "nested"])
def test_an_answer_of_an_unexpected_shape_does_not_raise(shape: str, rubric: Rubric, key: Key) -> None:
    leaf: Node = Scalar.typed("n'importe quoi")
    listed = Sequence((leaf, leaf), Place(1, 1))
    mapped = Mapping(((Scalar.typed("a"), listed),), Place(1, 1))
    node = {"list": listed, "mapping": mapped, "nested": Sequence((mapped, mapped), Place(1, 1))}[shape]
    for part in judging_order(rubric):
        case = Case(part, rubric, key[part.id], Submission("e", Student("1", ""), {part.source.key: node}))
        assert part.kind.judge(case).share == 0


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_judging_twice_gives_the_same_verdicts(path: Path, rubric: Rubric, key: Key) -> None:
    paper = load_submission(path)
    assert grade(rubric, paper, key) == grade(rubric, paper, key)


def test_marks_do_not_depend_on_the_hash_seed() -> None:
    paper = str(ROOT / "submissions_example" / "middling.yaml")
    runs = [_grade_with_seed(paper, seed) for seed in ("1", "2")]
    assert runs[0] == runs[1]


def test_points_follow_the_weights_and_nothing_else(rubric: Rubric, key: Key) -> None:
    text = (ROOT / "submissions_example" / "middling.yaml").read_text(encoding="utf-8")
    paper = read_submission(text, "middling.yaml")
    shares = {part: verdict.share for part, verdict in judge(rubric, paper, key).items()}
    report = grade(rubric, paper, key)
    assert report.points == sum(
        (shares[mark.part.id] * mark.part.points for mark in report.marks), Fraction(0)
    )


def _answer(source: Source, text: str) -> Node:
    if not source.field:
        return Scalar.typed(text)
    return Mapping(((Scalar.typed(source.field), Scalar.typed(text)),), Place(1, 1))


def _grade_with_seed(paper: str, seed: str) -> object:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "grader", paper, "--json"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=True)  # noqa: S603  our own command
    return json.loads(run.stdout)
