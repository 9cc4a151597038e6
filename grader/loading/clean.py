"""Student text made safe to show: all that reaches a terminal, a table or a page passes through here."""

from __future__ import annotations

import re
import unicodedata

LONGEST_COMBINING_RUN = 4

_BIDI = "\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
BIDI = re.compile(f"[{_BIDI}]")
INVISIBLE = re.compile(f"[{_INVISIBLE}]")

_LATIN = bytes((0x09, 0x0A, *range(0x20, 0x7F), *range(0xA0, 0x100)))
_REMOVED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_BIDI}{_INVISIBLE}]")
_ABOVE_LATIN = re.compile("[\u0300-\U0010ffff]+")  # every combining mark is among them
_SEPARATOR = re.compile("\r\n?|[\x85\u2028\u2029]")


def clean(text: str, limit: int = 10_000) -> str:
    """A student's text without what could steer a terminal or hide itself; newlines and tabs stay.

    >>> clean("Alice\\x1b[31m 20/20\\u202e!", limit=80)
    'Alice[31m 20/20!'
    >>> clean("a" * 100, limit=10)
    'aaaaaaaaa…'
    """
    if len(text) <= limit and text.isprintable() and not _ABOVE_LATIN.search(text):
        return text  # all that is removed below, and each separator, is no printable character
    shown = _SEPARATOR.sub(" ", text[: 4 * limit + 4])
    shown = thin(_REMOVED.sub("", shown))
    if len(shown) > limit or len(text) > 4 * limit + 4:
        return shown[: limit - 1] + "…"
    return shown


def is_latin(text: str) -> bool:
    """Whether a text holds tabs, newlines and what Latin-1 prints alone: nothing to look at more closely.

    >>> is_latin("données"), is_latin("δ"), is_latin("a\x85b")
    (True, False, False)
    """
    latin = text.encode("latin-1", "ignore")
    return len(latin) == len(text) and not latin.translate(None, _LATIN)


def has_latin_controls(text: str) -> bool:
    """Whether a control character of Latin-1 stands in a text, tabs and newlines apart."""
    return bool(text.encode("latin-1", "ignore").translate(None, _LATIN))


def thin(text: str, limit: int = LONGEST_COMBINING_RUN) -> str:
    """The text with at most `limit` combining marks in a row."""
    if text.isascii():
        return text
    return _ABOVE_LATIN.sub(lambda run: _thinned(run[0], limit), text)


def longest_combining_run(text: str) -> int:
    """How many combining marks stand in a row at most.

    >>> longest_combining_run("e\\u0301 o")
    1
    """
    if text.isascii():
        return 0
    return max((_longest(run[0]) for run in _ABOVE_LATIN.finditer(text)), default=0)


def _thinned(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= limit:
            kept.append(character)
    return "".join(kept)


def _longest(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    return longest
