"""The change log of a rubric: comment lines at its end, the newest last."""

from __future__ import annotations

TITLE = "# Changes:"


def with_log_line(text: str, line: str) -> str:
    """The text with one more line of its change log; everything before stays as it is.

    >>> with_log_line("exam: e\\n", "2026-01-02 Ada: points 1/2")
    'exam: e\\n\\n# Changes:\\n# - 2026-01-02 Ada: points 1/2\\n'
    """
    flat = " ".join(line.split())
    end = "\r\n" if "\r\n" in text else "\n"
    body = text if text.endswith("\n") else text + end
    started = TITLE in body.splitlines()
    return body + ("" if started else f"{end}{TITLE}{end}") + f"# - {flat}{end}"


def without_log(text: str) -> str:
    """The text without its change log, which tells of the exam that it stands in.

    >>> without_log("exam: e\\n\\n# Changes:\\n# - 2026-01-02 Ada: points 1/2\\n")
    'exam: e\\n'
    """
    lines = text.splitlines(keepends=True)
    at = next((number for number, line in enumerate(lines) if line.strip() == TITLE), len(lines))
    return "".join(lines[:at]).rstrip() + ("\r\n" if "\r\n" in text else "\n")
