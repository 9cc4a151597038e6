"""Tensor shapes, such as `(16, 4, 4, 228)`: feature maps, kernels, and what `.shape` returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from grader.maths.shape_text import Reading, Shape, labelled, read_shape
from grader.model import Case, Rubric, Solution, Source
from grader.nodes import Mapping, Scalar, as_text, is_blank
from grader.program.facts import ProgramFacts
from grader.verdict import Evidence, Verdict, blank, decided, doubt, loss, note, proposed, unreadable
from reference.layers import LayerStack

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class ShapeKind:
    """What the layer stack gives at `layer`: its feature `map`, its `kernel`, or the whole `tensor`.

    `piece` asks for one part of the split batch; `spatial` is the share of height and width alone.
    """

    layers: str
    layer: str
    of: Literal["map", "kernel", "tensor"]
    piece: bool = False
    spatial: Fraction = HALF

    def solve(self, rubric: Rubric) -> Solution:
        """The shape, with every layer's on the way."""
        stack = rubric.value(self.layers, LayerStack)
        if self.of == "kernel":
            kernel = stack.kernels()[self.layer]
            return Solution(_written(kernel[:3], "x"), _counted(stack, self.layer))
        shapes = stack.shapes()
        steps = tuple(f"{name}: {_written(shape, ' × ')}" for name, shape in shapes.items())
        tensor = self._tensor(stack, shapes[self.layer])
        steps += _field(stack, self.layer)
        if self.of == "map":
            return Solution(_written(tensor[1:], "x"), steps)
        return Solution(f"({_written(tensor, ', ')})", steps)

    def judge(self, case: Case) -> Verdict:
        """Compare with the reference, then with what the own earlier shape or program gives."""
        text = self._text(case)
        if not text.text.strip():
            return blank()
        reading = read_shape(text.text, case.rubric.value(self.layers, LayerStack).batch)
        if reading is None:
            return unreadable(doubt("shape-unreadable", quote=text.text[:80], line=text.place.line))
        verdict = self._compare(case, reading)
        shares = {self._compare(case, replace(reading, sizes=sizes)).share for sizes in reading.rivals}
        if shares - {verdict.share}:
            several = doubt("shape-several", quote=text.text[:80], line=text.place.line)
            bounds = (verdict.share, *shares)
            return proposed(
                verdict.share, *verdict.evidence, several, low=min(bounds), high=max(bounds), own=verdict.own
            )
        if reading.cut_off and verdict.share:
            cut = doubt("shape-cut-off", quote=text.text[:80], line=text.place.line)
            return proposed(0, *verdict.evidence, cut, high=verdict.share, own=verdict.own)
        return verdict

    def _compare(self, case: Case, reading: Reading) -> Verdict:
        given = case.rubric.value(self.layers, LayerStack)
        if given.layout == "channels-first" and self.of != "kernel":
            return self._channels_first(case, reading, given)
        return self._channels_last(case, reading, given.channels_last())

    def _channels_first(self, case: Case, reading: Reading, stack: LayerStack) -> Verdict:
        """In a stack whose channels come first: right in that order; a map's channels may come last too."""
        turned = reading
        if len(reading.sizes) == 4:
            batch, depth, height, width = reading.sizes
            turned = replace(reading, sizes=(batch, height, width, depth))
        verdict = self._channels_last(case, turned, stack.channels_last())
        if verdict.share == 1 and (self.of == "map" or turned is not reading or len(reading.sizes) == 2):
            return verdict
        whole = self._tensor(stack, stack.shapes()[self.layer])
        if self.of == "tensor" and reading.sizes in (whole[1:], (None, *whole[1:])):
            return decided(HALF, loss("batch-left-out", expected=_written(whole, ", ")))
        expected = whole[1:] if self.of == "map" else whole
        return decided(0, loss("shape-wrong", got=_show(reading), expected=_written(expected, "×")))

    def _channels_last(self, case: Case, reading: Reading, stack: LayerStack) -> Verdict:
        if self.of == "kernel":
            kernel = stack.kernels()[self.layer]
            return self._kernel(reading, kernel) if len(kernel) == 4 else _exactly(reading, kernel)
        shape = stack.shapes()[self.layer]
        if len(shape) != 4:
            return _exactly(reading, shape[1:] if self.of == "map" else self._tensor(stack, shape))
        judge = self._map if self.of == "map" else self._whole
        targets = [shape, *self._own_targets(case, stack)]
        verdicts = [judge(case, reading, target, stack) for target in targets]
        best = max(verdicts, key=lambda verdict: verdict.share)
        if best.share > verdicts[0].share:
            return decided(best.share, *best.evidence, note("shape-follows-own"), own=best.own)
        return verdicts[0]

    def _own_targets(self, case: Case, stack: LayerStack) -> Iterator[Shape]:
        for id, verdict in case.followed().items():
            match verdict.own:
                case ProgramFacts() as facts:
                    yield from _own_program(stack, facts, self.layer)
                case (int(), int(), int()) as own:
                    yield from self._after(stack, case.rubric.part(id).kind, (stack.batch, *own))

    def _after(self, stack: LayerStack, earlier: object, shape: tuple[int, ...]) -> Iterator[Shape]:
        layer = getattr(earlier, "layer", "")
        if layer == self.layer:
            yield shape
        elif layer:
            try:
                yield stack.shapes_after(layer, shape)[self.layer]
            except (KeyError, ValueError):
                return

    def _map(self, case: Case, reading: Reading, target: Shape, stack: LayerStack) -> Verdict:
        del case
        expected = target[1:]
        sizes, depth = reading.sizes, reading.depth
        if len(sizes) == 4 and sizes[0] in (None, target[0]):
            sizes = sizes[1:]
        if len(sizes) == 2 and depth is not None:
            sizes = (*sizes, depth)
        own = sizes if len(sizes) == 3 else None
        if sizes == expected:
            return decided(1, own=own)
        if len(sizes) == 3 and (*sizes[1:], sizes[0]) == expected:
            return decided(1, note("channels-first"), own=expected)
        if len(sizes) == 4 and sizes[1:] == expected:
            return decided(self.spatial, _wrong(sizes[0], target[0], "batch"), own=sizes[1:])
        if sizes[:2] == expected[:2] and len(sizes) <= 4:
            return decided(self.spatial, self._depth(sizes, expected), own=own)
        return decided(0, loss("shape-wrong", got=_show(reading), expected=_written(expected, "×")), own=own)

    def _kernel(self, reading: Reading, expected: Shape) -> Verdict:
        sizes = reading.sizes
        filters = expected[3]
        if len(sizes) == 3 and reading.depth not in (None, filters, expected[2]):
            return proposed(HALF, doubt("kernel-filters", got=reading.depth, expected=filters), low=HALF)
        if len(sizes) == 2 and reading.depth == expected[2]:
            sizes = (*sizes, reading.depth)
        if sizes in (expected, expected[:3]):
            return decided(1)
        if sizes in (
            (filters, *expected[:3]),
            (filters, expected[2], *expected[:2]),
            (expected[2], *expected[:2]),
        ):
            return decided(1, note("channels-first"))
        if sizes[:3] == expected[:3] and len(sizes) == 4:
            return proposed(HALF, doubt("kernel-filters", got=sizes[3], expected=filters), low=HALF)
        if sizes[:2] == expected[:2] and len(sizes) <= 4:
            return decided(self.spatial, self._depth(sizes, expected))
        if sizes == (expected[0],):
            return proposed(self.spatial, doubt("kernel-one-size", got=sizes[0]), high=self.spatial)
        return decided(0, loss("shape-wrong", got=_show(reading), expected=_written(expected[:3], "×")))

    def _whole(self, case: Case, reading: Reading, target: Shape, stack: LayerStack) -> Verdict:
        expected = self._tensor(stack, target)
        sizes = reading.sizes
        if len(sizes) == 2 and reading.depth is not None:
            sizes = (*sizes, reading.depth)
        if len(sizes) == 3 and reading.depth == expected[0] and sizes == expected[1:]:
            sizes = expected
        first = (*expected[:1], expected[3], *expected[1:3])
        if sizes == expected:
            return decided(1)
        if sizes == first:
            if any(
                isinstance(v.own, ProgramFacts) and v.own.channels_first for v in case.followed().values()
            ):
                return decided(1, note("channels-first-own"))
            return decided(0, loss("channels-first-wrong", expected=_written(expected, ", ")))
        rest = sizes[1:] if len(sizes) == 4 else sizes
        if rest == expected[1:] and (len(sizes) == 3 or sizes[0] is None):
            return decided(HALF, loss("batch-left-out", expected=_written(expected, ", ")))
        if self.piece and rest == expected[1:] and sizes[0] == stack.batch // (stack.batch // stack.parts):
            return decided(HALF, loss("printed-split", expected=_written(expected, ", ")))
        return decided(0, loss("shape-wrong", got=_show(reading), expected=f"({_written(expected, ', ')})"))

    def _depth(self, sizes: Shape, expected: Shape) -> Evidence:
        if len(sizes) < 3:
            return loss("depth-missing", expected=expected[2])
        return loss("depth-wrong", got=_written(sizes[2:], "×"), expected=expected[2])

    def _tensor(self, stack: LayerStack, shape: Shape) -> Shape:
        batch = shape[0]
        if self.piece and batch is not None:
            batch //= stack.parts
        return (batch, *shape[1:])

    def _text(self, case: Case) -> Scalar:
        """The answer's text; where one text answers several fields, the piece under this one's name."""
        node = case.submission.answers.get(case.part.source.key)
        if is_blank(node):
            return case.text
        names = _siblings(case.rubric, case.part.source.key)
        others = tuple(name for name in names if name != case.part.source.field)
        if isinstance(node, Mapping):
            return _own_piece(node, case.part.source.field, others, as_text(case.answer))
        whole = as_text(node)
        span = labelled(whole.text, case.part.source.field, others)
        if span is None:
            rows = [row for row in whole.text.replace(";", "\n").split("\n") if row.strip()]
            if len(rows) != len(names):
                return whole
            row = rows[names.index(case.part.source.field)]
            span = whole.text.index(row), whole.text.index(row) + len(row)
        return _cut(whole, span)


