"""An answer in which no equation gives the gradient asked for: by an identity alone, in words, or not at all."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from grader.formulas.claims import Claim, is_target
from grader.formulas.paper import Paper, unread_doubts
from grader.formulas.question import Question
from grader.formulas.wordings import admits_ignorance, says_replaced, says_same, tells_mathematics
from grader.formulas.worth import evaluate
from grader.maths.definitions import Definitions
from grader.maths.statements import Reading
from grader.maths.syntax import Apply
from grader.verdict import Evidence, Verdict, decided, doubt, loss, proposed, unreadable


def judge_unclaimed(question: Question, paper: Paper) -> Verdict:
    """No equation gives the gradient asked for."""
    slips = paper.ledger.earlier
    reading = paper.reading
    unread = tuple(unread_doubts(paper))
    if states_tanh_law(reading, question):
        doubts = unread
        if not unread and (says_replaced(reading.text) or says_same(reading.text)):
            doubts = (doubt("answer-in-words"),)
        if doubts:
            quarter = Fraction(1, 4)
            return proposed(quarter, loss("only-tanh-law"), *doubts, low=quarter, slips=slips)
        return decided(Fraction(1, 4), loss("only-tanh-law"), slips=slips)
    if question.target == "slope":
        return _slope_missing(question, paper, unread)
    if unread:
        return unreadable(*unread)
    if any(is_target(left, question) for left in reading.told):
        return proposed(0, doubt("answer-in-words"), slips=slips)
    if reading.is_empty:
        return _in_words(paper)
    if reading.statements:
        return proposed(0, doubt("gradient-not-found"), slips=slips)
    return decided(0, loss("gradient-not-given"), slips=slips)


def _slope_missing(question: Question, paper: Paper, unread: tuple[Evidence, ...]) -> Verdict:
    slips = paper.ledger.earlier
    neuron = str(question.neuron)
    if any(neuron in item.quote for item in unread) or (unread and not paper.reading.statements):
        return proposed(0, *unread, slips=slips)
    if paper.reading.is_empty and not admits_ignorance(paper.reading.text) and len(paper.reading.words) > 12:
        return proposed(0, doubt("answer-in-words"), slips=slips)
    return decided(0, loss("slope-gradient-missing", neuron=neuron), slips=slips)


def _in_words(paper: Paper) -> Verdict:
    """An answer without any formula: nothing where it says so, a person's where it may say the gradient in words."""
    text = paper.reading.text
    says_much = len(paper.reading.words) >= 6 or says_same(text) or tells_mathematics(text)
    if admits_ignorance(text) or not says_much:
        return decided(0, loss("gradient-not-given"), slips=paper.ledger.earlier)
    return proposed(0, doubt("answer-in-words"), slips=paper.ledger.earlier)


def states_tanh_law(reading: Reading, question: Question) -> bool:
    """Whether an answer states that tanh' = 1 − tanh², in any letters."""
    if question.activation != "tanh":
        return False
    setting = question.settings(question.components[0])[0]
    claim = Claim((), (("j", question.neuron),), 0, 0)
    for statement in reading.statements:
        if not isinstance(statement.left, Apply) or statement.left.primes != 1:
            continue
        left = evaluate(claim, replace(statement.left, function="tanh"), setting, Definitions())[0]
        values = [evaluate(claim, member, setting, Definitions())[0] for member in statement.members]
        if left is not None and left in values:
            return True
    return False
