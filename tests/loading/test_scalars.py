"""The text of a scalar, and the file's line number of each of its lines."""

from __future__ import annotations

import pytest
import yaml

from grader.loading.document import parse_document
from grader.nodes import Mapping, Scalar

WIDE = "mot " * 25


@pytest.mark.parametrize(
    ("yaml_text", "text", "lines"),
    [
        ("a: |\n  x = 1\n  y = 2\n", "x = 1\ny = 2", (2, 3)),
        ("a: |  # why\n\n  x\n\n   y\n", "\nx\n\n y", (2, 3, 4, 5)),
        ("a: |2\n    x\n", "  x", (2,)),
        ("a: 'it''s'", "it's", (1,)),
        ('a: "x\\ny"', "x\ny", (1, 1)),
        ("a:\n  x = 1\n  y = 2\n", "x = 1\ny = 2", (2, 3)),
        ("a:\n  if x {\n    y\n", "if x {\n  y", (2, 3)),
        ("a: x = 1\n  y = 2\n", "x = 1\ny = 2", (1, 2)),
        ("a: >\n  x = 1\n  y = 2\n\n  z\n", "x = 1\ny = 2\n\nz", (2, 3, 4, 5)),
        ('a: "x = 1\n  y = \\"2\\""', 'x = 1\ny = "2"', (1, 2)),
        ("a: 'x = 1\n  l''an 2'", "x = 1\nl'an 2", (1, 2)),
        ("a: 'x = 1\n\n  y = 2'", "x = 1\ny = 2", (1, 3)),
    ],
)
def test_lines_typed_as_lines_stay_lines(yaml_text: str, text: str, lines: tuple[int, ...]) -> None:
    assert _scalar(yaml_text).text == text
    assert _scalar(yaml_text).lines == lines


def test_a_text_wrapped_by_an_editor_is_one_line() -> None:
    assert _scalar(f"a: {WIDE}\n  {WIDE}\n  fin\n").text == f"{WIDE}{WIDE}fin"
    assert _scalar(f"a: >-\n  {WIDE}\n  fin\n").text == f"{WIDE} fin"


@pytest.mark.parametrize("style", [None, "'", '"', "|", ">"])
@pytest.mark.parametrize(
    "text", ["o1 = a\no2 = b", f"{WIDE}fin\n\nsuite", f"x = 1\n{WIDE}{WIDE}fin", "def f():\n\treturn 1 # é"]
)
def test_what_a_library_writes_is_read_back(text: str, style: str | None) -> None:
    written = yaml.safe_dump({"a": text}, default_style=style, allow_unicode=True)
    assert _scalar(written).text.split() == text.split()
    assert _scalar(written).text.rstrip("\n").count("\n") == text.count("\n")


def test_the_line_of_an_offset_is_the_file_s() -> None:
    scalar = _scalar("b: 1\na: |\n  x = 1\n\n  y = 2\n")
    assert scalar.line_at(scalar.text.index("y")) == 5


def _scalar(text: str) -> Scalar:
    root = parse_document(text, "paper.yaml")
    assert isinstance(root, Mapping)
    node = root.get("a")
    assert isinstance(node, Scalar)
    return node
