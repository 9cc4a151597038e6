"""Two distributions of marks in one drawing."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 640, 220, 24


def two_distributions(before: Sequence[int], after: Sequence[int]) -> str:
    """An SVG of both, side by side in each point: hollow before, full after; it stands alone, light or dark.

    >>> two_distributions([1, 0], [0, 1]).count("<rect")
    7
    """
    step = (WIDTH - 2 * MARGIN) / max(1, len(before))
    most = max([1, *before, *after])
    floor = HEIGHT - MARGIN
    bars = []
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        left = MARGIN + place * step
        for count, kind, shift in ((old, "before", 0.08), (new, "after", 0.52)):
            height = (HEIGHT - 2 * MARGIN) * count / most
            bars.append(
                f'<rect class="{kind}" x="{left + shift * step:.1f}" y="{floor - height:.1f}" '
                f'width="{0.4 * step:.1f}" height="{height:.1f}"/>'
            )
        bars.append(f'<text x="{left:.1f}" y="{floor + 14}">{place}</text>')
    legend = "".join(
        f'<rect class="{kind}" x="{left}" y="6" width="10" height="10"/><text class="name" x="{left + 15}" y="15">{kind}</text>'
        for kind, left in (("before", MARGIN), ("after", MARGIN + 80))
    )
    style = (
        "text{font:11px sans-serif;fill:#57606a;text-anchor:middle}.name{text-anchor:start}.before{fill:none;stroke:#57606a}"
        ".after{fill:#0969da}.ground{fill:#fff}@media(prefers-color-scheme:dark){.ground{fill:#0d1117}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="before {list(before)}, after {list(after)}"><style>{style}</style>'
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>'
        f"{legend}{''.join(bars)}</svg>"
    )
