"""Where the results of a class are written."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Desk:
    """The papers lie in `papers`, results go below `out`, made by `executor` under a rubric's text if one was given."""

    papers: Path
    out: Path
    executor: Executor
    rubric: str = ""
