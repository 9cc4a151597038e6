"""Verdicts and evidence as JSON and back; a student's own result is left out, as only judging needs it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from sys import intern
from types import MappingProxyType
from typing import Any

from grader.verdict import Evidence, Status, Tone, Verdict


def verdict_text(verdict: Verdict) -> str:
    """A verdict as JSON; shares stay exact.

    >>> from grader.verdict import decided
    >>> verdict_text(decided(Fraction(1, 3)))
    '{"share":"1/3","low":"1/3","high":"1/3","status":"partial","evidence":[]}'
    """
    share = str(verdict.share)
    low = share if verdict.low is verdict.share else str(verdict.low)
    high = share if verdict.high is verdict.share else str(verdict.high)
    status, evidence = verdict.status, evidence_text(verdict.evidence)
    return f'{{"share":"{share}","low":"{low}","high":"{high}","status":"{status}","evidence":{evidence}}}'


@lru_cache(maxsize=2048)  # right answers and blank ones are many, and have one text
def read_verdict(text: str) -> Verdict:
    """The verdict that `verdict_text` wrote, without `own` and `slips`."""
    row = json.loads(text)
    share, low, high = (_share(row[name]) for name in ("share", "low", "high"))
    evidence = tuple(map(_evidence, row["evidence"]))
    return Verdict(share, low, high, Status(row["status"]), evidence)


def evidence_text(evidence: Sequence[Evidence]) -> str:
    """Pieces of evidence as JSON."""
    return f"[{','.join(map(_row, evidence))}]"


def read_evidence(text: str) -> tuple[Evidence, ...]:
    """The pieces of evidence that `evidence_text` wrote."""
    return tuple(map(_evidence, json.loads(text)))


def _row(item: Evidence) -> str:
    """A piece of evidence as `json.dumps` writes a list of its fields; put together here, as there are many."""
    facts = ",".join([f"{_quoted(name)}:{_quoted(fact)}" for name, fact in item.facts.items()])
    line = "null" if item.line is None else item.line
    return f'[{_quoted(item.code)},"{item.tone}",{{{facts}}},{_quoted(item.quote)},{line}]'


def _evidence(row: list[Any]) -> Evidence:
    code, tone, facts, quote, line = row
    return Evidence(intern(code), _TONES[tone], MappingProxyType(facts) if facts else _NO_FACTS, quote, line)


_NO_FACTS: Mapping[str, str] = MappingProxyType({})
_TONES = {tone.value: tone for tone in Tone}
_share = lru_cache(maxsize=1024)(Fraction)
