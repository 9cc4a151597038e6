"""How long `grade key` takes, cold and from the cache: `python tests/benchmarks/key.py`.

The floor, in the same run: an interpreter that imports only what any such command needs (YAML, a console, click).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RUNS = 9
FLOOR = [sys.executable, "-c", "import yaml, rich.console, click"]
KEY = [sys.executable, "-m", "grader", "key"]


def main() -> None:
    """Print the least of several runs of each, interleaved, and the ratio to the floor; no run imports torch."""
    best = dict.fromkeys(("floor", "cold", "cached"), float("inf"))
    with tempfile.TemporaryDirectory() as cached:
        _taken(KEY, cached)
        for _ in range(RUNS):
            best["floor"] = min(best["floor"], _taken(FLOOR, cached))
            best["cached"] = min(best["cached"], _taken(KEY, cached))
            with tempfile.TemporaryDirectory() as cold:
                best["cold"] = min(best["cold"], _taken(KEY, cold))
    for name, seconds in best.items():
        sys.stdout.write(f"{name:8} {seconds * 1000:7.0f} ms  {seconds / best['floor']:5.1f} x\n")


def _taken(command: list[str], cache: str) -> float:
    start = time.perf_counter()
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
