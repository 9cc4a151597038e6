"""Cases that words make: `nul si o3 > 0`, `si o3 > 0 le gradient est nul`, `zéro sinon`, `dans le cas o3 négatif`."""

from __future__ import annotations

from collections.abc import Sequence

from grader.maths.lines import Line
from grader.maths.tokens import Sign, Token

_ZEROS = frozenset("nul nulle nuls nulles zero rien null nothing".split())
_DENYING = frozenset("pas not non jamais never".split())
_ONLY = frozenset("uniquement seulement only juste".split())
_BEING = frozenset("c est is be sera soit".split())
_ARTICLES, _CASES, _WHERE = frozenset(["le", "the"]), frozenset(["cas", "case"]), frozenset(["ou", "where"])
_RELATIONS = frozenset("<>≤≥")
_SAID = frozenset([",", ":", "/", "(", ")", "_"])
_NAMES = frozenset(["alpha", "a", "J"])
_OPENING = frozenset(["if", "for"])
_FARTHEST = 16


def with_spoken_cases(line: Line) -> Line:
    """A line whose words for zero and for a condition stand as signs, where a condition or `sinon` is beside them."""
    if not any(token.sign is Sign.KEYWORD and token.text in _WORDED for token in line):
        return line
    return tuple(_nullified(_zeros(_conditions(line))))


_WORDED = frozenset(["if", "for", "else", "∈"])


def _conditions(line: Sequence[Token]) -> list[Token]:
    """`dans le cas où` as `si`, and `uniquement si` too."""
    found: list[Token] = []
    place = 0
    while place < len(line):
        token = line[place]
        texts = [after.text for after in line[place + 1 : place + 4]]
        if (
            _is_keyword(token, "∈")
            and texts[:1]
            and texts[0] in _ARTICLES
            and texts[1:2]
            and texts[1] in _CASES
        ):
            place += 4 if texts[2:] and texts[2] in _WHERE else 3
            found.append(token._replace(text="if"))
            continue
        if not (token.text in _ONLY and texts and _is_keyword(line[place + 1], "if")):
            found.append(token)
        place += 1
    return found


def _zeros(line: Sequence[Token]) -> list[Token]:
    """`nul si …` and `nul sinon` with the number 0; `dJ/dα est nul si …` as an equation."""
    found = [*line]
    for place, token in enumerate(line):
        after = line[place + 1] if place + 1 < len(line) else None
        if after is None or not _is_zero(line, place) or after.sign is not Sign.KEYWORD:
            continue
        if after.text == "else" or (after.text == "if" and _condition_end(line, place + 1)):
            found[place] = _number(token)
            if (
                place > 1
                and line[place - 1].text in _BEING
                and line[place - 2].sign in (Sign.NUMBER, Sign.NAME)
            ):
                found[place - 1] = line[place - 1]._replace(sign=Sign.MARK, text="=")
    return found


def _nullified(line: Sequence[Token]) -> list[Token]:
    """`si o3 > 0 le gradient est nul` as `0 si o3 > 0`, a case of its own."""
    found: list[Token] = []
    place = 0
    while place < len(line):
        token = line[place]
        end = _condition_end(line, place) if token.sign is Sign.KEYWORD and token.text in _OPENING else 0
        zero = _spoken_zero(line, end) if end else 0
        if not zero:
            found.append(token)
            place += 1
            continue
        here = token._replace(end=token.start, sign=Sign.MARK, text=";", spaced=True)
        closing = line[zero]._replace(sign=Sign.MARK, text=";")
        found += [
            here,
            here._replace(sign=Sign.NUMBER, text="0"),
            token._replace(text="if"),
            *line[place + 1 : end],
            closing,
        ]
        place = zero + 1
    return found


def _condition_end(line: Sequence[Token], opening: int) -> int:
    """The place behind `si o3 > 0` or `si o3 est positif`; 0 where no such condition stands here."""
    for place in range(opening + 1, min(opening + 9, len(line))):
        token = line[place]
        if token.sign is Sign.KEYWORD:
            return place + 1 if token.text in ("negative", "positive") else 0
        if token.text in _RELATIONS:
            number = place + 2 if line[place + 1 : place + 2] and line[place + 1].text == "=" else place + 1
            return number + 1 if number < len(line) and line[number].sign is Sign.NUMBER else 0
        if token.sign is Sign.MARK and token.text not in ("_", "(", ")", "{", "}", "^"):
            return 0
    return 0


def _spoken_zero(line: Sequence[Token], start: int) -> int:
    """The place of the word for zero that ends what is said of a condition; 0 where a formula or nothing follows it."""
    for place in range(start, min(start + _FARTHEST, len(line))):
        token = line[place]
        if _is_zero(line, place):
            closes = place + 1 == len(line) or not _is_keyword(line[place + 1], "else")
            return place if closes else 0
        if token.sign is Sign.NUMBER and token.text == "0" and line[place - 1].text in _BEING:
            return place
        index = token.sign is Sign.NUMBER and line[place - 1].text in _NAMES | {"_"}
        spoken = token.sign in (Sign.WORD, Sign.DIFFERENTIAL, Sign.FUNCTION) or token.text in _NAMES
        if not (
            spoken or index or _is_keyword(token, "then") or (token.sign is Sign.MARK and token.text in _SAID)
        ):
            return 0
    return 0


def _is_zero(line: Sequence[Token], place: int) -> bool:
    """Whether a word for zero stands here, and is not denied."""
    word = line[place]
    denied = any(before.text in _DENYING for before in line[max(place - 2, 0) : place])
    return word.sign is Sign.WORD and word.text in _ZEROS and not denied


def _is_keyword(token: Token, text: str) -> bool:
    return token.sign is Sign.KEYWORD and token.text == text


def _number(word: Token) -> Token:
    return word._replace(sign=Sign.NUMBER, text="0")
