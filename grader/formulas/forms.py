"""The form that a question asks for, checked on the formula itself: what is left unworked, and what is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from grader.formulas.claims import Claim
from grader.formulas.question import Question
from grader.maths.definitions import Definitions, derivative_key
from grader.maths.evaluate import Evaluator, MeaninglessError
from grader.maths.lexicon import ERROR_NAMES
from grader.maths.records import record
from grader.maths.setting import Setting
from grader.maths.syntax import Apply, Derivative, Expr, Name, Number, Series, children


@record
class Leaf:
    """A part of a formula that is left as it is: `kind` is derivative, error, primed or plain."""

    kind: str
    name: str
    key: tuple[int, ...] = ()
    is_defined: bool = False


@record
class FormLoss:
    """What the form of an answer costs: the share that is left, and why."""

    code: str
    share: Fraction
    facts: tuple[tuple[str, str], ...] = ()


def form_loss(
    question: Question, claim: Claim, member: Expr, setting: Setting, here: Definitions, known: Definitions
) -> FormLoss | None:
    """What the form of one member costs; `here` are the names defined in this answer, `known` those before it too."""
    usable = here if question.form == "expanded" else known
    evaluator = Evaluator(setting.world, dict(claim.bindings), known)
    leaves = tuple(_leaves(member, evaluator, usable))
    unworked = {leaf.name for leaf in leaves if leaf.kind == "derivative" and not _is_error(leaf, question)}
    errors = {leaf.name for leaf in leaves if leaf.kind == "error" and not leaf.is_defined}
    if question.form == "errors" or (question.target == "slope" and not question.is_output):
        errors = set()
    if unworked or errors:
        return _unworked(leaves, unworked, errors)
    feeds = bool(question.wiring.parents(question.neuron))
    if question.form == "errors" and feeds and not _names_errors(member, known):
        return FormLoss("errors-not-named", Fraction(3, 4))
    if (
        question.activation == "tanh"
        and not question.wiring.kinked
        and any(leaf.kind == "primed" for leaf in leaves)
    ):
        return FormLoss("derivative-left", Fraction(1, 2))
    return None


def _unworked(leaves: tuple[Leaf, ...], unworked: set[str], errors: set[str]) -> FormLoss:
    facts = (("left", ", ".join(sorted(unworked | errors))),)
    worked = any(leaf.kind in ("primed", "plain") for leaf in leaves)
    if not worked and unworked:
        return FormLoss("bare-chain-rule", Fraction(1, 4), facts)
    if len(unworked) + len(errors and {"δ"}) > 1:
        return FormLoss("chain-rule-left", Fraction(1, 4), facts)
    code = "errors-not-developed" if errors else "chain-rule-left"
    return FormLoss(code, Fraction(1, 2), facts)


def _is_error(leaf: Leaf, question: Question) -> bool:
    """Whether a derivative is the error of a neuron above, where the question wants the errors named."""
    above = {k for k, _ in question.wiring.parents(question.neuron)}
    wanted = question.form == "errors" or (question.target == "slope" and not question.is_output)
    return wanted and leaf.name == "∂J/∂o" and set(leaf.key) <= above


def _names_errors(member: Expr, known: Definitions) -> bool:
    """Whether an error of a neuron stands in the formula: δ, a name of the student's own, or ∂J/∂o or ∂J/∂s."""
    for node in _inside(member):
        if isinstance(node, Derivative) and isinstance(node.by, Name) and node.by.base in ("o", "s"):
            return True
        if (
            isinstance(node, Name)
            and (node.base in ERROR_NAMES or known.defines(node.base))
            and node.base != "w"
        ):
            return True
    return False


def _inside(expr: Expr) -> Iterator[Expr]:
    yield expr
    for child in children(expr):
        yield from _inside(child)


