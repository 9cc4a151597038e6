"""The feature maps of a stack of layers as boxes to scale, each with its shape."""

from __future__ import annotations

from html import escape

from reference.layers import LayerStack

HEIGHT, SCALE, GAP = 190, 3.4, 34


def maps_svg(stack: LayerStack) -> str:
    """A box a layer, as high as its maps and as deep as they are many (on a logarithmic scale)."""
    boxes = []
    x = 20.0
    shapes = [("", tuple(stack.input)), *((name, shape[1:]) for name, shape in stack.shapes().items())]
    for name, shape in shapes:
        if len(shape) != 3:
            continue
        rows, columns, depth = (int(size) for size in shape)
        side, thick = 8 + SCALE * min(rows, 40), 6 + 9 * (depth.bit_length() - 1)
        y = HEIGHT / 2 - side / 2
        boxes.append(
            f'<rect class="map" x="{x:.0f}" y="{y:.0f}" width="{thick:.0f}" height="{side:.0f}" rx="2"/>'
            f'<text x="{x + thick / 2:.0f}" y="{HEIGHT - 22}">{rows}×{columns}×{depth}</text>'
            f'<text class="name" x="{x + thick / 2:.0f}" y="{HEIGHT - 6}">{escape(name)}</text>'
        )
        x += max(thick, 58) + GAP
    told = "; ".join(f"{name} {'×'.join(map(str, shape))}" for name, shape in shapes)
    return f'<svg class="maps" viewBox="0 0 {x:.0f} {HEIGHT}" role="img" aria-label="{escape(told)}">{"".join(boxes)}</svg>'
