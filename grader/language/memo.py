"""What a function gave, kept by its argument."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(dict[K, V]):
    """The values of a pure function of one argument, worked out as they are met; only the first that it `keeps` stay.

    Words come by the ten thousand and mostly again, the frequent ones first: nothing needs to be thrown out.

    >>> lengths = Memo(len, size=1)
    >>> lengths["perte"], lengths["marge"], [*lengths]
    (5, 5, ['perte'])
    """

    def __init__(
        self, function: Callable[[K], V], size: int = 20_000, keeps: Callable[[K], bool] = lambda _: True
    ) -> None:
        super().__init__()
        self.function, self.size, self.keeps = function, size, keeps

    def __missing__(self, key: K) -> V:
        value = self.function(key)
        if len(self) < self.size and self.keeps(key):
            self[key] = value
        return value
