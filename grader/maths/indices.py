"""The indices of names: `w_0^(1)`, `w0_1`, `w_{0,1}`, `s(3)` and `s^{(3)}` as plain tuples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from grader.maths.cursor import Cursor
from grader.maths.signs import KEYWORD, MARK, NAME, NUMBER, QUANTITY, WORD, Token
from grader.maths.syntax import INDEX_LETTERS, Add, Expr, Name, Negative, Number, whole

_BARE_INDEX = frozenset(["w", "alpha", "delta", "d", "b", "E", "epsilon"])
_FIRST_BARE_INDEX = frozenset(["s", "o", "y", "n", "a"])
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_AROUND_NUMBER = {"": "", "_": "", "_{": "}", "_(": ")", "(": ")", "[": "]", "^(": ")", "^{(": ")}"}
"""What stands before a lone index, and what then stands behind it."""
_SLOTS = {"w": 2, "W": 2}
_CANONICAL = {"d": "delta", "D": "delta", "S": "s", "O": "o", "W": "w", "X": "x", "Y": "y", "A": "a"}
_TIMES = frozenset(
    ["t", "n", "k", "new", "old", "nouveau", "ancien", "nouvelle", "ancienne", "next", "suivant"]
)


@dataclass(slots=True)
class _Found:
    """A name, with the indices found below and above it."""

    base: str
    lower: list[Expr]
    upper: list[Expr]

    @property
    def count(self) -> int:
        return len(self.lower) + len(self.upper)

    @property
    def is_full(self) -> bool:
        return len(self.lower) + len(self.upper) >= _SLOTS.get(self.base, 1)


def read_name(cursor: Cursor) -> Name:
    """The name here with the indices attached to it; a power is left for the formula."""
    tokens = cursor.padded
    token = tokens[cursor.at]
    cursor.at += 1
    now = tokens[cursor.at]
    if now.sign is not NUMBER and now.text not in _MAY_ATTACH:
        return Name(token.text, (), token.start)
    if token.text not in _SLOTS and (index := _lone_number(cursor)) is not None:
        return Name(_CANONICAL.get(token.text, token.text), (index,), token.start)
    found = _Found(token.text, [], [])
    primes = 0
    while now.sign is NUMBER or now.text in _MAY_ATTACH:
        if now.text == "'":
            if now.spaced:
                break
            primes += 1
            cursor.at += 1
        elif not _attaches(cursor, now, found):
            break
        now = tokens[cursor.at]
    base = _CANONICAL.get(found.base, found.base) if found.lower or found.upper else found.base
    return Name(base + "'" * primes, _ordered(found), token.start)


def _lone_number(cursor: Cursor) -> Number | None:
    """The number of `s3`, `s_{3}`, `s(3)` or `s^(3)` behind its name, passed where it is the only index."""
    tokens = cursor.padded
    place = cursor.at
    opening, is_glued = "", not tokens[place].spaced
    while tokens[place].sign is MARK and len(opening) < 3:
        opening += tokens[place].text
        place += 1
    digits = tokens[place]
    closing = _AROUND_NUMBER.get(opening)
    if closing is None or digits.sign is not NUMBER or not (is_glued or opening[:1] in ("_", "^")):
        return None
    for mark in closing:
        place += 1
        if tokens[place].text != mark:
            return None
    after = tokens[place + 1]
    if after.sign is NUMBER or after.text in _MAY_ATTACH or not digits.text.isdigit():
        return None
    cursor.at = place + 1
    return whole(int(digits.text))


def _attaches(cursor: Cursor, token: Token, found: _Found) -> bool:
    """Pass what stands here as an index of the name, if it is one."""
    return _digits(cursor, found) if token.sign is NUMBER else _ATTACHMENTS[token.text](cursor, found)


def _ordered(found: _Found) -> tuple[Expr, ...]:
    """Indices in one order, the neuron's last; the step count of an update, as in α_{t+1}, is dropped."""
    indices = (*found.lower, *found.upper)
    if found.base not in ("alpha", "a"):
        return indices
    stays = tuple([index for index in indices if not _is_time(index)])
    return stays or tuple([index for index in indices[-1:] if isinstance(index, Name) and index.base in "kn"])


