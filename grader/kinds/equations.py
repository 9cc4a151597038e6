"""Equations: the outputs of a network, its gradients, and the updates that follow; decided exactly, by fingerprint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Literal, TypedDict

from grader.maths.definitions import Definition, Definitions
from grader.maths.evaluate import Evaluator, MeaninglessError
from grader.maths.field import MODULUS
from grader.maths.mistakes import Gradient, Setting, explanations, gradient
from grader.maths.statements import Reading, Statement, read_answer
from grader.maths.syntax import Apply, Derivative, Expr, Name, walk
from grader.maths.wiring import Wiring
from grader.maths.world import World, draw_world
from grader.model import (
    Case,
    Evidence,
    Rubric,
    Solution,
    Verdict,
    blank,
    credit,
    decided,
    doubt,
    loss,
    note,
    proposed,
)
from grader.nodes import Scalar, Sequence, as_text
from reference import notation
from reference.network import Network, SquaredError, number

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
SEEDS = (1, 2)
ERROR_NAMES = frozenset(["delta", "d", "e", "E", "err", "erreur", "error", "Err", "Delta", "eps"])


class Where(TypedDict):
    """The student's own words, and the line of the file where they stand."""

    quote: str
    line: int


@dataclass(frozen=True, slots=True)
class Own:
    """What a student's answer leaves to later ones: the names it defines."""

    definitions: Definitions


@dataclass(frozen=True, slots=True)
class EquationsKind:
    """The `outputs` of a network, the gradient of J by a neuron's weights or slope, or the slope's update."""

    of: Literal["outputs", "weights", "slope", "update"]
    neuron: str = ""
    weight: int | None = None
    form: Literal["errors", "expanded", "tanh"] = "expanded"
    network: str = "network"
    loss: str = "loss"

    def solve(self, rubric: Rubric) -> Solution:
        """Derive the answer from the network's parameters."""
        network, error = rubric.value(self.network, Network), rubric.value(self.loss, SquaredError)
        match self.of:
            case "outputs":
                found = notation.outputs(network)
            case "weights" if self.neuron in error.labels:
                found = notation.output_gradient(network, error, self.neuron)
            case "weights":
                found = notation.hidden_gradient(network, error, self.neuron, self.weight, self.form)
            case "slope":
                found = notation.prelu_gradient(network, error, self.neuron)
            case "update":
                found = notation.prelu_update(self.neuron)
        return Solution("\n".join(found.answer), tuple(found.steps))

    def judge(self, case: Case) -> Verdict:
        """Decide each equation in two drawn networks; name the mistake where one explains the difference."""
        text = _text(case)
        if not text.text.strip():
            return blank()
        answer = _Answer(self, case, text, read_answer(text.text))
        return answer.verdict()


