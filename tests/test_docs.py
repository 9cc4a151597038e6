"""What the guide and the README show is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import COMMANDS, cli
from grader.key import solve
from grader.loading.submission import read_submission
from grader.pipeline import grade
from grader.rubric import load_rubric, read_rubric
from grader.soundness import unsound_parts

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "exams.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAM = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[0]


def test_the_guides_exam_holds() -> None:
    rubric = read_rubric(EXAM)
    assert unsound_parts(rubric, solve(rubric)) == ()


def test_a_paper_of_the_guides_exam_is_graded() -> None:
    rubric = read_rubric(EXAM)
    answers = "{'1': \"dJ/dw0(2) = (s2-y1) f'(o2) s1\", '2': '3; 2; 1.5; 1.25', '4': it shifts the curve}"
    paper = read_submission(f"exam: quiz-2027\nstudent: {{id: 7}}\nanswers: {answers}", "p.yaml")
    report = grade(rubric, paper, solve(rubric))
    assert [float(mark.points) for mark in report.marks] == [1, 1, 0, 1]


@pytest.mark.parametrize("text", [GUIDE, README], ids=["guide", "README"])
def test_every_command_that_is_shown_exists(text: str) -> None:
    shown = set(re.findall(r"^grade ([a-z]+)(?= |$)", text, re.MULTILINE))
    assert shown
    assert shown <= COMMANDS.keys()


def test_the_readme_opens_with_what_the_program_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    command, block = re.findall(r"<!-- output of: (.*?) -->\n```text\n(.*?)\n```", README, re.DOTALL)[0]
    result = CliRunner().invoke(cli, shlex.split(command)[1:], standalone_mode=False)
    printed = "\n".join(row.rstrip() for row in result.output.splitlines())
    for piece in re.split(r"^…$", block, flags=re.MULTILINE):
        assert piece.strip() in printed


def test_the_guides_first_commands_give_an_exam_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", "true")
    shown = next(block for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) if "--exam" in block)
    for line in shown.strip().split("\n"):
        words = shlex.split(line.partition(" > ")[0])[1:]
        result = CliRunner().invoke(cli, words, standalone_mode=False)
        assert result.exception is None, (line, result.output, result.exception)
    assert (tmp_path / "key.html").exists()
    assert load_rubric(tmp_path / "rubrics" / "quiz-2027.yaml").points == 10
