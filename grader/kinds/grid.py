"""A grid of numbers: what convolutions give on an image, or on the student's own earlier grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from grader.maths.grid_slips import (
    WrongCell,
    convention_slips,
    differences,
    is_missing_a_row,
    misread_kernels,
    other_slips,
    safely,
)
from grader.maths.grid_text import GridReading, read_blocks, read_grid_text, read_grids, square_up
from grader.maths.numerals import show
from grader.model import Case, Rubric, Solution
from grader.nodes import Mapping, Node, is_blank
from grader.texts import phrase
from grader.verdict import Evidence, Verdict, blank, decided, doubt, loss, note, proposed, unreadable
from reference.convolution import Convolution, Grid, convolve, size

HALF = Fraction(1, 2)
SHOWN_CELLS = 4


@dataclass(frozen=True, slots=True)
class Target:
    """A grid that earns `share`, with the reasons; `low` and `high` differ where a person decides."""

    grid: Grid
    share: Fraction
    evidence: tuple[Evidence, ...] = ()
    slips: frozenset[str] = frozenset()
    low: Fraction | None = None
    high: Fraction | None = None
    whole: bool = False

    def verdict(self, reading: GridReading, wrong: tuple[WrongCell, ...]) -> Verdict:
        """What a reading that is this grid but for the `wrong` cells earns; wrong cells leave half."""
        share = self.share * HALF if wrong else self.share
        evidence = (*self.evidence, *_wrong_cells(wrong))
        if self.low is None or wrong:
            return decided(share, *evidence, own=reading.grid, slips=self.slips)
        high = self.share if self.high is None else self.high
        return proposed(share, *evidence, low=self.low, high=high, own=reading.grid, slips=self.slips)


@dataclass(frozen=True, slots=True)
class GridKind:
    """The grid after `convolutions`, one after the other, on `image`; `wrong_cells` may be wrong for half.

    `partner` is the field of the next convolution, which tells whether a turned kernel was kept throughout.
    """

    image: str
    convolutions: tuple[str, ...]
    wrong_cells: int = 1
    partner: str = ""
    partner_convolution: str = ""

    def solve(self, rubric: Rubric) -> Solution:
        """The grid, and the size that each convolution gives."""
        grid = _image(rubric, self.image)
        steps = []
        for name in self.convolutions:
            convolution = rubric.value(name, Convolution)
            grid = convolve(grid, convolution)
            rows, columns = size(grid)
            facts = {"name": name, "size": f"{rows}×{columns}", "kernel": _rows(convolution.kernel, " ; ")}
            steps.append(phrase("grid-step", rubric.language, facts))
        return Solution(_rows(grid, "\n"), tuple(steps))

    def judge(self, case: Case) -> Verdict:
        """Compare cell by cell; then with what the own earlier grid or a slip gives; the best one counts."""
        if is_blank(case.answer):
            return blank()
        reference = read_grid_text(case.solution.answer)
        readings = grid_readings(case)
        if not readings or reference is None:
            return unreadable(doubt("grid-unreadable", quote=case.text.text[:80], line=case.text.place.line))
        right = Target(reference, Fraction(1))
        squared = _of_size(readings, size(reference))
        if squared is not None and squared.cells == reference:
            return _unless_in_words(right.verdict(squared, ()), squared)
        likely = [right, *self._likely(case)]
        reading = squared or _fitting(readings, [*likely, *self._unlikely(case)])
        if reading is None:
            return unreadable(doubt("grid-unreadable", quote=case.text.text[:80], line=case.text.place.line))
        elsewhere = self._elsewhere(case, readings, reading, reference)
        if elsewhere is not None:
            return elsewhere
        likely += self._if_kept(case, reading, reference)
        best = self._best(reading, likely)
        if best is None or best.share < HALF or best.needs_review:
            best = self._best(reading, [*likely, *self._unlikely(case)])
        return _unless_in_words(best or self._wrong(reading, reference, likely), reading)

    def _best(self, reading: GridReading, targets: list[Target]) -> Verdict | None:
        found = [
            target.verdict(reading, wrong)
            for target in targets
            if (wrong := differences(reading.cells, target.grid)) is not None
            and len(wrong) <= (0 if target.whole else self.wrong_cells)
        ]
        return max(found, key=lambda verdict: (verdict.share, not verdict.needs_review), default=None)

    def _wrong(self, reading: GridReading, reference: Grid, likely: list[Target]) -> Verdict:
        grids = [target.grid for target in likely]
        counted = [wrong for grid in grids if (wrong := differences(reading.cells, grid)) is not None]
        if counted:
            return decided(0, *_wrong_cells(min(counted, key=len)), own=reading.grid)
        if is_missing_a_row(reading.cells, reference):
            return proposed(0, doubt("row-missing"), high=HALF)
        got, expected = ("×".join(map(str, shape)) for shape in (reading.shape, size(reference)))
        return decided(0, loss("grid-size", got=got, expected=expected), own=reading.grid)

    def _likely(self, case: Case) -> Iterator[Target]:
        """What follows from the own grid; then the slips that the guide names."""
        convolution = case.rubric.value(self.convolutions[-1], Convolution)
        for grid in _own_grids(case):
            if (followed := safely(grid, convolution)) is not None:
                yield Target(followed, Fraction(1), (note("grid-follows-own"),))
        for grid in self._started_from(case):
            yield from _slipped(grid, convolution, _charged(case))

    def _unlikely(self, case: Case) -> Iterator[Target]:
        """What a person decides about: slips that the guide does not name, a convolution left out."""
        convolution = case.rubric.value(self.convolutions[-1], Convolution)
        for grid in self._started_from(case):
            yield from (_doubtful(slip.grid, slip.codes, HALF) for slip in other_slips(grid, convolution))
            misread = misread_kernels(grid, convolution)
            yield from (_doubtful(slip.grid, slip.codes, Fraction(0)) for slip in misread)
        before, made = _image(case.rubric, self.image), _before(self, case.rubric)
        if made != before and (skipped := safely(before, convolution)) is not None:
            yield _doubtful(skipped, frozenset({"convolution-skipped"}), Fraction(0))

    def _started_from(self, case: Case) -> Iterable[Grid]:
        """The grids that the last convolution may have been done on: the own earlier ones, and the right one."""
        grids: list[Grid] = []  # few, and compared sooner than hashed
        for grid in (*_own_grids(case), _before(self, case.rubric)):
            if grid not in grids:
                grids.append(grid)
        return grids

    def _if_kept(self, case: Case, reading: GridReading, reference: Grid) -> Iterator[Target]:
        """A kernel turned here and in the next convolution, which is then no fault."""
        turned = safely(
            _before(self, case.rubric), case.rubric.value(self.convolutions[-1], Convolution).rotated()
        )
        wrong = self._wrong_in_partner(case, reading)
        if turned is None or wrong is None or turned == reference:
            return
        code = frozenset({"kernel-turned"})
        if not wrong:
            yield Target(turned, Fraction(1), (note("kernel-turned-throughout"),), code)
        elif wrong == 1:
            yield Target(turned, Fraction(1), (doubt("kernel-turned-nearly"),), code, low=HALF)

    def _wrong_in_partner(self, case: Case, reading: GridReading) -> int | None:
        """How many cells of the next convolution's grid differ from what a turned kernel gives there."""
        if not self.partner or reading.grid is None:
            return None
        expected = safely(reading.grid, case.rubric.value(self.partner_convolution, Convolution).rotated())
        if expected is None:
            return None
        counts = [
            len(wrong)
            for own in _at(case, self.partner)
            if (wrong := differences(square_up(own, size(expected)).cells, expected)) is not None
        ]
        return min(counts, default=None)

    def _elsewhere(
        self, case: Case, readings: tuple[GridReading, ...], reading: GridReading, reference: Grid
    ) -> Verdict | None:
        """Where one text answers for several grids and holds only another one than this."""
        if not _is_shared(case) or len(readings) > 1 or reading.shape == size(reference):
            return None
        if any(reading.grid == verdict.own for verdict in case.followed().values()):
            return blank()
        if self.partner:
            convolution = case.rubric.value(self.partner_convolution, Convolution)
            following = safely(reference, convolution)
            if following is not None and square_up(reading, size(following)).shape == size(following):
                return proposed(0, doubt("grid-not-shown"))
        return None


