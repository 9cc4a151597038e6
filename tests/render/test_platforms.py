"""Result files of autograders, checked against what their documentation allows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from grader.cli.autograde import autograde

ROOT = Path(__file__).parent.parent.parent
GRADESCOPE = {"score", "tests", "output", "stdout_visibility", "extra_data"}
GRADESCOPE_TEST = {"number", "name", "score", "max_score", "status", "output", "extra_data"}


def run(platform: str, root: Path, paper: str) -> Any:
    folder = root / {"gradescope": "submission", "prairielearn": "student"}[platform]
    folder.mkdir(parents=True)
    if paper:
        shutil.copy(ROOT / "submissions_example" / paper, folder / "copie.yaml")
    result = CliRunner().invoke(autograde, [platform, "--root", str(root)], standalone_mode=False)
    assert result.exception is None
    return json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))


def test_gradescope_gets_what_it_asks_for(tmp_path: Path) -> None:
    document = run("gradescope", tmp_path, "middling.yaml")
    assert document.keys() <= GRADESCOPE
    assert document["score"] == sum(test["score"] for test in document["tests"]) == 13.375
    assert len(document["tests"]) == 34
    for test in document["tests"]:
        assert test.keys() <= GRADESCOPE_TEST
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] == ("passed" if test["score"] == test["max_score"] else "failed")


def test_prairielearn_gets_a_fraction_and_points_throughout(tmp_path: Path) -> None:
    document = run("prairielearn", tmp_path, "excellent.yaml")
    assert document["gradable"] is True
    assert 0 <= document["score"] <= 1
    assert all({"name", "points", "max_points"} <= test.keys() for test in document["tests"])
    assert len(json.dumps(document)) < 1_000_000


@pytest.mark.parametrize("platform", ["gradescope", "prairielearn"])
def test_a_paper_that_is_not_there_is_said_and_not_graded(platform: str, tmp_path: Path) -> None:
    document = run(platform, tmp_path, "")
    told = document.get("output") or document["format_errors"][0]
    assert "no answer file" in told
    assert document.get("score", 0) == 0
    assert document.get("gradable", False) is False
