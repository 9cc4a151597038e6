from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import RubricError
from grader.key import Key, cache_folder, cached, perfect_paper, solve
from grader.model import Rubric, Solution
from grader.rubric import read_rubric

TEXT = (Path(__file__).parent.parent / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")


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


@pytest.mark.parametrize(
    ("before", "after", "part", "message"),
    [
        ("x^2 + 0.8 x - 0.5", "x^3", "2.3.minimum", "function has no minimum"),
        ("padding: same}", "padding: valid}", "3.4.conv5", "layer conv5: a window of 3 does not fit 1"),
        ("    activation: f\n", "    activation: relu\n", "1.6.alpha3-gradient", "neuron n3 is relu"),
        ("of: weights, neuron: n3", "of: weights, neuron: n9", "1.2", "the network has no neuron n9"),
        ("neuron: n1, weight: 0", "neuron: n1, weight: 3", "1.3", "neuron n1 has no weight 3"),
        ("labels: {n3: y1, n4: y2}", "labels: {n3: y1, n7: y2}", "1.2", "no such neuron: n7"),
        ("convolutions: [conv1]", "convolutions: [conv7]", "2.5.conv1", "there is no conv7"),
        (
            "layers: layers, layer: conv5, of: map",
            "layers: layers, layer: conv9, of: map",
            "3.4.conv5",
            "there is no conv9",
        ),
        ("dilation: 2", "dilation: 9", "2.5.conv2", "does not fit a grid of 6×6"),
    ],
)
def test_a_rubric_that_gives_a_part_no_answer_names_it(
    before: str, after: str, part: str, message: str
) -> None:
    assert before in TEXT
    with pytest.raises(RubricError) as caught:
        solve(read_rubric(TEXT.replace(before, after), "r.yaml"))
    assert any(part in fault.message and message in fault.message for fault in caught.value.faults)
