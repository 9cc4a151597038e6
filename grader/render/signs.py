"""The sign of each tone, the same on the terminal, on pages, and in files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from grader.verdict import Tone

BULLETS: Mapping[Tone, str] = MappingProxyType(
    {Tone.CREDIT: "+", Tone.LOSS: "−", Tone.NOTE: "·", Tone.DOUBT: "?"}
)
