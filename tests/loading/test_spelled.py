"""Sentences with colons, which YAML reads as keys, keep their words."""

from __future__ import annotations

from grader.loading.document import parse_document
from grader.loading.spelled import spelled_out


def test_keys_and_values_are_spelled_out_with_their_lines() -> None:
    node = parse_document(
        "Variable: poids appris\nplaceholder:\n- entrée\n- feed_dict\nPython: |\n  a\n  b\nfin:\n", "p"
    )
    spelled = spelled_out(node)
    assert spelled.text == "Variable: poids appris\nplaceholder:\nentrée\nfeed_dict\nPython:\na\nb\nfin:"
    assert spelled.lines == (1, 2, 3, 4, 5, 6, 7, 8)
    assert spelled.line_at(spelled.text.index("feed_dict")) == 4
