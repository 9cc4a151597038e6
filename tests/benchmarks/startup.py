"""How long commands take, as a ratio to a bare interpreter in the same run: `python tests/benchmarks/startup.py`."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RUNS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "grade --version": [sys.executable, "-m", "grader", "--version"],
    "grade --help": [sys.executable, "-m", "grader", "--help"],
    "grade PAPER --json": [sys.executable, "-m", "grader", "submissions_example/excellent.yaml", "--json"],
}


def main() -> None:
    """Print the least of several runs of each command, interleaved, and its ratio to the floor."""
    best = dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
            best[name] = min(best[name], time.perf_counter() - start)
    floor = best["python -c pass"]
    for name, seconds in best.items():
        sys.stdout.write(f"{name:20} {seconds * 1000:7.1f} ms  {seconds / floor:5.1f} x\n")


if __name__ == "__main__":
    main()
