"""Every attack at the door: refused, kept for a person, or read as plain text; never executed, never slow."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.errors import SubmissionError
from grader.loading.submission import load_submission
from grader.submission import Submission

if TYPE_CHECKING:
    from tests.hostile.conftest import Attack

JUDGED_LATER = {"h024_same_after_typing.yaml"}  # “1.10” is no question: the pipeline says so


def test_an_attack_is_read_or_refused_in_time(
    attack: Attack, attack_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    start = time.process_time()
    outcome = _load(attack_path)
    assert time.process_time() - start < 1
    assert not list(tmp_path.glob("pwned*"))
    if isinstance(outcome, SubmissionError):
        assert "ERROR" in attack.must
        assert (attack.field or "") in str(outcome) or attack.field == "(file)"


def test_an_attack_that_must_be_an_error_is_one(attack: Attack, refused_path: Path) -> None:
    if attack.file in JUDGED_LATER:
        pytest.skip("the pipeline's affair")
    outcome = _load(refused_path)
    if isinstance(outcome, Submission):
        assert attack.question in outcome.unread
        assert attack.question not in outcome.answers


def _load(path: Path) -> Submission | SubmissionError:
    try:
        return load_submission(path)
    except SubmissionError as error:
        return error
