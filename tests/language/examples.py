"""The examples of every concept, how they are judged, and what may be made of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from grader.kinds.ideas import IdeasKind
from grader.language.concepts import compile_concepts
from grader.language.terms import Match
from grader.model import Case, Part, Solution
from grader.nodes import Mapping, Node, Place, Scalar
from grader.rubric import load_rubric
from grader.submission import Student, Submission
from grader.verdict import Verdict

RUBRIC = load_rubric(Path(__file__).parent.parent.parent / "rubrics" / "partiel-2018.yaml")
PARTS = tuple(part for part in RUBRIC.parts if isinstance(part.kind, IdeasKind))
_FRENCH = re.compile(r"[éèàêîçû]|\b(?:le|la|les|des|un|une|est|et|du)\b")
_COMPOUND = frozenset("pas not ne sans without car et donc que qui so and because".split())
_BEFORE_VOWEL = frozenset("aeiouyéêh")


def ideas(part: Part) -> IdeasKind:
    """A part's kind, which is one of ideas."""
    assert isinstance(part.kind, IdeasKind)
    return part.kind


EXAMPLES = tuple(
    (part, concept.id, text) for part in PARTS for concept in ideas(part).concepts for text in concept.earns
)


def verdict(part: Part, text: str) -> Verdict:
    """What a text earns as the answer of a part."""
    node: Node = Scalar.typed(text)
    if part.source.field:
        node = Mapping(((Scalar.typed(part.source.field), node),), Place(1, 1))
    paper = Submission(RUBRIC.exam, Student("1", ""), {part.source.key: node})
    return part.kind.judge(Case(part, RUBRIC, Solution(""), paper))


def earns_unseen(part: Part, text: str) -> bool:
    """Whether a text earns something and no person would look at it."""
    found = verdict(part, text)
    return found.share > 0 and not found.needs_review


def share(part: Part, concept: str, text: str) -> Fraction:
    """What a text earns for one concept."""
    return next(reading.share for reading in ideas(part).readings(text) if reading.concept.id == concept)


def is_french(text: str) -> bool:
    """Whether a text looks French rather than English."""
    return _FRENCH.search(text) is not None


def salads(part: Part, count: int, length: int, french: bool | None = None) -> Iterator[str]:
    """So many times so many words of the part's examples, in any order; of one language or of both."""
    draw = random.Random(part.id)  # noqa: S311  a salad, not a secret
    texts = [text for other, _, text in EXAMPLES if other is part and french in {None, is_french(text)}]
    words = [word for text in texts for word in text.split()]
    for _ in range(count):
        draw.shuffle(words)
        yield " ".join(words[:length])


def shuffled(text: str, count: int, least: int, most: int) -> Iterator[str]:
    """So many times the words of a text of so many words, in any order but its own."""
    draw = random.Random(text)  # noqa: S311  a salad, not a secret
    own = text.split()
    for _ in range(count if least <= len(own) <= most else 0):
        words = draw.sample(own, len(own))
        if words != own:
            yield " ".join(words)


def stuffings(part: Part, count: int, length: int) -> Iterator[str]:
    """So many lists of so many words that the part's patterns look for, with commas and without."""
    kind = ideas(part)
    compiled = compile_concepts(kind.concepts, kind.misreadings, kind.words, kind.subjects)
    patterns = [pattern for _, kinds in compiled.concepts for found in kinds.values() for pattern in found]
    keys = {
        key.text
        for pattern in patterns
        for clue in pattern.clues
        for keys in clue.term.alternatives
        for key in keys
        if key.match is not Match.ANY and len(key.text) > 2
    }
    draw = random.Random(part.id)  # noqa: S311  a list, not a secret
    for number in range(count):
        yield (" ", ", ")[number % 2].join(draw.sample(sorted(keys), min(length, len(keys))))


def denials(text: str) -> Iterator[str]:
    """The text said to be false, in several ways."""
    if is_french(text):
        yield f"Il est faux que {text}"
        yield f"Ce n'est pas vrai que {text}"
        yield f"{text} : c'est faux"
    else:
        yield f"It is not true that {text}"
        yield f"It is wrong to say that {text}"
        yield f"{text}: this is wrong"


def negations(text: str) -> Iterator[str]:
    """A text of one clause with its first known verb denied."""
    if (
        re.search(r"[,:;.(>]", text)
        or re.search(r"\bn'|\bqu'", text)
        or not _COMPOUND.isdisjoint(text.split())
    ):
        return
    for verb, denied in _VERBS.items():
        found = re.search(rf"(?<![\w'’]){verb}(?!\w)", text)
        if found:
            yield text[: found.start()] + denied + text[found.end() :]
            return


def _denied(verb: str) -> str:
    return f"n'{verb} pas" if verb[0] in _BEFORE_VOWEL else f"ne {verb} pas"


_VERBS = {
    verb: _denied(verb)
    for verb in "est sont sature permettent permet décale dépassent détectent extraient combinent exécute retourne renvoie "
    "reçoit augmente apprend garde rapproche éloigne minimise voit saute insère remplit".split()
} | {
    "is": "is not",
    "are": "are not",
    "can": "cannot",
    "runs": "does not run",
    "returns": "does not return",
    "gives": "does not give",
    "lives": "does not live",
    "combine": "do not combine",
    "extract": "do not extract",
    "holds": "does not hold",
    "avoids": "does not avoid",
    "make": "do not make",
}
