"""Answers that say the same in nearly the same words, so that one decision can serve them all.

Two answers are alike when the same was recognised in both, what turns a meaning (negations, more and less, 0 and 1,
< and >) is the same, and what remains differs only in accents, signs and slips; where something was recognised, in the
order of words too.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.language.letters import folded

NEAR = 90.0
_ARROW = re.compile(r"<?[-=]+>|<-+|<[a-z/!]", re.IGNORECASE)
_TURNING = frozenset(
    (
        "pas non jamais aucun aucune sans ni plus moins rien not no never without neither nor none more less "
        "trop peu faux vrai true false 0 1"
    ).split()
)


@dataclass(frozen=True)
class Said:
    """An answer: its text, and what was recognised in it; `is_read` where that is anything at all."""

    text: str
    recognised: Hashable = None
    is_read: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words without accents, capitals and signs."""
        return tuple("".join(letter if letter.isalnum() else " " for letter in folded(self.text)).split())

    @cached_property
    def plain(self) -> str:
        """The words as one text."""
        return " ".join(self.words)

    @cached_property
    def turning(self) -> tuple[str, ...]:
        """The words and signs that turn its meaning, in order."""
        signs = (sign for sign in _ARROW.sub(" ", self.text) if sign in "<>")
        return (*(word for word in self.words if word in _TURNING), *signs)

    @property
    def key(self) -> Hashable:
        """What answers alike have in common, in whatever order."""
        return self.recognised, tuple(sorted(self.turning))


def alike(one: Said, other: Said) -> bool:
    """Whether one decision can serve both.

    >>> alike(Said("ReLU sature"), Said("relu  Sature !")), alike(Said("ReLU ne sature pas"), Said("ReLU ne sature"))
    (True, False)
    """
    from rapidfuzz.fuzz import ratio, token_sort_ratio

    if one.key != other.key:
        return False
    if one.turning == other.turning and ratio(one.plain, other.plain, score_cutoff=NEAR):
        return True
    return one.is_read and other.is_read and bool(token_sort_ratio(one.plain, other.plain, score_cutoff=NEAR))


def heads(answers: Sequence[Said]) -> list[int]:
    """For every answer, the place of the first one that it is alike to; its own where there is none before it.

    >>> heads([Said("un biais"), Said("un poids"), Said("Un biais.")])
    [0, 1, 0]
    """
    known: dict[Hashable, list[int]] = {}
    found = []
    for place, answer in enumerate(answers):
        near = known.setdefault(answer.key, [])
        head = next((other for other in near if alike(answers[other], answer)), place)
        if head == place:
            near.append(place)
        found.append(head)
    return found
