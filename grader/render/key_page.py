"""The answer key as a page and as Markdown: every answer with its derivation, typeset and drawn from the parameters."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from grader.dependencies import parameters_of
from grader.errors import UsageError
from grader.key import Key
from grader.kinds.equations import EquationsKind
from grader.kinds.grid import GridKind
from grader.kinds.ideas import IdeasKind
from grader.kinds.iterates import IteratesKind
from grader.kinds.shape import ShapeKind
from grader.maths.numerals import find_numerals, show
from grader.maths.statements import read_answer
from grader.model import Part, Rubric
from grader.render.as_markdown import code_block, inert
from grader.render.figures import curve
from grader.render.maps_drawing import maps_svg
from grader.render.network_drawing import network_svg
from grader.render.numbers import points
from grader.render.pages import page
from grader.render.typeset import Formula, formula
from grader.texts import phrase
from reference.convolution import Convolution, Grid, convolve
from reference.layers import LayerStack
from reference.network import Network, SquaredError
from reference.polynomial import Polynomial
from reference.smooth import Smooth

MAX_PICTURE = 5_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer or derivation: typeset where it is a formula, else as it stands."""

    text: str
    formula: Formula | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid, and whether the window on the first output cell covers it with a weight."""

    text: str
    is_covered: bool = False


@dataclass(frozen=True, slots=True)
class Sliding:
    """One convolution: what it reads, its kernel, what it gives; the window is that of the first cell given."""

    name: str
    image: tuple[tuple[Cell, ...], ...]
    kernel: tuple[tuple[Cell, ...], ...]
    result: tuple[tuple[Cell, ...], ...]
    sum: str


@dataclass(frozen=True, slots=True)
class Solved:
    """A part with its answer, derivation and drawing; `assumed` names the assumptions that it rests on."""

    id: str
    title: str
    points: str
    answer: tuple[Line, ...]
    steps: tuple[Line, ...]
    rows: tuple[tuple[str, str], ...]
    drawing: str
    sliding: Sliding | None
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """An exercise with its parts."""

    title: str
    points: str
    parts: tuple[Solved, ...]


@dataclass(frozen=True, slots=True)
class KeyPage:
    """The whole key; `picture` is that of a training, as a data address, or empty."""

    language: str
    title: str
    assumed: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    picture: str = ""


def key_page(rubric: Rubric, key: Key, parts: Iterable[Part], language: str) -> KeyPage:
    """The key of these parts, with our own words in `language`; the exam's stay in its own."""
    wanted = {part.id for part in parts}
    chapters = []
    for exercise in rubric.exercises:
        own = [part for question in exercise.questions for part in question.parts if part.id in wanted]
        if own:
            solved = tuple(_solved(part, rubric, key) for part in own)
            chapters.append(Chapter(exercise.title, points(exercise.points), solved))
    assumed = tuple((each.name, each.reason) for each in rubric.parameters.values() if each.assumed)
    return KeyPage(language, rubric.title, assumed, tuple(chapters))


def with_picture(shown: KeyPage, path: Path) -> KeyPage:
    """The key with the picture that `grade train` drew; raises UsageError where it is no SVG or PNG."""
    kind = {".svg": "image/svg+xml", ".png": "image/png"}.get(path.suffix.lower())
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise UsageError(f"cannot read {path}: {cause.strerror}") from cause
    if kind is None or len(content) > MAX_PICTURE:
        raise UsageError(
            f"{path} is no picture for a page: an SVG or PNG of at most 5 MB, as `grade train` draws"
        )
    return replace(shown, picture=f"data:{kind};base64,{b64encode(content).decode()}")


def key_html(shown: KeyPage) -> str:
    """The key as one page that opens from disk."""
    return page("key.html", shown.language, key=shown)


def key_markdown(shown: KeyPage) -> str:
    """The key in Markdown, formulas in LaTeX."""
    return "\n".join(_markdown(shown)) + "\n"


