"""Every key of a part in one place, so that a student's word is looked up once for all patterns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from grader.language.lexicon import RESERVED_FROM_TYPOS, SMALL_WORDS
from grader.language.memo import Memo
from grader.language.sounds import sound, spoken
from grader.language.stems import stems
from grader.language.terms import ANYTHING, Key, Match, Term
from grader.language.words import Word, is_content

_LONGEST = 40
_SHORTEST_SOUND = 4
_SHORTEST_TYPO = 5
_SHORTEST_TYPO_PREFIX = 6
_TWO_TYPOS = 10
_SHORTEST_ELIDED = 7
_CACHED = 4096
_ELIDED = ("l", "d", "q")


class Phrase(NamedTuple):
    """The keys that must follow a word, and the names of the terms that stand where they do."""

    following: tuple[Key, ...]
    terms: tuple[str, ...]


class Reading(NamedTuple):
    """The keys that a word may stand for, and what that makes of it; `typo` when it had to be mended.

    `terms` names those for which the word is enough, `phrases` holds those that it may begin by their next key.
    """

    keys: frozenset[Key]
    terms: tuple[str, ...]
    phrases: Mapping[Key, Sequence[Phrase]]
    typo: bool


@dataclass(slots=True)
class Dictionary:
    """Looks words up: exactly, by prefix, by stem, by sound, and last as a misspelling."""

    terms: dict[tuple[Key, ...], list[str]] = field(default_factory=lambda: defaultdict(list))
    phrases: dict[Key, list[tuple[Key, ...]]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    prefixes: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    by_stem: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    by_sound: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    by_start: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    by_letter: dict[str, list[Key]] = field(default_factory=lambda: defaultdict(list))
    readings: Memo[tuple[str, ...], Reading] = field(init=False)

    def __post_init__(self) -> None:
        self.readings = Memo(self._look_up, _CACHED, keeps=lambda forms: len(forms[0]) <= _LONGEST)

    @classmethod
    def of(cls, terms: Iterable[Term]) -> Dictionary:
        """Index the keys of these terms."""
        dictionary = cls()
        for term in {term.name: term for term in terms}.values():
            for keys in term.alternatives:
                dictionary.terms[keys].append(term.name)
        for keys in dictionary.terms:
            if len(keys) > 1:
                dictionary.phrases[keys[0]].append(keys)
        kept = {key for keys in dictionary.terms for key in keys if key.match is not Match.ANY}
        for key in sorted(kept, key=lambda key: (key.text, key.match.value)):
            dictionary._add(key)
        return dictionary

    def read(self, words: Sequence[Word]) -> list[Reading]:
        """What each of a student's words may stand for."""
        readings = self.readings
        return [readings[word.forms] for word in words]

    def _add(self, key: Key) -> None:
        if key.match is Match.PREFIX:
            self.prefixes[key.text].add(key)
        else:
            self.words[key.text].add(key)
        if key.match is Match.WORD:
            for stem in stems(key.text):
                self.by_stem[stem].add(key)
        if key.match is Match.PREFIX and len(spoken(key.text)) > _SHORTEST_SOUND:
            self.by_start[spoken(key.text)].add(key)
        if key.match is not Match.EXACT and len(sound(key.text)) >= _SHORTEST_SOUND:
            self.by_sound[sound(key.text)].add(key)
        if key.match is not Match.EXACT and len(key.text) >= _SHORTEST_TYPO:
            self.by_letter[key.text[0]].append(key)

    def _look_up(self, forms: tuple[str, ...]) -> Reading:
        keys, typo = self._keys(forms) if len(forms[0]) <= _LONGEST else (set(), False)
        if is_content(forms[0]):
            keys.add(ANYTHING)
        terms = {name: None for key in keys for name in self.terms.get((key,), ())}
        phrases: dict[Key, list[Phrase]] = {}
        for phrase in (phrase for key in keys for phrase in self.phrases.get(key, ())):
            phrases.setdefault(phrase[1], []).append(Phrase(phrase[1:], tuple(self.terms[phrase])))
        return Reading(frozenset(keys), tuple(terms), phrases, typo)

    def _keys(self, forms: tuple[str, ...]) -> tuple[set[Key], bool]:
        """The keys that a word may stand for, and whether it had to be mended."""
        found: set[Key] = set()
        for form in forms:
            found |= self.words.get(form, set())
            for length in range(2, len(form) + 1):
                found |= self.prefixes.get(form[:length], set())
        if len(forms[0]) >= 4 and forms[0] not in SMALL_WORDS:
            for form in forms:
                for stem in stems(form):
                    found |= self.by_stem.get(stem, set())
        if found or any(form in SMALL_WORDS or form in RESERVED_FROM_TYPOS for form in forms):
            return found, False
        mended = self._heard(forms[0]) or set(self._misspelt(forms[0]))
        if not mended and forms[0][0] in _ELIDED:
            mended = {
                key for form in forms[1:] for key in self._misspelt(form) if len(key.text) >= _SHORTEST_ELIDED
            }
        return mended, bool(mended)

    def _heard(self, form: str) -> set[Key]:
        """The keys that sound like a word, or like its beginning where they are prefixes."""
        said = spoken(form)
        found = set(self.by_sound.get(sound(form), ()))
        for length in range(_SHORTEST_SOUND + 1, len(said) + 1):
            found |= self.by_start.get(said[:length], set())
        return found

    def _misspelt(self, form: str) -> Iterable[Key]:
        if len(form) < _SHORTEST_TYPO or not form.isalpha():
            return
        for key in self.by_letter.get(form[0], ()):
            if _near(form, key):
                yield key


def _near(form: str, key: Key) -> bool:
    from rapidfuzz.distance import OSA  # imported late: only unknown words need it

    allowed = 2 if len(key.text) >= _TWO_TYPOS else 1
    if key.match is Match.WORD:
        return (
            abs(len(form) - len(key.text)) <= allowed
            and OSA.distance(form, key.text, score_cutoff=allowed) <= allowed
        )
    if len(key.text) < _SHORTEST_TYPO_PREFIX:
        return sorted(form) == sorted(key.text) and OSA.distance(form, key.text) == 1
    if len(form) < len(key.text) - 1:
        return False
    lengths = (len(key.text), len(key.text) - 1, len(key.text) + 1)
    return any(OSA.distance(form[:length], key.text, score_cutoff=1) <= 1 for length in lengths)
