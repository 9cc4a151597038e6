"""Judges a gradient: the equation asked for, its value, its form, and what earlier answers were charged with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.formulas.causes import Cause, Ledger, find_cause
from grader.formulas.claims import (
    Claim,
    OwnFormulas,
    OwnOutputs,
    claims_for,
    definitions_in,
    evaluate,
    is_target,
    residual_names,
)
from grader.formulas.following import own_bases, own_definitions, wired_base
from grader.formulas.forms import ERROR_NAMES, FormLoss, form_loss, ingredients
from grader.formulas.question import ABOVE, Question
from grader.formulas.repairs import mended
from grader.formulas.updates import embedded_gradient
from grader.formulas.wordings import admits_ignorance, says_replaced, says_same
from grader.maths.definitions import Definitions
from grader.maths.mistakes import Setting, gradient
from grader.maths.statements import Reading
from grader.maths.syntax import Apply, Cases, Comparison, Expr, Name, walk
from grader.model import Evidence, Verdict, credit, decided, doubt, loss, note, proposed, unreadable
from grader.nodes import Scalar

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Paper:
    """One answer with what the earlier ones of the paper left: own results in order, and slips charged."""

    text: Scalar
    reading: Reading
    ledger: Ledger
    owns: tuple[OwnFormulas, ...] = ()
    outputs: OwnOutputs | None = None

    def quote(self, claim: Claim) -> tuple[str, int]:
        """A claim in the student's words, with its line."""
        return self.reading.quote(claim.start, claim.end), self.text.line_at(claim.start)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in one or more components: the cause, or None; the form's loss; the names that nobody defines."""

    claim: Claim
    cause: Cause | None
    form: FormLoss | None = None
    unknown: frozenset[str] = frozenset()
    is_circular: bool = False


def judge_gradient(question: Question, paper: Paper) -> Verdict:
    """The share of the gradient that an answer earns, with its reasons."""
    claims = claims_for(paper.reading, question) or embedded_gradient(paper.reading, question)
    here = definitions_in(paper.reading, question)
    if not claims:
        return _unclaimed(question, paper)
    known = own_definitions(paper.owns, question) + here
    own = OwnFormulas(question, claims, known)
    findings = tuple(_findings(question, paper, claims, here, known))
    return _Judgement(question, paper, own, findings).verdict()


def _findings(
    question: Question, paper: Paper, claims: Mapping[int, Claim], here: Definitions, known: Definitions
) -> Iterator[Finding]:
    """One finding for all components together where one cause explains them, otherwise one for each."""
    joint = _best_finding(question, paper, claims, here, known)
    if joint.cause is not None or len(claims) == 1:
        yield joint
        return
    for component, claim in claims.items():
        yield _finding(question, paper, {component: claim}, here, known)


def _best_finding(
    question: Question, paper: Paper, claims: Mapping[int, Claim], here: Definitions, known: Definitions
) -> Finding:
    """The better reading of an `e3` that nobody defines: the error ∂J/∂o3, or s3 − y1."""
    as_error = _finding(question, paper, claims, here, known)
    shares = 0 if as_error.cause is None else as_error.cause.share
    names = {node.base for claim in claims.values() for node in walk(claim.answer) if isinstance(node, Name)}
    bases = sorted(base for base in names & ERROR_NAMES - {"delta"} if not known.defines(base))
    if shares == 1 or not bases:
        return as_error
    as_residual = _finding(question, paper, claims, here, known + residual_names(bases, question.wiring))
    better = as_residual.cause is not None and as_residual.cause.share > shares
    return as_residual if better else as_error


def _finding(
    question: Question, paper: Paper, claims: Mapping[int, Claim], here: Definitions, known: Definitions
) -> Finding:
    values: dict[Setting, int] = {}
    unknown: set[str] = set()
    claim = next(iter(claims.values()))
    for component, current in claims.items():
        for setting in question.settings(component):
            value, strange = evaluate(current, current.answer, setting, known)
            unknown |= {_shown(key) for key in strange}
            if value is None:
                return Finding(claim, None, None, frozenset(unknown | {"?"}))
            values[setting] = value
    if any(is_target(node, question) for node in walk(claim.answer)):
        return Finding(claim, None, is_circular=True)
    cause = _cause(question, paper, values) or _mended(question, paper, claims, known, values)
    if cause is None:
        return Finding(claim, None, None, frozenset(unknown))
    cause = _with_condition(question, paper.ledger, claim, cause)
    return Finding(claim, cause, _form(question, claims, here, known))


