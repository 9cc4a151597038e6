"""`grade train`, run as its users run it, for a few steps."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli.train import train
from grader.errors import GraderError


def run(*args: str) -> Result:
    return CliRunner().invoke(train, args, catch_exceptions=False)


def test_a_run_prints_losses_and_separation_and_draws_them(tmp_path: Path) -> None:
    picture = tmp_path / "run.svg"
    result = run("--learn", "--steps", "3", "--picture", str(picture))
    assert result.exit_code == 0
    assert "AUC" in result.stdout
    assert "in 3 steps" in result.stdout
    assert "<svg" in picture.read_text(encoding="utf-8")


def test_a_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    kept = str(tmp_path / "run.pt")
    run("--learn", "--steps", "2", "--checkpoint", kept)
    assert (
        run("--learn", "--steps", "4", "--checkpoint", kept).stdout == run("--learn", "--steps", "4").stdout
    )


def test_a_checkpoint_of_other_settings_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "run.pt"
    run("--steps", "1", "--checkpoint", str(kept))
    with pytest.raises(GraderError, match="other settings"):
        run("--learn", "--steps", "2", "--checkpoint", str(kept))
    kept.write_bytes(b"garbage")
    with pytest.raises(GraderError, match="not a checkpoint"):
        run("--steps", "2", "--checkpoint", str(kept))


def test_a_folder_without_cifar_and_a_device_that_is_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(GraderError, match="no data_batch_1"):
        run("--cifar", str(tmp_path))
    with pytest.raises(GraderError, match="no device nowhere"):
        run("--device", "nowhere")
