"""A network as an SVG: inputs, neurons layer by layer, every weight, and the way back of one gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from reference.network import Network, number

ACROSS, DOWN, RADIUS, MARGIN = 170, 74, 21, 46


def network_svg(network: Network, labels: Mapping[str, str], traced: str = "") -> str:
    """The network from its inputs to its labels; the gradient of `traced`, if any, is drawn from the loss back to it."""
    columns = _columns(network)
    height = max(len(column) for column in columns) * DOWN + 2 * MARGIN
    places = dict(_places(columns, height))
    width = (len(columns) + 1) * ACROSS
    on_way = {traced, *network.above(traced)} if traced else set()
    lines = "".join(_weights(network, places, on_way, traced))
    dots = "".join(_dot(name, at, network) for name, at in places.items())
    ends = "".join(_label(name, label, places[name], name in on_way) for name, label in labels.items())
    told = ", ".join(f"{name}: {' '.join(inputs)}" for name, inputs in network.neurons.items())
    return (
        f'<svg class="network" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(told)}">'
        f"{lines}{dots}{ends}</svg>"
    )


def _columns(network: Network) -> list[list[str]]:
    """Inputs, then the neurons by the length of the longest way to them."""
    depth = dict.fromkeys(network.inputs, 0)
    for name in network.order:
        depth[name] = 1 + max(depth[source] for source in network.neurons[name])
    count = max(depth.values()) + 1
    return [[name for name in depth if depth[name] == layer] for layer in range(count)]


def _places(columns: list[list[str]], height: int) -> Iterator[tuple[str, tuple[float, float]]]:
    for layer, column in enumerate(columns):
        top = (height - (len(column) - 1) * DOWN) / 2
        for row, name in enumerate(column):
            yield name, (MARGIN + layer * ACROSS, top + row * DOWN)


def _weights(
    network: Network, places: Mapping[str, tuple[float, float]], on_way: set[str], traced: str
) -> Iterator[str]:
    for row, (name, inputs) in enumerate(network.neurons.items()):
        for index, source in enumerate(inputs):
            back = name in on_way and (source in on_way or name == traced)
            yield _weight(f"w{index}({number(name)})", places[source], places[name], back, row)


def _weight(text: str, start: tuple[float, float], end: tuple[float, float], back: bool, row: int) -> str:
    (x1, y1), (x2, y2) = start, end
    at = 0.5 + 0.22 * (row % 2)  # where two lines cross, their names stand apart
    x, y = x1 + at * (x2 - x1), y1 + at * (y2 - y1)
    kind = "back" if back else "weight"
    return (
        f'<line class="{kind}" x1="{x1 + RADIUS:.0f}" y1="{y1:.0f}" x2="{x2 - RADIUS:.0f}" y2="{y2:.0f}"/>'
        f'<text class="name" x="{x:.0f}" y="{y - 4:.0f}">{escape(text)}</text>'
    )


def _dot(name: str, at: tuple[float, float], network: Network) -> str:
    x, y = at
    if name in network.neurons:
        shape = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{RADIUS}"/>'
    else:
        shape = f'<rect x="{x - RADIUS:.0f}" y="{y - RADIUS + 4:.0f}" width="{2 * RADIUS}" height="{2 * RADIUS - 8}" rx="4"/>'
    shown = f"{name} = 1" if name in network.bias else name
    return f'{shape}<text x="{x:.0f}" y="{y + 4:.0f}">{escape(shown if len(shown) < 4 else name)}</text>' + (
        f'<text class="name" x="{x:.0f}" y="{y + RADIUS + 10:.0f}">= 1</text>' if name in network.bias else ""
    )


def _label(name: str, label: str, at: tuple[float, float], back: bool) -> str:
    x, y = at
    kind = "back" if back else "weight"
    return (
        f'<line class="{kind}" x1="{x + RADIUS:.0f}" y1="{y:.0f}" x2="{x + 70:.0f}" y2="{y:.0f}"/>'
        f'<text x="{x + 92:.0f}" y="{y + 4:.0f}">{escape(label)}</text><text class="name" x="{x + 45:.0f}" '
        f'y="{y - 6:.0f}">s{number(name)}</text>'
    )
