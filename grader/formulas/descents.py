"""Judges the update of a slope: it must descend, by a step, along the gradient by name or written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from grader.formulas.claims import claims_for, definitions_in
from grader.formulas.following import own_definitions
from grader.formulas.paper import Paper, unread_doubts
from grader.formulas.question import BELOW, Question
from grader.formulas.updates import Step, embedded_gradient, steps_for, updates_slope
from grader.formulas.wordings import says_same
from grader.formulas.worth import OwnFormulas, evaluate
from grader.maths.definitions import Definitions
from grader.maths.descent_text import Method, named, rules
from grader.maths.field import MODULUS, inverse, rational
from grader.maths.folding import fold
from grader.maths.lexicon import SLOPES
from grader.maths.setting import Setting
from grader.maths.syntax import ZERO, Apply, Derivative, Expr, Name, Power, walk
from grader.verdict import Evidence, Verdict, credit, decided, doubt, loss, note, proposed, unreadable

HALF = Fraction(1, 2)
MAX_SCALE = 1_000
_MOVES = re.compile(
    r"mise? a jour|updat|retranch|soustra|enlev|retir|subtract|sens (?:oppose|inverse|contraire)|opposite|descen"
)


def judge_update(question: Question, paper: Paper) -> Verdict:
    """The share of the update that an answer earns, with its reasons."""
    steps = steps_for(paper.reading, question)
    if not steps:
        return _missing(question, paper)
    step = max(steps, key=lambda found: (not found.is_generic, found.claim.start))
    known = own_definitions(paper.owns, question) + definitions_in(paper.reading)
    kind = _direction(question, paper, step, known)
    quote, line = paper.quote(step.claim)
    if kind is None:
        if _is_hopeless(step, paper):
            return decided(0, loss("update-wrong", quote, line), slips=paper.ledger.earlier)
        return proposed(0, doubt("update-unexplained", quote, line), slips=paper.ledger.earlier)
    slips = frozenset(
        slip for slip, found in (("update-plus", not kind), ("step-missing", not step.rates)) if found
    )
    return _settled(paper, slips, quote, line)


def _settled(paper: Paper, slips: frozenset[str], quote: str, line: int) -> Verdict:
    ledger = paper.ledger
    share = Fraction(1)
    evidence: list[Evidence] = []
    for slip in sorted(slips):
        known = ledger.mistake(slip)
        if slip in ledger.earlier:
            evidence.append(note("charged-before", quote, line, mistake=known.text if known else slip))
        else:
            share *= ledger.cost(slip)
            evidence.append(loss(known.name if known else "other-slip", quote, line))
    evidence = evidence or [credit("update-right", quote, line)]
    return decided(share, *evidence, slips=slips | ledger.earlier)


def _direction(question: Question, paper: Paper, step: Step, known: Definitions) -> bool | None:
    """True where the step descends the true gradient, or goes against the own one; None where it is along neither."""
    own = _Own(question, paper, known)
    directions = {_direction_in(own, step, setting) for setting in question.signed(BELOW)}
    return directions.pop() if len(directions) == 1 else _by_name(step)


class _Own:
    """The student's own gradient by a slope, from the answer with its update; looked for where it is asked for."""

    def __init__(self, question: Question, paper: Paper, known: Definitions) -> None:
        self.question, self.paper, self.known = question, paper, known

    @cached_property
    def formulas(self) -> OwnFormulas:
        """The gradient as stated, or as it stands in the update."""
        reading = self.paper.reading
        claims = claims_for(reading, self.question) or embedded_gradient(reading, self.question)
        return OwnFormulas(self.question, claims, self.known)

    def value(self, setting: Setting) -> int | None:
        """What it is worth in a drawn network; None where nothing states it."""
        return self.formulas.value(0, setting)


def _direction_in(stated: _Own, step: Step, setting: Setting) -> bool | None:
    """The direction in one drawn network."""
    moved = evaluate(step.claim, step.gradient, setting, stated.known)[0]
    true = setting.world.derivative(("J", ()), ("alpha", (stated.question.neuron,)))
    if moved is None or true is None:
        return None
    if moved == true or moved == -true % MODULUS:
        if step.is_descent == (moved == true):
            return True
        follows = _names_gradient(step.gradient) or (moved != true and moved == stated.value(setting))
        return step.is_descent and follows
    own = stated.value(setting)
    if own is not None and moved == own:
        return step.is_descent or "sign" in stated.paper.ledger.earlier
    if own is not None and moved == -own % MODULUS:
        return not step.is_descent
    scale = rational(moved * inverse(true)) if true else None
    if scale is not None and max(abs(scale.numerator), scale.denominator) <= MAX_SCALE:
        return step.is_descent == (scale > 0)
    return _by_name(step)


def _by_name(step: Step) -> bool | None:
    """The direction of a step along something that is a gradient by its name, or by what it is made of."""
    if _names_gradient(step.gradient) or _looks_like_gradient(step.gradient):
        return step.is_descent
    return None


def _names_gradient(expr: Expr) -> bool:
    match expr:
        case Derivative(by=Name(base=base)):
            return base in SLOPES
        case Name(base=base):
            return base.lower().startswith(("grad", "dalpha", "nabla", "da", "delta"))
    return False


def _looks_like_gradient(expr: Expr) -> bool:
    bases = {node.base for node in walk(expr) if isinstance(node, Name)}
    derives = any(isinstance(node, (Derivative, Apply, Power)) for node in walk(expr))
    return bool({"s", "y"} <= bases or bases & {"delta", "e", "E"}) or (derives and "o" in bases)


def _is_hopeless(step: Step, paper: Paper) -> bool:
    """Whether nothing in an update recalls a gradient, as in α + 1, nor what gives its names, as a momentum does."""
    names = {node.base for node in walk(step.claim.answer) if isinstance(node, Name)} - set(SLOPES)
    giving = (
        statement.answer
        for statement in paper.reading.statements
        if not names.isdisjoint(node.base for node in walk(statement.left or ZERO) if isinstance(node, Name))
    )
    return not any(
        isinstance(node, (Derivative, Apply))
        for formula in (step.gradient, *giving)
        for node in walk(formula)
    )


def _missing(question: Question, paper: Paper) -> Verdict:
    slips = paper.ledger.earlier
    neuron = str(question.neuron)
    others = any(updates_slope(statement) for statement in paper.reading.statements)
    unread = tuple(_about_slopes(paper))
    if others and says_same(paper.text.text):
        return proposed(1, doubt("update-by-words", neuron=neuron), slips=slips)
    if unread:
        return unreadable(*unread)
    if _is_told(paper):
        return proposed(0, doubt("update-in-words", neuron=neuron), slips=slips)
    return decided(0, loss("update-missing", neuron=neuron), slips=slips)


def _about_slopes(paper: Paper) -> Iterator[Evidence]:
    for item in unread_doubts(paper):
        if "α" in item.quote or "alpha" in item.quote.lower():
            yield item


def _is_told(paper: Paper) -> bool:
    """Whether words of the answer tell a descent step without any equation."""
    text = paper.text.text
    return Method.DESCENT in named(text) or bool(rules(text) and _MOVES.search(fold(text)))
