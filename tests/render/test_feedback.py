"""A student's page holds their own marks and words, and nothing in it acts."""

from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.key import Key
from grader.loading.document import parse_document
from grader.loading.submission import load_submission, read_submission
from grader.model import Rubric
from grader.pipeline import grade
from grader.placing import place
from grader.render.as_markdown import feedback_markdown, inert
from grader.render.feedback import Feedback, PartFeedback, feedback, written
from grader.render.figures import curve
from grader.render.pages import feedback_html
from grader.report import Report
from reference.smooth import function

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted((ROOT / "submissions_example").glob("*.yaml"))
HOSTILE = sorted(path for path in (ROOT / "tests" / "hostile" / "files").iterdir() if path.suffix == ".yaml")
ATTACK = "</pre><script>alert(1)</script><img src=http://x.example/ onerror=alert(1)>"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class Tags(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def made(paper: Path | str, rubric: Rubric, key: Key) -> tuple[Report, Feedback]:
    read = load_submission(paper) if isinstance(paper, Path) else read_submission(paper, "p.yaml")
    report = grade(rubric, read, key)
    return report, feedback(report, rubric, key, place(read, rubric))


def parts(shown: Feedback) -> list[PartFeedback]:
    return [
        part for exercise in shown.exercises for question in exercise.questions for part in question.parts
    ]


@pytest.mark.parametrize("path", [*EXAMPLES, *HOSTILE], ids=lambda path: path.name)
def test_a_page_runs_nothing_and_fetches_nothing(path: Path, rubric: Rubric, key: Key) -> None:
    try:
        _, shown = made(path, rubric, key)
    except SubmissionError:
        return
    page = feedback_html(shown)
    tags = Tags(page)
    assert "default-src 'none'" in page
    assert not tags.names & {"script", "iframe", "object", "embed", "img", "link", "form", "base"}
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert tags.links == []
    assert not STEERING.search(page + feedback_markdown(shown))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_mark_stands_on_the_page(path: Path, rubric: Rubric, key: Key) -> None:
    report, shown = made(path, rubric, key)
    assert [part.id for part in parts(shown)] == [mark.part.id for mark in report.marks]
    assert [part.status for part in parts(shown)] == [mark.status.value for mark in report.marks]
    assert f"{shown.points} / {shown.max}" in feedback_html(shown)


def test_what_a_student_writes_stays_text(rubric: Rubric, key: Key) -> None:
    answers = f"  '1.7': '{ATTACK}'\n  '2.4': |\n    ```\n    # big\n"
    _, shown = made(f"student: {{id: 7, name: '{ATTACK}'}}\nanswers:\n{answers}", rubric, key)
    page = feedback_html(shown)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    lines = feedback_markdown(shown).split("\n")
    assert "````text" in lines
    assert not [line for line in lines if line.startswith("<") or "<script" in line.replace("\\<", "")][1:]


def test_wrong_cells_are_marked_beside_the_right_grid(rubric: Rubric, key: Key) -> None:
    rows = key["2.5.conv1"].answer.split("\n")
    rows[0] = " ".join(["77", *rows[0].split()[1:]])
    typed = "".join(f"      {row}\n" for row in rows)
    _, shown = made(f"student: {{id: 7}}\nanswers:\n  '2.5':\n    conv1: |\n{typed}", rubric, key)
    own = next(part.figure for part in parts(shown) if part.figure).own
    assert own is not None
    assert [cell.text for row in own for cell in row if cell.is_wrong] == ["77"]
    assert feedback_html(shown).count('class="bad"') == 1


def test_iterates_are_drawn_on_the_curve(rubric: Rubric, key: Key) -> None:
    _, shown = made(ROOT / "submissions_example" / "excellent.yaml", rubric, key)
    assert "<polyline" in feedback_html(shown)


def test_formulas_are_typeset_from_what_was_understood(rubric: Rubric, key: Key) -> None:
    answer = "student: {id: 7}\nanswers:\n  '1.2': dJ/dw_i^(3) = (s3-y1) f'(o3) s_{i+1}"
    assert "<math" in feedback_html(made(answer, rubric, key)[1])


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("{iterates: [4, 2.4, 1.12]}", "iterates: 4 ; 2.4 ; 1.12"),
        ("{minimum: {x: -0.4, f: -0.66}}", "minimum: x: -0.4 ; f: -0.66"),
        ("{conv2: [[-3, 1], [7, 2]]}", "conv2:\n-3  1\n7  2"),
        ("[les données, les GPU]", "les données ; les GPU"),
    ],
)
def test_an_answer_is_shown_as_it_was_laid_out(typed: str, seen: str) -> None:
    assert written(parse_document(typed, "paper.yaml")) == seen


def test_nothing_is_missing_from_a_full_answer(rubric: Rubric, key: Key) -> None:
    _, shown = made(ROOT / "submissions_example" / "excellent.yaml", rubric, key)
    full = [part for part in parts(shown) if part.points == part.max]
    assert full
    assert not [remark for part in full for remark in part.remarks if remark.text.startswith("Il manque")]


def test_markdown_of_a_text_is_that_text() -> None:
    assert inert("1. a") == "1\\. a"
    assert inert("- [x](y) `z`") == "\\- \\[x\\](y) \\`z\\`"


def test_a_grid_that_follows_an_own_one_has_no_wrong_cell(rubric: Rubric, key: Key) -> None:
    _, shown = made(ROOT / "submissions_example" / "follow-through.yaml", rubric, key)
    right = [part.figure for part in parts(shown) if part.id == "2.5.conv2" and part.points == part.max]
    assert right
    assert not [
        cell
        for figure in right
        for row in (figure.own if figure else None) or ()
        for cell in row
        if cell.is_wrong
    ]


@pytest.mark.parametrize(("text", "drawn"), [("x - log(x)", True), ("log(-x - 100)", False)])
def test_any_function_is_drawn_where_it_has_values(text: str, drawn: bool) -> None:
    drawing = curve(function(text), [Fraction(4), Fraction(3), Fraction(-2)], "f")
    assert bool(drawing) is drawn
    assert drawing.count("<circle") == (2 if drawn else 0)
