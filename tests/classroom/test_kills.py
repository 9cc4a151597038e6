"""A run that is killed at any moment loses nothing that was marked, and doubles nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.classroom.results import reports
from grader.classroom.store import Store, store_path
from grader.model import Rubric

ROOT = Path(__file__).parent.parent.parent
COPIES = 40


@pytest.mark.slow
def test_killed_runs_lose_nothing_and_double_nothing(tmp_path: Path, rubric: Rubric) -> None:
    for n in range(COPIES):
        shutil.copy(ROOT / "submissions_example" / "middling.yaml", tmp_path / f"p{n:02}.yaml")
    chance = random.Random(2018)  # noqa: S311  moments, not secrets
    held = 0
    for _ in range(8):
        command = [sys.executable, "-m", "grader", str(tmp_path), "--json", "--jobs", "2"]
        run = subprocess.Popen(  # noqa: S603  our own command
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(0.8, 2.5))
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        now = marked(tmp_path, rubric)
        assert now >= held
        held = now
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603  our own command
    assert marked(tmp_path, rubric) == COPIES


def marked(folder: Path, rubric: Rubric) -> int:
    with Store(store_path(folder)) as store:
        paths = [row.path for row in reports(store, rubric)]
    assert len(paths) == len(set(paths))
    return len(paths)
