"""Laws of judging formulas: what is equal keeps its mark however it is written, what differs never gets full marks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.key import Key
from grader.maths.constants import constant
from grader.maths.statement import Statement
from grader.maths.statements import read_answer
from grader.maths.syntax import (
    Add,
    Apply,
    Cases,
    Derivative,
    Expr,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    Series,
    rebuild,
    walk,
    whole,
)
from grader.maths.written import Notation, written
from grader.model import Case, Rubric
from grader.nodes import Scalar
from grader.submission import Student, Submission
from grader.verdict import Verdict

ROOT = Path(__file__).parent.parent.parent
OUTPUT = "(s3 - y1) f'(o3)"
BRANCHES = "(s3 - y1) f'(o3) w_0^(3) + (s4 - y2) f'(o4) w_0^(4)"
TANHS = "(s3 - y1) (1 - s3^2) w_0^(3) + (s4 - y2) (1 - s4^2) w_0^(4)"
SUMMED = "sum_{k=3}^{4} (s_k - y_{k-2}) f'(o_k) w_0^(k)"
OUTPUTS = "\n".join(
    [f"o{j} = w_0^({j}) x1 + w_1^({j}) x2 + w_2^({j}) x3\ns{j} = f(o{j})" for j in (1, 2)]
    + [f"o{j} = w_0^({j}) s1 + w_1^({j}) s2\ns{j} = f(o{j})" for j in (3, 4)]
)
REFERENCES = [
    ("1.1", OUTPUTS),
    ("1.1", "o_1 = sum_{i=0}^{2} w_i^(1) x_{i+1}\n" + OUTPUTS.partition("\n")[2]),
    ("1.2", f"dJ/dw_i^(3) = {OUTPUT} s_{{i+1}}"),
    ("1.2", f"dJ/dw_0^(3) = {OUTPUT} s1\ndJ/dw_1^(3) = {OUTPUT} s2"),
    ("1.3", "dJ/dw_0^(1) = (delta3 w_0^(3) + delta4 w_0^(4)) f'(o1) x1"),
    ("1.3", "dJ/dw_0^(1) = (sum_{k=3}^{4} delta_k w_0^(k)) f'(o1) x1"),
    ("1.4", f"dJ/dw_i^(1) = ({BRANCHES}) f'(o1) x_{{i+1}}"),
    ("1.4", f"dJ/dw_i^(1) = ({SUMMED}) f'(o1) x_{{i+1}}"),
    ("1.5", f"dJ/dw_i^(1) = ({TANHS}) (1 - s1^2) x_{{i+1}}"),
    ("1.6.alpha3-gradient", "dJ/dalpha3 = (s3 - y1) (o3 if o3 < 0 else 0)"),
    ("1.6.alpha1-gradient", "dJ/dalpha1 = (delta3 w_0^(3) + delta4 w_0^(4)) (o1 if o1 < 0 else 0)"),
    ("1.6.alpha3-update", "alpha_3 = alpha_3 - eta dJ/dalpha_3"),
]
MUTABLE = [row for row in REFERENCES if "\n" not in row[1] and "alpha_3" not in row[1]]


@given(st.sampled_from(REFERENCES), st.randoms(use_true_random=False), st.sampled_from(Notation))
@settings(max_examples=150, deadline=None)
def test_an_equivalent_rewriting_keeps_full_marks(
    judged: Callable[[str, str], Verdict], reference: tuple[str, str], random: Random, notation: Notation
) -> None:
    part, text = reference
    statements = read_answer(text).statements
    lines = "\n".join(_rewritten(*numbered, random, notation) for numbered in enumerate(statements))
    verdict = judged(part, lines)
    assert (verdict.share, verdict.needs_review) == (1, False), lines


@given(st.sampled_from(MUTABLE), st.randoms(use_true_random=False), st.sampled_from(Notation))
@settings(max_examples=200, deadline=None)
def test_a_single_mutation_never_earns_full_marks(
    judged: Callable[[str, str], Verdict], reference: tuple[str, str], random: Random, notation: Notation
) -> None:
    part, text = reference
    statement = read_answer(text).statements[0]
    changed = random.choice(list(_mutants(statement.answer)))
    line = _line(statement.left, changed, notation)
    assert judged(part, line).share < 1, line


def test_decisions_depend_on_neither_the_hash_seed_nor_the_process() -> None:
    runs = [_judged_with_seed(seed) for seed in ("1", "77")]
    assert runs[0] == runs[1]
    assert len(runs[0]) == len(REFERENCES)


@pytest.fixture(scope="session")
def judged(rubric: Rubric, key: Key) -> Callable[[str, str], Verdict]:
    """Judges one answer to one part, with nothing before it."""

    def run(part: str, text: str) -> Verdict:
        asked = rubric.part(part)
        answers = {asked.source.key: Scalar.typed(text)}
        return asked.kind.judge(Case(asked, rubric, key[part], Submission("e", Student("1", ""), answers)))

    return run


def _rewritten(number: int, statement: Statement, random: Random, notation: Notation) -> str:
    """One equation rewritten: its sums and products shuffled, expanded, signs doubled, a part of it named."""
    answer = statement.answer
    for _ in range(random.randint(1, 6)):
        answer = _rewrite(answer, random)
    named = _named(number, answer, random) if random.random() < 0.5 else None
    if named is None:
        return _line(statement.left, answer, notation)
    name, meaning, rest = named
    return f"{_line(name, meaning, notation)}\n{_line(statement.left, rest, notation)}"


def _line(left: Expr | None, answer: Expr, notation: Notation) -> str:
    assert left is not None
    return f"{written(left, notation)} = {written(answer, notation)}"


def _rewrite(expr: Expr, random: Random) -> Expr:
    if isinstance(expr, (Name, Number, Derivative, Cases)):
        return expr
    changed = rebuild(expr, lambda child: _rewrite(child, random))
    ways = [_unchanged, _commuted, _distributed, _negated, _multiplied, _written_out, _summed]
    return random.choice(ways)(changed, random)


def _unchanged(expr: Expr, random: Random) -> Expr:
    return expr


def _commuted(expr: Expr, random: Random) -> Expr:
    match expr:
        case Add(terms=terms):
            return Add(tuple(random.sample(terms, len(terms))))
        case Multiply(factors=factors):
            return Multiply(tuple(random.sample(factors, len(factors))))
    return expr


def _distributed(expr: Expr, random: Random) -> Expr:
    if not isinstance(expr, Multiply) or len(list(walk(expr))) > 60:
        return expr
    sums = [place for place, factor in enumerate(expr.factors) if isinstance(factor, Add)]
    if not sums:
        return expr
    place = random.choice(sums)
    chosen, others = expr.factors[place], (*expr.factors[:place], *expr.factors[place + 1 :])
    assert isinstance(chosen, Add)
    return Add(tuple(_times(others, term) for term in chosen.terms))


def _times(others: tuple[Expr, ...], term: Expr) -> Expr:
    if isinstance(term, Negative):
        return Negative(Multiply((*others, term.operand)))
    return Multiply((*others, term))


def _negated(expr: Expr, random: Random) -> Expr:
    match expr:
        case Add(terms=terms):
            return Negative(Add(tuple(t.operand if isinstance(t, Negative) else Negative(t) for t in terms)))
    return expr


def _multiplied(expr: Expr, random: Random) -> Expr:
    factor = random.randint(2, 9)
    if not isinstance(expr, Multiply):
        return expr
    return Multiply((Number(Fraction(1, factor)), whole(factor), *expr.factors))


def _written_out(expr: Expr, random: Random) -> Expr:
    """A sum over an index as its terms."""
    if not isinstance(expr, Series) or expr.values is None:
        return expr
    return Add(tuple(_at_index(expr.body, expr.index, value) for value in expr.values))


def _at_index(expr: Expr, letter: str, value: int) -> Expr:
    changed = rebuild(expr, lambda child: _at_index(child, letter, value))
    match changed:
        case Name(base=base, indices=()) if base == letter:
            return whole(value)
        case Add(terms=terms) if all(isinstance(constant(term), Fraction) for term in terms):
            return Number(sum((constant(term) or Fraction(0) for term in terms), Fraction(0)))
    return changed


def _summed(expr: Expr, random: Random) -> Expr:
    """δ3 w_0^(3) + δ4 w_0^(4) as a sum over k."""
    branches = [Multiply((Name("delta", (whole(k),)), Name("w", (whole(0), whole(k))))) for k in (3, 4)]
    body = Multiply((Name("delta", (Name("k"),)), Name("w", (whole(0), Name("k")))))
    return Series("k", (3, 4), body) if expr == Add(tuple(branches)) else expr


def _named(number: int, expr: Expr, random: Random) -> tuple[Name, Expr, Expr] | None:
    """A part of a formula under a name of the student's own, and the formula with that name."""
    choices = [
        node
        for node in walk(expr)
        if isinstance(node, (Add, Multiply)) and node is not expr and not _is_generic(node)
    ]
    choices = [node for node in choices if not any(node in getattr(n, "indices", ()) for n in walk(expr))]
    if not choices:
        return None
    chosen, name = random.choice(choices), Name("K", (whole(number),))
    return name, chosen, _replaced(expr, chosen, name)


