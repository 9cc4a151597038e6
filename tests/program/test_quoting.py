"""Rows copied from the printed program are read once, and mean what they mean where they stand."""

from __future__ import annotations

import ast

import pytest

from grader.program.quoting import parse_rows, quotable
from grader.program.source import parse

PRINTED = "import numpy as np\n\ndef f(x):\n    y = x\n    return y\n\na = f(1)\nfor i in a:\n    print i"


@pytest.mark.parametrize(
    "text",
    [
        PRINTED,
        PRINTED.replace("a = f(1)", "a = f(2)"),
        PRINTED.replace("    return y", "    return y\n    z = 3"),
        PRINTED.replace("import numpy as np", "if b:\n    c = 1"),
        PRINTED.replace("    y = x", "    y = x\n# a note\n"),
        f"@g\n{PRINTED}",
        f"x = (1,\n{PRINTED}",
        f"{PRINTED}\nelse:\n    x = 2",
        f"s = '''\n{PRINTED}\n'''",
        f"{PRINTED}\ng(b=1, ...)\ng(a, ...)",
    ],
)
def test_what_is_read_piece_by_piece_is_what_the_whole_reads_as(text: str) -> None:
    whole, pieces = parse(text), parse_rows(text.split("\n"), quotable(PRINTED))
    if isinstance(whole, list):
        assert isinstance(pieces, list)
        assert [_dumped(item) for item in pieces] == [_dumped(item) for item in whole]
    else:
        assert str(pieces) == str(whole)


def test_a_copied_statement_is_the_same_for_every_answer_that_has_it_on_the_same_row() -> None:
    known = quotable(PRINTED)
    first, second = (
        parse_rows([start, "", "def f(x):", "    y = x", "    return y"], known) for start in "ab"
    )
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert first[1] is second[1]
    assert first[0] is not second[0]


def _dumped(statement: ast.stmt) -> str:
    return ast.dump(statement, include_attributes=True)