def _domains(row: Statement) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The values to which an equation restricts its generic indices."""
    return tuple(row.domains)


def _code(slip: str) -> str:
    return "constant-factor" if slip.startswith("factor-") else slip


def _is_loss(expr: Expr) -> bool:
    return isinstance(expr, Name) and expr.base == "J"


def _text(case: Case) -> Scalar:
    """The answer, and what stands elsewhere, as one text."""
    whole = [node for node in (case.answer, *case.elsewhere) if node is not None]
    return as_text(Sequence(tuple(whole), whole[0].place)) if whole else Scalar.typed("")


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: EquationsKind
    case: Case
    text: Scalar
    reading: Reading

    def verdict(self) -> Verdict:
        if not self.reading.statements:
            if self.kind.of in ("slope", "update") and not self.reading.unread:
                return decided(0, loss("not-computed"))
            return proposed(0, doubt("no-formula-read", quote=self.text.text[:80], line=self.text.place.line))
        match self.kind.of:
            case "outputs":
                return self._outputs()
            case "update":
                return self._update()
            case _:
                return self._gradient()

    @property
    def wiring(self) -> Wiring:
        rubric = self.case.rubric
        network = rubric.value(self.kind.network, Network)
        return Wiring.of(network, rubric.value(self.kind.loss, SquaredError))

    @property
    def number(self) -> int:
        return int(number(self.kind.neuron))

    @property
    def earlier(self) -> Definitions:
        known = Definitions()
        for verdict in self.case.followed().values():
            if isinstance(verdict.own, Own):
                known = known + verdict.own.definitions
        return known

    @property
    def own_definitions(self) -> Definitions:
        rows = [
            Definition(row.left.base, row.left.indices, row.answer, self.case.part.id, _domains(row))
            for row in self.reading.statements
            if isinstance(row.left, Name) and row.left.base not in ("o", "s", "x", "y", "w", "alpha")
        ]
        return Definitions(tuple(rows))

    def values(self, statement: Statement, bindings: Mapping[str, int], world: World) -> int | None:
        definitions = self.earlier + self.own_definitions
        try:
            return Evaluator(world, bindings, definitions).value(statement.answer)
        except MeaninglessError:
            return None

    def found(
        self, base: str, indices: tuple[int, ...], *, derived: bool
    ) -> tuple[Statement, Mapping[str, int]] | None:
        """The last statement about a name, and what its generic indices stand for."""
        for row in reversed(self.reading.statements):
            left = row.left
            if derived:
                left = left.by if isinstance(left, Derivative) and _is_loss(left.of) else None
            if not isinstance(left, Name) or left.base != base:
                continue
            if row.neurons and indices[-1] not in row.neurons and not derived:
                continue
            bindings = Definition(base, left.indices, row.answer, "", _domains(row)).bind(indices)
            if bindings is not None:
                return row, bindings
        return None

    def _outputs(self) -> Verdict:
        neurons = self.wiring.neurons
        right, evidence, unsure = 0, [], 0
        for base, neuron in product(("o", "s"), neurons):
            found = self.found(base, (neuron,), derived=False)
            if found is None:
                evidence.append(loss("equation-missing", name=f"{base}{neuron}"))
                continue
            row, bindings = found
            worlds = [draw_world(self.wiring, "f", seed) for seed in SEEDS]
            values = [self._stated(row, bindings, world) for world in worlds]
            expected = [(world.sums if base == "o" else world.states)[neuron] for world in worlds]
            if values == expected:
                right += 1
            elif self._is_trivial(row):
                evidence.append(loss("equation-wrong", name=f"{base}{neuron}", **self._at(row)))
            else:
                unsure += 1
                evidence.append(doubt("equation-differs", name=f"{base}{neuron}", **self._at(row)))
        share = Fraction(right, 2 * len(neurons))
        high = Fraction(right + unsure, 2 * len(neurons))
        own = Own(Definitions())
        if self.reading.unread and share < 1:
            return proposed(share, *evidence, doubt("lines-unread"), low=share, high=1, own=own)
        return (
            proposed(share, *evidence, low=share, high=high, own=own)
            if unsure
            else decided(share, *evidence, own=own)
        )

    def _stated(self, row: Statement, bindings: Mapping[str, int], world: World) -> int | None:
        """The value of a definition of o or s itself, whose own name must not stand on the right."""
        if any(node == row.left for node in walk(row.answer)):
            return None
        return self.values(row, bindings, world)

    def _is_trivial(self, row: Statement) -> bool:
        return not any(isinstance(node, Name) for node in walk(row.answer))

    def _at(self, row: Statement) -> Where:
        return {"quote": self.reading.quote(row.start, row.end), "line": self.text.line_at(row.start)}

    def _gradient(self) -> Verdict:
        slope = self.kind.of == "slope"
        name = "alpha" if slope else "w"
        components = [0] if slope else self._components()
        found = {
            i: self.found(name, (self.number,) if slope else (i, self.number), derived=True)
            for i in components
        }
        given = [i for i in components if found[i] is not None]
        own = Own(self.own_definitions)
        if not given:
            if slope:
                return decided(0, loss("not-computed"), own=own)
            return proposed(0, doubt("gradient-not-found"), own=own)
        rows = {i: row for i in given if (row := found[i]) is not None}
        incomplete = len(given) < len(components) and not self._charged("only-one-index")
        judged = self._explain(rows)
        if judged is None:
            first = rows[given[0]][0]
            return proposed(0, doubt("formula-differs", **self._at(first)), own=own)
        share, evidence, slips = judged
        form, form_evidence = self._form(rows[given[0]][0])
        if form is None:
            return proposed(0, *evidence, form_evidence or doubt("form-unclear"), own=own, slips=slips)
        share *= form
        evidence = [*evidence, *([form_evidence] if form_evidence else [])]
        if incomplete:
            share *= HALF
            evidence.append(loss("only-one-index"))
            slips |= {"only-one-index"}
        if share < 1 and self.reading.unread:
            return proposed(share, *evidence, doubt("lines-unread"), low=share, own=own, slips=slips)
        return decided(share, *evidence, own=own, slips=slips)

    def _components(self) -> list[int]:
        if self.kind.weight is not None:
            return [self.kind.weight]
        return list(range(len(self.wiring.inputs(self.number))))

    def _charged(self, slip: str) -> bool:
        """Whether the part just before this one was charged for it; 1.4 charges a lone index anew."""
        last = list(self.case.followed().values())[-1:]
        return self.kind.form == "tanh" and any(slip in verdict.slips for verdict in last)

    def _explain(
        self, rows: Mapping[int, tuple[Statement, Mapping[str, int]]]
    ) -> tuple[Fraction, list[Evidence], frozenset[str]] | None:
        """The share that the formula's value leaves, why, and the slips that explain it; None where nothing does."""
        best = None
        for condition in ("right", "missing", "reversed") if self.kind.of == "slope" else ("right",):
            targets = self._targets(rows, condition)
            if targets is None:
                continue
            found = self._slips(targets)
            if found is None:
                continue
            judged = self._priced(found, condition, next(iter(rows.values()))[0])
            if best is None or judged[0] > best[0]:
                best = judged
        return best

    def _targets(
        self, rows: Mapping[int, tuple[Statement, Mapping[str, int]]], condition: str
    ) -> list[tuple[Gradient, int]] | None:
        """Each drawn setting with the value that the student's formula has in it; None where the condition differs."""
        targets = []
        activation = {"tanh": "tanh"}.get(self.kind.form, "prelu" if self.kind.of == "slope" else "f")
        target = "slope" if self.kind.of == "slope" else "weight"
        for (i, (row, bindings)), seed in product(rows.items(), SEEDS):
            for signs in self._signs():
                setting = Setting(self.wiring, activation, target, self.number, i, seed, signs)  # type: ignore[arg-type]
                value = self.values(row, bindings, setting.world)
                if value is None:
                    return None
                below = dict(signs).get(self.number, 1) < 0
                active = {"right": below, "missing": True, "reversed": not below}[condition]
                if self.kind.of == "slope" and not active:
                    if value:
                        return None
                    continue
                targets.append((gradient(setting), value))
        return targets

    def _signs(self) -> Iterator[tuple[tuple[int, int], ...]]:
        if self.kind.of != "slope":
            yield ()
            return
        neurons = sorted({self.number, *self.wiring.outputs})
        for signs in product((-1, 1), repeat=len(neurons)):
            yield tuple(zip(neurons, signs, strict=True))

    def _slips(self, targets: list[tuple[Gradient, int]]) -> frozenset[str] | None:
        (main, value), *others = targets
        earlier = frozenset().union(*(verdict.slips for verdict in self.case.followed().values()))
        for rounds in explanations(main, value, earlier):
            found = [
                frozenset().union(*(main.deviations[n].slips for n in chosen))
                for chosen in rounds
                if all(other.worth(chosen) == worth for other, worth in others)
            ]
            if found:
                return min(found, key=lambda slips: (len(slips - earlier), sorted(slips)))
        return None

    def _priced(
        self, slips: frozenset[str], condition: str, row: Statement
    ) -> tuple[Fraction, list[Evidence], frozenset[str]]:
        earlier = frozenset().union(*(verdict.slips for verdict in self.case.followed().values()))
        if condition != "right":
            slips = slips | {f"condition-{condition}"}
        new = slips - earlier
        evidence = [loss(_code(slip), **self._at(row)) for slip in sorted(new) if self._worth(slip) < 1]
        evidence += [note(_code(slip), **self._at(row)) for slip in sorted(new) if self._worth(slip) == 1]
        if slips & earlier:
            evidence.append(note("already-charged"))
        costing = [slip for slip in new if self._worth(slip) < 1]
        if len(costing) > 1:
            return QUARTER, evidence, slips
        share = self._worth(costing[0]) if costing else Fraction(1)
        return share, evidence or [credit("formula-right")], slips

    def _worth(self, slip: str) -> Fraction:
        mistake = self.case.rubric.mistakes.get("constant-factor" if slip.startswith("factor-") else slip)
        return mistake.share if mistake else HALF

    def _form(self, row: Statement) -> tuple[Fraction | None, Evidence | None]:
        nodes = list(walk(row.answer))
        errors = [node for node in nodes if isinstance(node, Name) and node.base in ERROR_NAMES]
        unworked = [node for node in nodes if isinstance(node, Derivative)]
        mine = self.own_definitions
        if self.kind.of == "weights" and self.kind.form == "errors":
            if errors or any(mine.defines(node.base) for node in nodes if isinstance(node, Name)) or unworked:
                return Fraction(1), None
            named = any(self.earlier.defines(node.base) for node in nodes if isinstance(node, Name))
            return (Fraction(1), None) if named else (Fraction(3, 4), loss("errors-not-named"))
        if unworked:
            return None, doubt("derivative-not-worked-out")
        if self.kind.form == "tanh" and any(isinstance(n, Apply) and n.primes for n in nodes):
            return HALF, loss("derivative-of-f-left")
        undefined = [node for node in errors if not mine.defines(node.base)]
        if undefined and self.kind.of == "weights":
            return HALF, loss("errors-not-developed")
        return Fraction(1), None

    def _update(self) -> Verdict:
        found = self.found("alpha", (self.number,), derived=False)
        if found is None:
            return decided(0, loss("not-computed"))
        row, bindings = found
        earlier = frozenset().union(*(verdict.slips for verdict in self.case.followed().values()))
        slip = self._update_slip(row, bindings, earlier)
        if slip is None:
            return proposed(0, doubt("formula-differs", **self._at(row)))
        if not slip or slip in earlier:
            return decided(
                1,
                *([note("already-charged")] if slip else [credit("formula-right")]),
                slips=frozenset({slip} - {""}),
            )
        return decided(HALF, loss(slip, **self._at(row)), slips=frozenset({slip}))

    def _update_slip(
        self, row: Statement, bindings: Mapping[str, int], earlier: frozenset[str]
    ) -> str | None:
        """The slip of an update rule: "" for none, None where it is not of this form."""
        world = draw_world(self.wiring, "prelu", 1, ((self.number, -1),))
        evaluator = Evaluator(world, bindings, self.earlier + self.own_definitions)
        try:
            step = evaluator.value(row.answer) - world.slope(self.number)
        except MeaninglessError:
            return None
        gradients = [
            value
            for value in (world.derivative(("J", ()), ("alpha", (self.number,))), self._own_gradient(world))
            if value
        ]
        rates = [evaluator.value(Name(base)) for base, indices in sorted(evaluator.unknown) if not indices]
        for slope in gradients:
            for rate in rates:
                if (step + rate * slope) % MODULUS == 0:
                    return ""
                if (step - rate * slope) % MODULUS == 0:
                    return "" if "sign" in earlier and slope == gradients[0] else "rule-climbs"
            if (step + slope) % MODULUS == 0:
                return "rate-missing"
        return None

    def _own_gradient(self, world: World) -> int | None:
        found = self.found("alpha", (self.number,), derived=True)
        return self.values(*found, world) if found else None
