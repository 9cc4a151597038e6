"""Hostile answers: what they cost is counted, and the lines that can be read are read all the same."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from grader.maths.statements import read_answer

MANY_CALLS = 4_000
HOSTILE = {
    "brackets": "o1 = " + "(" * 3_000,
    "braces": r"\frac{" * 1_300,
    "cases": r"\begin{cases}" * 600,
    "digits": "o1 = " + "9" * 7_000,
    "signs": "o1 = " + "-" * 2_000 + "x1",
    "primes": "o1 = f" + "'" * 2_000 + "(o1)",
    "terms": "o1 = " + "x1 + " * 1_500 + "x1",
    "factors": "o1 = " + "x1 " * 2_600,
    "sums": "o1 = " + "sum_{i=0}^{9} " * 500 + "x1",
    "conditions": "o1 = " + "x1 si " * 1_300,
    "vectors": "o1 = " + "((x1, x2), " * 1_000,
    "lines": "o1 = x1\n" * 990,
    "macros": r"\def\a{\a\a}\a",
    "growing macros": r"\def\a{xxxxxxxxxx}\def\b{\a\a\a\a\a\a\a\a\a\a}\def\c{\b\b\b\b\b\b\b\b\b\b}\c\c\c",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_refused_after_little_work(text: str) -> None:
    read_answer.cache_clear()
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        reading = read_answer(text)
    finally:
        sys.setprofile(None)
    assert reading.unread
    assert not reading.statements
    assert calls < MANY_CALLS


def test_a_power_tower_is_read_and_has_no_value() -> None:
    assert read_answer("o1 = 9^9^9^9^9").unread == ()


@pytest.mark.parametrize("line", ["o2 = " + "(" * 500, "o2 = (x1", "o2 = x1 +* x2", "o2 = " + "1" * 40])
def test_an_unreadable_line_does_not_take_the_others_with_it(line: str) -> None:
    reading = read_answer(f"o1 = x1\n{line}\ns3 = f(o3)")
    assert len(reading.statements) == 2
    assert [reading.quote(place.start, place.end) for place in reading.unread] == [line]


def test_reading_stops_where_the_caret_stands() -> None:
    text = "s1 = f(o1)\no3 = (s3 -/ y1) f'(o3)"
    (unread,) = read_answer(text).unread
    assert text[unread.at :] == "/ y1) f'(o3)"


def test_a_macro_is_written_out_at_the_place_of_its_use() -> None:
    text = "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n\\pd{J}{o_3} = s_3"
    reading = read_answer(text)
    assert reading.quote(reading.statements[0].start, reading.statements[0].end) == "\\pd{J}{o_3} = s_3"


def test_blanks_behind_a_definition_are_gone_through_once() -> None:
    text = r"\newcommand\a" + (" " * 900 + "\n") * 8 + "o1 = x1"
    assert len(read_answer(text).statements) == 1
