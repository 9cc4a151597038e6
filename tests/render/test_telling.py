"""Which remarks are told, and as what sentences."""

from __future__ import annotations

from pathlib import Path

from grader.classroom.moodle import brief_html
from grader.classroom.prairielearn import feedback_markdown
from grader.key import solve
from grader.loading.submission import load_submission
from grader.pipeline import grade
from grader.render.telling import told
from grader.report import Report
from grader.rubric import load_rubric

ROOT = Path(__file__).parent.parent.parent


def report(name: str) -> Report:
    rubric = load_rubric(ROOT / "rubrics" / "partiel-2018.yaml")
    return grade(rubric, load_submission(ROOT / "submissions_example" / f"{name}.yaml"), solve(rubric))


def test_nothing_is_missing_from_a_full_answer() -> None:
    full = [mark for mark in report("excellent").marks if mark.points == mark.part.points and not mark.review]
    assert not any(remark.code == "idea-missing" for mark in full for remark in told(mark))


def test_comments_on_platforms_are_sentences_and_name_parts_as_students_know_them() -> None:
    middling = report("middling")
    for text in (brief_html(middling), feedback_markdown(middling)):
        assert "1.5 : 0 / 1. Pas de réponse." in text
        assert "1.6 (gradient de α(1)) : 0 / 0.75." in text
        assert "de données (annotées) Il manque" not in text