def grid_readings(case: Case) -> tuple[GridReading, ...]:
    """Every way to read the grid of a part, the likeliest first; empty where its answer holds no numbers."""
    return _at(case, case.part.source.field)


def _at(case: Case, field: str) -> tuple[GridReading, ...]:
    """The readings of a field; of one text for several grids, those of its own block first."""
    node: Node | None = case.submission.answers.get(case.part.source.key)
    if isinstance(node, Mapping):
        return read_grids(node.get(field))
    sources = [part.source for part in case.rubric.parts]
    fields = [source.field for source in sources if source.key == case.part.source.key]
    blocks = read_blocks(node)
    if len(blocks) == len(fields) > 1:
        return (blocks[fields.index(field)],)
    return read_grids(node)


def _is_shared(case: Case) -> bool:
    return not isinstance(case.submission.answers.get(case.part.source.key), Mapping)


def _of_size(readings: tuple[GridReading, ...], shape: tuple[int, int]) -> GridReading | None:
    """The first reading of that size, if any."""
    squared = (square_up(reading, shape) for reading in readings)
    return next((reading for reading in squared if reading.shape == shape), None)


def _fitting(readings: tuple[GridReading, ...], targets: list[Target]) -> GridReading | None:
    """The reading whose size is that of a target, the reference first; else the nearest, or the largest."""
    for target in targets:
        if (squared := _of_size(readings, size(target.grid))) is not None:
            return squared
    if readings[0].in_words:
        return None
    near = (reading for reading in readings if differences(reading.cells, targets[0].grid) is not None)
    return next(near, max(readings, key=lambda reading: sum(map(len, reading.cells))))


