"""What training shows: a bar on the way, the separation before and after, and a picture of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from grader.render.consoles import stderr, stdout
from reference.images import area_under_curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Distances = tuple[NDArray[np.float64], NDArray[np.float32]]
SMOOTHED_OVER = 50


@contextmanager
def progress(steps: int, done: int) -> Iterator[Callable[[float], None]]:
    """A bar of steps on stderr, with the time left and the mean of the last losses."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("loss {task.fields[loss]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    recent: list[float] = []
    with Progress(*columns, console=stderr(), transient=True) as bar:
        task = bar.add_task("", total=steps, completed=done, loss="")

        def advance(loss: float) -> None:
            recent.append(loss)
            del recent[:-SMOOTHED_OVER]
            bar.update(task, advance=1, loss=f"{sum(recent) / len(recent):.4g}")

        yield advance


def print_separation(losses: Sequence[float], before: Distances, after: Distances) -> None:
    """Print the loss at both ends, and how well distances tell classes apart before and after."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for header in ("", "same", "different", "AUC"):
        table.add_column(header, justify="right" if header else "left")
    for name, (distances, same) in (("before", before), ("after", after)):
        means = (f"{distances[same == kind].mean():.4g}" for kind in (1, 0))
        table.add_row(name, *means, f"{area_under_curve(distances, same):.3f}")
    console = stdout()
    console.print(table)
    ends = losses[:SMOOTHED_OVER], losses[-SMOOTHED_OVER:]
    first, last = (sum(part) / len(part) for part in ends)
    console.print(f"loss {first:.4g} -> {last:.4g} in {len(losses)} steps")
    broken = next((step for step, loss in enumerate(losses) if loss != loss), None)
    if broken is not None:
        console.print(
            f"The loss is not a number from step {broken} on: at a pair of equal images the root's slope is infinite."
        )


def draw(losses: Sequence[float], before: Distances, after: Distances, path: Path) -> None:
    """Draw the losses, and the distances of pairs of one class and of two; raises ValueError on a strange suffix."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 3.4), layout="constrained")
    FigureCanvasAgg(figure)
    loss, *histograms = figure.subplots(1, 3)
    _losses(loss, losses)
    for axes, title, distances in zip(histograms, ("before", "after"), (before, after), strict=True):
        _histogram(axes, title, distances)
    figure.savefig(path)


def _losses(axes: Axes, losses: Sequence[float]) -> None:
    axes.plot(losses, color="0.8", linewidth=0.6)
    if len(losses) >= SMOOTHED_OVER:
        mean = np.convolve(losses, np.full(SMOOTHED_OVER, 1 / SMOOTHED_OVER), "valid")
        axes.plot(np.arange(SMOOTHED_OVER - 1, len(losses)), mean, color="C0")
    axes.set(title="loss", xlabel="step", ylim=(0, None))


def _histogram(axes: Axes, title: str, pairs: Distances) -> None:
    distances, same = pairs
    if not np.isfinite(distances).all():
        axes.set(title=f"{title}: not a number")
        return
    edges = np.histogram_bin_edges(distances, bins=30)
    for kind, name, colour in ((1, "same class", "C2"), (0, "different", "C3")):
        axes.hist(distances[same == kind], bins=edges.tolist(), alpha=0.6, label=name, color=colour)
    axes.set(title=f"{title}: AUC {area_under_curve(distances, same):.3f}", xlabel="distance")
    axes.legend(frameon=False)
