"""What an answer says of a concept or of a misreading, by the patterns that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from grader.language.concepts import Concept, Misreading, Reading
from grader.language.matching import Found, Reader
from grader.language.patterns import Pattern

_LESSER = frozenset({"half", "unsure"})


def read_concept(
    reader: Reader,
    concept: Concept,
    patterns: Mapping[str, Sequence[Pattern]],
    ignored: frozenset[int],
    *,
    kindly: bool = False,
    thorough: bool = True,
) -> Reading:
    """What a text says of a concept by the patterns that it holds; places that only copy the question are ignored.

    What earns less, or nothing yet, tells no more of a concept that is asserted in whole: only a `thorough` reading
    looks for it.

    A pronoun that may stand for two subjects says nothing wrong of one of them; `kindly` it earns by the one that fits.

    Denying one of several patterns contradicts nothing by itself ("il n'évite pas…, mais"): beside an assertion only
    `wrong` patterns do.
    """
    found: dict[str, Sequence[Found]] = {}
    right: tuple[Found, ...] = ()
    for kind, each in patterns.items():
        if right and not thorough and kind in _LESSER:
            continue
        items = _find(reader, each, ignored, kindly=kindly and kind != "wrong")
        if items:
            found[kind] = _spread(reader, items)
        if kind == "right":
            right = _affirmed(found.get(kind, ()))
    if not found:
        return Reading(concept)
    half, unsure, wrong = [_affirmed(found.get(kind, ())) for kind in ("half", "unsure", "wrong")]
    denied = [item for kind in ("right", "half") for item in found.get(kind, ()) if item.denied]
    return Reading(concept, right, half, unsure, wrong, tuple(denied))


def find_misreading(
    reader: Reader, misreading: Misreading, patterns: Sequence[Pattern], ignored: frozenset[int]
) -> tuple[Found, ...]:
    """Where an answer says it by the patterns that it holds; where it earns something, all of them must be found."""
    each = [_affirmed(_find(reader, (pattern,), ignored)) for pattern in patterns]
    if misreading.earns and not (len(each) == len(misreading.patterns) and all(each)):
        return ()
    return tuple(item for found in each for item in found)


def _find(
    reader: Reader, patterns: Iterable[Pattern], ignored: frozenset[int], *, kindly: bool = False
) -> list[Found]:
    every = [found for pattern in patterns for found in reader.find(pattern, kindly=kindly)]
    if not ignored or not every:
        return every
    return [
        found
        for found in every
        if not all(place in ignored for span in found.spans for place in range(span.start, span.end))
    ]


def _spread(reader: Reader, found: Sequence[Found]) -> Sequence[Found]:
    """Deny also what only joins on to something denied: the corners of "does not see edges or corners"."""
    if True not in [item.denied for item in found]:
        return found
    spread: list[Found] = []
    for item in sorted(found, key=lambda item: item.start):
        joined = not item.denied and any(other.denied and reader.joins(other, item) for other in spread)
        spread.append(item._replace(denied=True) if joined else item)
    return spread


def _affirmed(found: Sequence[Found]) -> tuple[Found, ...]:
    return tuple([item for item in found if not item.denied])
