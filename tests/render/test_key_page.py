"""The printed key: everything on it is derived from the rubric's parameters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli.key import key as command
from grader.errors import UsageError
from grader.key import Key, solve
from grader.model import Rubric
from grader.render.key_page import KeyPage, Solved, key_html, key_markdown, key_page, with_picture
from grader.rubric import read_rubric

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")


def shown(text: str) -> KeyPage:
    rubric = read_rubric(text)
    return key_page(rubric, solve(rubric), rubric.parts, rubric.language)


def solved(page: KeyPage, id: str) -> Solved:
    return next(part for chapter in page.chapters for part in chapter.parts if part.id == id)


@pytest.fixture(scope="module")
def whole() -> KeyPage:
    return shown(TEXT)


def test_every_part_is_on_the_page_and_in_markdown(whole: KeyPage, rubric: Rubric) -> None:
    page, text = key_html(whole), key_markdown(whole)
    for part in rubric.parts:
        assert f'id="p{part.id}"' in page
        assert f"### {part.id} " in text


def test_it_opens_from_disk_and_fetches_nothing(whole: KeyPage) -> None:
    page = key_html(whole)
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_equations_and_their_derivations_are_typeset(whole: KeyPage) -> None:
    for id in ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6.alpha1-gradient"):
        part = solved(whole, id)
        assert all(line.formula and line.formula.mathml for line in part.answer), id
        assert sum(line.formula is not None for line in part.steps) >= len(part.steps) / 2


def test_a_part_names_the_assumptions_that_it_rests_on(whole: KeyPage) -> None:
    assert solved(whole, "1.2").assumed == ("loss", "network")
    assert solved(whole, "2.5.conv2").assumed == ("conv1", "conv2")
    assert solved(whole, "3.8").assumed == ()


def test_the_window_shows_how_the_first_cell_comes_about(whole: KeyPage) -> None:
    sliding = solved(whole, "2.5.conv2").sliding
    assert sliding is not None
    assert sliding.sum.endswith(f"= {sliding.result[0][0].text}")
    covered = {(r, c) for r, row in enumerate(sliding.image) for c, cell in enumerate(row) if cell.is_covered}
    assert covered == {(0, 0), (0, 4), (2, 2), (4, 4)}  # a kernel dilated by 2


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ("dilation: 2", "dilation: 1", "2.5.conv2"),
        ("n4: [n1, n2]", "n4: [n1, n2, x3]", "1.1"),
        ("x^2 + 0.8 x - 0.5", "x^2 + 0.6 x - 0.5", "2.3.iterations"),
        ("input: [32, 32, 3]", "input: [64, 64, 3]", "3.4.conv5"),
    ],
)
def test_another_parameter_gives_another_drawing(before: str, after: str, part: str, whole: KeyPage) -> None:
    other = solved(shown(TEXT.replace(before, after, 1)), part)
    this = solved(whole, part)
    assert other.answer != this.answer
    assert (other.drawing, other.sliding) != (this.drawing, this.sliding)


def test_our_own_words_follow_the_language(rubric: Rubric, key: Key) -> None:
    page = key_html(key_page(rubric, key, rubric.parts, "en"))
    assert "Answer key" in page or "Rests on an assumption" in page
    assert rubric.title in page


def test_the_command_writes_both(tmp_path: Path) -> None:
    html, markdown = tmp_path / "key.html", tmp_path / "key.md"
    asked = ["1.2", "--html", str(html), "--markdown", str(markdown), "--language", "en"]
    assert CliRunner().invoke(command, asked, standalone_mode=False).exception is None
    assert 'id="p1.2"' in html.read_text(encoding="utf-8")
    assert 'id="p1.3"' not in html.read_text(encoding="utf-8")
    assert "$$" in markdown.read_text(encoding="utf-8")


def test_the_picture_of_a_training_stands_on_the_page(whole: KeyPage, tmp_path: Path) -> None:
    picture = tmp_path / "loss.svg"
    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    assert '<img src="data:image/svg+xml;base64,' in key_html(with_picture(whole, picture))
    with pytest.raises(UsageError, match="no picture"):
        with_picture(whole, picture.rename(tmp_path / "loss.html"))