def _slipped(grid: Grid, convolution: Convolution, charged: frozenset[str]) -> Iterator[Target]:
    """What the slips of convention lead to; one that an earlier part was charged for costs nothing here."""
    for slip in convention_slips(grid, convolution):
        new = sorted(slip.codes - charged)
        reasons = [loss(code) for code in new] + [
            note("slip-repeated", slip=code) for code in slip.codes - {*new}
        ]
        yield Target(slip.grid, HALF ** len(new), tuple(reasons), slip.codes)


def _doubtful(grid: Grid, codes: frozenset[str], share: Fraction) -> Target:
    """A grid whose cause is plain but that no rule prices: a person decides up to half."""
    reasons = tuple(doubt(code) for code in sorted(codes))
    return Target(grid, share, reasons, codes, low=Fraction(0), high=HALF, whole=True)


def _charged(case: Case) -> frozenset[str]:
    return frozenset(code for verdict in case.followed().values() for code in verdict.slips)


@lru_cache(maxsize=64)
def _before(kind: GridKind, rubric: Rubric) -> Grid:
    """The right grid before the last convolution."""
    grid = _image(rubric, kind.image)
    for name in kind.convolutions[:-1]:
        grid = convolve(grid, rubric.value(name, Convolution))
    return grid


def _own_grids(case: Case) -> Iterator[Grid]:
    for verdict in case.followed().values():
        if isinstance(verdict.own, tuple) and verdict.own:
            yield verdict.own


def _image(rubric: Rubric, name: str) -> Grid:
    image: Grid = rubric.value(name, tuple)
    return image


def _unless_in_words(verdict: Verdict, reading: GridReading) -> Verdict:
    """The verdict, which a person confirms where the numbers stood in a sentence."""
    if not reading.in_words or not verdict.share:
        return verdict
    return proposed(
        verdict.share, *verdict.evidence, doubt("grid-in-words"), own=verdict.own, slips=verdict.slips
    )


def _wrong_cells(wrong: tuple[WrongCell, ...]) -> tuple[Evidence, ...]:
    if not wrong:
        return ()
    cells = [f"({each.row}, {each.column}) : {_shown(each.got)} ≠ {show(each.expected)}" for each in wrong]
    more = ", …" if len(cells) > SHOWN_CELLS else ""
    return (loss("wrong-cells", count=len(cells), cells=", ".join(cells[:SHOWN_CELLS]) + more),)


def _shown(value: Fraction | None) -> str:
    return "?" if value is None else show(value)


def _rows(grid: Grid, between: str) -> str:
    return between.join(" ".join(map(show, row)) for row in grid)
