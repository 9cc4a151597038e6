"""A number: where a function has its minimum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from grader.maths.descent_text import OwnDescent
from grader.maths.folding import fold
from grader.maths.numerals import Numeral, find_numerals, is_no_number, read_numeral, show
from grader.model import Case, Rubric, Solution
from grader.nodes import Mapping, Node, Scalar, as_text, is_blank
from grader.verdict import Verdict, blank, decided, doubt, loss, note, proposed, unreadable
from reference.minima import minima
from reference.polynomial import Polynomial
from reference.smooth import Smooth

MAX_LENGTH = 8_000

_VALUE_OF_F = re.compile(r"(?:f\s?\([^()]{0,12}\)|\bf|\by|valeur|value)\s?(?:=|:|~|vaut|est|is|de)?\s?$")
_AT = re.compile(r"(?:\bx[\s_*^{}a-z]{0,8}|\ben|\bat|abscisse|point)\s?(?:=|:|~|vaut|est|is|de)?\s?$")


@dataclass(frozen=True, slots=True)
class NumberKind:
    """The place of the minimum of `function`; its value there may be given too and costs nothing."""

    function: str

    def solve(self, rubric: Rubric) -> Solution:
        """The root of the derivative, exact."""
        function = rubric.either(self.function, Polynomial, Smooth)
        places = self._places(rubric)
        values = tuple(f"f({show(place)}) = {show(function(place))}" for place in places)
        answer = show(places[0]) if len(places) == 1 else " ; ".join(f"x = {show(place)}" for place in places)
        return Solution(answer, (f"f'(x) = {function.derivative()} = 0", *values))

    def judge(self, case: Case) -> Verdict:
        """Compare with the minimum, then with the one of the own derivative."""
        if is_blank(case.answer):
            return blank()
        text = as_text(_place(case.answer))
        if is_no_number(text.text) and not find_numerals(text.text):
            return decided(0, loss("no-number", quote=text.text[:80]))
        whole = not isinstance(case.submission.answers.get(case.part.source.key), Mapping)
        numerals = list(_candidates(text.text, whole=whole))
        if not numerals:
            return _nothing_read(text, whole=whole)
        return self._compare(case, numerals, text)

    def _compare(self, case: Case, numerals: list[Numeral], text: Scalar) -> Verdict:
        places = self._places(case.rubric)
        found = [place for place in places if any(_is(numeral, place) for numeral in numerals)]
        if found and not is_no_number(text.text):
            return decided(1, own=found[0])
        for verdict in case.followed().values():
            own = _own_minimum(verdict.own)
            if own is not None and any(_is(numeral, own) for numeral in numerals):
                return decided(1, note("minimum-follows-own"), own=own)
        expected = places[0]
        value = case.rubric.either(self.function, Polynomial, Smooth)(expected)
        if any(_is(numeral, value) for numeral in numerals):
            return proposed(0, doubt("only-value-of-f", got=show(value)))
        return decided(0, loss("number-wrong", got=numerals[0].text.strip(), expected=show(expected)))

    def _places(self, rubric: Rubric) -> tuple[Fraction, ...]:
        places = minima(rubric.either(self.function, Polynomial, Smooth))
        if not places:
            raise ValueError(f"{self.function} has no minimum")
        return places


def _place(node: Node | None) -> Node | None:
    """Of a mapping such as `{x: -0.4, f: -0.66}`, the place."""
    if isinstance(node, Mapping):
        named = [
            value
            for key, value in node.entries
            if re.match(r"x|place|point|argmin|abs", key.text.strip().lower())
        ]
        return named[0] if named else node
    return node


def _candidates(text: str, *, whole: bool) -> Iterator[Numeral]:
    """The numbers that may be meant as the place of the minimum."""
    only = read_numeral(text)
    if only is not None:
        yield only
        return
    folded = fold(text[:MAX_LENGTH])
    numerals = find_numerals(text)
    for numeral in numerals:
        before = folded[max(0, numeral.start - 40) : numeral.start]
        if _VALUE_OF_F.search(before):
            continue
        near_minimum = "min" in before and not re.search(r"[;\n]", before.rsplit("min", 1)[1])
        if _AT.search(before) or near_minimum or not whole:
            yield numeral


def _nothing_read(text: Scalar, *, whole: bool) -> Verdict:
    if whole:
        return proposed(0, doubt("minimum-not-found"))
    return unreadable(doubt("number-unreadable", quote=text.text[:80], line=text.place.line))


def _is(numeral: Numeral, expected: Fraction) -> bool:
    """Equal, or a rounding to two decimals at least."""
    rounded = (numeral.places or 0) >= 2 and numeral.agrees(expected)
    return numeral.value == expected or rounded


def _own_minimum(own: object) -> Fraction | None:
    if not isinstance(own, OwnDescent) or own.derivative is None or own.derivative.degree != 1:
        return None
    return -own.derivative.coefficients[0] / own.derivative.coefficients[1]
