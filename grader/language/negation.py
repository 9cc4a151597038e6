"""Which words of a text are denied: parity and scope of French and English negation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grader.language.frames import denying_frames
from grader.language.lexicon import AVOIDERS, DIMINISHERS, NEGATION_PAIRS, RISKS
from grader.language.memo import Memo
from grader.language.words import Words

_LIMITING = frozenset("seulement uniquement que qu juste simplement only just".split())
_NOUN_MARKS = frozenset(
    "un le du au ce chaque petit petits grand des les par quelques meme dernier premier 1 de d tout".split()
)
_STEP_COMPLEMENTS = frozenset("apprentissage dilatation optimisation temps d n 1 2 3".split())
_INFINITIVES = ("er", "ir", "oir", "dre", "tre", "ire", "ure")
_ADVERBS = frozenset("forcement toujours tjs obligatoirement trop seulement".split())
_LEADING = ("perm", "evit", "oblig", "forc", "afin", "capable")
_ENGLISH = frozenset(
    "not never cannot nor neither without none nothing nobody hardly barely dont doesnt isnt".split()
)
_JOINING = frozenset("et ou and or".split())
_UNTIL = frozenset("until unless before jusqu avant sauf except grace thanks".split())
_NOUN_STARTS = frozenset("de d du des le la les l un une ni the a an any".split())
_PRICED = ("cher", "cout", "complique", "complexe", "lourd", "long")
_LONG, _SHORT = 11, 5
_PARTITIVES = frozenset("de d des du ni".split())
_BREAKS = frozenset([",", ":", ";", "→", "->", "=>", "rien", "nothing"])
_LONGEST = 40
_SWAPS = {
    ("lieu", "de"),
    ("lieu", "d"),
    ("plutot", "que"),
    ("instead", "of"),
    ("rather", "than"),
    ("loin", "d"),
}
_OPENING_FORMS = frozenset({"plus", "sans"})
_OPENING = (
    frozenset("ne n pas pa jamais aucun aucune ni no non ≠ !=".split()) | _ENGLISH | {a for a, _ in _SWAPS}
)


def denied_words(words: Words) -> tuple[bool, ...]:
    """For each word whether it is denied; two negations over one word cancel.

    >>> from grader.language.words import read_words
    >>> words = read_words("ReLU ne sature pas, et n'évite pas la saturation")
    >>> [word.text for word, denied in zip(words, denied_words(words)) if denied and word.is_content]
    ['sature', 'evite']
    """
    return read_denials(words).denied


class Denials(NamedTuple):
    """For each word whether it is denied, and the words that are denied in a muddle.

    A muddle is said to be false as a whole and holds a negation of its own: who denies both asserts neither.
    """

    denied: tuple[bool, ...]
    muddled: frozenset[int]


def read_denials(words: Words) -> Denials:
    """Every negation of a text."""
    frames = [*denying_frames(words)]
    own = [*_own_scopes(words, frames)]
    denied = [False] * len(words)
    for scope in (*own, *(said for _, said in frames)):
        for place in scope:
            denied[place] = not denied[place]
    within = {place for scope in own for place in scope} if frames else set()
    muddled = frozenset(place for _, said in frames if within & {*said} for place in said)
    return Denials(tuple(denied), muddled)


def _own_scopes(words: Words, frames: Sequence[tuple[range, range]]) -> Iterator[range]:
    """The stretches that single words deny, those of the frames left out."""
    paired = {place for frame, _ in frames for place in frame}
    for place in [place for place, word in enumerate(words) if _MAY_DENY[word.forms]]:
        if place in paired:
            continue
        word = words[place]
        if word.text in {"ne", "n"}:
            pair = _pair(words, place)
            if pair is not None:
                paired.update(pair)
                yield range(place + 1, _end(words, pair[0], _LONG))
        elif _is_bare(words, place):
            yield range(_denied_from(words, place), _end(words, place, _LONG))
        elif word.text in {"sans", "aucun", "aucune", "ni"} or word.means(frozenset({"sans"})):
            paired.update(_same_negation(words, place))
            yield range(place + 1, _end(words, place, _SHORT))
        elif word.text in _ENGLISH:
            if not _is_limited(words, place) and not _is_french_dont(words, place):
                yield range(place + 1, _end(words, place, _LONG))
        elif word.text in {"no", "non", "≠", "!="}:
            yield range(place + 1, _end(words, place, 3 if word.text == "no" else 2))
        elif word.text.startswith(RISKS) and _is_diminished(words, place):
            yield range(place + 1, _end(words, place, _LONG))
        elif _swaps(words, place):
            yield range(place + 2, _end(words, place + 1, _SHORT))
        elif word.text.startswith(AVOIDERS):
            if _closes_clause(words, place):
                yield range(_clause_start(words, place), place)
            else:
                yield range(place + 1, _end(words, place, _LONG))


def _may_deny(forms: tuple[str, ...]) -> bool:
    """Whether a word may open a negation, wherever it stands; most may not."""
    text = forms[0]
    if len(text) > _LONGEST:
        return False
    return text in _OPENING or not _OPENING_FORMS.isdisjoint(forms) or text.startswith((*AVOIDERS, *RISKS))


_MAY_DENY = Memo(_may_deny, keeps=lambda forms: len(forms[0]) <= _LONGEST)


def _is_french_dont(words: Words, place: int) -> bool:
    """Whether "dont" is the French relative rather than a hasty "don't"."""
    before = words[place - 1].text if place else ""
    return words[place].text == "dont" and before not in {"i", "you", "we", "they"}


def _denied_from(words: Words, place: int) -> int:
    """Where a bare "pas" begins to deny: at the verb before it ("sature pas"), unless it opens "pas cher"."""
    following = words[place + 1].text if place + 1 < len(words) else ""
    return place if following.startswith(_PRICED) else max(place - 1, _clause_start(words, place))


def _pair(words: Words, place: int) -> list[int] | None:
    """What completes "ne": the places of "pas", "plus", "aucun"…; None for a restriction or an expletive."""
    found: list[int] = []
    for later in range(place + 1, min(place + 9, len(words))):
        word = words[later]
        if (
            words.sentences[later] != words.sentences[place]
            or word.text in {"ne", "n"}
            or (found and word.text == ",")
        ):
            break
        if word.means(NEGATION_PAIRS) and not (found and word.text in {"plus", "aucun", "aucune"}):
            found.append(later)
            if word.text in {"pas", "plus"}:
                break
        elif word.text in {"que", "qu"} and not found:
            return None
    if not found or _is_limited(words, found[0]):
        return None
    return found


def _is_bare(words: Words, place: int) -> bool:
    """A "pas", "jamais" or "plus" without "ne"; "un pas", "le pas de dilatation" and "plus abstrait" are none."""
    word = words[place]
    following = words[place + 1].text if place + 1 < len(words) else ""
    if word.means(frozenset({"plus"})):
        beyond = words[place + 2].forms if place + 2 < len(words) else ()
        return following == "besoin" or (following in {"de", "d"} and "probleme" in beyond)
    if word.text not in {"pas", "jamais", "pa"} or _is_limited(words, place):
        return False
    before = words[place - 1].text if place else ""
    if word.text == "pas" and before in _NOUN_MARKS:
        return before in {"de", "d"} and _opens_infinitive(words, place)
    beyond_text = words[place + 2].text if place + 2 < len(words) else ""
    return not (following in {"d", "de"} and beyond_text in _STEP_COMPLEMENTS and before not in {"a", "est"})


def _opens_infinitive(words: Words, place: int) -> bool:
    """Whether "de pas" denies a verb, as in "permet de pas passer", also spelt "passé"."""
    following = words[place + 1].text if place + 1 < len(words) else ""
    if following.endswith(_INFINITIVES) or following in _ADVERBS:
        return True
    return words[max(place - 2, 0)].text.startswith(_LEADING) and following.endswith("e")


def _is_limited(words: Words, place: int) -> bool:
    """Whether "seulement" or "only" turns the negation into an addition."""
    following = words[place + 1].text if place + 1 < len(words) else ""
    return following in _LIMITING


def _swaps(words: Words, place: int) -> bool:
    """Whether "au lieu de", "plutôt que", "instead of" or "rather than" stands here."""
    pair = (words[place].text, words[place + 1].text if place + 1 < len(words) else "")
    return pair in _SWAPS


def _is_diminished(words: Words, place: int) -> bool:
    """Whether a risk is made smaller: "moins de risque", "limite le problème"."""
    before = words[max(place - 3, _clause_start(words, place)) : place]
    return any(word.text.startswith(DIMINISHERS) for word in before)


def _same_negation(words: Words, place: int) -> Iterator[int]:
    """The "aucun" of "sans aucun": one negation, not two."""
    for later in range(place + 1, min(place + 3, len(words))):
        if words[later].text in {"aucun", "aucune", "jamais"}:
            yield later


def _closes_clause(words: Words, place: int) -> bool:
    """Whether a participle ends what it denies: "dead ReLU évités", "saturation is avoided"."""
    if place + 1 == len(words):
        return True
    following = words[place + 1]
    return words.clauses[place + 1] != words.clauses[place] or following.text in {
        ",",
        ".",
        "(",
        ";",
        ")",
        "par",
        "by",
    }


def _clause_start(words: Words, place: int) -> int:
    start = place
    while start and words.clauses[start - 1] == words.clauses[place]:
        start -= 1
    return start


def _end(words: Words, place: int, reach: int) -> int:
    """Where the scope of a negation ends: its clause, its reach, or an "et" that opens another verb."""
    for later in range(place + 1, min(place + 1 + reach, len(words))):
        word = words[later]
        if words.clauses[later] != words.clauses[place] and not (
            _is_bracketed(words, place, later) or _is_listed(words, place, later)
        ):
            return later
        if word.text in _UNTIL or (word.text in _JOINING and not _continues(words, later)):
            return later
    return min(place + 1 + reach, len(words))


def _is_bracketed(words: Words, place: int, later: int) -> bool:
    """Whether only a bracket parts two words, as in "n'a pas de trous (de zéros)"; that of "rien (None)" denies nothing."""
    between = [word.text for word in words[place : later + 1]]
    return between.count("(") > between.count(")") and _BREAKS.isdisjoint(between)


def _is_listed(words: Words, place: int, later: int) -> bool:
    """Whether only commas of a list part two words, as in "ne voit pas des bords, des coins"."""
    between = range(place + 1, later + 1)
    stops = [n for n in between if words.clauses[n] != words.clauses[n - 1]]
    return all(words[n - 1].text == "," and words[n].text in _PARTITIVES for n in stops)


def _continues(words: Words, place: int) -> bool:
    return place + 1 < len(words) and words[place + 1].text in _NOUN_STARTS
