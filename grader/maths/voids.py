"""Cases that words make: `nul si o3 > 0`, `si o3 > 0 le gradient est nul`, `zéro sinon`, `dans le cas où o3 < 0`.

A word for zero counts only where all that is said before it is the gradient and that it is: a denial, another function,
another quantity leave the words as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.maths.lexicon import fold
from grader.maths.lines import Line
from grader.maths.signs import KEYWORD, MARK, NAME, NUMBER, QUANTITY, WORD, Token

_ZEROS = frozenset("nul nulle nuls nulles zero rien null nothing".split())
_ONLY = frozenset("uniquement seulement only".split())
_BEING = frozenset("est is be sera soit".split())
_SAID = frozenset(
    "le la les l de du the of gradient gradients derivee derivees derivative d j dj dalpha a par rapport with respect "
    "to est soit sera is be c ce ca cela elle il it donc alors so then et and on alpha".split()
)
"""The words that may stand before a word for zero."""
_FREE = re.compile(
    r"(?:\balpha ?\d? |\bf |\bla fonction |\bca )?(?:n intervient pas|ne depend (?:pas|plus) (?:de |d )?alpha ?\d?)\b"
    r"|\bf does not depend on alpha ?\d?\b"
)
"""What says that α does not matter, which denies nothing of the gradient."""
_BEFORE = _SAID | frozenset("mais car par contre en effet but cas case si".split())
"""The words that may stand before the condition of such a clause."""
_DENYING = frozenset("pas plus jamais guere not never".split())
_SPEAKING = _ZEROS | _ONLY | _BEING | _DENYING | {"∈", "c"}
"""Without one of these words a line stays as it is."""
_OPENING = frozenset(["if", "for"])
_TELLING = frozenset(["if", "for", "else", "∈"])
_RELATIONS = frozenset(["<", ">", "≤", "≥"])
_ENDS = frozenset([",", ";", ".", ":", "→"])
_FARTHEST = 24


def with_spoken_cases(line: Line, text: str) -> Line:
    """A line whose words for zero and for a condition stand as signs, where a condition or `sinon` is beside them."""
    if _TELLING.isdisjoint([token.text for token in line if token.sign is KEYWORD]):
        return line
    if _SPEAKING.isdisjoint([token.text for token in line]):
        return line
    return tuple(_nullified(_zeros(_conditions(line), text), text))


def _conditions(line: Sequence[Token]) -> list[Token]:
    """`dans le cas où o3 < 0` as `si o3 < 0`, `uniquement si` as `si`, `dans le cas contraire` as `sinon`."""
    found: list[Token] = []
    place = 0
    while place < len(line):
        opening = _case(line, place)
        if opening is not None:
            keyword, place = opening
            found.append(line[place - 1]._replace(sign=KEYWORD, text=keyword))
            continue
        token = line[place]
        place += 1
        if token.text not in _ONLY or place == len(line) or not line[place].is_keyword("if"):
            found.append(token)
    return found


def _case(line: Sequence[Token], place: int) -> tuple[str, int] | None:
    """What `dans le cas …` here amounts to, and the place behind it; None where it opens no case of the formula."""
    if not line[place].is_keyword("∈"):
        return None
    texts = [token.text for token in line[place + 1 : place + 5]]
    if texts[:3] in (["le", "cas", "contraire"], ["the", "other", "case"], ["les", "autres", "cas"]):
        return "else", place + 4
    if texts[:2] not in (["le", "cas"], ["the", "case"]):
        return None
    behind = place + 4 if texts[2:3] in (["ou"], ["where"], ["de"]) else place + 3
    return ("if", behind) if _condition_end(line, behind - 1) else None


def _zeros(line: Sequence[Token], text: str) -> list[Token]:
    """`nul si …` and `nul sinon` with the number 0; `dJ/dα est nul si …` as an equation."""
    found = [*line]
    for place, token in enumerate(line):
        if token.text == "0" and place and line[place - 1].text in _DENYING:
            found[place] = token._replace(sign=WORD)
        if place + 1 == len(line) or token.text not in _ZEROS or line[place + 1].sign is not KEYWORD:
            continue
        is_last = line[place + 1].text == "else"
        if not (is_last or _condition_end(line, place + 1)) or not _says_zero(
            line, _start(line, place), place, text
        ):
            continue
        found[place] = token._replace(sign=NUMBER, text="0")
        if place > 1 and line[place - 1].text in _BEING and _closes_formula(line[place - 2]):
            found[place - 1] = line[place - 1]._replace(sign=MARK, text="=")
    return found


def _closes_formula(token: Token) -> bool:
    return token.sign in (NUMBER, NAME, QUANTITY) or token.text in (")", "}")


def _start(line: Sequence[Token], place: int) -> int:
    """Where the clause begins that ends at a place: behind a sign that ends one, or behind a condition."""
    for start in range(place, 0, -1):
        before = line[start - 1]
        if before.text in _ENDS or (before.sign is KEYWORD and before.text != "="):
            end = _condition_end(line, start - 1) if before.text in _OPENING else 0
            return end if start < end <= place else start
    return 0


def _nullified(line: Sequence[Token], text: str) -> list[Token]:
    """`si o3 > 0 le gradient est nul` as `0 si o3 > 0`, a case of its own."""
    found: list[Token] = []
    place = 0
    while place < len(line):
        token = line[place]
        end = _condition_end(line, place) if token.sign is KEYWORD and token.text in _OPENING else 0
        zero = _spoken_zero(line, end, text) if end and _opens_plainly(line, place, text) else 0
        if not zero:
            found.append(token)
            place += 1
            continue
        here = token._replace(end=token.start, sign=MARK, text=";", spaced=True)
        number, closing = (
            here._replace(sign=NUMBER, text="0"),
            line[zero]._replace(sign=MARK, text=";"),
        )
        found += [here, number, token._replace(text="if"), *line[place + 1 : end], closing]
        place = zero + 1
    return found


def _opens_plainly(line: Sequence[Token], opening: int, text: str) -> bool:
    """Whether no words before a condition make it another's, as in "contrairement à ReLU où, si o3 < 0"."""
    start = opening
    while start and (line[start - 1].sign is WORD or line[start - 1].text in (",", "and")):
        start -= 1
    return start == opening or _BEFORE.issuperset(_words(text[line[start].start : line[opening].start]))


