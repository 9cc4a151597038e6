"""What a student wrote, made safe to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.loading.clean import _REMOVED, _SEPARATOR, clean, longest_combining_run


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x = 1\n\ty", "x = 1\n\ty"),
        ("\x1b]0;pwned\x07Alice", "]0;pwnedAlice"),
        ("Bob 02/20\rAlice 20/20", "Bob 02/20 Alice 20/20"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("biais\u2028\u2029fin", "biais  fin"),
        ("bia\ud800is", "biais"),
        ("a\x85b\x9bc", "a bc"),
        ("e\u0301\u0301", "e\u0301\u0301"),
        ("b" + "\u0301" * 1000, "b" + "\u0301" * 4),
        ("tag\U000e0041ged", "tagged"),
        ("\U0001f44d\U0001f3fd", "\U0001f44d\U0001f3fd"),
    ],
)
def test_nothing_steers_or_hides(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert clean("a" * 1_000_000, limit=80) == "a" * 79 + "…"
    assert clean("a" * 80, limit=80) == "a" * 80


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_cleaning_twice_changes_nothing_more_and_always_encodes(text: str) -> None:
    once = clean(text)
    once.encode("utf-8")
    assert clean(once) == once
    assert longest_combining_run(once) <= 4


def test_what_could_steer_or_hide_is_never_printable() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(0x110000))))
    assert not _REMOVED.search(printable)
    assert not _SEPARATOR.search(printable)
