"""A derived answer, with the steps that lead to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Derivation:
    """An answer as a student types it, a line each, and the steps that lead to it, for reading."""

    answer: tuple[str, ...]
    steps: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The answer as one text."""
        return "\n".join(self.answer)