def _solved(part: Part, rubric: Rubric, key: Key) -> Solved:
    question = next(question for question in rubric.questions if part in question.parts)
    title = question.title if part.title == question.title else f"{question.title} : {part.title}"
    typeset = isinstance(part.kind, EquationsKind)
    ideas = part.kind.concepts if isinstance(part.kind, IdeasKind) else ()
    return Solved(
        part.id,
        title,
        points(part.points),
        tuple(_lines(key[part.id].answer.splitlines(), typeset, rubric.language)),
        () if ideas else tuple(_lines(key[part.id].steps, typeset, rubric.language)),
        tuple((concept.text, points(concept.share * part.points)) for concept in ideas),
        _drawing(part, rubric, key),
        _sliding(part.kind, rubric) if isinstance(part.kind, GridKind) else None,
        tuple(sorted(name for name in parameters_of(part, rubric) if rubric.parameters[name].assumed)),
    )


def _lines(texts: Iterable[str], typeset: bool, language: str) -> Iterator[Line]:
    for text in texts:
        reading = read_answer(text) if typeset else None
        if reading is None or reading.unread or len(reading.statements) != 1 or reading.words:
            yield Line(text)
        else:
            yield Line(text, formula(reading.statements[0], language))


def _drawing(part: Part, rubric: Rubric, key: Key) -> str:
    match part.kind:
        case EquationsKind(network=network, loss=loss, neuron=neuron):
            drawn = rubric.value(network, Network)
            labels = rubric.parameters[loss].value
            shown = labels.labels if isinstance(labels, SquaredError) else {}
            return network_svg(drawn, shown, neuron) if not neuron or neuron in drawn.neurons else ""
        case IteratesKind(function=name):
            function = rubric.parameters[name].value
            values = [numeral.value for numeral in find_numerals(key[part.id].answer)]
            if isinstance(function, Polynomial | Smooth) and len(values) > 1:
                return curve(function, values, part.title)
        case ShapeKind():
            stacks = [each.value for each in rubric.parameters.values() if isinstance(each.value, LayerStack)]
            return maps_svg(stacks[0].channels_last()) if stacks else ""
    return ""


def _sliding(kind: GridKind, rubric: Rubric) -> Sliding | None:
    grid: Grid = rubric.value(kind.image, tuple)
    for name in kind.convolutions[:-1]:
        grid = convolve(grid, rubric.value(name, Convolution))
    convolution = rubric.value(kind.convolutions[-1], Convolution)
    result = convolve(grid, convolution)
    covered: set[tuple[int, int]] = set()
    terms: list[str] = []
    if convolution.padding in (0, "valid"):
        for row, weights in enumerate(convolution.kernel):
            for column, weight in enumerate(weights):
                at = row * convolution.dilation, column * convolution.dilation
                if weight:
                    covered.add(at)
                    terms.append(f"{_factor(weight)}·{_factor(grid[at[0]][at[1]])}")
    equation = f"{' + '.join(terms)} = {show(result[0][0])}" if terms else ""
    return Sliding(
        kind.convolutions[-1],
        _cells(grid, covered),
        _cells(convolution.kernel),
        _cells(result, {(0, 0)}),
        equation,
    )


def _factor(value: object) -> str:
    text = show(value)  # type: ignore[arg-type]
    return f"({text})" if text.startswith("-") else text


def _cells(grid: Grid, covered: set[tuple[int, int]] | None = None) -> tuple[tuple[Cell, ...], ...]:
    marked = covered or set()
    return tuple(
        tuple(Cell(show(value), (row, column) in marked) for column, value in enumerate(line))
        for row, line in enumerate(grid)
    )


def _markdown(shown: KeyPage) -> Iterator[str]:
    yield f"# {inert(phrase('key-title', shown.language, {'title': shown.title}))}\n"
    if shown.assumed:
        yield f"**{phrase('key-assumed', shown.language)}**\n"
        yield from (f"- `{name}`: {inert(reason)}" for name, reason in shown.assumed)
        yield ""
    for chapter in shown.chapters:
        yield f"## {inert(chapter.title)} ({chapter.points})\n"
        for part in chapter.parts:
            yield f"### {part.id} {inert(part.title)} ({part.points})\n"
            yield from _block(part.answer)
            if part.steps:
                yield f"*{phrase('key-steps', shown.language)}*\n"
                yield from _block(part.steps)
            yield from (f"- {inert(text)} ({share})" for text, share in part.rows)
            yield ""


def _block(lines: tuple[Line, ...]) -> Iterator[str]:
    if lines and all(line.formula is not None for line in lines):
        yield from (f"$${line.formula.latex}$$\n" for line in lines if line.formula)
    elif lines:
        yield code_block("\n".join(line.text for line in lines)) + "\n"
