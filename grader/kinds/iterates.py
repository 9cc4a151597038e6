"""The iterates of a descent: judged one by one by the student's own rule and step, to the precision written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from grader.maths import descent_text as words
from grader.maths.descent_text import Method, OwnDescent
from grader.maths.iterate_text import read_iterate, read_iterates
from grader.maths.numerals import Numeral, find_numerals, read_numeral, show
from grader.model import Case, Rubric, Solution
from grader.nodes import Mapping, Node, Scalar, as_text, is_blank
from grader.nodes import Sequence as Items
from grader.verdict import Evidence, Verdict, blank, decided, doubt, loss, note, proposed, unreadable
from reference.descent import closed_form, converging_rates, gradient_descent, minimum, steps_to
from reference.polynomial import Polynomial
from reference.smooth import Function, Smooth

HALF = Fraction(1, 2)
MAX_ITERATES = 200
LARGEST = 10**9
BEYOND = Fraction(10**12)
"""Where a step lands from a place at which f has no slope: farther than any iterate is followed."""

TOLERANCE = Fraction(1, 100)

Step = Callable[[Fraction], Fraction]


@dataclass(frozen=True, slots=True)
class Run:
    """One way to read the iterates: how many steps, and those that the rule does not give."""

    steps: int
    wrong: tuple[tuple[int, Numeral, Fraction], ...]
    arrives: bool
    other_start: bool = False

    @property
    def share(self) -> Fraction:
        """What the run earns."""
        right = self.steps - len(self.wrong)
        if self.other_start and self.steps < 3:
            return Fraction(0)
        if not self.wrong and (self.steps >= 3 or self.arrives):
            return HALF if self.other_start else Fraction(1)
        if (not self.wrong and self.steps) or (len(self.wrong) == 1 and right >= 2):
            return HALF
        return Fraction(0)


@dataclass(frozen=True, slots=True)
class IteratesKind:
    """At least three iterates of a descent on `function` from `start`, or the one step that arrives."""

    function: str
    start: str
    rate: Fraction = Fraction(1, 10)

    def solve(self, rubric: Rubric) -> Solution:
        """Five iterates with the step `rate`."""
        function = rubric.either(self.function, Polynomial, Smooth)
        start = rubric.value(self.start, Fraction)
        values = gradient_descent(function, start, self.rate, 5)
        rule = f"x <- x - {show(self.rate)} ({function.derivative()})"
        steps = (rule, *_facts(function, start, self.rate))
        return Solution(" ; ".join(show(value, 12) for value in values), steps)

    def judge(self, case: Case) -> Verdict:
        """The best reading of the iterates under the own rule; one wrong step, or too few, leaves half."""
        if is_blank(case.answer):
            return blank()
        readings = list(iterate_readings(case.answer))
        if not readings:
            text = as_text(case.answer)
            return unreadable(doubt("iterates-unreadable", quote=text.text[:80], line=text.place.line))
        runs = [
            (run, follows, joined)
            for joined, numerals in enumerate(readings)
            for run, follows in self._runs(case, numerals)
        ]
        best = max(runs, key=lambda row: (row[0].share, -len(row[0].wrong), not row[1], -row[2]))
        return self._verdict(case, *best)

    def _verdict(self, case: Case, run: Run, follows: bool, joined: int) -> Verdict:
        notes: list[Evidence] = []
        if joined and isinstance(case.answer, Items):
            notes.append(note("decimal-commas-joined"))
        if follows:
            notes.append(note("iterates-follow-own"))
        if run.share == 1:
            return decided(1, *notes)
        if run.share == 0 and words.varies_its_step(_method_text(case)):
            return proposed(0, *notes, doubt("step-varies"))
        return decided(run.share, *notes, *_losses(run))

    def _runs(self, case: Case, numerals: Sequence[Numeral]) -> Iterator[tuple[Run, bool]]:
        function = case.rubric.either(self.function, Polynomial, Smooth)
        start = case.rubric.value(self.start, Fraction)
        own = _own(case)
        slopes: list[Polynomial | Smooth] = [function.derivative()]
        if own.derivative is not None and own.derivative not in slopes:
            slopes.append(own.derivative)
        for slope in slopes:
            goal = minimum(function) if slope == slopes[0] else _root(slope)
            for step in _steps(case, own, slope, numerals, start):
                yield _run(numerals, start, step, goal), slope != slopes[0]


def _run(numerals: Sequence[Numeral], start: Fraction, step: Step, goal: Fraction | None) -> Run:
    """Follow the rule along the iterates, from the own previous value or from the unrounded sequence."""
    first = numerals[0]
    given = first.value == start
    certain = len(numerals) > 1 or first.value == step(start)
    omitted = not given and certain and first.agrees(step(start))
    live = {start} if omitted else {first.value}
    rest = numerals if omitted else numerals[1:]
    wrong: list[tuple[int, Numeral, Fraction]] = []
    for index, numeral in enumerate(rest, 1):
        expected = [step(value) for value in sorted(live) if abs(value) < LARGEST]
        fitting = [value for value in expected if numeral.agrees(value)]
        if not fitting and expected:
            wrong.append((index, numeral, expected[0]))
        live = {numeral.value, *(_short(value) for value in fitting)}
    arrives = bool(rest) and goal is not None and rest[-1].value == goal
    return Run(len(rest), tuple(wrong), arrives, other_start=not given and not omitted)


def _steps(
    case: Case, own: OwnDescent, slope: Polynomial | Smooth, numerals: Sequence[Numeral], start: Fraction
) -> Iterator[Step]:
    curvature = slope.derivative()
    if own.method is Method.NEWTON or (own.rate is None and _field_rate(case) is None):
        yield partial(_newton, slope, curvature)
    stated = [rate for rate in (_field_rate(case), own.rate) if rate is not None]
    stated = stated or list(words.rates(as_text(case.answer).text))
    rates = stated or [rate for rate in _inferred(numerals, slope, start) if rate > 0 or own.ascends]
    if own.ascends:
        rates += [-rate for rate in rates]
    for rate in dict.fromkeys(rates):
        yield partial(_descend, slope, rate)


def _descend(slope: Function, rate: Fraction, x: Fraction) -> Fraction:
    pull = _at(slope, x)
    return BEYOND if pull is None else x - rate * pull


def _newton(slope: Function, curvature: Function, x: Fraction) -> Fraction:
    pull, bend = _at(slope, x), _at(curvature, x)
    if pull is None or bend is None:
        return BEYOND
    return x - pull / bend if bend else x


def _at(f: Function, x: Fraction) -> Fraction | None:
    """The value at x, or None where there is none."""
    try:
        return f(x)
    except ValueError:
        return None


def _inferred(numerals: Sequence[Numeral], slope: Function, start: Fraction) -> Iterator[Fraction]:
    """The simplest step that leads from the first value to the second, to the precision written."""
    firsts = [(start, numerals[0])] if numerals[0].value != start and len(numerals) > 3 else []
    firsts += [(numerals[0].value, numerals[1])] if len(numerals) > 1 else []
    for before, after in firsts:
        pull = _at(slope, before)
        if not pull or before == after.value:
            continue
        rate, slack = (before - after.value) / pull, after.unit / 2 / abs(pull)
        simplest = (round(rate, places) for places in range(7))
        yield from dict.fromkeys(
            (next((short for short in simplest if short and abs(short - rate) <= slack), rate), rate)
        )


def iterate_readings(node: Node | None) -> Iterator[tuple[Numeral, ...]]:
    """The numbers of an answer: as they stand, then with decimal commas that YAML took apart joined again."""
    if isinstance(node, Items):
        texts = [item.text.strip() for item in node.items[: 2 * MAX_ITERATES] if isinstance(item, Scalar)]
        texts = [text for text in texts if text and text not in ("...", "…", "etc", "etc.")]
        read = [read_iterate(text) for text in texts]
        if texts and all(read):
            yield tuple(numeral for numeral in read if numeral is not None)[:MAX_ITERATES]
        if len(texts) > 2 and all(re.fullmatch(r"[-−]?\d{1,9}", text) for text in texts):
            yield from _joined(texts)
        return
    for reading in read_iterates(as_text(node).text):
        yield reading[:MAX_ITERATES]


def _joined(texts: list[str]) -> Iterator[tuple[Numeral, ...]]:
    for head in (1, 0):
        tail = texts[head:]
        if len(tail) % 2 == 0:
            pairs = [f"{left}.{right}" for left, right in zip(tail[::2], tail[1::2], strict=True)]
            read = [read_numeral(text) for text in (*texts[:head], *pairs)]
            if all(read):
                yield tuple(numeral for numeral in read if numeral is not None)


def _own(case: Case) -> OwnDescent:
    for verdict in case.followed().values():
        if isinstance(verdict.own, OwnDescent):
            return verdict.own
    return OwnDescent()


def _field_rate(case: Case) -> Fraction | None:
    node = case.field("learning_rate")
    if not isinstance(case.submission.answers.get(case.part.source.key), Mapping) or node is None:
        return None
    found = find_numerals(as_text(node).text)
    return found[0].value if found and found[0].value else None


def _method_text(case: Case) -> str:
    return as_text(case.submission.answers.get(case.part.source.key)).text


def _losses(run: Run) -> Iterator[Evidence]:
    for index, numeral, expected in run.wrong[:3]:
        yield loss("iterate-wrong", index=index, got=numeral.text.strip(), expected=show(expected, 4))
    if run.other_start:
        yield loss("other-start")
    if run.steps < 3 and not run.arrives:
        yield loss("too-few-iterates", count=run.steps)


def _short(value: Fraction) -> Fraction:
    """A value kept to a size that stays quick; far below any written precision."""
    return value if value.denominator < 10**40 else round(value, 40)


def _root(slope: Polynomial | Smooth) -> Fraction | None:
    if isinstance(slope, Smooth) or slope.degree != 1:
        return None
    return -slope.coefficients[0] / slope.coefficients[1]


def _facts(function: Polynomial | Smooth, start: Fraction, rate: Fraction) -> Iterator[str]:
    """The iterate at once, the steps that converge, and how many it takes, as far as they exist."""
    if isinstance(function, Polynomial) and function.degree == 2 and minimum(function) is not None:
        yield closed_form(function, start, rate)
    bounds = converging_rates(function)
    if bounds is None:
        return
    yield f"|1 - eta f''(x*)| < 1 : {show(bounds[0])} < eta < {show(bounds[1])}"
    taken = steps_to(function, start, rate, TOLERANCE)
    if taken is not None:
        yield f"|x_t - x*| <= {show(TOLERANCE)} : t = {taken}"