def _is_generic(expr: Expr) -> bool:
    return any(isinstance(node, Name) and node.base in ("i", "k") for node in walk(expr))


def _replaced(expr: Expr, old: Expr, new: Expr) -> Expr:
    return new if expr == old else rebuild(expr, lambda child: _replaced(child, old, new))


def _mutants(expr: Expr) -> Iterator[Expr]:
    """Every formula with one change that changes its value."""
    yield Negative(expr)
    yield Multiply((whole(2), expr))
    yield from _changed(expr)


def _changed(expr: Expr) -> Iterator[Expr]:
    yield from _changed_here(expr)
    match expr:
        case Add(terms=terms):
            yield from (Add(_with(terms, at, new)) for at, old in enumerate(terms) for new in _changed(old))
        case Multiply(factors=factors):
            for at, old in enumerate(factors):
                yield from (Multiply(_with(factors, at, new)) for new in _changed(old))
        case Negative(operand=operand):
            yield from map(Negative, _changed(operand))
        case Series(body=body):
            yield from (replace(expr, body=new) for new in _changed(body))
        case Power(base=base):
            yield from (replace(expr, base=new) for new in _changed(base))
        case Apply(arguments=(argument,)):
            yield from (replace(expr, arguments=(new,)) for new in _changed(argument))


