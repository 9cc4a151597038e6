"""The two consoles: stdout for what was asked, stderr for the rest; student text is never markup on either."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from rich.console import Console


def stdout() -> Console:
    """Where results go."""
    return _console(sys.stdout)


def stderr() -> Console:
    """Where diagnostics and progress go."""
    return _console(sys.stderr)


def _console(stream: TextIO) -> Console:
    width = None if stream.isatty() or "COLUMNS" in os.environ else 100
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="replace")  # a terminal without É gets a question mark, not a traceback
    return Console(file=stream, markup=False, emoji=False, highlight=False, soft_wrap=False, width=width)
