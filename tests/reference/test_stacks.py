"""Whole stacks of layers against torch: shapes, kernels, parameters, receptive fields, in both layouts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional

from reference.layers import Layer, LayerStack, Shape

torch.set_num_threads(1)

sizes = st.integers(1, 3)
paddings = st.sampled_from(["same", "valid"])
convs = st.builds(
    Layer,
    name=st.just(""),
    conv=st.integers(1, 4),
    kernel=st.tuples(sizes, sizes),
    stride=sizes,
    padding=paddings,
    bias=st.booleans(),
)
dilated = st.builds(
    Layer,
    name=st.just(""),
    conv=st.integers(1, 4),
    kernel=st.tuples(sizes, sizes),
    padding=paddings,
    dilation=sizes,
)
pools = st.builds(Layer, name=st.just(""), pool=sizes, stride=st.one_of(st.none(), sizes), padding=paddings)
splits = st.builds(Layer, name=st.just(""), split=st.sampled_from([1, 2]), axis=st.sampled_from([0, 3, -1]))
heads = st.sampled_from(
    [(), (Layer("", flatten=True), Layer("", dense=5, bias=False), Layer("", dense=3)), (Layer("", dense=4),)]
)


@st.composite
def stacks(draw: st.DrawFn) -> LayerStack:
    body = draw(st.lists(st.one_of(convs, dilated, pools, splits), min_size=1, max_size=5))
    layers = tuple(replace(layer, name=f"layer{n}") for n, layer in enumerate((*body, *draw(heads))))
    stack = LayerStack(
        draw(st.tuples(st.integers(4, 13), st.integers(4, 13), st.integers(1, 3))), 4, 2, layers
    )
    try:
        stack.shapes()
    except ValueError:
        assume(False)
    return stack


@dataclass
class Torch:
    """The same layers by torch, on tensors with channels first; keeps every output and every module."""

    stack: LayerStack
    average: bool = False

    def run(self, images: Tensor) -> dict[str, Tensor]:
        self.modules: dict[str, nn.Module] = {}
        found = {}
        for layer in self.stack.stack:
            images = found[layer.name] = self._apply(layer, images)
        return found

    def _apply(self, layer: Layer, images: Tensor) -> Tensor:
        if layer.flatten:
            return images.flatten(1)
        if layer.split is not None:
            axis = {0: 0, 3: 1, -1: 1}[layer.axis] if images.ndim == 4 else layer.axis
            return torch.chunk(images, layer.split, dim=axis)[0]
        if layer.dense is not None:
            return self._dense(layer, images)
        padded = functional.pad(images, self._margins(layer, images))
        if layer.pool is not None:
            pool = functional.avg_pool2d if self.average else functional.max_pool2d
            return pool(padded, layer.pool, layer.step)
        conv = nn.Conv2d(
            padded.shape[1], layer.conv, layer.kernel, layer.step, 0, layer.dilation, bias=layer.bias
        )
        return self._learnt(layer, conv)(padded)

    def _dense(self, layer: Layer, images: Tensor) -> Tensor:
        last = images if images.ndim == 2 else images.permute(0, 2, 3, 1)
        found: Tensor = self._learnt(layer, nn.Linear(last.shape[-1], layer.dense, bias=layer.bias))(last)
        return found if images.ndim == 2 else found.permute(0, 3, 1, 2)

    def _learnt(self, layer: Layer, module: nn.Module) -> nn.Module:
        self.modules[layer.name] = module
        if self.average:
            nn.init.ones_(module.weight)
        return module

    def _margins(self, layer: Layer, images: Tensor) -> tuple[int, int, int, int]:
        """Left, right, above, below, written out from TensorFlow's rule: ceil(size / stride) positions."""
        if layer.padding == "valid":
            return 0, 0, 0, 0
        sides = []
        for length, window in zip(reversed(images.shape[2:]), reversed(layer.window), strict=True):
            total = max((-(-length // layer.step) - 1) * layer.step + window - length, 0)
            sides += [total // 2, total - total // 2]
        left, right, above, below = sides
        return left, right, above, below


def channels_last(shape: Shape) -> Shape:
    return (shape[0], *shape[2:], shape[1]) if len(shape) == 4 else tuple(shape)


def images_for(stack: LayerStack) -> Tensor:
    height, width, depth = stack.input
    return torch.zeros(stack.batch, depth, height, width)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(stacks())
def test_a_stack_has_the_shapes_of_torch(stack: LayerStack) -> None:
    found = Torch(stack).run(images_for(stack))
    assert stack.shapes() == {name: channels_last(tuple(maps.shape)) for name, maps in found.items()}


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(stacks())
def test_a_stack_has_the_kernels_and_parameters_of_torch(stack: LayerStack) -> None:
    torch_stack = Torch(stack)
    torch_stack.run(images_for(stack))
    counted = {
        name: sum(parameter.numel() for parameter in module.parameters())
        for name, module in torch_stack.modules.items()
    }
    assert stack.parameter_counts() == counted
    kernels = {name: tuple(module.weight.shape) for name, module in torch_stack.modules.items()}
    expected = {n: (s[2], s[3], s[1], s[0]) if len(s) == 4 else (s[1], s[0]) for n, s in kernels.items()}
    assert stack.kernels() == expected


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(stacks())
def test_the_layout_changes_the_order_of_the_shapes_and_nothing_else(stack: LayerStack) -> None:
    height, width, depth = stack.input
    turned = tuple(
        replace(layer, axis=1) if layer.split and layer.axis and len(shape) == 4 else layer
        for layer, shape in zip(stack.stack, [(0,) * 4, *stack.shapes().values()], strict=False)
    )
    # A dense layer on images takes the last axis, whichever that is.
    assume(not any(layer.dense and len(shape) == 4 for layer, shape in _reached(stack)))
    first = replace(stack, input=(depth, height, width), layout="channels-first", stack=turned)
    assert {name: channels_last(shape) for name, shape in first.shapes().items()} == stack.shapes()
    assert first.kernels() == stack.kernels()
    assert first.receptive_fields() == stack.receptive_fields()
    assert first.channels_last().shapes() == stack.shapes()


def _reached(stack: LayerStack) -> list[tuple[Layer, Shape]]:
    shapes = [(stack.batch, *stack.input), *stack.shapes().values()]
    return list(zip(stack.stack, shapes, strict=False))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(stacks())
def test_one_output_sees_the_pixels_that_its_gradient_reaches(stack: LayerStack) -> None:
    solid = all(
        layer.dilation == 1 and layer.step <= min(layer.window) for layer in stack.stack if layer.slides
    )
    assume(solid and not any(layer.split for layer in stack.stack))
    images = images_for(stack).double().requires_grad_()
    with torch.random.fork_rng():
        torch.set_default_dtype(torch.float64)
        found = Torch(stack, average=True).run(images)
        torch.set_default_dtype(torch.float32)
    last = found[stack.stack[-1].name]
    rows, columns = stack.receptive_fields()[stack.stack[-1].name]
    row, column = (n // 2 for n in last.shape[2:]) if last.ndim == 4 else (0, 0)
    picked = last[0, 0, row, column] if last.ndim == 4 else last[0, -1]
    (slope,) = torch.autograd.grad(picked, images)
    seen = slope[0].abs().sum(0).nonzero().tolist()
    for axis, (field, place) in enumerate(((rows, row), (columns, column))):
        reached = sorted({cell[axis] for cell in seen})
        places = field.places(place)
        assert set(reached) <= set(places)
        # A field that reaches over the edge sees what is left inside, less what only zeros of a middle layer give.
        if places[0] >= 0 and places[-1] < stack.input[axis]:
            assert reached == list(places)


def test_the_receptive_fields_of_the_exam_grow_from_layer_to_layer() -> None:
    same = [Layer(f"conv{n}", conv=4, padding="same") for n in range(1, 6)]
    pooled = [Layer(f"pool{n}", pool=2) for n in (1, 2, 4)]
    order = [same[0], pooled[0], same[1], pooled[1], same[2], same[3], pooled[2], same[4]]
    fields = LayerStack((32, 32, 3), 16, 2, tuple(order)).receptive_fields()
    assert [fields[layer.name][0].size for layer in order] == [3, 4, 8, 10, 18, 26, 30, 46]
    assert all(fields[a.name][0].size < fields[b.name][0].size for a, b in pairwise(order))


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([Layer("c", conv=2, kernel=(9, 9))], "c: .*Negative dimension size caused by subtracting 9 from 8"),
        ([Layer("f", flatten=True), Layer("c", conv=2)], "c: .*expected ndim=4, found ndim=2"),
        ([Layer("f", flatten=True), Layer("p", pool=2)], "p: .*expected ndim=4, found ndim=2"),
        ([Layer("s", split=3)], "s: .*evenly divisible by 3 but is 4"),
        ([Layer("s", split=2, axis=4)], r"s: .*axis must be in the range \[-4, 4\)"),
    ],
)
def test_what_tensorflow_refuses_is_refused_in_its_words(layers: list[Layer], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        LayerStack((8, 8, 3), 4, 2, tuple(layers)).shapes()


def test_a_dense_layer_takes_at_least_two_axes() -> None:
    with pytest.raises(ValueError, match="expected min_ndim=2, found ndim=1"):
        Layer("d", dense=3).output((4,))


def test_a_pool_removed_widens_what_follows_and_the_first_dense_layer() -> None:
    layers = (
        Layer("conv1", conv=8, padding="same"),
        Layer("pool1", pool=2),
        Layer("flat", flatten=True),
        Layer("fc", dense=10),
    )
    stack = LayerStack((8, 8, 3), 4, 2, layers)
    assert stack.kernels()["fc"] == (4 * 4 * 8, 10)
    assert stack.without("pool1").kernels()["fc"] == (8 * 8 * 8, 10)
    assert stack.parameter_counts() == {"conv1": 3 * 3 * 3 * 8 + 8, "fc": 4 * 4 * 8 * 10 + 10}
