"""Judges a gradient: the equation asked for, its value, its form, and what earlier answers were charged with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from grader.formulas.claims import Claim, claims_for, definitions_in, is_target
from grader.formulas.findings import Finding, findings
from grader.formulas.following import own_definitions
from grader.formulas.forms import FormLoss, ingredients
from grader.formulas.likewise import weights_told
from grader.formulas.paper import Paper, unread_doubts, unread_names
from grader.formulas.question import Question
from grader.formulas.unclaimed import judge_unclaimed, states_tanh_law
from grader.formulas.updates import embedded_gradient
from grader.formulas.witness import find_witness
from grader.formulas.wordings import begins_another, offers_another, says_condition, says_replaced, says_same
from grader.formulas.worth import OwnFormulas, evaluate
from grader.maths.records import record
from grader.maths.syntax import Cases, Expr, walk
from grader.verdict import Evidence, Verdict, credit, decided, doubt, loss, note, proposed

HALF = Fraction(1, 2)
_OPEN_TO_FULL = frozenset(["formula-unread", "answer-in-words", "names-unknown"])
MANY_WORDS = 6


def judge_gradient(question: Question, paper: Paper) -> Verdict:
    """The share of the gradient that an answer earns, with its reasons."""
    stated = claims_for(paper.reading, question)
    claims = stated or embedded_gradient(paper.reading, question)
    here = definitions_in(paper.reading, question)
    if not claims:
        return judge_unclaimed(question, paper)
    known = own_definitions(paper.owns, question) + here
    own = OwnFormulas(question, claims, known)
    found = tuple(findings(question, paper, claims, here, known))
    return _Judgement(question, paper, own, found, is_embedded=not stated).verdict()


@record
class _Judgement:
    question: Question
    paper: Paper
    own: OwnFormulas
    findings: tuple[Finding, ...]
    is_embedded: bool = False

    def verdict(self) -> Verdict:
        explained = [finding for finding in self.findings if finding.cause is not None]
        if not explained:
            return self._unexplained(self.findings[0])
        slips = frozenset().union(*(finding.cause.slips for finding in explained if finding.cause))
        new = frozenset().union(*(finding.cause.new for finding in explained if finding.cause))
        forms = [finding.form for finding in explained if finding.form is not None]
        form = min(forms, key=lambda cost: cost.share, default=None)
        complete, reasons, marks = self._completeness(len(explained))
        share = self.paper.ledger.share(new) * complete
        evidence = [*self._mistakes(explained[0], slips, new), *reasons]
        evidence += self._witness() if new else ()
        if form is not None:
            cost, said = self._form_cost(form, explained[0])
            share, evidence = share * cost, [*evidence, *said]
            marks |= {form.code}
        return self._settled(share, evidence, slips | marks | self.paper.ledger.earlier, explained)

    def _settled(
        self, share: Fraction, evidence: list[Evidence], slips: frozenset[str], explained: list[Finding]
    ) -> Verdict:
        cause = explained[0].cause
        if share == 1 and not evidence:
            quote, line = self.paper.quote(explained[0].claim)
            evidence = [credit("gradient-right", quote, line), *self._wrong_steps(explained[0].claim)]
        if cause is not None and cause.on_own:
            evidence.append(note("follows-own-formulas"))
        own = OwnFormulas(self.question, self.own.claims, self.own.definitions, is_right=self._is_right)
        doubts = tuple(self._doubts(share, explained))
        if doubts:
            codes = {item.code for item in doubts}
            low = (
                0
                if "follows-undecided" in codes
                else share * HALF
                if codes & {"otherwise-unsaid", "equations-by-words"}
                else share
            )
            high = 1 if codes & _OPEN_TO_FULL else share
            return proposed(share, *evidence, *doubts, low=low, high=high, own=own, slips=slips)
        return decided(share, *evidence, own=own, slips=slips)

    @property
    def _is_right(self) -> bool:
        """Whether every component is the gradient itself, by no slip and on no own result."""
        causes = (finding.cause for finding in self.findings)
        return all(cause is not None and not cause.slips and not cause.on_own for cause in causes)

    def _wrong_steps(self, claim: Claim) -> Iterator[Evidence]:
        """The steps of a right chain that are worth something else; they cost nothing."""
        component = next(iter(self.own.claims))
        setting = self.question.settings(component)[0]
        for number, member in enumerate(claim.members[:-1], start=1):
            value, unknown = evaluate(claim, member, setting, self.own.definitions)
            right = self.own.value(component, setting)
            if value is not None and not unknown and value != right:
                yield note("step-differs", *self.paper.quote(claim), number=number)

    def _doubts(self, share: Fraction, explained: list[Finding]) -> Iterator[Evidence]:
        yield from unread_doubts(self.paper) if share < 1 else unread_names(self.paper, explained[0].claim)
        if share < 1 and self._is_told_in_words:
            yield doubt("answer-in-words")
        if self._left_to_words() == "open" and len(self.findings) == 1:
            yield doubt("equations-by-words")
        claim, cause = explained[0].claim, explained[0].cause
        if cause is not None and not cause.is_sure:
            yield doubt("follows-undecided", *self.paper.quote(claim))
        if share < 1 and explained[0].strange:
            yield doubt(
                "names-unknown", *self.paper.quote(claim), names=", ".join(sorted(explained[0].strange))
            )
        yield from self._alternatives()
        if share < 1 and self._is_left_open(claim):
            yield doubt("alternatives-given", *self.paper.quote(claim))
        if self.question.target == "slope" and not self.is_embedded and _leaves_else_unsaid(claim.answer):
            yield doubt("otherwise-unsaid", *self.paper.quote(claim))
        if (
            cause is not None
            and "condition-missing" in cause.new
            and says_condition(self._rest_of_line(claim))
        ):
            yield doubt("formula-unread", *self.paper.quote(claim))

    @property
    def _is_told_in_words(self) -> bool:
        """Whether formulas stand in a sentence only, none of them an equation."""
        reading = self.paper.reading
        return not reading.statements and (len(reading.words) > MANY_WORDS or says_replaced(reading.text))

    def _rest_of_line(self, claim: Claim) -> str:
        """A claim with what follows it on its last line."""
        text = self.paper.reading.text
        stop = text.find("\n", claim.end)
        return text[claim.start : stop if stop >= 0 else len(text)]

    def _alternatives(self) -> Iterator[Evidence]:
        """A second formula behind `ou bien`: which of them is the answer, a person must say."""
        reading = self.paper.reading
        for statement in (*reading.statements, *reading.formulas):
            if not offers_another(reading.text[: statement.start]):
                continue
            if statement.left is None or is_target(statement.left, self.question):
                quote = reading.quote(statement.start, statement.end)
                yield doubt("alternatives-given", quote, self.paper.text.line_at(statement.start))

    def _is_left_open(self, claim: Claim) -> bool:
        """Whether a claim, or another equation beside it, is followed by `ou s2` or `resp. s2`."""
        reading = self.paper.reading
        ends = [claim.end, *(each.end for each in reading.statements)]
        return any(begins_another(reading.text[end:]) for end in ends)

    def _completeness(self, explained: int) -> tuple[Fraction, list[Evidence], frozenset[str]]:
        """What components that are missing or wrong cost: half, once for the paper's answer and what builds on it."""
        wanted = self.question.components
        mark = f"only-one-weight-{self.question.neuron}"
        claimed = len(self.own.claims)
        covered = claimed if len(self.findings) == 1 else explained
        if covered == len(wanted):
            return Fraction(1), [], frozenset()
        if covered == claimed and self._left_to_words():
            return Fraction(1), [note("weights-likewise")], frozenset()
        if mark in self.paper.ledger.earlier and covered == claimed:
            return Fraction(1), [note("only-some-weights-again")], frozenset([mark])
        given = ", ".join(str(component) for component in sorted(self.own.claims))
        return HALF, [loss("only-some-weights", given=given)], frozenset([mark])

    def _left_to_words(self) -> Literal["", "named", "open"]:
        """Whether words such as `idem avec x2` stand for the weights left out, and name each with its input."""
        missing = set(self.question.components) - self.own.claims.keys()
        if not missing or not says_same(self.paper.reading.text):
            return ""
        told = weights_told(self.paper.reading.text, self.question)
        return "named" if all(told.get(component) for component in missing) else "open"

    def _form_cost(self, form: FormLoss, finding: Finding) -> tuple[Fraction, list[Evidence]]:
        quote, line = self.paper.quote(finding.claim)
        facts = dict(form.facts)
        if form.code == "errors-not-developed" and form.code in self.paper.ledger.earlier:
            return Fraction(1), [note("form-repeated", quote, line)]
        share = form.share
        if form.code == "derivative-left" and states_tanh_law(self.paper.reading, self.question):
            share = Fraction(3, 4)
        return share, [_form_evidence(form.code, quote, line, facts)]

    def _mistakes(self, finding: Finding, slips: frozenset[str], new: frozenset[str]) -> Iterator[Evidence]:
        quote, line = self.paper.quote_answer(finding.claim)
        ledger = self.paper.ledger
        rivals = finding.cause.rivals if finding.cause is not None else ()
        if rivals and new == slips:
            told = " / ".join(self._told(names) for names in (slips, *rivals))
            yield loss("one-of-several", quote, line, mistakes=told)
            return
        for slip in sorted(slips):
            known = ledger.mistake(slip)
            code = known.name if known is not None else "other-slip"
            if slip in new:
                yield loss(code, quote, line)
            elif ledger.cost(slip) == 1:
                yield note(code, quote, line)
            else:
                yield note("charged-before", quote, line, mistake=known.text if known is not None else slip)

    def _told(self, slips: frozenset[str]) -> str:
        """Slips in the rubric's words."""
        known = (self.paper.ledger.mistake(slip) for slip in sorted(slips))
        return " ".join(mistake.text for mistake in known if mistake is not None)

    def _unexplained(self, finding: Finding) -> Verdict:
        quote, line = self.paper.quote(finding.claim)
        slips = self.paper.ledger.earlier
        witness = () if finding.is_circular else tuple(self._witness())
        unsure = replace(self.own, is_sure=False)
        if finding.is_circular:
            return decided(0, loss("gradient-circular", quote, line), slips=slips)
        if "?" in finding.unknown or (finding.is_untold and not finding.unknown):
            return proposed(0, doubt("formula-meaningless", quote, line), own=None, slips=slips)
        unread = tuple(unread_doubts(self.paper))
        if unread:
            return proposed(
                0, *unread, loss("gradient-wrong", quote, line), *witness, own=unsure, slips=slips
            )
        resemblance = self._resemblance(finding)
        if finding.strange or (finding.unknown and resemblance):
            names = ", ".join(sorted(finding.unknown))
            return proposed(0, doubt("names-unknown", quote, line, names=names), own=unsure, slips=slips)
        if self._is_told_in_words:
            return proposed(0, doubt("answer-in-words"), own=unsure, slips=slips)
        if resemblance:
            wrong = doubt("gradient-unexplained", quote, line)
            return proposed(0, wrong, *witness, high=HALF, own=unsure, slips=slips)
        return decided(0, loss("gradient-wrong", quote, line), *witness, slips=slips)

    def _witness(self) -> Iterator[Evidence]:
        """Small numbers for which the answer is worth something else than the reference."""
        for component, claim in self.own.claims.items():
            found = find_witness(self.question, component, claim, self.own.definitions)
            if found is not None:
                yield note("witness", at=found.at, yours=found.yours, right=found.right)
                return

    def _resemblance(self, finding: Finding) -> bool:
        """Whether a wrong formula has most of a gradient's ingredients, so that a person may find something in it."""
        question = self.question
        setting = question.settings(next(iter(self.own.claims)))[0]
        found = ingredients(question, finding.claim.answer, finding.claim, setting, self.own.definitions)
        wanted = {"error", "input"}
        wanted |= {"derivative"} if question.target == "weight" else set()
        wanted |= set() if question.is_output else {"weight"}
        return found["error"] and sum(found[name] for name in wanted) >= len(wanted) - 1


def _form_evidence(code: str, quote: str, line: int, facts: Mapping[str, str]) -> Evidence:
    left = facts.get("left", "")
    match code:
        case "bare-chain-rule":
            return loss("bare-chain-rule", quote, line, left=left)
        case "chain-rule-left":
            return loss("chain-rule-left", quote, line, left=left)
        case "errors-not-developed":
            return loss("errors-not-developed", quote, line, left=left)
        case "errors-not-named":
            return loss("errors-not-named", quote, line)
    return loss("derivative-left", quote, line)


def _leaves_else_unsaid(expr: Expr) -> bool:
    return any(
        isinstance(node, Cases) and node.otherwise is None and len(node.cases) == 1 for node in walk(expr)
    )
