import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn

from reference.layers import Layer, LayerStack


def conv(name: str, filters: int, padding: str = "same") -> Layer:
    return Layer(name, conv=filters, padding=padding)


EXAM = LayerStack(
    (32, 32, 3),
    16,
    2,
    (
        conv("conv1", 32),
        Layer("pool1", pool=2),
        conv("conv2", 64),
        Layer("pool2", pool=2),
        conv("conv3", 64),
        conv("conv4", 156),
        Layer("pool4", pool=2),
        conv("conv5", 228),
    ),
)

sizes = st.integers(1, 3)
convs = st.builds(
    Layer,
    name=st.just("layer"),
    conv=st.integers(1, 5),
    kernel=st.tuples(sizes, sizes),
    stride=sizes,
    padding=st.just("valid"),
    dilation=st.just(1),
)
dilated = st.builds(
    Layer,
    name=st.just("layer"),
    conv=st.integers(1, 5),
    kernel=st.tuples(sizes, sizes),
    padding=st.just("valid"),
    dilation=sizes,
)
pools = st.builds(Layer, name=st.just("layer"), pool=sizes, stride=st.one_of(st.none(), sizes))


def by_torch(layer: Layer, shape: tuple[int, int, int, int]) -> tuple[int, ...]:
    batch, height, width, channels = shape
    module: nn.Module
    if layer.pool is not None:
        module = nn.MaxPool2d(layer.pool, layer.stride)
    else:
        module = nn.Conv2d(
            channels, layer.conv, layer.kernel, layer.step, layer.padding, layer.dilation, device="meta"
        )
    out = module(torch.empty(batch, channels, height, width, device="meta")).shape
    return (out[0], out[2], out[3], out[1])


@given(st.one_of(convs, dilated, pools), st.tuples(sizes, st.integers(1, 12), st.integers(1, 12), sizes))
def test_a_layer_gives_the_shape_of_torch(layer: Layer, shape: tuple[int, int, int, int]) -> None:
    assume(all(n >= window for n, window in zip(shape[1:3], layer.window, strict=True)))
    assert layer.output(shape) == by_torch(layer, shape)


@given(st.tuples(sizes, st.integers(1, 12), st.integers(1, 12), sizes), st.sampled_from([1, 3]))
def test_same_padding_gives_the_shape_of_torch(shape: tuple[int, int, int, int], kernel: int) -> None:
    layer = Layer("layer", conv=4, kernel=(kernel, 3), padding="same")
    assert layer.output(shape) == by_torch(layer, shape)


def test_the_layers_of_the_exam_have_their_shapes() -> None:
    shapes = EXAM.shapes()
    assert shapes["conv2"] == (16, 16, 16, 64)
    assert shapes["conv5"] == (16, 4, 4, 228)
    assert EXAM.part_of(shapes["conv5"]) == (8, 4, 4, 228)


def test_the_kernels_of_the_exam_have_their_shapes() -> None:
    kernels = EXAM.kernels()
    assert kernels["conv1"] == (3, 3, 3, 32)
    assert kernels["conv2"] == (3, 3, 32, 64)
    assert kernels["conv5"] == (3, 3, 156, 228)


def test_the_parameters_are_as_many_as_in_torch() -> None:
    counted = EXAM.parameter_counts()
    for name, (height, width, before, after) in EXAM.kernels().items():
        module = nn.Conv2d(before, after, (height, width), device="meta")
        assert counted[name] == sum(parameter.numel() for parameter in module.parameters())


def test_valid_padding_shrinks_the_images_until_the_last_layer_does_not_fit() -> None:
    valid = EXAM.with_layers(*(conv(x.name, x.conv, "valid") if x.conv else x for x in EXAM.stack))
    assert valid.without("conv5").shapes()["conv2"] == (16, 13, 13, 64)
    with pytest.raises(
        ValueError, match=r"conv5: a window of 3 does not fit 1 .*caused by subtracting 3 from 1"
    ):
        valid.shapes()


def test_channels_read_as_rows_stop_at_the_second_pooling() -> None:
    # Measured on TensorFlow 1.11 with the placeholder of the printed program, (16, 3, 32, 32).
    wrong = LayerStack((3, 32, 32), 16, 2, EXAM.stack)
    with pytest.raises(
        ValueError, match=r"pool2: a window of 2 does not fit 1 .*caused by subtracting 2 from 1"
    ):
        wrong.shapes()
    assert wrong.with_layers(*EXAM.stack[:3]).shapes()["conv2"] == (16, 1, 16, 64)


def test_a_pooling_left_out_doubles_the_images_below_it() -> None:
    assert EXAM.without("pool4").shapes()["conv5"] == (16, 8, 8, 228)
    assert EXAM.without("pool4", "pool2").shapes()["conv5"] == (16, 16, 16, 228)


def test_what_follows_a_layer_is_worked_out_from_any_shape() -> None:
    assert EXAM.shapes_after("conv2", (16, 8, 8, 64))["conv5"] == (16, 2, 2, 228)
    assert EXAM.shapes_after("conv5", (16, 4, 4, 228)) == {}


def test_an_unknown_layer_is_named() -> None:
    for ask in (EXAM.without, EXAM.layer, lambda name: EXAM.shapes_after(name, (1, 1, 1, 1))):
        with pytest.raises(KeyError, match="conv9"):
            ask("conv9")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"conv": 3, "pool": 2},
        {"dense": 3, "flatten": True},
        {"conv": 0},
        {"dense": 0},
        {"pool": 2, "stride": 0},
        {"conv": 1, "kernel": (0, 3)},
        {"conv": 1, "stride": 2, "dilation": 2},
    ],
)
def test_a_layer_that_makes_no_sense_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="layer conv1"):
        Layer("conv1", **options)


def test_a_stack_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="batch of 16 has no 3 equal parts"):
        LayerStack((32, 32, 3), 16, 3, EXAM.stack)
    with pytest.raises(ValueError, match="same name"):
        EXAM.with_layers(conv("conv1", 3), conv("conv1", 3))
