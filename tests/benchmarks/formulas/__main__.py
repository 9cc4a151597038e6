"""Equal or not: this grader against computer algebra and LaTeX verifiers, on one table of pairs, in one run.

`python -m tests.benchmarks.formulas [SECONDS]`, with the extra `[bench]`; SECONDS limits one decision (8).
"""

from __future__ import annotations

import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sympy
import yaml

from grader.maths.evaluate import Evaluator
from grader.maths.statements import read_answer
from grader.maths.syntax import Expr
from grader.maths.wiring import Wiring
from grader.maths.world import World, draw_world
from grader.rubric import load_rubric
from reference.network import Network, SquaredError
from tests.benchmarks.formulas.symbols import Algebra

HERE = Path(__file__).parent
SIDES: dict[str, tuple[tuple[tuple[int, int], ...], ...]] = {
    "f": ((),),
    "tanh": ((),),
    "prelu": (((3, -1),), ((3, 1),)),
}


class TimeOutError(BaseException):
    """A decision took longer than allowed; no `except Exception` of the system under test holds it back."""


@dataclass(frozen=True)
class Pair:
    """A student's formula, the reference, and whether they are equal."""

    written: str
    reference: str
    activation: str
    is_equal: bool


@dataclass
class Tally:
    """What one system decided, and how long each decision took."""

    right: int = 0
    false_accepts: int = 0
    time_outs: int = 0
    seconds: list[float] = field(default_factory=list)


def main(limit: int) -> None:
    """Print a row for each system."""
    rubric = load_rubric(HERE.parent.parent.parent / "rubrics" / "partiel-2018.yaml")
    wiring = Wiring.of(rubric.value("network", Network), rubric.value("loss", SquaredError))
    pairs = list(_pairs())
    sys.stdout.write(f"{len(pairs)} pairs, {limit} s at most for each decision\n\n")
    sys.stdout.write(
        "| system | right | false accepts | time-outs | median ms | p99 ms |\n|---|---|---|---|---|---|\n"
    )
    for name, prepare in _systems(wiring).items():
        _print(name, _run(pairs, prepare, limit), len(pairs))


def _pairs() -> Iterator[Pair]:
    for row in yaml.safe_load((HERE / "pairs.yaml").read_text(encoding="utf-8")):
        for is_equal in (True, False):
            for written in row["equal" if is_equal else "different"]:
                yield Pair(written, row["reference"], row.get("activation", "f"), is_equal)


Decision = Callable[[], bool]


def _systems(wiring: Wiring) -> dict[str, Callable[[Pair], Decision]]:
    """Each system as what it prepares untimed, and the decision that is timed."""
    return {
        "grade, parsing included": lambda pair: _ours(pair, wiring, parses=True),
        "grade, formula parsed": lambda pair: _ours(pair, wiring, parses=False),
        "sympy simplify(a − b) == 0": lambda pair: _simplify(*_algebra(pair, wiring)),
        "sympy a.equals(b)": lambda pair: _equals(*_algebra(pair, wiring)),
        "Math-Verify": lambda pair: _math_verify(*map(sympy.latex, _algebra(pair, wiring))),
        "latex2sympy2_extended + simplify": lambda pair: _latex2sympy(
            *map(sympy.latex, _algebra(pair, wiring))
        ),
    }


def _ours(pair: Pair, wiring: Wiring, parses: bool) -> Decision:
    worlds = [draw_world(wiring, pair.activation, 5, signs) for signs in SIDES[pair.activation]]  # type: ignore[arg-type]
    wanted = [_worth(_formula(pair.reference), world) for world in worlds]
    formula = _formula(pair.written)
    return lambda: (
        wanted == [_worth(_formula(pair.written) if parses else formula, world) for world in worlds]
    )


def _formula(text: str) -> Expr:
    """The formula of a text, read anew each time."""
    return read_answer.__wrapped__(f"J = {text}").statements[0].answer


def _worth(formula: Expr, world: World) -> int:
    return Evaluator(world, {}).value(formula)


def _algebra(pair: Pair, wiring: Wiring) -> tuple[Any, Any]:
    algebra = Algebra(wiring, pair.activation)
    return algebra.expression(_formula(pair.written)), algebra.expression(_formula(pair.reference))


def _simplify(left: Any, right: Any) -> Decision:
    return lambda: bool(sympy.simplify(left - right) == 0)


def _equals(left: Any, right: Any) -> Decision:
    return lambda: left.equals(right) is True


def _math_verify(left: str, right: str) -> Decision:
    from math_verify import parse, verify

    def decide() -> bool:
        answers = [parse(f"${text}$", parsing_timeout=None) for text in (right, left)]
        return bool(verify(*answers, timeout_seconds=None))

    return decide


def _latex2sympy(left: str, right: str) -> Decision:
    from latex2sympy2_extended import latex2sympy

    return lambda: bool(sympy.simplify(latex2sympy(left) - latex2sympy(right)) == 0)


def _run(pairs: list[Pair], prepare: Callable[[Pair], Decision], limit: int) -> Tally:
    tally = Tally()
    for pair in pairs:
        decide = prepare(pair)
        start = time.perf_counter()
        accepted = _decided(decide, limit, tally)
        tally.seconds.append(time.perf_counter() - start)
        tally.right += accepted is pair.is_equal
        tally.false_accepts += accepted is True and not pair.is_equal
    return tally


def _decided(decide: Decision, limit: int, tally: Tally) -> bool | None:
    """The decision; None where the system gives none, which counts as wrong."""
    try:
        with _limited(limit):
            return decide()
    except TimeOutError:
        tally.time_outs += 1
    except Exception:  # noqa: BLE001  whatever a foreign parser raises is a refusal
        return None
    return None


@contextmanager
def _limited(limit: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeOutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(limit)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _print(name: str, tally: Tally, count: int) -> None:
    times = sorted(tally.seconds)
    median, worst = statistics.median(times), times[min(len(times) - 1, round(0.99 * len(times)))]
    sys.stdout.write(
        f"| {name} | {tally.right}/{count} | {tally.false_accepts} | {tally.time_outs} "
        f"| {1000 * median:.3f} | {1000 * worst:.1f} |\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
