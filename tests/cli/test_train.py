"""`grade PAPER --train`: observations beside the marks, which stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from grader.cli import cli

PAPER = str(Path(__file__).parents[2] / "submissions_example" / "excellent.yaml")


def test_training_is_shown_and_changes_no_mark() -> None:
    plain = json.loads(CliRunner().invoke(cli, [PAPER, "--json"]).stdout)
    trained = json.loads(CliRunner().invoke(cli, [PAPER, "--json", "--train"]).stdout)
    seen = trained.pop("training")

    assert trained == plain
    assert len(seen["losses"]) == 40
    assert seen["after"] < seen["losses"][0]


def test_a_folder_is_not_trained() -> None:
    result = CliRunner().invoke(cli, [str(Path(PAPER).parent), "--train"])

    assert result.exit_code != 0
    assert "--train" in str(result.exception)
