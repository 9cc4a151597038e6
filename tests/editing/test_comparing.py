"""Two rubrics compared in a teacher's terms, and the schema that editors check rubrics with."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from grader.cli.rubric import rubric as command
from grader.editing.comparing import differences
from grader.editing.json_schema import rubric_schema
from grader.editing.setting import set_values
from grader.key import solve
from grader.rubric import load_rubric, read_rubric

ROOT = Path(__file__).parent.parent.parent
RUBRICS = sorted((ROOT / "rubrics").glob("*.yaml"))
TEXT = (ROOT / "rubrics" / "partiel-2018.yaml").read_text(encoding="utf-8")


def told(after: str) -> dict[str, tuple[str, str]]:
    old, new = read_rubric(TEXT), read_rubric(after)
    return {each.where: (each.before, each.after) for each in differences(old, new, solve(old), solve(new))}


def test_a_rubric_differs_from_itself_in_nothing() -> None:
    assert told(TEXT + "# a comment\n") == {}


def test_moved_points_are_told_by_part() -> None:
    after = set_values(TEXT, [("1.6.alpha3-gradient.points", "1/2"), ("1.6.alpha1-gradient.points", "1")])
    assert told(after) == {
        "1.6.alpha3-gradient.points": ("0.75", "0.5"),
        "1.6.alpha1-gradient.points": ("0.75", "1"),
    }


def test_a_changed_parameter_tells_which_answers_change() -> None:
    found = told(TEXT.replace("dilation: 2", "dilation: 1", 1))
    assert found["parameters.conv2.dilation"] == ("2", "1")
    assert "2.5.conv2 answer" in found
    assert "2.5.conv1 answer" not in found


def test_a_changed_concept_tells_its_pattern() -> None:
    before = read_rubric(TEXT)
    after = read_rubric(TEXT.replace("- DECALER FRONTIERE ~9", "- DECALER ~9", 1))
    found = [(each.before, each.after) for each in differences(before, after, solve(before), solve(after))]
    assert found == [("DECALER FRONTIERE ~9", ""), ("", "DECALER ~9")]


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_shipped_rubrics_are_what_the_schema_allows(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(rubric_schema())
    validator.check_schema(rubric_schema())
    faults = [
        f"{list(error.path)}: {error.message[:100]}"
        for error in validator.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kind: grid", "kind: gird"),
        ("points: 20\n", "pionts: 20\n"),
        ("bonus: true", "bonsu: true"),
        ("type: number", "type: nmber"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(before: str, after: str) -> None:
    validator = jsonschema.Draft202012Validator(rubric_schema())
    assert before in TEXT
    assert not validator.is_valid(yaml.safe_load(TEXT.replace(before, after, 1)))


def test_the_schema_is_one_json_document() -> None:
    result = CliRunner().invoke(command, ["schema"], standalone_mode=False)
    assert json.loads(result.stdout)["$schema"].startswith("https://json-schema.org/")


def test_set_writes_the_file_and_its_change_log(tmp_path: Path) -> None:
    path = tmp_path / "exam.yaml"
    path.write_text(TEXT, encoding="utf-8")
    asked = ["set", "parameters.conv2.dilation", "1", "--file", str(path), "--why", "plus simple"]
    result = CliRunner().invoke(command, asked, standalone_mode=False)
    assert result.exception is None
    assert result.stdout.split() == ["-", "dilation:", "2", "+", "dilation:", "1"]
    assert path.read_text(encoding="utf-8").rstrip().endswith("parameters.conv2.dilation 1 (plus simple)")
    load_rubric(path)


def test_line_ends_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    path = tmp_path / "exam.yaml"
    raw = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    path.write_bytes(raw)
    asked = ["set", "parameters.conv2.dilation", "1", "--file", str(path)]
    assert CliRunner().invoke(command, asked, standalone_mode=False).exception is None
    after = path.read_bytes()
    assert after.startswith(raw.replace(b"dilation: 2", b"dilation: 1", 1))
    assert after.count(b"\n") == after.count(b"\r\n")
