"""A graded paper as its student reads it: marks, reasons, own words, own formulas and drawings. HTML and Markdown share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from grader.key import Key
from grader.kinds.equations import EquationsKind
from grader.loading.clean import clean
from grader.maths.statements import read_answer
from grader.model import Case, Exercise, Part, Question, Rubric
from grader.nodes import Mapping, Node, Sequence, as_text
from grader.render.figures import Figure, figure
from grader.render.formulas import MAX_SHOWN
from grader.render.mathml import mathml
from grader.render.numbers import points
from grader.render.signs import BULLETS
from grader.render.telling import told
from grader.report import Mark, Remark, Report, exact_total
from grader.submission import Submission
from grader.texts import phrase
from grader.verdict import Status

ANSWER_LENGTH = 6_000
QUOTE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Said:
    """A remark: its sign and sentence, the line it speaks of (empty where none), and the student's own words."""

    tone: str
    bullet: str
    text: str
    where: str
    quote: str


@dataclass(frozen=True, slots=True)
class PartFeedback:
    """What is marked on its own; `interval` says what a person may still decide, empty where nothing is open."""

    id: str
    title: str
    points: str
    max: str
    status: str
    status_text: str
    interval: str
    remarks: tuple[Said, ...]
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class QuestionFeedback:
    """A question with the student's answer, and the formulas that were understood in it, in MathML."""

    id: str
    title: str
    points: str
    max: str
    answer: str
    formulas: tuple[str, ...]
    parts: tuple[PartFeedback, ...]


@dataclass(frozen=True, slots=True)
class ExerciseFeedback:
    """An exercise with its questions."""

    title: str
    points: str
    max: str
    questions: tuple[QuestionFeedback, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """One paper, and nothing of any other."""

    language: str
    title: str
    name: str
    id: str
    points: str
    max: str
    bonus: str
    interval: str
    share: float
    exercises: tuple[ExerciseFeedback, ...]
    notices: tuple[Said, ...]


def feedback(report: Report, rubric: Rubric, key: Key, submission: Submission) -> Feedback:
    """What a student reads; `submission` is the paper with its answers under the rubric's names."""
    marks = {mark.part.id: mark for mark in report.marks}
    maker = _Maker(rubric, key, submission, marks)
    return Feedback(
        language=rubric.language,
        title=rubric.title,
        name=clean(report.student.name, 80),
        id=clean(report.student.id, 80),
        points=points(report.points),
        max=points(report.max),
        bonus=points(report.bonus) if report.bonus else "",
        interval=_interval(report.low, report.high, rubric.language),
        share=max(0.0, min(1.0, float(report.points / report.max))) if report.max else 0.0,
        exercises=tuple(map(maker.exercise, rubric.exercises)),
        notices=tuple(said(notice, rubric.language) for notice in report.notices),
    )


def said(remark: Remark, language: str) -> Said:
    """A remark in plain texts, the student's own words made inert."""
    where = phrase("report-line", language, {"line": str(remark.line)}) if remark.line is not None else ""
    quote = " ".join(clean(remark.quote, QUOTE_LENGTH).split())
    return Said(remark.tone.value, BULLETS[remark.tone], clean(remark.text), where, quote)


@dataclass(frozen=True, slots=True)
class _Maker:
    rubric: Rubric
    key: Key
    submission: Submission
    marks: dict[str, Mark]

    def exercise(self, exercise: Exercise) -> ExerciseFeedback:
        questions = tuple(map(self.question, exercise.questions))
        earned = self._earned(part for question in exercise.questions for part in question.parts)
        return ExerciseFeedback(exercise.title, earned, points(exercise.points), questions)

    def question(self, question: Question) -> QuestionFeedback:
        keys = dict.fromkeys(part.source.key for part in question.parts)
        answers = [written(node) for key in keys if (node := self.submission.answers.get(key)) is not None]
        return QuestionFeedback(
            question.id,
            question.title,
            self._earned(question.parts),
            points(question.points),
            "\n".join(filter(None, answers)),
            tuple(self._formulas(question)),
            tuple(map(self.part, question.parts)),
        )

    def part(self, part: Part) -> PartFeedback:
        mark, language = self.marks[part.id], self.rubric.language
        blank = mark.status is Status.BLANK
        bonus = f" ({phrase('report-bonus', language)})" if part.bonus else ""
        return PartFeedback(
            part.id,
            part.title + bonus,
            points(mark.points),
            points(part.points),
            mark.status.value,
            phrase(f"status-{mark.status}", language),
            _interval(mark.low, mark.high, language),
            tuple(said(remark, language) for remark in told(mark)),
            None if blank else figure(self._case(part), language, is_right=mark.points == part.points),
        )

    def _case(self, part: Part) -> Case:
        return Case(part, self.rubric, self.key[part.id], self.submission)

    def _formulas(self, question: Question) -> Iterator[str]:
        parts = [part for part in question.parts if isinstance(part.kind, EquationsKind)]
        for text in dict.fromkeys(self._case(part).text.text for part in parts):
            reading = read_answer(text)
            for statement in (*reading.statements, *reading.formulas)[:MAX_SHOWN]:
                yield mathml(statement, self.rubric.language)

    def _earned(self, parts: Iterable[Part]) -> str:
        return points(exact_total(self.marks[part.id].points for part in parts))


def written(node: Node) -> str:
    """An answer as it was typed, a field a paragraph, made inert.

    >>> from grader.nodes import Place, Scalar
    >>> written(Mapping(((Scalar.typed("conv1"), Scalar.typed("1 2")),), Place(1, 1)))
    'conv1: 1 2'
    """
    if isinstance(node, Mapping):
        fields = [_field(name.text, _laid_out(value).strip()) for name, value in node.entries]
        return clean("\n".join(fields), ANSWER_LENGTH).strip()
    return clean(_laid_out(node), ANSWER_LENGTH).strip()


def _laid_out(node: Node) -> str:
    """A list on one line, a list of lists a row a line, fields with their names."""
    match node:
        case Sequence(items=items) if any(isinstance(item, Sequence) for item in items):
            return "\n".join("  ".join(as_text(item).text.split("\n")) for item in items)
        case Sequence(items=items) if not any("\n" in as_text(item).text for item in items):
            return " ; ".join(map(_laid_out, items))
        case Mapping(entries=entries):
            return " ; ".join(f"{name.text}: {_laid_out(value)}" for name, value in entries)
    return as_text(node).text


def _field(name: str, text: str) -> str:
    return f"{name}:\n{text}" if "\n" in text else f"{name}: {text}"


def _interval(low: Fraction, high: Fraction, language: str) -> str:
    if low >= high:
        return ""
    return phrase("report-open", language, {"low": points(low), "high": points(high)})
