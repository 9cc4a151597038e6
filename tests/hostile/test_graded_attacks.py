"""Every attack through the whole pipeline: no credit, nothing executed, and an inert report."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.errors import SubmissionError
from grader.key import Key
from grader.loading.submission import load_submission, read_submission
from grader.model import Rubric
from grader.pipeline import grade
from grader.render.as_csv import class_csv
from grader.render.as_json import dumps, report_json
from grader.report import Mark, Report
from grader.verdict import Status

if TYPE_CHECKING:
    from tests.hostile.conftest import Attack

STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def test_an_attack_earns_nothing_and_leaves_an_inert_report(
    attack: Attack,
    attack_path: Path,
    rubric: Rubric,
    key: Key,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    start = time.process_time()
    try:
        report = grade(rubric, load_submission(attack_path), key)
    except SubmissionError:
        return
    assert time.process_time() - start < attack.seconds
    assert not list(tmp_path.glob("pwned*"))
    _check_inert(report)
    if "WRONG" in attack.must:
        assert all(mark.points == 0 for mark in _attacked(report, attack))


def test_no_attack_crashes_a_judge(attack: Attack, attack_path: Path, rubric: Rubric, key: Key) -> None:
    try:
        report = grade(rubric, load_submission(attack_path), key)
    except SubmissionError:
        return
    assert "crashed" not in {remark.code for mark in report.marks for remark in mark.remarks}


@pytest.mark.parametrize(
    "text", ["a" * 7900 + "!", "=(" * 3900, "1" * 7900, ".*+?^${}()|[]" * 600, "é\n" * 7000]
)
def test_a_paper_full_of_long_answers_is_graded_in_seconds(text: str, rubric: Rubric, key: Key) -> None:
    block = "\n".join("    " + line for line in text.split("\n"))
    body = "".join(f'  "{question.id}": |\n{block}\n' for question in rubric.questions)
    start = time.process_time()
    report = grade(rubric, read_submission(f"student: {{id: 1}}\nanswers:\n{body}", "paper.yaml"), key)
    assert time.process_time() - start < 20
    assert all(mark.points == 0 for mark in report.marks)


def _attacked(report: Report, attack: Attack) -> list[Mark]:
    return [mark for mark in report.marks if mark.question == attack.question]


def _check_inert(report: Report) -> None:
    assert {mark.status for mark in report.marks} <= set(Status)
    table = class_csv([("paper.yaml", report)])
    assert not STEERING.search(table.replace("\r\n", "\n"))
    assert not re.search(r"(?m)(?:^|,)\"?[=@]", table)
    shown = json.loads(dumps(report_json(report)))
    assert not STEERING.search(json.dumps(shown, ensure_ascii=False))
