"""What another rubric would change is what grading with it gives."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.classroom.overrides import Override, append
from grader.classroom.results import ClassPapers, Decisions
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
        totals = {row.path: row.report.points for row in ClassPapers(fresh, [read_rubric(text)])}
    assert {each.path: each.after for each in found.standings} == totals
    assert bool(found.movers) == (text != TEXT)


def test_it_changes_nothing_that_is_stored(store: Store, papers: list[Paper], tmp_path: Path) -> None:
    rubric = read_rubric(TEXT)
    before = [*ClassPapers(store, [rubric])]
    compared(store, tmp_path, papers, TEXT.replace("dilation: 2", "dilation: 1", 1))
    assert [*ClassPapers(store, [rubric])] == before


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


@pytest.fixture
def rubric_file(tmp_path: Path) -> Path:
    path = tmp_path / "rubric.yml.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def asked(folder: Path, rubric: Path, *more: str) -> Result:
    given = [str(folder), "--base", str(rubric), "--set", "1.1.points=3/2", "--set", "1.2.points=1/2", *more]
    return CliRunner().invoke(whatif, given, standalone_mode=False)


def test_the_table_tells_who_moves_and_what_becomes_of_the_class(
    store: Store, papers: list[Paper], tmp_path: Path, rubric_file: Path
) -> None:
    told = asked(tmp_path, rubric_file, "--pass", "9,9", "--svg", str(tmp_path / "two.svg")).stdout
    found = compared(store, tmp_path, papers, dearer(TEXT))
    assert f"{len(found.movers)} of {len(papers)} papers move; 0 answers judged again" in told
    assert f"mean {float(found.means[0]):.2f} -> {float(found.means[1]):.2f}, deviation" in told
    assert f"{sum(e.rank_before != e.rank_after for e in found.standings)} ranks change" in told
    assert all(each.name in told for each in (*found.movers, *found.crossings(Fraction("9.9"))[0]))
    assert (tmp_path / "two.svg").read_text(encoding="utf-8").count("<rect") > 40
    assert rubric_file.read_text(encoding="utf-8") == TEXT


def test_applied_it_is_written_with_who_when_and_why(
    store: Store, papers: list[Paper], tmp_path: Path, rubric_file: Path
) -> None:
    result = asked(tmp_path, rubric_file, "--apply", "--why", "1.2 était trop facile")
    assert result.exception is None, result.exception
    after = rubric_file.read_text(encoding="utf-8")
    assert read_rubric(after).part("1.1").points == Fraction(3, 2)
    assert re.search(
        r"\n# Changes:\n# - \d{4}-\d\d-\d\dT\S+ .+: 1\.1\.points=3/2, 1\.2\.points=1/2 \(1\.2 était trop facile\)\n$",
        after,
    )


def test_what_breaks_a_sum_is_scaled_or_followed_on_request(
    store: Store, papers: list[Paper], tmp_path: Path, rubric_file: Path
) -> None:
    def mean(*more: str) -> list[float]:
        given = [str(tmp_path), "--base", str(rubric_file), "--set", "1.1.points=2", "--json", *more]
        return json.loads(CliRunner().invoke(whatif, given, standalone_mode=False).stdout or "{}").get("mean")

    assert mean() is None
    assert mean("--force")[1] >= mean("--rebalance")[1]
