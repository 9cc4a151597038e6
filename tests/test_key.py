from __future__ import annotations

from pathlib import Path

import pytest

from grader.key import Key, cache_folder, cached, perfect_paper
from grader.model import Rubric, Solution


def never(rubric: Rubric) -> Key:
    raise AssertionError("derived again")


def test_the_key_of_an_unchanged_rubric_comes_from_the_cache(rubric: Rubric, key: Key) -> None:
    assert cached(rubric, derive=never) == key


def test_a_damaged_cache_is_derived_again(
    rubric: Rubric, key: Key, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cached(rubric, derive=lambda _: key)
    for file in cache_folder().iterdir():
        file.write_text('{"1.1": 3')
    assert cached(rubric, derive=lambda _: {"1.1": Solution("again")}) == {"1.1": Solution("again")}


def test_a_cache_that_cannot_be_written_only_costs_time(
    rubric: Rubric, key: Key, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(occupied))
    assert cached(rubric, derive=lambda _: key) == key


def test_the_perfect_paper_answers_every_part(rubric: Rubric, key: Key) -> None:
    answers = perfect_paper(rubric, key).answers
    assert {part.source.key for part in rubric.parts} == set(answers)