def _is_time(index: Expr) -> bool:
    match index:
        case Name(base=base):
            return base in _TIMES
        case Add(terms=(Name(base=base), *_)):
            return base in _TIMES
    return False


def _digits(cursor: Cursor, found: _Found) -> bool:
    token = cursor.now
    if token.spaced or found.lower or found.upper or not token.text.isdigit():
        return False
    cursor.at += 1
    found.lower += _split(token.text, found.base)
    letter = cursor.now
    if found.base == "w" and len(found.lower) < 2 and letter.text in INDEX_LETTERS and not letter.spaced:
        found.lower.append(Name(cursor.take().text, (), letter.start))
    _second_behind_comma(cursor, found)
    return True


def _split(digits: str, base: str) -> list[Expr]:
    if base in ("w", "W") and len(digits) == 2:
        return [whole(int(digit)) for digit in digits]
    return [whole(int(digits))]


def _subscript(cursor: Cursor, found: _Found) -> bool:
    cursor.at += 1
    found.lower += _script(cursor, found.base)
    _second_behind_comma(cursor, found)
    return True


def _second_behind_comma(cursor: Cursor, found: _Found) -> None:
    """The neuron of a weight behind a glued comma without braces, as in `w_i,3`; a list such as `w_0,1,2` is none."""
    comma = cursor.now
    if comma.text != "," or comma.spaced or found.base != "w" or found.count != 1:
        return
    second, after = cursor.ahead(1), cursor.ahead(2)
    is_neuron = second.sign is NUMBER and second.text.isdigit() and len(second.text) == 1
    if not second.spaced and after.text != "," and (is_neuron or second.text in INDEX_LETTERS):
        cursor.at += 2
        found.lower.append(whole(int(second.text)) if is_neuron else Name(second.text, (), second.start))


def _script(cursor: Cursor, base: str) -> list[Expr]:
    """What stands below or above a name: a sign, or a list in brackets, which mostly is a number alone."""
    closing = _CLOSING.get(cursor.now.text)
    if closing is None:
        return _single(cursor, base)
    cursor.at += 1
    first, second = cursor.now, cursor.ahead(1)
    if second.text == closing and first.sign is NUMBER and first.text.isdigit():
        cursor.at += 2
        return _split(first.text, base)
    inside = _script(cursor, base) if first.text in _CLOSING else _listed(cursor, base)
    cursor.expect(closing)
    return inside


def _single(cursor: Cursor, base: str) -> list[Expr]:
    """One sign after `_` or `^`, or two glued generic indices such as `_ij` or `_i3`."""
    token = cursor.take()
    if token.sign is NUMBER and token.text.isdigit():
        return _split(token.text, base)
    letters = token.text if token.sign in (NAME, WORD, KEYWORD) else ""
    if base == "w" and len(letters) == 2 and set(letters) <= INDEX_LETTERS:
        return [Name(letter, (), token.start) for letter in letters]
    if not letters:
        cursor.expect("an index")
    indices: list[Expr] = [Name(letters, (), token.start)]
    if base in ("s", "x") and _goes_one_further(cursor):
        cursor.at += 2
        return [Add((indices[0], whole(1)), token.start)]
    if base == "w" and cursor.now.sign is NUMBER and not cursor.now.spaced:
        indices += _split(cursor.take().text, "")
    return indices


def _goes_one_further(cursor: Cursor) -> bool:
    """Whether `+1` is glued to an index without braces, as in `s_i+1`."""
    plus, one = cursor.now, cursor.ahead(1)
    return plus.text == "+" and one.text == "1" and not plus.spaced and not one.spaced


