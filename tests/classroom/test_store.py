"""The store of a class: what goes in comes out, and what an edited rubric still holds."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.classroom.fingerprints import NOTICES, fingerprints
from grader.classroom.results import ClassPapers, unread
from grader.classroom.store import Outcome, Store, faults_text
from grader.classroom.verdicts import evidence_text, verdict_text
from grader.errors import Fault
from grader.key import Key
from grader.loading.submission import load_submission
from grader.model import Exercise, Part, Question, Rubric
from grader.nodes import Place
from grader.pipeline import grade, judge
from grader.placing import place
from grader.rubric import read_rubric

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "submissions_example").glob("*.yaml"))
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")


def outcome(path: Path, rubric: Rubric, key: Key) -> Outcome:
    paper = load_submission(path)
    placed = place(paper, rubric)
    marks = fingerprints(rubric)
    judged = {id: (marks[id], verdict_text(v)) for id, v in judge(rubric, placed, key).items()}
    judged[NOTICES] = (marks[NOTICES], evidence_text(placed.notices))
    return Outcome(path.name, paper.digest, rubric.exam, paper.student.id, paper.student.name, judged)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_report_from_the_store_is_the_report_itself(
    path: Path, tmp_path: Path, rubric: Rubric, key: Key
) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.keep(outcome(path, rubric, key))
        (graded,) = ClassPapers(store, [rubric])
    assert graded.report == grade(rubric, load_submission(path), key)


def test_a_change_of_points_changes_no_fingerprint(rubric: Rubric) -> None:
    assert fingerprints(doubled(rubric)) == fingerprints(rubric)


def test_a_change_of_points_moves_marks_and_judges_nothing(tmp_path: Path, rubric: Rubric, key: Key) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.keep(outcome(EXAMPLES[0], rubric, key))
        (before,), (after,) = ClassPapers(store, [rubric]), ClassPapers(store, [doubled(rubric)])
    assert after.report.points == 2 * before.report.points


def doubled(rubric: Rubric) -> Rubric:
    def parts(question: Question) -> tuple[Part, ...]:
        return tuple(replace(part, points=2 * part.points) for part in question.parts)

    def questions(exercise: Exercise) -> tuple[Question, ...]:
        return tuple(replace(question, parts=parts(question)) for question in exercise.questions)

    exercises = tuple(replace(exercise, questions=questions(exercise)) for exercise in rubric.exercises)
    return replace(rubric, exercises=exercises)


def test_an_edited_parameter_touches_only_the_parts_that_name_it(rubric: Rubric) -> None:
    edited = read_rubric(TEXT.replace("0.8 x", "0.6 x", 1))
    before, after = fingerprints(rubric), fingerprints(edited)
    touched = {id for id in before if before[id] != after[id]}
    assert touched
    assert all(id.startswith("2.3") for id in touched)


def test_fingerprints_are_the_same_in_every_process(rubric: Rubric) -> None:
    code = (
        "from pathlib import Path; from grader.classroom.fingerprints import fingerprints;"
        "from grader.rubric import load_rubric;"
        "print(fingerprints(load_rubric(Path('rubrics/partiel-2018.yaml'))))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603  our own code
    assert run.stdout.strip() == str(fingerprints(rubric))


def test_a_paper_that_was_not_marked_keeps_its_fault_and_its_place(tmp_path: Path) -> None:
    fault = Fault("not YAML", Place(3, 4), "close the bracket", "[1, 2")
    with Store(tmp_path / "store.sqlite") as store:
        store.keep(Outcome("a.yaml", "sha256:0", faults=faults_text([fault])))
        (error,) = unread(store)
    assert (error.path, error.faults) == ("a.yaml", [fault])


def test_another_version_of_a_file_takes_the_place_of_the_first(
    tmp_path: Path, rubric: Rubric, key: Key
) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.keep(outcome(EXAMPLES[0], rubric, key))
        store.keep(Outcome(EXAMPLES[0].name, "sha256:1", rubric.exam, "7", "Ada"))
        (paper,) = store.papers()
    assert (paper.digest, paper.verdicts) == ("sha256:1", {})
