"""What a claimed gradient is found to be: its cause, its form, the names in it that nobody defines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from grader.formulas.causes import Base, Cause, Ledger, find_cause
from grader.formulas.claims import Claim, is_target, residual_names
from grader.formulas.following import own_bases, wired_base
from grader.formulas.forms import FormLoss, form_loss
from grader.formulas.paper import Paper
from grader.formulas.question import ABOVE, Question
from grader.formulas.repairs import mended
from grader.formulas.sampling import is_outside, same_by_sampling
from grader.formulas.traces import told_apart
from grader.formulas.worth import OwnFormulas, evaluate, retrial
from grader.maths.definitions import Definitions
from grader.maths.lexicon import ERROR_NAMES
from grader.maths.mistakes import gradient
from grader.maths.records import record
from grader.maths.setting import Setting
from grader.maths.syntax import Apply, Comparison, Derivative, Expr, Multiply, Name, names_in, walk

NETWORK_NAMES = frozenset(["w", "x", "s", "o", "y", "alpha", "a"])


@record
class Finding:
    """What was found in one or more components: the cause, or None; the form's loss; the names that nobody defines.

    `is_untold` where a root or a logarithm stands in it and too few networks tell whether it is right.
    """

    claim: Claim
    cause: Cause | None
    form: FormLoss | None = None
    unknown: frozenset[str] = frozenset()
    is_circular: bool = False
    is_untold: bool = False

    @property
    def strange(self) -> frozenset[str]:
        """The names that are none of the network's, or lack an index, as the w of `wx1` does."""
        return frozenset(name for name in self.unknown if _is_strange(*name.partition("_")[::2]))


def _is_strange(base: str, indices: str) -> bool:
    return base not in NETWORK_NAMES or not indices or (base == "w" and "," not in indices)


def findings(
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
    if shares == 1:
        return as_error
    names = {name.base for claim in claims.values() for name in names_in(claim.answer)}
    bases = sorted(base for base in names & ERROR_NAMES - {"delta"} if not known.defines(base))
    if not bases:
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
            if strange:
                unknown |= set(map(_shown, strange))
            if value is None and is_outside([claim.answer for claim in claims.values()]):
                return _sampled(question, paper, claims, known, unknown)
            if value is None:
                return Finding(claim, None, None, frozenset(unknown | {"?"}))
            values[setting] = value
    if _names_itself(claim.answer, question):
        return Finding(claim, None, is_circular=True)
    cause = _cause(question, paper, values) or _mended(question, paper, claims, known, values)
    if cause is None and is_outside([claim.answer for claim in claims.values()]):
        return _sampled(question, paper, claims, known, unknown)
    if cause is None:
        return Finding(claim, None, None, frozenset(unknown))
    written = (*(each.answer for each in claims.values()), *(each.value for each in here.all))
    cause = _with_condition(question, paper.ledger, claim, told_apart(cause, paper.ledger, written))
    return Finding(claim, cause, _form(question, claims, values, here, known), frozenset(unknown))


def _names_itself(expr: Expr, question: Question) -> bool:
    """Whether a formula holds the very gradient that it is to give."""
    return any(isinstance(node, (Derivative, Multiply)) and is_target(node, question) for node in walk(expr))


def _sampled(
    question: Question, paper: Paper, claims: Mapping[int, Claim], known: Definitions, unknown: set[str]
) -> Finding:
    """Formulas with roots or logarithms, which real networks tell apart."""
    claim = next(iter(claims.values()))
    same = None if unknown else same_by_sampling(question, claims, known)
    cause = paper.ledger.cause(frozenset()) if same else None
    return Finding(claim, cause, None, frozenset(unknown), is_untold=same is None)


def _cause(question: Question, paper: Paper, values: Mapping[Setting, int]) -> Cause | None:
    """The cheapest cause; own results that a person has still to decide come last."""
    sure = tuple(own for own in paper.owns if own.is_sure)
    cause = find_cause(question, values, paper.ledger, _bases(question, paper, sure))
    if cause is not None or len(sure) == len(paper.owns):
        return cause
    unsure = tuple(own for own in paper.owns if not own.is_sure)
    cause = find_cause(question, values, paper.ledger, _bases(question, paper, unsure))
    return cause if cause is None or not cause.on_own else replace(cause, is_sure=False)


def _bases(question: Question, paper: Paper, owns: tuple[OwnFormulas, ...]) -> Iterator[Base]:
    """Ways to get the gradient from own earlier results, each worked out once in a drawn network."""
    yield from map(_once, own_bases(owns, question))
    if paper.outputs is not None:
        yield _once(wired_base(paper.outputs, question))


def _once(base: Base) -> Base:
    """The same, worked out once in a drawn network; lighter than a cache with a bound, and gone with the answer."""
    known: dict[Setting, int | None] = {}

    def worth(setting: Setting) -> int | None:
        if setting not in known:
            known[setting] = base(setting)
        return known[setting]

    return worth


def _mended(
    question: Question,
    paper: Paper,
    claims: Mapping[int, Claim],
    known: Definitions,
    values: Mapping[Setting, int],
) -> Cause | None:
    """One local slip, where one change of the student's own formula makes it right in every setting."""
    first = next(iter(claims.values()))
    setting = next((setting for setting, value in values.items() if value or gradient(setting).total), None)
    if setting is None or any(claim.answer != first.answer for claim in claims.values()):
        return None
    claim, right = claims[setting.component], _right(question, setting)
    retried = retrial(claim, setting, known)
    for changed, definitions in mended(first.answer, known, question.wiring):
        is_other = changed is first.answer  # where a definition is changed
        value = evaluate(claim, changed, setting, definitions)[0] if is_other else retried(changed)
        if value != right:
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
    return 0 if above else gradient(setting).total


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
    question: Question,
    claims: Mapping[int, Claim],
    values: Mapping[Setting, int],
    here: Definitions,
    known: Definitions,
) -> FormLoss | None:
    """The least that the form costs, over the members of the chain that are worth the same as the last."""
    component, claim = next(iter(claims.items()))
    setting = question.settings(component)[0]
    best = form_loss(question, claim, claim.answer, setting, here, known)
    for member in reversed(claim.members[:-1]):
        if best is None:
            return None
        if evaluate(claim, member, setting, known)[0] != values[setting]:
            continue
        cost = form_loss(question, claim, member, setting, here, known)
        best = cost if cost is None or cost.share > best.share else best
    return best
