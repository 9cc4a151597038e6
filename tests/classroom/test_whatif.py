"""What another rubric would change is what grading with it gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.classroom.overrides import Override, append
from grader.classroom.results import Decisions, reports
from grader.classroom.running import Paper, run_class
from grader.classroom.store import Store, store_path
from grader.classroom.whatif import WhatIf, rank_correlation, what_if
from grader.cli.whatif import whatif
from grader.rubric import read_rubric

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")


def dearer(text: str) -> str:
    """Half a point moved from 1.2 to 1.1."""
    for id, points in (("1.1", "3/2"), ("1.2", "1/2")):
        start = text.index("points: 1\n", text.index(f'- id: "{id}"'))
        text = text[:start] + f"points: {points}\n" + text[start + 10 :]
        text = text.replace(f'{{id: "{id}", points: 1,', f'{{id: "{id}", points: {points},')
    return text


@pytest.fixture
def papers(tmp_path: Path) -> list[Paper]:
    for path in (ROOT / "submissions_example" / "class").glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return [Paper(path, path.name) for path in sorted(tmp_path.glob("*.yaml"))]


@pytest.fixture
def store(tmp_path: Path, papers: list[Paper]) -> Iterator[Store]:
    with Store(store_path(tmp_path)) as store, ThreadPoolExecutor(1) as executor:
        run_class(papers, store, executor, TEXT)
        yield store


def compared(store: Store, folder: Path, papers: list[Paper], text: str) -> WhatIf:
    decisions = Decisions.of(folder, [paper.name for paper in papers])
    return what_if(store, decisions, read_rubric(TEXT), read_rubric(text), text)


@pytest.mark.parametrize(
    ("text", "judges"),
    [(dearer(TEXT), False), (TEXT.replace("dilation: 2", "dilation: 1", 1), True), (TEXT, False)],
)
def test_it_tells_what_grading_again_would_give(
    text: str, judges: bool, store: Store, papers: list[Paper], tmp_path: Path
) -> None:
    found = compared(store, tmp_path, papers, text)
    assert bool(found.judged) == judges
    with Store(tmp_path / "fresh.sqlite") as fresh, ThreadPoolExecutor(1) as executor:
        run_class(papers, fresh, executor, text)
        totals = {row.path: row.report.points for row in reports(fresh, read_rubric(text))}
    assert {each.path: each.after for each in found.standings} == totals
    assert bool(found.movers) == (text != TEXT)


def test_it_changes_nothing_that_is_stored(store: Store, papers: list[Paper], tmp_path: Path) -> None:
    rubric = read_rubric(TEXT)
    before = [*reports(store, rubric)]
    compared(store, tmp_path, papers, TEXT.replace("dilation: 2", "dilation: 1", 1))
    assert [*reports(store, rubric)] == before


def test_a_persons_decision_counts_on_both_sides(store: Store, papers: list[Paper], tmp_path: Path) -> None:
    append(tmp_path, [Override(papers[0].name, "1.2", share=Fraction(0))])
    found = compared(store, tmp_path, papers, dearer(TEXT))
    decided = next(each for each in found.standings if each.path == papers[0].name)
    assert "1.2" not in [part for part, _, _ in decided.parts]


def test_ranks_and_crossings(store: Store, papers: list[Paper], tmp_path: Path) -> None:
    same = compared(store, tmp_path, papers, TEXT)
    assert rank_correlation(same) == pytest.approx(1)
    assert same.crossings(Fraction(10)) == ((), ())
    found = compared(store, tmp_path, papers, dearer(TEXT))
    up, down = found.crossings(Fraction(10))
    assert all(each.before < 10 <= each.after for each in up)
    assert all(each.after < 10 <= each.before for each in down)
    assert sum(found.distributions[0]) == sum(found.distributions[1]) == len(papers)


def test_the_command_gives_one_document(store: Store, papers: list[Paper], tmp_path: Path) -> None:
    other = tmp_path / "other.yml.txt"
    other.write_text(dearer(TEXT), encoding="utf-8")
    result = CliRunner().invoke(
        whatif, [str(tmp_path), "--rubric", str(other), "--json"], standalone_mode=False
    )
    assert result.exception is None
    document = json.loads(result.stdout)
    assert document["papers"] == len(papers)
    assert document["judged"] == 0
    assert len(document["movers"]) > 0
