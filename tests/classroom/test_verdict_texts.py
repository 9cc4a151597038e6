"""A stored verdict reads back as it was, whatever a student wrote into it."""

from __future__ import annotations

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.verdicts import read_verdict, verdict_text
from grader.verdict import Evidence, Status, Tone, Verdict

WORDS = st.text(st.characters(), max_size=12)
EVIDENCE = st.builds(
    Evidence,
    st.sampled_from(["blank", "input-wrong"]),
    st.sampled_from(Tone),
    st.dictionaries(WORDS, WORDS, max_size=3),
    WORDS,
    st.none() | st.integers(1, 10**6),
)
SHARES = st.lists(st.fractions(0, 1, max_denominator=64), min_size=3, max_size=3).map(sorted)


@given(SHARES, st.sampled_from(Status), st.lists(EVIDENCE, max_size=3))
def test_a_verdict_reads_back_as_it_was(
    shares: list[Fraction], status: Status, evidence: list[Evidence]
) -> None:
    low, share, high = shares
    verdict = Verdict(share, low, high, status, tuple(evidence))
    text = verdict_text(verdict)
    assert read_verdict(text) == verdict
    assert text == json.dumps(json.loads(text), separators=(",", ":"))
