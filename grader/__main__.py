"""`grade` and `python -m grader`."""

from __future__ import annotations

import sys

from grader import __version__


def main() -> None:
    """Run the command line; `--version` alone answers before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"grade {__version__}\n")
        return
    from grader.cli import run

    run()


if __name__ == "__main__":
    main()