def _cause(question: Question, paper: Paper, values: Mapping[Setting, int]) -> Cause | None:
    """The cheapest cause; own results that a person has still to decide come last."""
    for sure in (True, False):
        owns = (own for own in paper.owns if own.is_sure is sure)
        wired = [wired_base(paper.outputs, question)] if paper.outputs is not None else []
        cause = find_cause(question, values, paper.ledger, [*own_bases(owns, question), *wired])
        if cause is not None:
            return cause if sure or not cause.on_own else replace(cause, is_sure=False)
    return None


def _mended(
    question: Question,
    paper: Paper,
    claims: Mapping[int, Claim],
    known: Definitions,
    values: Mapping[Setting, int],
) -> Cause | None:
    """One local slip, where one change of the student's own formula makes it right in every setting."""
    first = next(iter(claims.values()))
    setting = next((setting for setting, value in values.items() if value or gradient(setting).worth()), None)
    if setting is None or len({claim.answer for claim in claims.values()}) > 1:
        return None
    for changed, definitions in mended(first.answer, known, question.wiring):
        if evaluate(claims[setting.component], changed, setting, definitions)[0] != _right(question, setting):
            continue
        if all(
            evaluate(claims[other.component], changed, other, definitions)[0] == _right(question, other)
            for other in values
        ):
            return paper.ledger.cause(frozenset(["other-slip"]))
    return None


def _right(question: Question, setting: Setting) -> int:
    """The gradient in a setting, by α zero above zero."""
    above = question.target == "slope" and setting in question.signed(ABOVE)
    return 0 if above else gradient(setting).worth()


def _shown(key: tuple[str, tuple[int, ...]]) -> str:
    return key[0] + ("_" + ",".join(map(str, key[1])) if key[1] else "")


def _with_condition(question: Question, ledger: Ledger, claim: Claim, cause: Cause) -> Cause:
    """A condition on s instead of o has the same sides, but is a slip."""
    if question.target != "slope" or not _conditions_on_state(claim.answer):
        return cause
    return ledger.cause(cause.slips | {"condition-on-s"}, cause.on_own)


def _conditions_on_state(expr: Expr) -> bool:
    """Whether the sides of zero are those of s and not of o."""
    for node in walk(expr):
        if isinstance(node, Comparison):
            names = {inner.base for inner in walk(node) if isinstance(inner, Name)}
            return "s" in names and "o" not in names
        if isinstance(node, Apply) and node.function in ("min", "max", "step", "relu"):
            names = {
                inner.base
                for argument in node.arguments
                for inner in walk(argument)
                if isinstance(inner, Name)
            }
            return "s" in names and "o" not in names
    return False


def _form(
    question: Question, claims: Mapping[int, Claim], here: Definitions, known: Definitions
) -> FormLoss | None:
    """The least that the form costs, over the members of the chain that are worth the same as the last."""
    component, claim = next(iter(claims.items()))
    setting = question.settings(component)[0]
    worth = evaluate(claim, claim.answer, setting, known)[0]
    best: FormLoss | None = None
    for member in reversed(claim.members):
        if evaluate(claim, member, setting, known)[0] != worth:
            continue
        cost = form_loss(question, claim, member, setting, here, known)
        if cost is None:
            return None
        best = cost if best is None or cost.share > best.share else best
    return best


