"""The answers of the exam of 2018, each found a second way: by torch, or by plain floats."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest
import torch
from torch import nn
from torch.nn import functional

from grader.key import Key
from grader.model import Rubric
from reference.network import Activation, Network, SquaredError, number
from tests.reference.drawn_networks import Drawn, worth

torch.set_num_threads(1)


def drawn(rubric: Rubric, activation: Activation, seed: int) -> Drawn:
    """The exam's network with a number for every name; softplus stands for a generic f."""
    network = replace(rubric.value("network", Network), activation=activation)
    loss, random = rubric.value("loss", SquaredError), Random(seed)  # noqa: S311  numbers to try, no secrets
    names = [f"w_{i}^({number(n)})" for n, sources in network.neurons.items() for i in range(len(sources))]
    names += [f"alpha{number(n)}" for n in network.neurons] + [*network.inputs, *loss.labels.values()]
    numbers = {name: random.uniform(-1.5, 1.5) for name in names}
    return Drawn(network, loss, numbers | dict.fromkeys(network.bias, 1.0))


def lines_of(answer: str, weights: int) -> list[tuple[str, str]]:
    """The equations of an answer, a generic i written out."""
    found = []
    for line in answer.split("\n"):
        for i in range(weights) if re.search(r"w_i|\{i\+1\}", line) else (0,):
            written = line.replace("w_i^", f"w_{i}^").replace("_{i+1}", str(i + 1))
            left, _, right = written.partition(" = ")
            found.append((left, right))
    return found


@pytest.mark.parametrize(
    ("part", "activation", "weights"),
    [
        ("1.2", "f", 2),
        ("1.3", "f", 3),
        ("1.4", "f", 3),
        ("1.5", "tanh", 3),
        ("1.6.alpha3-gradient", "prelu", 1),
        ("1.6.alpha1-gradient", "prelu", 1),
    ],
)
@pytest.mark.parametrize("seed", range(6))
def test_the_gradients_are_those_of_torch(
    part: str, activation: Activation, weights: int, seed: int, rubric: Rubric, key: Key
) -> None:
    case = drawn(rubric, activation, seed)
    slopes, values = case.by_torch()
    known = dict(values)
    lines = lines_of(key[part].answer, weights)
    for left, right in lines:
        known[left] = worth(right, case, known)
    gradients = {left.removeprefix("dJ/d"): known[left] for left, _ in lines if left.startswith("dJ/d")}
    assert gradients == {name: pytest.approx(slopes[name], rel=1e-9, abs=1e-12) for name in gradients}
    assert len(gradients) == (weights if part != "1.3" else 1)


@pytest.mark.parametrize("seed", range(3))
def test_the_sums_and_outputs_are_those_of_torch(seed: int, rubric: Rubric, key: Key) -> None:
    case = drawn(rubric, "f", seed)
    values = case.by_torch()[1]
    known = dict(case.numbers)
    for line in key["1.1"].answer.split("\n"):
        left, _, right = line.partition(" = ")
        called = re.fullmatch(r"f\((o\d)\)", right)
        known[left] = (
            float(functional.softplus(torch.tensor(known[called[1]], dtype=torch.float64)))
            if called
            else worth(right, case, known)
        )
    assert {name: known[name] for name in ("o1", "s2", "o3", "s4")} == {
        name: pytest.approx(values[name]) for name in ("o1", "s2", "o3", "s4")
    }


def test_the_descent_is_that_of_plain_floats(key: Key) -> None:
    x, found = 4.0, [4.0]
    for _ in range(5):
        x -= 0.1 * (2 * x + 0.8)
        found.append(x)
    assert [float(value) for value in key["2.3.iterations"].answer.split(";")] == pytest.approx(found)
    places = torch.linspace(-3, 3, 60001, dtype=torch.float64)
    least = places[(places**2 + 0.8 * places - 0.5).argmin()]
    assert float(key["2.3.minimum"].answer) == pytest.approx(float(least), abs=1e-4)


def test_the_grids_are_those_of_torch(rubric: Rubric, key: Key) -> None:
    image = torch.tensor([[float(value) for value in row] for row in rubric.value("image", tuple)])
    first = functional.conv2d(image[None, None], torch.tensor([[[[1.0, 0, 0], [0, 1, 0], [0, 0, -1]]]]))
    second = functional.conv2d(first, torch.tensor([[[[1.0, 0, 1], [0, -1, 0], [0, 0, 1]]]]), dilation=2)
    for part, grid in (("2.5.conv1", first), ("2.5.conv2", second)):
        rows = [[float(value) for value in row.split()] for row in key[part].answer.split("\n")]
        assert rows == grid[0, 0].tolist()


def test_the_shapes_are_those_of_torch(key: Key) -> None:
    depths = {"conv1": (3, 32), "conv2": (32, 64), "conv3": (64, 64), "conv4": (64, 156), "conv5": (156, 228)}
    found, maps = {}, torch.zeros(16, 3, 32, 32)
    for name, (before, after) in depths.items():
        layer = nn.Conv2d(before, after, 3, padding="same")
        maps = layer(maps)
        found[name] = (maps.shape, layer.weight.shape)
        maps = maps if name == "conv3" else functional.max_pool2d(maps, 2)
    for name, ((batch, depth, height, width), (_, channels, rows, columns)) in found.items():
        if name in ("conv2", "conv5"):
            assert key[f"3.4.{name}"].answer == f"{height}x{width}x{depth}"
            assert key[f"3.5.{name}"].answer == f"{rows}x{columns}x{channels}"
        if name == "conv5":
            assert key["3.6.conv5"].answer == f"({batch}, {height}, {width}, {depth})"
            assert key["3.6.conv5_a"].answer == f"({batch // 2}, {height}, {width}, {depth})"
