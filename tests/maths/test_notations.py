"""Ways of writing a formula: what each must mean, must not mean, or why it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from grader.formulas.claims import definitions_in
from grader.maths.evaluate import Evaluator, MeaninglessError
from grader.maths.statements import Reading, read_answer
from grader.maths.syntax import Expr
from grader.maths.wiring import Wiring
from grader.maths.world import draw_world
from grader.maths.written import Notation, written
from grader.model import Rubric
from reference.network import Network, SquaredError

GOLDEN = Path(__file__).parent.parent / "golden" / "notations.yaml"
TABLE = yaml.load(GOLDEN.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
MEANS = [(text, group["is"]) for group in TABLE["means"] for text in group["written"]]
LEFT = [(text, group["is"]) for group in TABLE["left"] for text in group["written"]]
DIFFERS = [(row["written"], row["from"]) for row in TABLE["differs"]]
REFUSED = [(text, why) for why, texts in TABLE["refused"].items() for text in texts]
SIGNS = ((), ((1, -1), (3, -1)))


@pytest.fixture(scope="module")
def wiring(rubric: Rubric) -> Wiring:
    return Wiring.of(rubric.value("network", Network), rubric.value("loss", SquaredError))


def test_the_table_is_as_long_as_it_promises() -> None:
    assert len(MEANS) + len(LEFT) >= 250
    assert len(REFUSED) >= 60


@pytest.mark.parametrize(("text", "meaning"), MEANS)
def test_a_way_of_writing_means_what_it_must(text: str, meaning: str, wiring: Wiring) -> None:
    assert _worths(_equation(text), wiring) == _worths(_equation(meaning), wiring)


@pytest.mark.parametrize(("text", "meaning"), LEFT)
def test_a_left_side_names_what_it_must(text: str, meaning: str, wiring: Wiring) -> None:
    reading = read_answer(f"{text} = s1")
    assert reading.unread == ()
    left, wanted = reading.statements[0].left, read_answer(f"{meaning} = s1").statements[0].left
    assert left is not None
    assert wanted is not None
    assert _worth(left, reading, wiring) == _worth(wanted, reading, wiring)


@pytest.mark.parametrize(("text", "other"), DIFFERS)
def test_what_looks_alike_is_told_apart(text: str, other: str, wiring: Wiring) -> None:
    assert _worths(_equation(text), wiring) != _worths(_equation(other), wiring)


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_cannot_be_judged_is_reported_and_never_guessed(text: str, why: str, wiring: Wiring) -> None:
    assert _refusal(read_answer(f"dJ/dw_0^(3) = {text}"), wiring) == why


@pytest.mark.parametrize(("text", "meaning"), MEANS)
@pytest.mark.parametrize("notation", Notation)
def test_what_is_written_back_means_the_same(
    text: str, meaning: str, notation: Notation, wiring: Wiring
) -> None:
    reading = _equation(text)
    again = read_answer(f"dJ/dw_0^(3) = {written(reading.statements[0].answer, notation)}")
    assert again.unread == ()
    here = _worth(reading.statements[0].answer, reading, wiring)
    assert _worth(again.statements[0].answer, reading, wiring) == here


def _equation(text: str) -> Reading:
    reading = read_answer(f"dJ/dw_0^(3) = {text}")
    assert reading.unread == ()
    assert reading.statements
    return reading


def _worths(reading: Reading, wiring: Wiring) -> list[int]:
    """The value on either side of the conditions."""
    return [_worth(reading.statements[0].answer, reading, wiring, signs) for signs in SIGNS]


def _worth(expr: Expr, reading: Reading, wiring: Wiring, signs: tuple[tuple[int, int], ...] = ()) -> int:
    evaluator = _evaluator(reading, wiring, signs)
    worth = evaluator.value(expr)
    assert evaluator.unknown == set()
    return worth


def _evaluator(reading: Reading, wiring: Wiring, signs: tuple[tuple[int, int], ...] = ()) -> Evaluator:
    return Evaluator(
        draw_world(wiring, "f", 7, signs), {"i": 1, "j": 3}, definitions_in(_after_first(reading))
    )


def _after_first(reading: Reading) -> Reading:
    return Reading(reading.text, reading.statements[1:])


def _refusal(reading: Reading, wiring: Wiring) -> str:
    return next(_refusals(reading, wiring), "accepted")


def _refusals(reading: Reading, wiring: Wiring) -> Iterator[str]:
    if reading.unread:
        yield "unread"
    for statement in reading.statements[:1]:
        evaluator = _evaluator(reading, wiring)
        try:
            evaluator.value(statement.answer)
        except MeaninglessError:
            yield "meaningless"
        if evaluator.unknown:
            yield "unknown"