def _own_piece(node: Mapping, name: str, others: tuple[str, ...], own: Scalar) -> Scalar:
    """A field's text up to the name of one without a text; where it has none, what stands under its name elsewhere."""
    if own.text.strip():
        given = {key.text for key, _ in node.entries}
        lost = [labelled(own.text, other, (name,)) for other in others if other not in given]
        return _cut(own, (0, min((span[0] for span in lost if span), default=len(own.text))))
    texts = (as_text(value) for _, value in node.entries)
    found = ((text, labelled(text.text, name, others)) for text in texts)
    return next((_cut(text, span) for text, span in found if span), own)


def _cut(text: Scalar, span: tuple[int, int]) -> Scalar:
    """A piece of a text, with the line on which it begins."""
    return Scalar(text.text[slice(*span)], text.place, (text.line_at(span[0]),))


def _exactly(reading: Reading, expected: Shape) -> Verdict:
    """A shape that is no image's, such as that of a dense layer: right or wrong."""
    if reading.sizes == expected:
        return decided(1)
    return decided(0, loss("shape-wrong", got=_show(reading), expected=_written(expected, "×")))


def _counted(stack: LayerStack, layer: str) -> tuple[str, ...]:
    """The whole kernel, and how many numbers the layer learns."""
    kernel, count = stack.kernels()[layer], stack.parameter_counts()[layer]
    bias = f" + {kernel[-1]}" if stack.layer(layer).bias else ""
    return (f"{layer}: {_written(kernel, ' × ')}{bias} = {count}",)


