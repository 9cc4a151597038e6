"""The command line, run as its users run it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "submissions_example"


def grade(
    *args: str, stdin: str = "", cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "grader", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        input=stdin,
        cwd=cwd,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_paper_is_graded_without_naming_a_command() -> None:
    run = grade(str(EXAMPLES / "middling.yaml"))
    assert run.returncode == 0, run.stderr
    assert "/ 20" in run.stdout.splitlines()[-1]


def test_json_is_one_document_with_the_contract(tmp_path: Path) -> None:
    run = grade(str(EXAMPLES / "middling.yaml"), "--json")
    paper = json.loads(run.stdout)
    assert {
        "exam",
        "student",
        "points",
        "max",
        "bonus",
        "low",
        "high",
        "rubric",
        "submission",
        "version",
    } < set(paper)
    assert len(paper["parts"]) == 34
    for part in paper["parts"]:
        assert {"id", "question", "points", "max", "status", "review", "remarks"} <= set(part)


def test_options_may_stand_before_the_paper() -> None:
    assert grade("--json", str(EXAMPLES / "middling.yaml")).returncode == 0


def test_the_exam_is_found_from_any_folder(tmp_path: Path) -> None:
    run = grade(str(EXAMPLES / "middling.yaml"), "--json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr


def test_a_rubric_beside_the_papers_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "class" / "rubrics").mkdir(parents=True)
    (tmp_path / "class" / "rubrics" / "partiel-2018.yaml").write_text("exam: partiel-2018")
    shutil.copy(EXAMPLES / "middling.yaml", tmp_path / "class")
    run = grade(str(tmp_path / "class" / "middling.yaml"), "--json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr


def test_an_installed_exam_serves_papers_that_lie_in_a_folder_above_it() -> None:
    from grader.exams import find_rubric

    assert find_rubric("partiel-2018", ROOT.parent / "paper.yaml").name == "partiel-2018.yaml"


def test_a_rubric_among_the_papers_is_named_with_the_way_to_use_it(tmp_path: Path) -> None:
    (tmp_path / "work" / "rubrics").mkdir(parents=True)
    (tmp_path / "work" / "rubrics" / "quiz.yaml").write_text("exam: quiz")
    (tmp_path / "paper.yaml").write_text("exam: quiz\nanswers: {}\n")
    run = grade("../paper.yaml", cwd=tmp_path / "work")
    assert "lies among the papers" in run.stderr
    assert "--rubric rubrics/quiz.yaml" in run.stderr


def test_output_is_plain_when_piped_and_narrow_enough() -> None:
    run = grade(str(EXAMPLES / "hostile.yaml"), COLUMNS="80")
    assert "\x1b" not in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 80


def test_a_folder_gives_a_table_a_csv_and_exit_3_for_what_cannot_be_read(tmp_path: Path) -> None:
    for name in ("middling", "english"):
        shutil.copy(EXAMPLES / f"{name}.yaml", tmp_path)
    (tmp_path / "broken.yaml").write_text("[1, 2")
    csv = tmp_path / "marks.csv"
    run = grade(str(tmp_path), "--csv", str(csv))
    assert run.returncode == 3
    assert "broken.yaml:1" in run.stderr
    assert len(csv.read_text(encoding="utf-8-sig").splitlines()) == 3


def test_a_csv_that_cannot_be_written_is_told_after_the_marks_and_the_faults(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "english.yaml", tmp_path)
    (tmp_path / "broken.yaml").write_text("[1, 2")
    run = grade(str(tmp_path), "--csv", str(tmp_path / "nowhere" / "marks.csv"), "--no-results")
    assert run.returncode == 2
    assert "english.yaml" in run.stdout
    assert "broken.yaml:1" in run.stderr
    assert "cannot write" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_class_says_what_is_unsound_and_what_comes_next(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "english.yaml", tmp_path / "a.yaml")
    (tmp_path / "b.yaml").write_text('exam: partiel-2018\nanswers:\n  "1.2": [[1, 2\n  "1.7": le biais\n')
    told = grade(str(tmp_path)).stderr
    assert "not valid YAML" in told
    assert f"for a person: grade review {tmp_path}" in " ".join(told.split())


def test_without_names_no_id_is_told_either(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copy(EXAMPLES / "english.yaml", tmp_path / f"{name}.yaml")
    told = grade(str(tmp_path), "--anonymous", str(tmp_path / "key.csv")).stderr
    assert "one student id stands on 2 papers" in told
    assert "21905005" not in told
    assert "a.yaml" not in told


def test_a_folder_as_json_is_one_document(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "middling.yaml", tmp_path)
    run = grade(str(tmp_path), "--json")
    assert len(json.loads(run.stdout)["papers"]) == 1


def test_strict_exits_with_1_when_something_needs_a_person(tmp_path: Path) -> None:
    paper = tmp_path / "p.yaml"
    paper.write_text(
        'exam: partiel-2018\nstudent: {id: "1", name: A}\nanswers: {"2.5": {conv1: "je ne sais plus"}}\n'
    )
    assert grade(str(paper), "--strict").returncode == 1


@pytest.mark.parametrize("part", ["1.2", "2.3", "2.5.conv1", "3.1", "3.8"])
def test_explain_shows_the_answer_the_verdict_and_the_reference(part: str) -> None:
    run = grade(str(EXAMPLES / "middling.yaml"), "--explain", part)
    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) > 5


def test_an_unknown_part_is_answered_with_the_nearest() -> None:
    run = grade(str(EXAMPLES / "middling.yaml"), "--explain", "2.5.conv3")
    assert run.returncode == 2
    assert "2.5.conv" in run.stderr


def test_a_missing_file_and_a_mistyped_command_exit_with_2() -> None:
    run = grade("rubrc")
    assert run.returncode == 2
    assert "grade rubric" in run.stderr


def test_a_typed_answer_is_judged_as_in_a_paper() -> None:
    run = grade("try", "2.3.minimum", "x = -0,4", "--json")
    assert json.loads(run.stdout)["points"] == 0.25


def test_an_answer_may_come_from_stdin() -> None:
    run = grade("try", "3.4.conv2", "-", "--json", stdin="16x16x64\n")
    assert json.loads(run.stdout)["status"] == "correct"


def test_the_key_shows_answers_and_assumptions() -> None:
    run = grade("key")
    assert run.returncode == 0, run.stderr
    assert "n3 et n4" in run.stdout
    assert "-0.4" in run.stdout


def test_the_template_is_a_paper_that_loads_and_is_blank(tmp_path: Path) -> None:
    blank = tmp_path / "blank.yaml"
    blank.write_text(grade("template").stdout.replace('id: ""', 'id: "1"'), encoding="utf-8")
    run = grade(str(blank), "--json")
    assert run.returncode == 0, run.stderr
    paper = json.loads(run.stdout)
    assert (paper["points"], paper["notices"]) == (0, [])
    assert {part["status"] for part in paper["parts"]} == {"blank"}


def test_check_tells_what_cannot_be_read_and_no_marks() -> None:
    run = grade("check", str(EXAMPLES / "excellent.yaml"))
    assert run.returncode == 0, run.stdout
    assert "20" not in run.stdout


def test_the_shipped_rubric_passes_its_own_check() -> None:
    run = grade("rubric", "check")
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_broken_rubric_is_refused_with_its_place(tmp_path: Path) -> None:
    text = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "r.yaml"
    broken.write_text(text.replace("points: 20", "points: 21"), encoding="utf-8")
    run = grade("rubric", "check", str(broken))
    assert run.returncode == 2
    assert f"{broken}:" in run.stderr


def test_the_tree_of_a_rubric_shows_every_part() -> None:
    assert "1.6.alpha3-gradient" in grade("rubric", "show").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_a_completion_script(shell: str) -> None:
    assert "_GRADE_COMPLETE" in grade("completion", shell).stdout


def test_grading_imports_neither_torch_nor_sympy_once_the_key_is_cached() -> None:
    paper = str(EXAMPLES / "excellent.yaml")
    grade(paper)
    code = (
        "import sys; from grader.cli import cli;"
        f"cli.main([{paper!r}], standalone_mode=False);"
        "sys.stderr.write(' '.join(m for m in ('torch', 'sympy') if m in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603  our own command
    assert run.stderr == ""
