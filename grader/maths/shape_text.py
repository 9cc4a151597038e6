"""Shapes as students write them: `4x4x228`, `(None, 4, 4, 228)`, `4*4 et 228 cartes`, `TensorShape([…])`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.maths.folding import fold

Shape = tuple[int | None, ...]

MAX_LENGTH = 2_000
MAX_SIZES = 12

_COUNTED = re.compile(
    r"(?<![\d.])(\d{1,6})\s?(?:cartes?|images?|feature maps?|maps?|canaux|canal|channels?|filtres?|filters?|noyaux"
    r"|kernels?|features?|caracteristiques|profondeur)\b"
)
_DEPTH = re.compile(
    r"(?:(?:profondeur|depth|canaux|channels?)\s?(?:de|of|=|:)?|il y en a|there are)\s?(\d{1,6})(?!\s?[x*])"
)
_ASIDE = re.compile(
    r"(?:strides?|pas(?: de)?|padding|pad|dilation|bias|biais)\s?(?:de|=|:)?\s?\(?\d+(?:\s?[x*,]\s?\d+)?\)?"
)
_BATCH = re.compile(r"\b(?:none|batch[ _-]?size|batch|batchsize|bs|nb images?|n|b)\b|\?")
_BATCH_SIZE = re.compile(r"\bbatch[ _]size\b")
_HALVED = re.compile(r"(?<![\d.])(\d{1,6})\s?//?\s?2(?=\s?[,x*;)\]])")
_WORDS = re.compile(
    r"\b(?:tensorshape|dimension|torch\.size|shape|taille|size|hauteur|largeur|height|width|de|of|par|by)\b"
)
_BARE = re.compile(r"[\d\s(),;x*\[\]]*")
_SIZE = r"(?:\d{1,7}|@)"
_SIZES = re.compile(_SIZE)
_BETWEEN_SHAPES = re.compile(rf"({_SIZE}\s?[x*,;]\s?{_SIZE}\s?)[)\]}}]\s?[,;]?\s?(?=[(\[{{])")
_RUN = re.compile(rf"{_SIZE}(?:[\s()\[\]{{}}x*×,;·.]+{_SIZE}){{0,11}}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A shape as read; `sizes` holds None for an open batch, `depth` a count written apart (`228 cartes`);
    `cut_off` says that a bracket is opened and never closed, `rivals` are other shapes with as many sizes."""

    sizes: Shape
    depth: int | None = None
    cut_off: bool = False
    rivals: tuple[Shape, ...] = ()


def read_shape(text: str, batch: int | None = None) -> Reading | None:
    """The shape that a text holds, or None; `batch` is what `BATCH_SIZE` stands for.

    >>> read_shape("(BATCH_SIZE/2, 4, 4, 228)", 16).sizes
    (8, 4, 4, 228)
    >>> read_shape("(None, 4, 4, 228)").sizes
    (None, 4, 4, 228)
    >>> read_shape("4*4 et 228 cartes")
    Reading(sizes=(4, 4), depth=228, cut_off=False, rivals=())
    >>> read_shape("(16, 4, 4, 228) ou (16, 8, 8, 156)").rivals
    ((16, 8, 8, 156),)
    """
    folded = fold(text[:MAX_LENGTH]).replace("\\times", "x").replace("$", " ")
    bare, depth = (folded, None) if _BARE.fullmatch(folded) else _without_words(folded, batch)
    runs = [_sizes(run)[:MAX_SIZES] for run in _RUN.findall(_BETWEEN_SHAPES.sub(r"\1 | ", bare))]
    runs = [run for run in runs if any(size is not None for size in run)]
    if not runs:
        return None
    longest = max(runs, key=len)
    return Reading(longest, depth, _is_cut_off(text), tuple(_rivals(longest, runs)))


def _without_words(folded: str, batch: int | None) -> tuple[str, int | None]:
    """A text with signs for its words, and the depth that it tells apart, as in `228 cartes`."""
    folded = _HALVED.sub(_half, _BATCH_SIZE.sub(str(batch), folded) if batch is not None else folded)
    folded = _ASIDE.sub(" | ", folded)
    counts = [*_COUNTED.findall(folded), *_DEPTH.findall(folded)]
    folded = _DEPTH.sub(" | ", _COUNTED.sub(" | ", folded))
    folded = _WORDS.sub(" x " if "x" in folded else " ", folded)
    return _BATCH.sub("@", folded), int(counts[0]) if counts else None


def _rivals(longest: Shape, runs: list[Shape]) -> Iterator[Shape]:
    """The other shapes of as many sizes, open batches apart."""
    for run in dict.fromkeys(runs):
        pairs = zip(longest, run, strict=False)
        if len(run) == len(longest) > 1 and any(a != b and None not in (a, b) for a, b in pairs):
            yield run


def _half(written: re.Match[str]) -> str:
    return str(int(written[1]) // 2)


def labelled(text: str, name: str, others: tuple[str, ...]) -> tuple[int, int] | None:
    """The span of a text that stands under a name, up to the next name; None where the name is not there.

    >>> labelled("conv5: 4x4\\nconv2: 16x16", "conv2", ("conv5",))
    (18, 23)
    """
    found = _label(text, name)
    if found is None:
        return None
    ends = [
        other.start() for label in others if (other := _label(text, label)) and other.start() > found.end()
    ]
    return found.end(), min(ends, default=len(text))


def _label(text: str, name: str) -> re.Match[str] | None:
    spelled = r"[ _]?".join(re.escape(piece) for piece in re.findall(r"[a-z]+|\d+", name.lower()))
    return re.search(
        rf"(?<![a-z0-9_]){spelled}(?:\.shape)?(?![a-z0-9_])\s?(?:[:=]|->|→|est|is)?\s?", text.lower()
    )


def _is_cut_off(text: str) -> bool:
    return sum(map(text.count, "([")) > sum(map(text.count, ")]"))


def _sizes(run: str) -> Shape:
    return tuple([None if size == "@" else int(size) for size in _SIZES.findall(run)])
