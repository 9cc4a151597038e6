"""Numbers as students write them: `3,12`, `−2/5`, `½`, `1e-3`, `\\frac{2}{5}`; each keeps its written precision."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from grader.maths.folding import fold

MAX_DIGITS = 30
MAX_EXPONENT = 30
MAX_LENGTH = 20_000

_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_UNSIGNED = re.compile(
    rf"""\\[dt]?frac\s?\{{\s?(?P<top>-?\s?\d+(?:[.,]\d+)?)\s?\}}\s?\{{\s?(?P<bottom>\d+(?:[.,]\d+)?)\s?\}}
      | (?P<vulgar>[{_VULGAR}])
      | (?P<digits>\d+(?:[.,]\d+)?|[.,]\d+)
        (?:(?:e|\s?(?:\*|x|\\times|\\cdot)\s?10\s?\^\s?\{{?\s?)(?P<exponent>[-+]?\d+)\}}?
          |(?:\^|\*\*)\s?\{{?\(?(?P<power>[-+]?\d+)\)?\}}?)?
        (?:\s?/\s?(?P<divisor>\d+(?:[.,]\d+)?)(?![a-z]))?""",
    re.VERBOSE,
)
_MINUS_WORD = re.compile(r"(?:^|[=:(;\n]|\b(?:en|a|vaut|est|is|at))\s?(?:moins|minus) $")
_NOT_NUMBERS = re.compile(r"\b(?:nan|inf(?:inity|ini)?|oo|none|null)\b|∞|\d\s?\*?\s?[ij]\b")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number with its text; `places` counts the decimals written, None where the number is exact."""

    value: Fraction
    text: str
    start: int = 0
    places: int | None = None

    @property
    def end(self) -> int:
        """The offset behind the last character."""
        return self.start + len(self.text)

    @property
    def unit(self) -> Fraction:
        """One unit of the last decimal written; 0 for an exact number."""
        return Fraction(0) if self.places is None else Fraction(1, 10) ** self.places

    def agrees(self, exact: Fraction) -> bool:
        """Whether this is `exact` to the precision written, rounded, or cut off after a decimal.

        >>> read_numeral("1,4").agrees(Fraction("1.36")), read_numeral("1.3").agrees(Fraction("1.36"))
        (True, True)
        """
        if abs(self.value - exact) <= self.unit / 2:
            return True
        cut_off = bool(self.places) and self.value * exact >= 0
        return cut_off and 0 <= abs(exact) - abs(self.value) < self.unit


def read_numeral(text: str) -> Numeral | None:
    """The number that a text is, or None when it is not one number and nothing else.

    >>> read_numeral(" −2/5 ").value
    Fraction(-2, 5)
    """
    found = find_numerals(text)
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return found[0] if not rest.strip(" \t\n()[]{}$.;,+=") else None


@lru_cache(maxsize=512)
def find_numerals(text: str) -> tuple[Numeral, ...]:
    """Every number of a text, in order; indices (`x_1`), coefficients (`2x`) and endless digits left out.

    >>> [str(numeral.value) for numeral in find_numerals("x_1 = 3,12 puis x_2 = -0.4e1 ; 2x")]
    ['78/25', '-4']
    """
    return tuple(_scan(fold(text[:MAX_LENGTH]), text))


def is_no_number(text: str) -> bool:
    """Whether a text names NaN, an infinity or a complex number.

    >>> is_no_number("-0.4+1e-30*I"), is_no_number("-0,4")
    (True, False)
    """
    return _NOT_NUMBERS.search(fold(text[:MAX_LENGTH])) is not None


def show(value: Fraction, places: int = 6) -> str:
    """A number for a remark: its decimals where they end, cut to `places` where they do not.

    >>> show(Fraction(-2, 5)), show(Fraction(1, 3)), show(Fraction(3))
    ('-0.4', '0.333333', '3')
    """
    rounded = round(value, places)
    digits = f"{abs(rounded.numerator) * 10**places // rounded.denominator:0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if rounded < 0 else text


def _scan(folded: str, text: str) -> Iterator[Numeral]:
    for match in _UNSIGNED.finditer(folded):
        if _is_index(folded, match.start()) or _is_coefficient(folded, match.end()):
            continue
        size = _value(match)
        if size is None:
            continue
        start = _signed_start(folded, match.start())
        sign = -1 if "-" in folded[start : match.start()] or _MINUS_WORD.search(folded[:start]) else 1
        yield Numeral(sign * size, text[start : match.end()], start, _places(match))


def _is_index(folded: str, start: int) -> bool:
    before = folded[max(0, start - 2) : start]
    return bool(re.search(r"[a-z_^.\d]$|[_^]\{$", before)) and not before.endswith("..")


def _is_coefficient(folded: str, end: int) -> bool:
    return re.match(r"[a-z_]", folded[end : end + 1]) is not None


def _signed_start(folded: str, start: int) -> int:
    """Where the number starts with its sign; a minus between two operands is no sign."""
    sign = re.search(r"([-+])(\s?)$", folded[max(0, start - 2) : start])
    if sign is None:
        return start
    at = start - len(sign[0])
    before = folded[max(0, at - 1) : at]
    glued = before.isalnum() or before in (")", "]", "}")
    if sign[2]:
        left = folded[max(0, at - 3) : at].rstrip()[-1:]
        glued = left.isalnum() or left in (")", "]", "}")
    return start if glued and before != "" else at


def _value(match: re.Match[str]) -> Fraction | None:
    if any(len(group or "") > MAX_DIGITS for group in match.groups()):
        return None
    if match["vulgar"]:
        return Fraction(unicodedata.numeric(match["vulgar"])).limit_denominator(10)
    exponent = int(match["exponent"] or 0)
    power = int(match["power"] or 1)
    if max(abs(exponent), abs(power)) > MAX_EXPONENT:
        return None
    base = _decimal(match["digits"] or match["top"])
    below = _decimal(match["divisor"] or match["bottom"] or "1")
    if not below or (not base and power < 0):
        return None
    return base**power * Fraction(10) ** exponent / below


@lru_cache(maxsize=1024)
def _decimal(digits: str) -> Fraction:
    return Fraction(digits.replace(",", ".").replace(" ", ""))


def _places(match: re.Match[str]) -> int | None:
    if not match["digits"] or match["divisor"] or match["power"]:
        return None
    written = len(re.split(r"[.,]", match["digits"])[1]) if re.search(r"[.,]", match["digits"]) else 0
    return max(written - int(match["exponent"] or 0), 0)
