"""A bar for work that is settled piece by piece."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from grader.render.consoles import stderr

REDRAWN = 0.1
"""Seconds between two drawings of the progress bar, at least."""


@contextmanager
def bar(total: int) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal. No thread draws it: processes are copied from this one while it has a single thread."""
    from rich.progress import Progress

    shown = sys.stderr.isatty()
    with Progress(console=stderr(), transient=True, disable=not shown, auto_refresh=False) as progress:
        task = progress.add_task("", total=total)
        drawn = 0.0

        def step(done: int) -> None:
            nonlocal drawn
            progress.advance(task, done)
            if shown and monotonic() - drawn > REDRAWN:
                drawn = monotonic()
                progress.refresh()

        yield step
