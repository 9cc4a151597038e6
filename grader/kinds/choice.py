"""A question answered by yes or no, with or without a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from grader.language.negation import denied_words
from grader.language.words import Words, read_words
from grader.model import Case, Rubric, Solution
from grader.verdict import Verdict, blank, credit, decided, doubt, loss, proposed

_YES = frozenset(["oui", "yes", "yep", "yeah", "ouais", "vrai", "true", "affirmatif", "correct", "exact"])
_NO = frozenset(["non", "no", "nope", "nan", "faux", "false", "negatif", "incorrect"])
_HARDLY = frozenset(["vraiment", "exactement", "du", "really", "exactly", "at"])
_SURELY = frozenset(
    ["absolument", "certainement", "surement", "clairement", "absolutely", "certainly", "definitely"]
)
_NEGATIONS = ("pas", "not")
_SOFT = frozenset(["plutot", "rather", "mostly"])


@dataclass(frozen=True, slots=True)
class _Claim:
    """A place where yes or no is said."""

    yes: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ChoiceKind:
    """Yes or no; the reason is not marked, but a contradiction goes to a person.

    `claim` holds stems of what the question asks about, so that "ce n'est pas une classification" is a no.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    expected: Literal["yes", "no"]
    claim: tuple[str, ...]
    reference: str

    def solve(self, rubric: Rubric) -> Solution:
        """The model answer."""
        return Solution(self.reference)

    def judge(self, case: Case) -> Verdict:
        """Find the yes or the no: first as a word, else in a statement about the claim."""
        text = case.text
        if not text.text.strip():
            return blank()
        words = read_words(text.text)
        said = _said(words) or tuple(_stated(words, self.claim))
        said += tuple(_insisted(words, self.claim))
        if not said:
            return proposed(0, doubt("no-choice", quote=text.text.strip()[:160]), low=0, high=1)
        line = text.line_at(words.starts[said[0].start])
        quote = text.text[words.starts[said[0].start] : words.ends[said[0].end - 1]]
        return self._verdict(words, said, quote, line)

    def _verdict(self, words: Words, said: tuple[_Claim, ...], quote: str, line: int) -> Verdict:
        right = said[-1].yes == (self.expected == "yes")
        if len({claim.yes for claim in said}) > 1:
            return proposed(int(right), doubt("choice-contradicted", quote=quote, line=line), low=0, high=1)
        if right:
            return decided(1, credit("choice-right", quote=quote, line=line))
        return decided(0, loss("choice-wrong", quote=quote, line=line))


def _said(words: Words) -> tuple[_Claim, ...]:
    """The yes and no said as words of their own; a "no" before a noun ("no softmax") is none."""
    return tuple(_answers(words))


def _answers(words: Words) -> Iterator[_Claim]:
    for place, word in enumerate(words):
        if word.means(_YES) or (word.means(_NO) and _stands_alone(words, place)):
            denied = (
                place > 0 and words[place].text in ("faux", "false") and words[place - 1].text in _NEGATIONS
            )
            yield _Claim(not word.means(_NO) or denied, place, place + 1)
        elif place == 1 and (
            (word.means(_HARDLY) and words[0].text in _NEGATIONS)
            or (word.text in _NEGATIONS and words[0].means(_SURELY))
        ):
            yield _Claim(False, 0, place + 1)


def _stands_alone(words: Words, place: int) -> bool:
    if words[place].text not in {"no", "non", "nan"}:
        return True
    if place == 0:
        return True
    following = words[place + 1] if place + 1 < len(words) else None
    before = words[place - 1].text
    return (following is None or following.is_sign) or before in _SOFT or not before[0].isalnum()


def _insisted(words: Words, claim: tuple[str, ...]) -> Iterator[_Claim]:
    """`c'est une classification` said last, whatever was said before."""
    denied = denied_words(words)
    for place in range(len(words) - 1, max(len(words) - 4, 3), -1):
        before = [word.text for word in words[max(0, place - 3) : place]]
        if (
            any(form.startswith(claim) for form in words[place].forms)
            and not denied[place]
            and "est" in before
        ):
            yield _Claim(True, place, place + 1)


def _stated(words: Words, claim: tuple[str, ...]) -> Iterator[_Claim]:
    denied = denied_words(words)
    for place, word in enumerate(words):
        if any(form.startswith(claim) for form in word.forms):
            yield _Claim(not denied[place], place, place + 1)