def _changed_here(expr: Expr) -> Iterator[Expr]:
    match expr:
        case Add(terms=terms):
            for at, term in enumerate(terms):
                yield Add(_with(terms, at, term.operand if isinstance(term, Negative) else Negative(term)))
                if len(terms) > 1:
                    yield Add((*terms[:at], *terms[at + 1 :]))
        case Multiply(factors=factors):
            yield from (Multiply((*factors[:at], *factors[at + 1 :])) for at in range(len(factors)))
        case Name(base=base, indices=(*others, Number(value=value))) if base in ("s", "o", "w", "y", "delta"):
            yield replace(expr, indices=(*others, whole({1: 2, 2: 1, 3: 4, 4: 3}[int(value)])))
        case Apply(function="f", primes=1):
            yield from (replace(expr, primes=0), replace(expr, primes=2))


def _with(items: tuple[Expr, ...], at: int, new: Expr) -> tuple[Expr, ...]:
    return (*items[:at], new, *items[at + 1 :])


_JUDGE = """
import json, sys
from grader.key import cached
from grader.model import Case
from grader.submission import Student, Submission
from grader.nodes import Scalar
from grader.rubric import load_rubric
from pathlib import Path
rubric = load_rubric(Path("rubrics/partiel-2018.yaml"))
key, told = cached(rubric), []
for id, text in json.load(sys.stdin):
    part = rubric.part(id)
    paper = Submission("e", Student("1", ""), {part.source.key: Scalar.typed(text)})
    verdict = part.kind.judge(Case(part, rubric, key[id], paper))
    told.append([str(verdict.share), [item.code for item in verdict.evidence], sorted(verdict.slips)])
print(json.dumps(told))
"""


def _judged_with_seed(seed: str) -> list[object]:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    wrong = [[part, text.replace("f'(o", "f'(s").replace("o3 <", "o3 >")] for part, text in REFERENCES]
    run = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", _JUDGE],
        input=json.dumps(wrong),
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        check=True,
    )
    told: list[object] = json.loads(run.stdout)
    return told
