"""The exam and its key, read once; the cache of keys stays out of the user's home."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from grader.key import Key, cached
from grader.loading.submission import read_submission
from grader.model import Rubric
from grader.pipeline import grade
from grader.report import Mark, Report
from grader.rubric import load_rubric

ROOT = Path(__file__).parent.parent

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    os.environ.pop("XDG_CACHE_HOME")
    if before is not None:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture(scope="session")
def rubric() -> Rubric:
    return load_rubric(ROOT / "rubrics" / "partiel-2018.yaml")


@pytest.fixture(scope="session")
def key(rubric: Rubric, _cache: None) -> Key:
    return cached(rubric)


@pytest.fixture(scope="session")
def graded(rubric: Rubric, key: Key) -> Callable[[str], Report]:
    """Grades the `answers:` of a paper given as YAML."""

    def run(answers: str) -> Report:
        head = 'exam: partiel-2018\nstudent: {id: "1", name: Ada}\nanswers:\n'
        body = "".join(f"  {line}\n" for line in answers.strip("\n").split("\n"))
        return grade(rubric, read_submission(head + body, "paper.yaml"), key)

    return run


def mark_of(report: Report, part: str) -> Mark:
    """The mark of one part."""
    return next(mark for mark in report.marks if mark.part.id == part)