def _field(stack: LayerStack, layer: str) -> tuple[str, ...]:
    """What one output sees of the image, of which there is no more than all."""
    fields = stack.receptive_fields()[layer]
    seen = (
        min(field.size, length) for field, length in zip(fields, stack.channels_last().input, strict=False)
    )
    return (f"{layer} ← {_written(tuple(seen), ' × ')} (image)",)


@lru_cache(maxsize=64)
def _siblings(rubric: Rubric, key: str) -> tuple[str, ...]:
    """The fields of an answer that parts ask for."""
    sources: list[Source] = [part.source for part in rubric.parts]
    return tuple(source.field for source in sources if source.key == key)


def _own_program(stack: LayerStack, facts: ProgramFacts, layer: str) -> Iterator[Shape]:
    """The shape at a layer as the own program makes it, channels last; a batch left open is the exam's."""
    own = facts.shapes.get(layer, ())
    if len(own) != 4:
        return
    if facts.channels_first:
        own = (own[0], own[2], own[3], own[1])
    batch, *image = own
    sizes = tuple(size for size in image if size is not None)
    if len(sizes) == 3:
        yield (batch or stack.batch, *sizes)


def _wrong(got: int | None, expected: int | None, axis: str) -> Evidence:
    return loss("axis-wrong", axis=axis, got=got, expected=expected)


def _show(reading: Reading) -> str:
    depth = f" ({reading.depth})" if reading.depth is not None else ""
    return _written(reading.sizes, "×") + depth


def _written(sizes: Shape, between: str) -> str:
    return between.join("None" if size is None else str(size) for size in sizes)