def _leaves(expr: Expr, evaluator: Evaluator, usable: Definitions, budget: int = 12) -> list[Leaf]:
    """What a formula is made of, the student's names put in where `usable` defines them."""
    match expr:
        case Name():
            return _name_leaves(expr, evaluator, usable, budget)
        case Number():
            return []
        case Derivative():
            return _derivative_leaves(expr, evaluator, usable, budget)
        case Apply(function=function, primes=primes) if primes and function in ("f", "tanh", "sigmoid"):
            return [Leaf("primed", function)]
        case Series():
            return _series_leaves(expr, evaluator, usable, budget)
    found: list[Leaf] = []
    for child in children(expr):
        found += _leaves(child, evaluator, usable, budget)
    return found


def _series_leaves(series: Series, evaluator: Evaluator, usable: Definitions, budget: int) -> list[Leaf]:
    letter = series.index or "k"
    found: list[Leaf] = []
    for value in series.values or evaluator.world.wiring.outputs[:1]:
        inner = evaluator.bound({**evaluator.bindings, letter: value})
        found += _leaves(series.body, inner, usable, budget)
    return found


def _name_leaves(name: Name, evaluator: Evaluator, usable: Definitions, budget: int) -> list[Leaf]:
    key = _key(evaluator, name)
    found = usable.look_up(name.base, key) if key is not None else None
    if found is not None and budget:
        inner = evaluator.bound(found[1])
        return _leaves(found[0].value, inner, found[0].scope(usable), budget - 1)
    if name.base in ERROR_NAMES and key:
        return [Leaf("error", f"{'δ' if name.base == 'delta' else name.base}{key[0]}", key)]
    return [Leaf("primed", "s") if name.base == "s'" else Leaf("plain", name.base, key or ())]


def _derivative_leaves(
    expr: Derivative, evaluator: Evaluator, usable: Definitions, budget: int
) -> list[Leaf]:
    of = expr.of.base if isinstance(expr.of, Name) and expr.of.base in ("s", "o") else "J"
    of = "s" if isinstance(expr.of, Apply) else of
    by = expr.by.base if isinstance(expr.by, Name) else "?"
    if isinstance(expr.of, Apply) and by in ("o", "x", "z"):
        return [Leaf("primed", "f")]
    indices = [expr.of, expr.by] if of != "J" else [expr.by]
    keys = [_key(evaluator, name) for name in indices if isinstance(name, Name)]
    key = tuple(index for part in keys for index in (part or ()))
    found = usable.look_up(derivative_key(of, by), key)
    if found is not None and budget:
        inner = evaluator.bound(found[1])
        return _leaves(found[0].value, inner, found[0].scope(usable), budget - 1)
    if usable.look_up(derivative_key(of, by), ()) is None:
        return [Leaf("derivative", f"∂{of}/∂{by}", key)]
    return [Leaf("plain", by)]


def _key(evaluator: Evaluator, name: Name) -> tuple[int, ...] | None:
    if name.numbers is not None:
        return name.numbers
    try:
        return evaluator.key(name)[1]
    except MeaninglessError:
        return None


def ingredients(
    question: Question, member: Expr, claim: Claim, setting: Setting, known: Definitions
) -> Mapping[str, bool]:
    """What a formula has of the gradient asked for: the error at the output, f', the weights between, the input."""
    evaluator = Evaluator(setting.world, dict(claim.bindings), known)
    leaves = tuple(_leaves(member, evaluator, known))
    plain = {(leaf.name, leaf.key) for leaf in leaves if leaf.kind == "plain"}
    bases = {name for name, _ in plain}
    parents = {neuron for neuron, _ in question.wiring.parents(question.neuron)}
    inputs: set[tuple[str, tuple[int, ...]]] = {
        (kind, (place,)) for kind, place in question.wiring.inputs(question.neuron)
    }
    inputs |= {("o", (question.neuron,))} if question.target == "slope" else {("x", (0,)), ("s", (0,))}
    return {
        "error": any(leaf.kind in ("error", "derivative") for leaf in leaves) or bases >= {"s", "y"},
        "derivative": any(leaf.kind in ("primed", "derivative") for leaf in leaves),
        "input": bool(plain & inputs),
        "weight": any(name == "w" and key and key[-1] in parents for name, key in plain),
    }
