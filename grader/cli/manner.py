"""How a class is marked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.classroom.shards import Shard


@dataclass(frozen=True, slots=True)
class Limits:
    """How many papers are marked at once (0: one a core), and what each may take."""

    jobs: int = 0
    seconds: float = 60
    megabytes: int = 4096


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a class is marked: within which limits, which piece of it, on which dask cluster, and named or not.

    `results` is the folder for pages and tables, None for none; `worksheet` Moodle's file to fill in, `upload`
    PrairieLearn's; `platforms` those whose `results.json` is written for every paper.
    """

    limits: Limits = DEFAULT_LIMITS
    shard: Shard | None = None
    cluster: str = ""
    key_file: Path | None = None
    results: Path | None = None
    worksheet: Path | None = None
    upload: Path | None = None
    platforms: tuple[str, ...] = ()


DEFAULT_MANNER = Manner()
