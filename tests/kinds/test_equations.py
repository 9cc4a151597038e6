"""What students write for the equations of exercise 1, with the share that a fair marker gives."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.key import Key
from grader.loading.submission import read_submission
from grader.model import Rubric
from grader.pipeline import judge
from grader.placing import place
from grader.verdict import Verdict

GOLDEN = Path(__file__).parent.parent / "golden" / "equations.yaml"
ROWS = yaml.load(GOLDEN.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only


@pytest.mark.parametrize("row", ROWS, ids=[f"{at}: {row['part']}" for at, row in enumerate(ROWS, start=1)])
def test_an_equation_gets_the_share_of_a_fair_marker(row: dict[str, Any], rubric: Rubric, key: Key) -> None:
    verdict = _verdict(row, rubric, key)
    assert (verdict.share, verdict.needs_review) == (Fraction(row["share"]), row.get("flagged") == "true")


def _verdict(row: dict[str, Any], rubric: Rubric, key: Key) -> Verdict:
    source = str(rubric.part(row["part"]).source)
    answers = {**row.get("earlier", {}), source: row["answer"]}
    paper = {"exam": rubric.exam, "student": {"id": "1", "name": "Ada"}, "answers": answers}
    submission = read_submission(yaml.safe_dump(paper, allow_unicode=True), "row.yaml")
    return judge(rubric, place(submission, rubric), key)[row["part"]]
