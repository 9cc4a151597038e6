"""Why a student's gradient is worth what it is worth: right, right on own results, or wrong by named mistakes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from grader.formulas.question import ABOVE, BELOW, Question
from grader.maths.explanations import explanations
from grader.maths.mistakes import Gradient, gradient
from grader.maths.records import record
from grader.maths.setting import Setting
from grader.model import Mistake

Values = Mapping[Setting, int]
Base = Callable[[Setting], int | None]
Rank = tuple[Fraction, int, int]

NOTHING, TWO_MISTAKES, HALF, ALL = Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)
_ALWAYS = (1, 1)
_SIDES: Mapping[str, tuple[int, int]] = {
    "": (1, 0),
    "condition-missing": (1, 1),
    "condition-reversed": (0, 1),
}


@record
class Cause:
    """The slips found, those of them that are new, and the share that they leave; `on_own` when built on own results.

    `rivals` are other slips that give the same formula as well, so that none of them is the cause for sure.
    """

    slips: frozenset[str]
    new: frozenset[str]
    share: Fraction
    on_own: bool = False
    is_sure: bool = True
    rivals: tuple[frozenset[str], ...] = ()


@record
class Ledger:
    """The recognised mistakes with their shares, and the slips that were charged before."""

    mistakes: Mapping[str, Mistake]
    earlier: frozenset[str] = frozenset()

    def share(self, slips: Iterable[str]) -> Fraction:
        """What slips leave of a part: nothing lost, one's own share, a quarter for two, nothing for more.

        >>> Ledger({"sign": Mistake("sign", Fraction(1, 2), "")}).share(["sign"])
        Fraction(1, 2)
        """
        costly = [share for slip in slips if (share := self.cost(slip)) < 1]
        if len(costly) > 1:
            return TWO_MISTAKES if len(costly) == 2 else NOTHING
        return costly[0] if costly else ALL

    def cost(self, slip: str) -> Fraction:
        """The share that one slip leaves; factors share an entry, an unlisted slip leaves half."""
        known = self.mistake(slip)
        return known.share if known is not None else HALF

    def mistake(self, slip: str) -> Mistake | None:
        """The rubric's entry of a slip."""
        return self.mistakes.get("constant-factor" if slip.startswith("factor-") else slip)

    def is_free(self, slip: str) -> bool:
        """Whether a slip was charged before, or costs nothing."""
        return slip in self.earlier or self.cost(slip) == 1

    def cause(
        self, slips: frozenset[str], on_own: bool = False, rivals: tuple[frozenset[str], ...] = ()
    ) -> Cause:
        """What these slips cost here."""
        new = frozenset(slip for slip in slips if not self.is_free(slip))
        return Cause(slips, new, self.share(new), on_own, rivals=rivals)

    @property
    def free(self) -> frozenset[str]:
        """The slips that cost nothing here."""
        return self.earlier | {name for name, mistake in self.mistakes.items() if mistake.share == 1}


class _Bases:
    """What own earlier results give, not looked for where the answer is right."""

    def __init__(self, own: Iterable[Base]) -> None:
        self._own = own

    @cached_property
    def all(self) -> tuple[Base, ...]:
        """Each way to get the gradient from them."""
        return tuple(self._own)


def find_cause(question: Question, values: Values, ledger: Ledger, own: Iterable[Base] = ()) -> Cause | None:
    """The cheapest reading of an answer's values, or None where no known mistakes explain them."""
    bases = _Bases(own)
    found: list[Cause] = []
    for slip, sides in _conditions(question, values):
        if _is_beaten(slip, found, ledger):
            continue
        cause = _under(question, values, ledger, slip, sides, bases)
        if cause is not None and not cause.slips and not cause.on_own:
            return cause
        if cause is not None:
            found.append(cause)
    return max(found, key=lambda cause: (cause.share, not cause.on_own, -len(cause.slips)), default=None)


def _is_beaten(slip: str, found: Iterable[Cause], ledger: Ledger) -> bool:
    """Whether a slip in the condition costs something where a reading without it costs nothing."""
    return any(cause.share == 1 for cause in found) and not ledger.is_free(slip)


