"""Synthetic classes are papers that load, the same for the same seed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from grader.classroom.intake import gather
from grader.loading.submission import load_submission

ROOT = Path(__file__).parent.parent.parent


def test_a_seed_gives_the_example_class_byte_for_byte(tmp_path: Path) -> None:
    command = [sys.executable, "tests/benchmarks/synthetic.py", str(tmp_path), "12"]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603  our own command
    made = {paper.name: paper.path.read_bytes() for paper in gather(tmp_path).papers}
    kept = {
        paper.name: paper.path.read_bytes() for paper in gather(ROOT / "submissions_example" / "class").papers
    }
    assert made == kept


def test_every_paper_of_the_example_class_loads_whole() -> None:
    for paper in gather(ROOT / "submissions_example" / "class").papers:
        assert not load_submission(paper.path).unread
