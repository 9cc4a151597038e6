"""The figures of a class against numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.classroom.overview import distribution
from grader.classroom.statistics import _Samples, alpha, discrimination, figures, standard_error
from grader.key import Key
from grader.loading.submission import load_submission
from grader.model import Rubric
from grader.pipeline import grade

ROOT = Path(__file__).parent.parent.parent
# four students, three questions; totals 6, 4, 2, 0
MARKS = np.array([[2.0, 2.0, 2.0], [2.0, 1.0, 1.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])


def test_alpha_is_cronbachs() -> None:
    # variances 11/12, 2/3, 11/12 sum to 5/2; that of the totals is 20/3; alpha = 3/2 (1 - 3/8)
    assert alpha(MARKS) == pytest.approx(15 / 16)


def test_draws_of_students_with_equal_marks_have_no_variance_below_zero() -> None:
    marks = np.full((7, 3), 0.1)
    marks[0] += 1
    assert (_Samples.of(marks).variances >= 0).all()


def test_the_error_of_measurement_is_the_deviation_times_the_root_of_what_alpha_lacks() -> None:
    assert standard_error(MARKS) == pytest.approx((20 / 3) ** 0.5 * (1 / 16) ** 0.5)


def test_discrimination_correlates_a_question_with_the_rest() -> None:
    # question 1: 2, 2, 1, 0 against the rest 4, 2, 1, 0
    own, rest = np.array([2, 2, 1, 0]) - 1.25, np.array([4, 2, 1, 0]) - 1.75
    expected = (own @ rest) / np.sqrt((own @ own) * (rest @ rest))
    assert discrimination(MARKS, 0) == pytest.approx(expected)


def test_what_does_not_vary_has_no_figure() -> None:
    assert alpha(np.ones((5, 3))) is None
    assert discrimination(np.ones((5, 3)), 1) is None
    assert alpha(MARKS[:, :1]) is None
    assert alpha(MARKS[:1]) is None


def test_intervals_hold_their_value_and_do_not_change(rubric: Rubric, key: Key) -> None:
    paths = sorted((ROOT / "submissions_example" / "class").glob("*.yaml"))
    reports = [grade(rubric, load_submission(path), key) for path in paths]
    first = figures(reports, rubric)
    assert first == figures(reports, rubric)
    facilities = [question.facility for question in first.questions]
    for estimate in (first.mean, first.alpha, first.error, *facilities):
        assert estimate.value is not None
        assert estimate.low <= estimate.value <= estimate.high
    assert first.mean.value == pytest.approx(sum(float(report.points) for report in reports) / len(reports))


def test_one_paper_is_a_class_too(rubric: Rubric, key: Key) -> None:
    report = grade(rubric, load_submission(ROOT / "submissions_example" / "middling.yaml"), key)
    found = figures([report], rubric)
    assert found.alpha.value is None
    assert found.deviation is None
    assert found.mean.value == float(report.points)


@pytest.mark.parametrize(
    ("totals", "bars"), [([20.5, 20, 19.99], (0,) * 19 + (3,)), ([0], (1,) + (0,) * 19), ([], (0,) * 20)]
)
def test_every_total_falls_into_one_bar(totals: list[float], bars: tuple[int, ...]) -> None:
    assert distribution(totals, 20) == bars
