"""Mistakes are found by the value that they give together, whatever is asked and whatever was charged before."""

from __future__ import annotations

import random
from itertools import chain

import pytest

from grader.maths.explanations import explanations
from grader.maths.mistakes import Gradient
from grader.maths.setting import Setting, Target
from grader.maths.tops import Tops
from grader.maths.wiring import Wiring
from grader.model import Rubric
from reference.network import Network, SquaredError

GRADIENTS: list[tuple[Target, int]] = [("weight", 3), ("weight", 1), ("slope", 3), ("slope", 1)]
EARLIER = [frozenset[str](), frozenset(["sign"]), frozenset(["weight-index", "derivative-place"])]


def _gradient(rubric: Rubric, target: Target, neuron: int) -> Gradient:
    wiring = Wiring.of(rubric.value("network", Network), rubric.value("loss", SquaredError))
    activation = "prelu" if target == "slope" else "f"
    return Gradient(Setting(wiring, activation, target, neuron, signs=((1, -1), (3, -1))))


@pytest.mark.parametrize(("target", "neuron"), GRADIENTS)
def test_a_row_holds_what_each_set_on_top_of_another_is_worth(
    rubric: Rubric, target: Target, neuron: int
) -> None:
    main = _gradient(rubric, target, neuron)
    tops = Tops(main, [(number,) for number in main.numbers])
    for base in main.numbers[::7]:
        for row in tops.rows((base,)):
            worths = [main.reckoned(row.base + top) for top in row.tops]
            assert row.values == worths


@pytest.mark.parametrize("earlier", EARLIER)
@pytest.mark.parametrize(("target", "neuron"), GRADIENTS)
def test_sets_that_explain_a_value_give_it(
    rubric: Rubric, target: Target, neuron: int, earlier: frozenset[str]
) -> None:
    main = _gradient(rubric, target, neuron)
    chance = random.Random(target)  # noqa: S311  the same mistakes each time
    for _ in range(5):
        value = main.worth(tuple(sorted(chance.sample(main.frequent, 2))))
        found = list(chain.from_iterable(explanations(main, value, earlier)))
        assert found
        assert {main.reckoned(chosen) for chosen in found} == {value}


@pytest.mark.parametrize(("target", "neuron"), GRADIENTS)
def test_any_two_mistakes_in_different_places_are_found(rubric: Rubric, target: Target, neuron: int) -> None:
    main = _gradient(rubric, target, neuron)
    apart = [
        (one, other)
        for one in main.numbers
        for other in main.frequent
        if one < other and not main.places[one] & main.places[other]
    ]
    for pair in apart[::97]:
        assert pair in chain.from_iterable(explanations(main, main.worth(pair), frozenset()))
