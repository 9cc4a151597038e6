"""A person's decision outlives every regrade, and is asked about again when what it was about has changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.overrides import (
    FILE,
    Override,
    Overrides,
    OverridesError,
    answer_digest,
    append,
    applied,
    asked_digest,
    load_overrides,
    read_points,
)
from grader.classroom.results import ClassPapers, Decisions
from grader.classroom.store import Store, store_path
from grader.cli.folder import grade_folder
from grader.cli.manner import Manner
from grader.cli.override import history, override
from grader.key import Key
from grader.loading.submission import read_submission
from grader.model import Rubric
from grader.pipeline import judge
from grader.placing import place
from grader.report import Mark
from grader.rubric import read_rubric
from grader.submission import Submission
from grader.verdict import Status, Verdict

ROOT = Path(__file__).parent.parent.parent
TEXT = "exam: partiel-2018\nstudent: {id: 7, name: Ada}\nanswers: {'1.7': x3 est le biais, '2.4': je ne sais pas}\n"


@pytest.fixture
def paper(rubric: Rubric) -> Submission:
    return place(read_submission(TEXT, "ada.yaml"), rubric)


@pytest.fixture
def verdicts(paper: Submission, rubric: Rubric, key: Key) -> dict[str, Verdict]:
    return judge(rubric, paper, key)


def on(paper: Submission, rubric: Rubric, part: str, points: str | None, **more: str) -> Override:
    asked = rubric.part(part)
    number = None if points is None else Fraction(points)
    digests = {"answer": answer_digest(paper, asked), "asked": asked_digest(asked, rubric)} | more
    return Override("ada.yaml", part, number, student="7", **digests)


def test_a_decision_stands_in_the_place_of_ours(
    paper: Submission, verdicts: dict[str, Verdict], rubric: Rubric
) -> None:
    entry = on(paper, rubric, "1.7", "1/4", by="Anne", why="généreux")
    found = applied(verdicts, Overrides((entry,)), "ada.yaml", paper, rubric)["1.7"]
    assert (found.share, found.status, found.needs_review) == (Fraction(1, 4), Status.PARTIAL, False)
    assert found.evidence[0].code == "teacher-decision"
    assert found.evidence[0].facts["by"] == "Anne"


def test_the_last_decision_counts_and_one_can_be_taken_back(
    paper: Submission, verdicts: dict[str, Verdict], rubric: Rubric
) -> None:
    entries = [on(paper, rubric, "1.7", points) for points in ("0", "3/4")]
    assert applied(verdicts, Overrides(tuple(entries)), "ada.yaml", paper, rubric)["1.7"].share == Fraction(
        3, 4
    )
    entries.append(on(paper, rubric, "1.7", None))
    assert applied(verdicts, Overrides(tuple(entries)), "ada.yaml", paper, rubric) == verdicts


def test_a_changed_answer_is_asked_about_again_and_keeps_its_decision(
    verdicts: dict[str, Verdict], paper: Submission, rubric: Rubric
) -> None:
    entry = on(paper, rubric, "1.7", "1/4")
    other = place(read_submission(TEXT.replace("le biais", "une entrée"), "ada.yaml"), rubric)
    found = applied(verdicts, Overrides((entry,)), "ada.yaml", other, rubric)["1.7"]
    assert found.share == Fraction(1, 4)
    assert found.needs_review
    assert "decision-answer-changed" in [item.code for item in found.evidence]


def test_another_answer_of_the_paper_changes_no_decision(
    verdicts: dict[str, Verdict], paper: Submission, rubric: Rubric
) -> None:
    entry = on(paper, rubric, "1.7", "1/4")
    other = place(read_submission(TEXT.replace("je ne sais pas", "le champ"), "ada.yaml"), rubric)
    assert not applied(verdicts, Overrides((entry,)), "ada.yaml", other, rubric)["1.7"].needs_review


def test_a_question_printed_otherwise_is_asked_about_again(
    verdicts: dict[str, Verdict], paper: Submission, rubric: Rubric
) -> None:
    entry = on(paper, rubric, "1.7", "1/4")
    text = rubric.text.replace("Comment appelle-t-on x3", "Comment nomme-t-on x3", 1)
    found = applied(verdicts, Overrides((entry,)), "ada.yaml", paper, read_rubric(text))["1.7"]
    assert (found.share, found.needs_review) == (Fraction(1, 4), True)


@pytest.mark.parametrize(
    ("points", "now", "share", "asked"), [("1/4", 2, "1/8", False), ("1", "1/2", "1", True)]
)
def test_points_stay_points_when_the_part_is_worth_something_else(
    points: str,
    now: int | str,
    share: str,
    asked: bool,
    verdicts: dict[str, Verdict],
    paper: Submission,
    rubric: Rubric,
) -> None:
    entry = on(paper, rubric, "1.7", points)
    exercises = tuple(
        replace(
            exercise,
            questions=tuple(
                replace(
                    question,
                    parts=tuple(
                        replace(p, points=Fraction(now)) if p.id == "1.7" else p for p in question.parts
                    ),
                )
                for question in exercise.questions
            ),
        )
        for exercise in rubric.exercises
    )
    found = applied(verdicts, Overrides((entry,)), "ada.yaml", paper, replace(rubric, exercises=exercises))[
        "1.7"
    ]
    assert (found.share, found.needs_review) == (Fraction(share), asked)


def test_a_renamed_file_is_known_by_its_student(
    verdicts: dict[str, Verdict], paper: Submission, rubric: Rubric
) -> None:
    entry = on(paper, rubric, "1.7", "1/4")
    moved = applied(verdicts, Overrides((entry,), frozenset({"new.yaml"})), "new.yaml", paper, rubric)
    assert moved["1.7"].share == Fraction(1, 4)
    both = Overrides((entry,), frozenset({"ada.yaml", "new.yaml"}))
    assert applied(verdicts, both, "new.yaml", paper, rubric) == verdicts


def test_decisions_outlive_regrades_and_reach_every_result(tmp_path: Path, rubric: Rubric) -> None:
    (tmp_path / "ada.yaml").write_text(TEXT, encoding="utf-8")
    assert mark(tmp_path, rubric).points == Fraction(1, 2)
    append(tmp_path, [Override("ada.yaml", "1.7", Fraction(3, 4), why="bien vu", by="Anne", on="2026-11-24")])
    assert mark(tmp_path, rubric).points == Fraction(3, 4)
    shutil.rmtree(tmp_path / ".grade")
    assert mark(tmp_path, rubric).points == Fraction(3, 4)
    page = (tmp_path / "results" / "students" / "ada.html").read_text(encoding="utf-8")
    assert "Décision de l&#39;enseignant (Anne, 2026-11-24) : 0.75. bien vu" in page


def test_what_stands_in_the_file_stays_byte_for_byte(tmp_path: Path) -> None:
    kept = "# mine\n- {paper: a.yaml, part: '1.7', points: 0.5}   # by hand"
    (tmp_path / FILE).write_text(kept, encoding="utf-8")
    append(tmp_path, [Override("b.yaml", "1.2", share=Fraction(1, 3))])
    assert (tmp_path / FILE).read_text(encoding="utf-8").startswith(kept + "\n- paper:")
    assert [(entry.part, entry.points, entry.share) for entry in load_overrides(tmp_path).entries] == [
        ("1.7", Fraction(1, 2), None),
        ("1.2", None, Fraction(1, 3)),
    ]


@given(
    st.builds(
        Override,
        paper=st.text(min_size=1),
        part=st.text(min_size=1),
        points=st.none() | st.fractions(0, 20, max_denominator=1000),
        why=st.text(),
        by=st.text(),
        student=st.text(),
    )
)
def test_every_decision_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, entry: Override
) -> None:
    folder = tmp_path_factory.mktemp("class")
    try:
        str(entry).encode("utf-8")
        append(folder, [entry])
    except UnicodeEncodeError:
        return
    (found,) = load_overrides(folder).entries
    assert replace(found, line=0) == entry


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("- {paper: a}", 1, "“part” is missing"),
        ("- {paper: a, part: '1', points: -1}", 1, "no number"),
        ("- {paper: a, part: '1', points: 1, share: 1}", 1, "both"),
        ("- {paper: a, part: '1', share: 3/2}", 1, "at most 1"),
        ("- {paper: a, part: '1', point: 1}", 1, "“point”"),
        ("- {paper: a, part: '1'}\n- 5", 2, "a decision is expected"),
        ("paper: a", 1, "a list"),
        ("- {paper: a,\n  part: [1}", 2, "no valid YAML"),
    ],
)
def test_a_broken_file_is_refused_with_its_line_and_never_ignored(
    text: str, line: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(OverridesError, match=said) as caught:
        load_overrides(tmp_path)
    place = caught.value.faults[0].place
    assert place is not None
    assert place.line == line


@pytest.mark.parametrize(("text", "number"), [("0,5", "1/2"), ("1/3", "1/3"), ("2", "2"), ("0.375", "3/8")])
def test_points_are_read_as_people_type_them(text: str, number: str) -> None:
    assert read_points(text) == Fraction(number)


@pytest.mark.parametrize("text", ["", "-1", "1/0", "x", "1e3", "½", "1/2/3", "99999999"])
def test_what_is_no_number_of_points_is_none(text: str) -> None:
    assert read_points(text) is None


def test_every_verdict_that_a_mark_had_is_told(tmp_path: Path, rubric: Rubric) -> None:
    (tmp_path / "ada.yaml").write_text(TEXT, encoding="utf-8")
    mark(tmp_path, rubric)
    mark(tmp_path, rubric)
    (tmp_path / "ada.yaml").write_text(TEXT.replace("le biais", "un chat"), encoding="utf-8")
    mark(tmp_path, rubric)
    with Store(store_path(tmp_path)) as store:
        assert [past.verdict.share for past in store.history("ada.yaml", "1.7")] == [Fraction(1, 2), 0]


def mark(folder: Path, rubric: Rubric) -> Mark:
    manner = Manner(results=folder / "results")
    grade_folder(folder, None, as_json=False, csv_path=None, strict=False, manner=manner)
    with Store(store_path(folder)) as store:
        (row,) = ClassPapers(store, [rubric], Decisions.of(folder, ["ada.yaml"]))
    return next(mark for mark in row.report.marks if mark.part.id == "1.7")


def test_the_commands_decide_tell_and_take_back(tmp_path: Path, rubric: Rubric) -> None:
    paper = tmp_path / "ada.yaml"
    paper.write_text(TEXT, encoding="utf-8")
    before = mark(tmp_path, rubric).points

    def run(*asked: str) -> str:
        command = override if asked[0] == "override" else history
        result = CliRunner().invoke(command, [str(paper), "1.7", *asked[1:]], standalone_mode=False)
        assert result.exception is None, result.exception
        return result.output

    assert "0.75 / 1" in run("override", "3/4", "--why", "bien vu", "--by", "Anne")
    assert mark(tmp_path, rubric).points == Fraction(3, 4)
    assert "taken back" in run("override", "--undo")
    assert mark(tmp_path, rubric).points == before
    assert [word in run("history") for word in ("grade 0.1.0", "Anne: bien vu", "taken back")] == [True] * 3
    refused = CliRunner().invoke(override, [str(paper), "1.7", "9"], standalone_mode=False)
    assert "at most" in str(refused.exception)
