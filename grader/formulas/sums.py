"""A neuron's weighted sum as students index it otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from grader.maths.field import MODULUS, draw
from grader.maths.world import World


def sum_variants(neuron: int, world: World) -> Iterator[tuple[str, int]]:
    """The weighted sum as students index it otherwise: x_i for x_{i+1}, weights from 1 on, a bias more."""
    places = world.wiring.inputs(neuron)
    kind = places[0][0]
    weights = [_worth(world, "w", (i, neuron)) for i in range(len(places) + 1)]
    values = [_worth(world, kind, (i,)) for i in range(len(places) + 1)]
    yield "unshifted", _dot(weights[:-1], values[:-1])
    yield "unshifted", _dot(weights[1:-1], values[1:-1])
    yield "one-based", _dot(weights[1:], values[1:])
    for bias in (1, *(world.input(k) for k in world.wiring.bias)):
        yield "bias-added", (world.sums[neuron] + weights[-1] * bias) % MODULUS
    yield "bias-added", (_dot(weights[1:], values[1:]) + weights[0]) % MODULUS
    yield "bias-added", (_dot(weights[1:-1], values[1:-1]) + weights[0]) % MODULUS
    for name in (("b", (neuron,)), ("b", ()), ("bias", (neuron,))):
        yield "bias-added", (world.sums[neuron] + _worth(world, *name)) % MODULUS


def _dot(weights: list[int], values: list[int]) -> int:
    return sum(weight * value for weight, value in zip(weights, values, strict=True)) % MODULUS


def _worth(world: World, base: str, indices: tuple[int, ...]) -> int:
    known = world.look_up(base, indices)
    return draw(world.seed, "unknown", base, indices) if known is None else known
