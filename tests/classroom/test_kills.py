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

from grader.classroom.results import ClassPapers
from grader.classroom.store import Store, store_path
from grader.model import Rubric

ROOT = Path(__file__).parent.parent.parent
COPIES = 30


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
        paths = [row.path for row in ClassPapers(store, [rubric])]
    assert len(paths) == len(set(paths))
    return len(paths)


@pytest.mark.slow
def test_killed_workers_cost_the_papers_they_held_and_those_are_tried_again(
    tmp_path: Path, rubric: Rubric
) -> None:
    for n in range(COPIES):
        shutil.copy(ROOT / "submissions_example" / "middling.yaml", tmp_path / f"p{n:02}.yaml")
    command = [sys.executable, "-m", "grader", str(tmp_path), "--json", "--jobs", "2"]
    run = subprocess.Popen(  # noqa: S603  our own command
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    killed = 0
    while run.poll() is None:
        time.sleep(0.4)
        for worker in workers_of(run.pid)[:1]:
            os.kill(worker, signal.SIGKILL)
            killed += 1
    assert killed
    assert run.returncode in (0, 3)
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603  our own command
    assert marked(tmp_path, rubric) == COPIES


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_no_worker_outlives_a_run_that_was_killed(tmp_path: Path) -> None:
    for n in range(COPIES):
        shutil.copy(ROOT / "submissions_example" / "middling.yaml", tmp_path / f"p{n:02}.yaml")
    command = [sys.executable, "-m", "grader", str(tmp_path), "--json", "--jobs", "2"]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    while not (workers := workers_of(run.pid)) and run.poll() is None:
        time.sleep(0.02)
    run.kill()
    run.wait()
    end = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < end:
        time.sleep(0.1)
    assert workers
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]


def workers_of(parent: int) -> list[int]:
    """The processes that mark papers for a run, on Linux; none elsewhere."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(status[1]) == parent and b"resource_tracker" not in command:
            found.append(int(folder.name))
    return found