def _listed(cursor: Cursor, base: str) -> list[Expr]:
    indices: list[Expr] = []
    while not cursor.sees("}", ")", "]"):
        token = cursor.now
        if token.sign is NUMBER and token.text.isdigit() and cursor.ahead(1).text not in "+-":
            indices += _split(cursor.take().text, base)
        elif base == "w" and len(token.text) == 2 and set(token.text) <= INDEX_LETTERS:
            indices += [Name(letter, (), token.start) for letter in cursor.take().text]
        else:
            indices.append(read_index(cursor))
        cursor.skip(",;")
        if cursor.done:
            break
    return indices


def read_index(cursor: Cursor) -> Expr:
    """A letter or an integer, plus or minus another: `i + 1`, `k - 2`; raises FormulaError on anything else."""
    start = cursor.place
    terms = [_index_term(cursor)]
    while cursor.sees("+", "-") and cursor.ahead(1).sign is not QUANTITY:
        minus = cursor.take().text == "-"
        term = _index_term(cursor)
        terms.append(Negative(term, start) if minus else term)
    return terms[0] if len(terms) == 1 else Add(tuple(terms), start)


def _index_term(cursor: Cursor) -> Expr:
    token = cursor.now
    if token.sign is NUMBER and token.text.isdigit():
        cursor.at += 1
        return Number(whole(int(token.text)).value, token.start)
    if token.text == "n" and (neuron := _neuron_number(cursor)) is not None:
        return neuron
    if token.sign in (NAME, WORD, KEYWORD) and token.text.isalpha():
        return Name(cursor.take().text, (), token.start)
    if token.text == "'":
        cursor.take()
        return Name("'", (), token.start)
    cursor.expect("an index")
    return whole(0)


def _neuron_number(cursor: Cursor) -> Number | None:
    """`n3` or `n_3` as an index: the neuron's number."""
    skipped = 2 if cursor.ahead(1).text == "_" else 1
    digits = cursor.ahead(skipped)
    if digits.sign is not NUMBER or not digits.text.isdigit():
        return None
    cursor.at += skipped + 1
    return whole(int(digits.text))


def _superscript(cursor: Cursor, found: _Found) -> bool:
    """A raised index, where the base has room for one; otherwise it is a power and stays."""
    braced = cursor.ahead(1).text == "{"
    inner = cursor.ahead(2) if braced else cursor.ahead(1)
    if found.is_full and not (found.base in ("alpha", "a") and inner.text == "("):
        return False
    if found.base == "e" and not _is_bracketed_index(cursor, 3 if braced else 2):
        return False
    raised = inner.text == "(" or found.base in _BARE_INDEX or found.base in _FIRST_BARE_INDEX
    if not raised or inner.text == "'":
        return False
    return _attempt(cursor, found, 1)


def _is_bracketed_index(cursor: Cursor, place: int) -> bool:
    """Whether a lone integer or generic index stands at this place before a closing bracket."""
    inside, closing = cursor.ahead(place), cursor.ahead(place + 1)
    return closing.text == ")" and (inside.text.isdigit() or inside.text in INDEX_LETTERS)


def _bracketed(cursor: Cursor, found: _Found) -> bool:
    """`s(3)`, `w_0(1)`, `x(i+1)`, `w[0]`: a bracket glued to a name that lacks an index and holds nothing else."""
    if cursor.now.spaced or found.is_full:
        return False
    first = cursor.ahead(1)
    if first.sign is not NUMBER and first.text not in INDEX_LETTERS:
        return False
    return _attempt(cursor, found, 0)


def _attempt(cursor: Cursor, found: _Found, skipped: int) -> bool:
    mark = cursor.at
    cursor.at += skipped
    try:
        found.upper += _script(cursor, found.base)
    except ValueError:
        cursor.at = mark
        return False
    return True


_ATTACHMENTS: Mapping[str, Callable[[Cursor, _Found], bool]] = MappingProxyType(
    {"_": _subscript, "^": _superscript, "(": _bracketed, "[": _bracketed}
)
_MAY_ATTACH = frozenset(["'", *_ATTACHMENTS])
"""The marks that may open an index or a prime of the name before them."""
