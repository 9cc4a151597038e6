"""Two gradings compared: who moved, by how much, why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from grader.cli.diff import diff


def document(points: float, *codes: str, id: str = "7") -> dict[str, Any]:
    remarks = [{"code": code} for code in codes]
    parts = [{"id": "1.1", "points": points, "remarks": remarks}]
    return {"papers": [{"student": {"id": id, "name": "Ada"}, "points": points, "parts": parts}]}


def compared(folder: Path, before: dict[str, Any], after: dict[str, Any]) -> tuple[int, str]:
    for name, content in (("a.json", before), ("b.json", after)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    files = [str(folder / "a.json"), str(folder / "b.json")]
    run = CliRunner().invoke(diff, files, standalone_mode=False)
    return int(run.return_value), run.stdout


def test_a_student_who_moved_is_shown_with_the_reason(tmp_path: Path) -> None:
    status, text = compared(tmp_path, document(1, "right"), document(0.5, "bias-lost"))
    assert status == 1
    assert text.splitlines() == ["7 Ada: 1 -> 0.5", "  1.1: 1 -> 0.5 (-right +bias-lost)"]


def test_nothing_moved_says_nothing(tmp_path: Path) -> None:
    assert compared(tmp_path, document(1, "right"), document(1, "right")) == (0, "")


def test_a_paper_in_one_grading_only_is_named(tmp_path: Path) -> None:
    _, text = compared(tmp_path, document(1), document(1, id="8"))
    assert text.splitlines() == ["7 Ada: 1 -> no mark", "8 Ada: no mark -> 1"]