def _condition_end(line: Sequence[Token], opening: int) -> int:
    """The place behind `si o3 > 0` or `si o3 est positif`; 0 where no such condition stands here."""
    for place in range(opening + 1, min(opening + 9, len(line))):
        token = line[place]
        if token.sign is KEYWORD:
            return place + 1 if token.text in ("negative", "positive") else 0
        if token.text in _RELATIONS:
            number = place + 2 if line[place + 1 : place + 2] and line[place + 1].text == "=" else place + 1
            return number + 1 if number < len(line) and line[number].sign is NUMBER else 0
        if token.sign is MARK and token.text not in ("_", "(", ")", "{", "}", "^"):
            return 0
    return 0


def _spoken_zero(line: Sequence[Token], start: int, text: str) -> int:
    """The place of the word for zero, or of `c'est 0`, that ends what is said of a condition; 0 where there is none."""
    for place in range(start, min(start + _FARTHEST, len(line))):
        token = line[place]
        spelled = token.sign is NUMBER and token.text == "0" and line[place - 1].text in {"c", *_BEING}
        if spelled or token.text in _ZEROS:
            follower = line[place + 1] if place + 1 < len(line) else None
            ends = follower is None or not (
                follower.sign is WORD or follower.text == "?" or follower.is_keyword("else")
            )
            return place if ends and _says_zero(line, start, place, text) else 0
        if token.text in (";", "=") or (token.sign is KEYWORD and token.text != "then"):
            return 0
    return 0


def _says_zero(line: Sequence[Token], start: int, zero: int, text: str) -> bool:
    """Whether the words from a place to one for zero say of the gradient, and of nothing else, that it is zero."""
    return _SAID.issuperset(_words(text[line[start].start : line[zero].start]))


def _words(said: str) -> list[str]:
    """The words of a stretch of text, but for those that say that α does not matter."""
    plain = re.sub(r"[\W_]+", " ", fold(said.replace("α", "alpha").replace("∂", "d")))
    return re.findall(r"[a-z]+", _FREE.sub(" ", plain))
