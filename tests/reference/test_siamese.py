"""The Siamese network against figures measured on TensorFlow 1.11 (golden/siamese.json)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from grader.model import Rubric
from reference.adam import Adam
from reference.layers import Layer, LayerStack
from reference.siamese import Siamese, contrastive_loss, printed_pull

GOLDEN = json.loads((Path(__file__).parent / "golden" / "siamese.json").read_text())["cases"]
SAME = ((1, 0, 0, 1, 0, 0, 0, 1), (0, 1, 0, 1, 0, 1, 0, 0))
CASES = sorted(GOLDEN)
DOUBLE = [case for case in CASES if case.startswith("float64")]


def _batches() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.RandomState(1810)
    independent = random.randint(0, 256, size=(16, 32, 32, 3))
    first = random.randint(0, 256, size=(8, 32, 32, 3))
    noise = random.randint(-256, 257, size=(8, 32, 32, 3))
    reach = np.array([1, 1, 2, 4, 8, 16, 64, 255])[:, None, None, None]
    return independent, np.concatenate([first, np.clip(first + noise * reach // 256, 0, 255)])


class Measured:
    """One measured case: the network with its weights, the batches, and what TensorFlow gave."""

    def __init__(self, case: str, stack: LayerStack) -> None:
        kind, bias, scale, distance = case.split("|")
        self.figures: dict[str, Any] = GOLDEN[case]
        self.per_pair = distance == "pair"
        self.dtype = getattr(torch, kind)
        self.network = Siamese(stack, bias=float(bias.removeprefix("bias")), dtype=self.dtype)
        random = np.random.RandomState(20181008)
        self.network.load_kernels(
            {
                name: torch.tensor(
                    (random.standard_normal(size) * np.sqrt(2.0 / (9 * size[2]))).astype(np.float32)
                )
                for name, size in stack.kernels().items()
            }
        )
        divisor = 255 if scale == "unit" else 1
        self.images = [torch.tensor(batch).to(self.dtype) / divisor for batch in _batches()]
        self.same = [torch.tensor(same, dtype=self.dtype) for same in SAME]

    def loss(self, batch: int) -> tuple[Tensor, Tensor]:
        distance = self.network.distances(self.images[batch], per_pair=self.per_pair)
        return distance, contrastive_loss(distance, self.same[batch])


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def stack(rubric: Rubric) -> LayerStack:
    return rubric.value("layers", LayerStack)


def test_the_network_of_the_exam_learns_466672_numbers(stack: LayerStack) -> None:
    assert sum(weight.numel() for weight in Siamese(stack).parameters()) == 466_672


@pytest.mark.parametrize("case", CASES)
def test_forward_and_gradients_are_those_of_tensorflow(case: str, stack: LayerStack) -> None:
    measured = Measured(case, stack)
    close = {"rel": 1e-10 if measured.dtype == torch.float64 else 2e-4, "abs": 0.0}
    for number, figures in enumerate(measured.figures["batches"]):
        measured.network.zero_grad()
        distance, loss = measured.loss(number)
        loss.sum().backward()
        expected = np.atleast_1d(figures["distance"]).tolist()
        assert np.atleast_1d(distance.detach()).tolist() == pytest.approx(expected, **close)
        assert loss.sum().item() == pytest.approx(figures["loss_sum"], **close)
        assert loss.tolist() == pytest.approx(figures["loss"], **close)
        for kind, weights in (("kernel", measured.network.kernels), ("bias", measured.network.biases)):
            norms = [weight.grad.norm().item() for weight in weights.values()]
            assert norms == pytest.approx(figures[f"grad_norm_{kind}"], **close)


@pytest.mark.parametrize("case", CASES)
def test_twenty_steps_of_adam_follow_tensorflow(case: str, stack: LayerStack) -> None:
    measured = Measured(case, stack)
    adam = Adam(measured.network.parameters(), rate=1e-5)
    losses = []
    for step in range(20):
        loss = measured.loss(step % 2)[1].sum()
        losses.append(loss.item())
        loss.backward()
        adam.step()
    tolerance = 1e-10 if case in DOUBLE and "bias-0.1" in case else 5e-5
    assert losses == pytest.approx(measured.figures["trace"]["1e-05"], rel=tolerance)


def test_a_pair_of_equal_images_gives_no_number_for_a_gradient_unless_the_root_is_held_off_zero() -> None:
    stack = LayerStack((8, 8, 3), 2, 2, (Layer("conv", conv=4, padding="same"), Layer("pool", pool=2)))
    images = torch.rand(1, 8, 8, 3).repeat(2, 1, 1, 1)
    for epsilon, broken in ((0.0, True), (1e-12, False)):
        network = Siamese(stack)
        network.distances(images, epsilon=epsilon).sum().backward()
        gradient = network.kernels["conv"].grad
        assert gradient is not None
        assert gradient.isnan().any().item() is broken


@pytest.mark.parametrize("distance", [0.01, 0.5, 0.99, 1.01, 5.0, 100.0])
def test_the_printed_loss_pulls_every_pair_together(distance: float) -> None:
    classes = torch.randint(10, (50_000,), generator=torch.Generator().manual_seed(3))
    expected = (2 * classes - 1 if distance < 1 else classes).sum().item()
    assert printed_pull(classes, distance) == pytest.approx(expected)
    assert expected > 0


def test_shapes_are_those_that_the_layer_table_says_whatever_the_strides() -> None:
    layers = (
        Layer("a", conv=3, kernel=(5, 2), stride=2, padding="same"),
        Layer("b", pool=3, stride=2, padding="same"),
        Layer("c", conv=2, kernel=(2, 2), dilation=2),
    )
    stack = LayerStack((19, 22, 3), 4, 2, layers)
    found = Siamese(stack)(torch.rand(4, 19, 22, 3))
    assert {name: tuple(maps.shape) for name, maps in found.items()} == stack.shapes()


def test_kernels_of_another_size_are_refused() -> None:
    network = Siamese(LayerStack((8, 8, 3), 2, 2, (Layer("conv", conv=4),)))
    with pytest.raises(RuntimeError):
        network.load_kernels({"conv": torch.zeros(2, 2, 3, 4)})
    assert math.isclose(network.biases["conv"][0].item(), -0.1, rel_tol=1e-6)
