"""How a minimum is found: the method, its rule, the derivative, and why the point is the minimum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from grader.maths import descent_text as words
from grader.maths.descent_text import Direction, Method
from grader.maths.slope_text import stated_slopes
from grader.maths.vertex_text import squares, uses_vertex_formula
from grader.model import Case, Rubric, Solution
from grader.nodes import Mapping, as_text
from grader.texts import phrase
from grader.verdict import Evidence, Verdict, blank, credit, decided, doubt, loss, proposed
from reference.minima import real_roots
from reference.polynomial import Polynomial
from reference.smooth import Smooth

HALF = Fraction(1, 2)
Slope = Polynomial | Smooth


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to judge a text: the share that it earns, the least that it surely earns, and why."""

    share: Fraction
    low: Fraction
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class MethodKind:
    """Any sound way to the minimum of `function`, explained."""

    function: str

    def solve(self, rubric: Rubric) -> Solution:
        """Gradient descent, its rule and the derivative, and why the minimum is global."""
        function = rubric.either(self.function, Polynomial, Smooth)
        slope = function.derivative()
        why = phrase("method-convex" if _is_convex(slope) else "method-lowest", rubric.language)
        answer = phrase("method-reference", rubric.language, {"slope": str(slope), "why": why})
        return Solution(answer, (f"f(x) = {function}", f"f'(x) = {slope}"))

    def judge(self, case: Case) -> Verdict:
        """The best of the methods that the text explains; a wrong derivative leaves half."""
        node = case.submission.answers.get(case.part.source.key)
        text = case.text if isinstance(node, Mapping) else as_text(node)
        if not text.text.strip():
            return blank()
        own = words.own_descent(text.text)
        slope: Slope = case.rubric.either(self.function, Polynomial, Smooth).derivative()
        readings = list(_readings(text.text, slope))
        wrong = _wrong_derivative(text.text, slope)
        if not readings:
            if words.speaks_of_descent(text.text) or words.names_other_method(text.text):
                return proposed(0, doubt("method-unclear"), own=own)
            return proposed(0, doubt("method-unknown"), high=HALF, own=own)
        best = max(readings, key=lambda reading: (reading.share, reading.low))
        if wrong is not None:
            return decided(
                min(best.share, HALF), loss("derivative-wrong", got=wrong, expected=slope), own=own
            )
        if best.low < best.share:
            return proposed(best.share, best.evidence, low=best.low, high=best.share, own=own)
        return decided(best.share, best.evidence, own=own)


def _readings(text: str, slope: Slope) -> Iterator[Reading]:
    yield from _descent(text, slope)
    yield from _newton(text, slope)
    yield from _stationary(text)
    yield from _square(text, slope)


def _descent(text: str, slope: Slope) -> Iterator[Reading]:
    rules = words.rules(text)
    named = Method.DESCENT in words.named(text)
    if words.is_newton_rule(text) or not (rules or named):
        return
    stated = _states(text, slope)
    if rules and all(rule is Direction.UP for rule in rules):
        yield Reading(HALF, HALF, loss("rule-ascends"))
    elif rules and stated:
        yield Reading(Fraction(1), Fraction(1), credit("descent-explained"))
    elif rules or stated:
        yield Reading(Fraction(1), HALF, doubt("descent-incomplete"))
    else:
        yield Reading(HALF, HALF, loss("name-alone"))


def _newton(text: str, slope: Slope) -> Iterator[Reading]:
    if words.is_newton_rule(text):
        sure = _states(text, slope)
        low = Fraction(1) if sure else HALF
        yield Reading(Fraction(1), low, credit("newton-explained") if sure else doubt("descent-incomplete"))
    elif Method.NEWTON in words.named(text):
        if words.seeks_a_root_of_f(text):
            yield Reading(HALF, Fraction(0), doubt("newton-root-of-f"))
        else:
            yield Reading(HALF, HALF, loss("name-alone"))


def _stationary(text: str) -> Iterator[Reading]:
    vertex = uses_vertex_formula(text)
    if not (words.sets_derivative_to_zero(text) or vertex):
        if vertex is False:
            yield Reading(HALF, Fraction(0), doubt("method-unclear"))
        return
    if words.says_convex(text):
        yield Reading(Fraction(1), Fraction(1), credit("stationary-convex"))
    else:
        yield Reading(HALF, HALF, loss("convexity-missing"))


def _square(text: str, slope: Slope) -> Iterator[Reading]:
    root = _root(slope)
    for square in squares(text):
        if root is not None and square.shift == -root:
            yield Reading(Fraction(1), Fraction(1), credit("square-completed", quote=square.quote))
        else:
            yield Reading(HALF, Fraction(0), doubt("square-wrong", quote=square.quote))


def _states(text: str, slope: Slope) -> bool:
    """Whether a text states the derivative."""
    if isinstance(slope, Smooth):
        return any(each.agrees(slope) for each in stated_slopes(text, slope.variable))
    return any(each.polynomial == slope for each in words.derivatives(text))


def _wrong_derivative(text: str, slope: Slope) -> Slope | None:
    """The derivative that a text states and that is another."""
    if isinstance(slope, Smooth):
        whole = [each.slope for each in stated_slopes(text, slope.variable) if each.is_whole]
        return None if _states(text, slope) or not whole else whole[-1]
    stated = [each.polynomial for each in words.derivatives(text)]
    if not stated or any(each == slope for each in stated):
        return None
    return stated[-1]


def _is_convex(slope: Slope) -> bool:
    """Whether the slope never falls, so that the function is convex; a smooth function is not looked into."""
    if isinstance(slope, Smooth):
        return False
    curvature = slope.derivative()
    return not real_roots(curvature) and curvature(Fraction(0)) > 0


def _root(slope: Slope) -> Fraction | None:
    if isinstance(slope, Smooth) or slope.degree != 1:
        return None
    return -slope.coefficients[0] / slope.coefficients[1]
