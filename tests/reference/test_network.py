import pickle
from fractions import Fraction

import pytest

from reference.network import Network, SquaredError, number

EXAM = Network(
    ("x1", "x2", "x3"),
    {"n4": ("n1", "n2"), "n3": ("n1", "n2"), "n1": ("x1", "x2", "x3"), "n2": ("x1", "x2", "x3")},
    bias=("x3",),
)


def test_neurons_may_be_listed_in_any_order() -> None:
    assert EXAM.order.index("n1") < EXAM.order.index("n3")
    assert EXAM.outputs == ("n4", "n3")
    assert EXAM.parents("n1") == ("n4", "n3")


def test_what_stands_above_a_neuron_comes_after_what_it_feeds() -> None:
    deep = Network(("x1",), {"n1": ("x1",), "n2": ("n1",), "n3": ("n2", "n1"), "n4": ("x1",)})
    assert deep.above("n1") == ("n3", "n2")
    assert deep.above("n4") == ()


def test_a_network_can_be_hashed_compared_and_pickled() -> None:
    assert pickle.loads(pickle.dumps(EXAM)) == EXAM  # noqa: S301  what this very line has written
    assert hash(EXAM) == hash(pickle.loads(pickle.dumps(EXAM)))  # noqa: S301  likewise


@pytest.mark.parametrize(
    ("neurons", "message"),
    [
        ({}, "at least one neuron"),
        ({"n1": ()}, "n1 has inputs"),
        ({"n1": ("x1", "x1")}, "n1 has inputs"),
        ({"n1": ("x7",)}, "no such input or neuron: x7"),
        ({"n1": ("n2",), "n2": ("n1",)}, "not feed-forward"),
        ({"n1": ("x1",), "m1": ("x1",)}, "same name or number"),
        ({"x1": ("x2",)}, "same name or number"),
        ({"hidden": ("x1",)}, "letters and a number"),
    ],
)
def test_a_network_that_makes_no_sense_is_refused(neurons: dict[str, tuple[str, ...]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Network(("x1", "x2"), neurons)


def test_a_bias_is_one_of_the_inputs() -> None:
    with pytest.raises(ValueError, match="x9"):
        Network(("x1",), {"n1": ("x1",)}, bias=("x9",))


@pytest.mark.parametrize(
    ("labels", "weight", "message"),
    [
        ({}, 1, "at least one label"),
        ({"n1": "y1"}, 0, "weight of the loss is not zero"),
        ({"n1": "y1", "n2": "y1"}, 1, "the same label"),
        ({"n1": "target"}, 1, "letters and a number"),
    ],
)
def test_a_loss_that_makes_no_sense_is_refused(labels: dict[str, str], weight: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SquaredError(labels, Fraction(weight))


def test_a_name_ends_in_its_number() -> None:
    assert number("n12") == "12"