def _conditions(question: Question, values: Values) -> Iterator[tuple[str, tuple[int, int]]]:
    """On which sides of zero the formula is meant to hold, with the slip that this is."""
    if question.target == "weight":
        yield "", _ALWAYS
        return
    yield from _SIDES.items()
    if any(values.get(setting) for setting in question.signed(ABOVE)):
        yield "else-wrong", (1, -1)
    yield "condition-wrong", (2, -1)


def _under(
    question: Question,
    values: Values,
    ledger: Ledger,
    slip: str,
    sides: tuple[int, int],
    own: _Bases,
) -> Cause | None:
    """The cause when the condition is taken as `sides`: 1 the formula, 0 zero, −1 anything, 2 its main setting only."""
    wanted = _wanted(question, values, sides)
    if wanted is None:
        return None
    with_slip = frozenset([slip]) if slip else frozenset()
    if _is_right(wanted):
        return ledger.cause(with_slip)
    if any(_fits_own(base, wanted) for base in own.all):
        return ledger.cause(with_slip, on_own=True)
    slips, *rivals = _explained(wanted, ledger) or (None,)
    return (
        None
        if slips is None
        else ledger.cause(slips | with_slip, rivals=tuple(rival | with_slip for rival in rivals))
    )


def _wanted(question: Question, values: Values, sides: tuple[int, int]) -> Values | None:
    """The settings in which the bare formula must explain the value; None where the sides do not fit or all is zero.

    Zero is explained only where the right gradient by a weight is zero too.
    """
    if question.target == "weight":
        is_told = any(values.values()) or not any(gradient(setting).total for setting in values)
        return values if is_told else None
    wanted: dict[Setting, int] = {}
    for side, settings in ((sides[0], question.signed(BELOW)), (sides[1], question.signed(ABOVE))):
        shown = {setting: values[setting] for setting in settings if setting in values}
        if side == 0 and any(shown.values()):
            return None
        if side == 1:
            wanted |= shown
        if side == 2:
            wanted |= dict(list(shown.items())[:1])
    return wanted if any(wanted.values()) else None


def _is_right(wanted: Values) -> bool:
    """Whether every value is that of the gradient itself."""
    return all(gradient(setting).total == value for setting, value in wanted.items())


def _fits_own(base: Base, wanted: Values) -> bool:
    """Whether own earlier results give these values, which must not all be zero."""
    return any(wanted.values()) and all(base(setting) == value for setting, value in wanted.items())


def _explained(wanted: Values, ledger: Ledger) -> tuple[frozenset[str], ...]:
    """The cheapest sets of slips that give every value, looked for from one setting and tried in the others."""
    best: dict[frozenset[str], Rank] = {}
    free = ledger.free
    for main in _mains(wanted):
        right = gradient(main)
        others = [(gradient(setting), value) for setting, value in wanted.items() if setting is not main]
        for chosen in explanations(right, wanted[main], free):
            for numbers in chosen:
                if not _gives(numbers, others):
                    continue
                found = [right.deviations[number] for number in numbers]
                slips = frozenset().union(*(deviation.slips for deviation in found))
                rank = _rank(ledger, slips, sum(deviation.is_rare for deviation in found))
                best[slips] = max(best.get(slips, rank), rank)
            if best:
                top = max(best.values())
                return tuple(slips for slips, rank in best.items() if rank == top)
    return ()


def _gives(numbers: tuple[int, ...], others: Iterable[tuple[Gradient, int]]) -> bool:
    """Whether deviations give every value in the other settings too."""
    for other, value in others:  # noqa: SIM110  # asked some hundred times of a formula
        if other.worth(numbers) != value:
            return False
    return True


def _rank(ledger: Ledger, slips: frozenset[str], rare: int) -> Rank:
    cause = ledger.cause(slips)
    return cause.share, -len(slips), -rare


def _mains(wanted: Values) -> Iterator[Setting]:
    """One setting for each component; where mistakes have the same names as in another, that one tells as much."""
    seen: set[int] = set()
    named: list[tuple[frozenset[str], ...]] = []
    for setting in wanted:
        if setting.component in seen:
            continue
        seen.add(setting.component)
        names = gradient(setting).names
        if names not in named:
            named.append(names)
            yield setting
