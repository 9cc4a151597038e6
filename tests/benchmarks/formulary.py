"""Equations as students write them: one notation a paper, and the slips that graders know, drawn at random."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Hand:
    """How a student writes names; `{i}` is an index, `{j}` a neuron."""

    weight: str
    unit: str
    given: str
    next: str
    derivative: str
    times: str
    prime: str
    step: str

    def w(self, i: object, j: int) -> str:
        """The weight of input i of neuron j."""
        return self.weight.format(i=i, j=j)

    def at(self, letter: str, j: int) -> str:
        """A letter of neuron or input j."""
        return (self.given if letter in "xy" else self.unit).format(x=letter, j=j)

    def after(self, letter: str) -> str:
        """A letter of input i, counted from 1."""
        return self.next.format(x=letter)

    def d(self, by: str) -> str:
        """The derivative of J."""
        return self.derivative.format(by=by)

    def product(self, *factors: str) -> str:
        """Factors side by side."""
        return self.times.join(factor for factor in factors if factor)


HANDS = (
    Hand("w_{i}^({j})", "{x}{j}", "{x}{j}", "{x}_{{i+1}}", "dJ/d{by}", " ", "f'({o})", "eta"),
    Hand(
        "w_{i}^{{({j})}}",
        "{x}^{{({j})}}",
        "{x}_{j}",
        "{x}_{{i+1}}",
        "\\frac{{\\partial J}}{{\\partial {by}}}",
        " ",
        "f'({o})",
        "\\eta",
    ),
    Hand("w{i}_{j}", "{x}_{j}", "{x}_{j}", "{x}_{{i+1}}", "dJ/d{by}", " * ", "f'({o})", "lr"),
    Hand("w_{i}^({j})", "{x}_{j}", "{x}_{j}", "{x}_{{i+1}}", "∂J/∂{by}", " · ", "f’({o})", "η"),
    Hand("w_{{{i}}}^{{{j}}}", "{x}({j})", "{x}({j})", "{x}(i+1)", "dJ/d{by}", "*", "f'({o})", "eta"),
)


SLIPS = ("factor", "derivative at s", "no derivative", "branch", "input")


class Formulary:
    """The equations of one paper; `care` is how often a share of one is right."""

    def __init__(self, draw: random.Random, care: float) -> None:
        """Draw a hand, and a slip that comes back in every gradient."""
        self.draw, self.care = draw, care
        self.hand = draw.choice(HANDS)
        self.habit = "" if draw.random() < care else draw.choice(SLIPS[:3])
        self.minus = " - " if draw.random() < care + 0.2 else " + "

    def answers(self) -> dict[str, str]:
        """1.1 to 1.6."""
        return {
            "1.1": self._outputs(),
            "1.2": f"{self.hand.d(self.hand.w('i', 3))} = {self._error(3, self._slips())} {self.hand.after('s')}",
            "1.3": self._hidden(named=True, index="0"),
            "1.4": self._hidden(named=False, index="i"),
            "1.5": self._tanh(),
            "1.6": self._slopes(),
        }

    def _careful(self) -> bool:
        return self.draw.random() < self.care

    def _slips(self) -> set[str]:
        """The habit, or now and then one slip more, seldom two."""
        count = 0 if self.draw.random() < self.care + 0.1 else 1 if self.draw.random() < 0.9 else 2
        return {self.habit, *self.draw.sample(SLIPS, count)}

    def _outputs(self) -> str:
        hand, rows = self.hand, []
        for j in range(1, 5):
            inputs = [hand.at("x", i) for i in (1, 2, 3)] if j < 3 else [hand.at("s", i) for i in (1, 2)]
            if j < 3 and self.draw.random() > self.care + 0.3:
                inputs.pop()
            terms = [hand.product(hand.w(i, j), each) for i, each in enumerate(inputs)]
            rows += [f"{hand.at('o', j)} = {' + '.join(terms)}", f"{hand.at('s', j)} = f({hand.at('o', j)})"]
        return "\n".join(rows)

    def _error(self, j: int, slips: set[str]) -> str:
        """δ of an output neuron, written out."""
        hand = self.hand
        gap = f"({hand.at('s', j)} - {hand.at('y', j - 2)})"
        slope = hand.prime.format(o=hand.at("s" if "derivative at s" in slips else "o", j))
        return hand.product("2" if "factor" in slips else "", gap, "" if "no derivative" in slips else slope)

    def _hidden(self, *, named: bool, index: str) -> str:
        hand, slips = self.hand, self._slips()
        deltas = [hand.at("d", j) if named else self._error(j, slips) for j in (3, 4)]
        if "branch" in slips:
            deltas.pop()
        branches = [hand.product(each, hand.w(0, j)) for j, each in enumerate(deltas, 3)]
        shared = hand.product(f"({' + '.join(branches)})", hand.prime.format(o=hand.at("o", 1)))
        given = "" if "input" in slips else hand.at("x", 1) if index == "0" else hand.after("x")
        rows = [f"{hand.at('d', j)} = {self._error(j, {self.habit})}" for j in (3, 4)] if named else []
        return "\n".join([*rows, f"{hand.d(hand.w(index, 1))} = {hand.product(shared, given)}"])

    def _tanh(self) -> str:
        hand = self.hand
        slope = "(1 - {s}^2)" if self._careful() else "(1 - {s})"

        def branch(j: int) -> str:
            s = hand.at("s", j)
            return hand.product(f"({s} - {hand.at('y', j - 2)})", slope.format(s=f"({s})"), hand.w(0, j))

        own = slope.format(s=f"({hand.at('s', 1)})")
        total = hand.product(f"({branch(3)} + {branch(4)})", own, hand.after("x"))
        return f"avec tanh' = 1 - tanh^2\n{hand.d(hand.w('i', 1))} = {total}"

    def _slopes(self) -> str:
        rows = []
        for j in (3, 1):
            alpha, o = self.hand.at("alpha", j), self.hand.at("o", j)
            factor = (
                f"({self.hand.at('s', 3)} - {self.hand.at('y', 1)})"
                if j == 3
                else "("
                + " + ".join(self.hand.product(self.hand.at("d", k), self.hand.w(0, k)) for k in (3, 4))
                + ")"
            )
            when = f" si {o} < 0, 0 sinon" if self._careful() else ""
            rows.append(f"{self.hand.d(alpha)} = {self.hand.product(factor, o)}{when}")
            rows.append(f"{alpha} <- {alpha}{self.minus}{self.hand.step} {self.hand.d(alpha)}")
        return "\n".join(rows)
