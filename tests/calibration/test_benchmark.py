"""The rubrics of the benchmark on real answers hold: every model answer earns most of its concepts, no question any."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.kinds.ideas import IdeasKind
from grader.rubric import load_rubric

FOLDER = Path(__file__).parent.parent / "benchmarks" / "digiklausur"


@pytest.mark.parametrize("name", ["rubric-blind.yaml", "rubric-revised.yaml"])
def test_model_answers_earn_and_questions_do_not(name: str) -> None:
    for part in load_rubric(FOLDER / name).parts:
        assert isinstance(part.kind, IdeasKind)
        read = part.kind.readings(part.kind.reference)
        assert sum(bool(each.asserted) for each in read) >= len(read) - 1, part.id
        assert not any(each.share for each in part.kind.readings(part.kind.question)), part.id
