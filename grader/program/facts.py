"""What a student's own program makes of the network: the results that later questions build on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Shape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """The own result of 3.1, which 3.4 to 3.6 may follow.

    `split` holds the sizes of the pieces of conv5 along the batch, or None when they are unknown;
    `pools_removed` and `pools_added` name poolings by the convolution that they follow (`pool4` follows conv4);
    `batch` is the first size of the `data` placeholder, None when it is left open;
    `shapes` gives the shape of every tensor that has a name in the student's program, such as `conv5_a`.

    >>> ProgramFacts().split
    (8, 8)
    """

    channels_first: bool = False
    split: tuple[int, ...] | None = (8, 8)
    pools_removed: tuple[str, ...] = ()
    pools_added: tuple[str, ...] = ()
    batch: int | None = 16
    shapes: Mapping[str, Shape] = field(default_factory=lambda: MappingProxyType({}))
