"""Batches on their way to an executor: only so many at once, those that failed first among the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

IN_FLIGHT = 16
"""Batches submitted and not yet settled, which bounds memory whatever the size of the class."""

BATCH = 8
"""Papers at most that travel together: a lost process costs them another try, nothing more."""

Batch = tuple[T, ...]


def settled(
    batches: Iterator[Batch[T]], submit: Callable[[Batch[T]], Future[R]], again: list[Batch[T]]
) -> Iterator[list[tuple[Batch[T], Future[R]]]]:
    """Batches with their ended futures, as they end; what the caller puts into `again` is sent before the others."""
    running: dict[Future[R], Batch[T]] = {}
    while True:
        fresh = [*again, *islice(batches, max(0, IN_FLIGHT - len(running) - len(again)))]
        again.clear()
        running |= {submit(batch): batch for batch in fresh}
        if not running:
            return
        done = wait(running, return_when=FIRST_COMPLETED).done
        yield [(running.pop(future), future) for future in done]


def singly(batch: Batch[T]) -> list[Batch[T]]:
    """The elements of a batch that failed, each to be tried alone; nothing of one that was alone already."""
    return [(each,) for each in batch] if len(batch) > 1 else []