@dataclass(frozen=True, slots=True)
class _Judgement:
    question: Question
    paper: Paper
    own: OwnFormulas
    findings: tuple[Finding, ...]

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
            evidence = [credit("gradient-right", quote, line)]
        if cause is not None and cause.on_own:
            evidence.append(note("follows-own-formulas"))
        doubts = tuple(self._doubts(share, explained))
        if doubts:
            codes = {item.code for item in doubts}
            low = (
                0 if "follows-undecided" in codes else share * HALF if "otherwise-unsaid" in codes else share
            )
            high = 1 if "formula-unread" in codes else share
            return proposed(share, *evidence, *doubts, low=low, high=high, own=self.own, slips=slips)
        return decided(share, *evidence, own=self.own, slips=slips)

    def _doubts(self, share: Fraction, explained: list[Finding]) -> Iterator[Evidence]:
        if share < 1:
            yield from unread_doubts(self.paper)
        claim, cause = explained[0].claim, explained[0].cause
        if cause is not None and not cause.is_sure:
            yield doubt("follows-undecided", *self.paper.quote(claim))
        if self.question.target == "slope" and _leaves_else_unsaid(claim.answer):
            quote, line = self.paper.quote(claim)
            yield doubt("otherwise-unsaid", quote, line)

    def _completeness(self, explained: int) -> tuple[Fraction, list[Evidence], frozenset[str]]:
        """What components that are missing or wrong cost: half, once for the paper's answer and what builds on it."""
        wanted = self.question.components
        mark = f"only-one-weight-{self.question.neuron}"
        claimed = len(self.own.claims)
        covered = claimed if len(self.findings) == 1 else explained
        if covered == len(wanted):
            return Fraction(1), [], frozenset()
        if mark in self.paper.ledger.earlier and covered == claimed:
            return Fraction(1), [note("only-some-weights-again")], frozenset([mark])
        given = ", ".join(str(component) for component in sorted(self.own.claims))
        return HALF, [loss("only-some-weights", given=given)], frozenset([mark])

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
        quote, line = self.paper.quote(finding.claim)
        ledger = self.paper.ledger
        for slip in sorted(slips):
            known = ledger.mistake(slip)
            code = known.name if known is not None else "other-slip"
            if slip in new:
                yield loss(code, quote, line)
            elif ledger.cost(slip) == 1:
                yield note(code, quote, line)
            else:
                yield note("charged-before", quote, line, mistake=known.text if known is not None else slip)

    def _unexplained(self, finding: Finding) -> Verdict:
        quote, line = self.paper.quote(finding.claim)
        slips = self.paper.ledger.earlier
        unsure = replace(self.own, is_sure=False)
        if finding.is_circular:
            return decided(0, loss("gradient-circular", quote, line), slips=slips)
        if "?" in finding.unknown:
            return proposed(0, doubt("formula-meaningless", quote, line), own=None, slips=slips)
        unread = tuple(unread_doubts(self.paper))
        if unread:
            return proposed(0, *unread, loss("gradient-wrong", quote, line), own=unsure, slips=slips)
        resemblance = self._resemblance(finding)
        if finding.unknown and resemblance:
            names = ", ".join(sorted(finding.unknown))
            return proposed(0, doubt("names-unknown", quote, line, names=names), own=unsure, slips=slips)
        if resemblance:
            return proposed(0, doubt("gradient-unexplained", quote, line), high=HALF, own=unsure, slips=slips)
        return decided(0, loss("gradient-wrong", quote, line), slips=slips)

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
        if left is not None and evaluate(claim, statement.answer, setting, Definitions())[0] == left:
            return True
    return False


def unread_doubts(paper: Paper) -> Iterator[Evidence]:
    """What could not be read, shown for a person."""
    for start, end in paper.reading.unread[:3]:
        yield doubt("formula-unread", paper.reading.quote(start, end)[:200], paper.text.line_at(start))


def _unclaimed(question: Question, paper: Paper) -> Verdict:
    """No equation gives the gradient asked for."""
    slips = paper.ledger.earlier
    reading = paper.reading
    unread = tuple(unread_doubts(paper))
    if states_tanh_law(reading, question):
        if says_replaced(reading.text) or says_same(reading.text):
            return proposed(
                Fraction(1, 4),
                loss("only-tanh-law"),
                doubt("answer-in-words"),
                low=Fraction(1, 4),
                slips=slips,
            )
        return decided(Fraction(1, 4), loss("only-tanh-law"), slips=slips)
    if question.target == "slope":
        return _slope_missing(question, paper, unread)
    if unread:
        return unreadable(*unread)
    if any(is_target(left, question) for left in reading.told):
        return proposed(0, doubt("answer-in-words"), slips=slips)
    if reading.is_empty:
        return _in_words(paper)
    if _has_gradient_parts(reading.statements):
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
    if admits_ignorance(text) or (len(paper.reading.words) < 6 and not says_same(text)):
        return decided(0, loss("gradient-not-given"), slips=paper.ledger.earlier)
    return proposed(0, doubt("answer-in-words"), slips=paper.ledger.earlier)


def _has_gradient_parts(statements: Iterable[object]) -> bool:
    return bool(tuple(statements))
