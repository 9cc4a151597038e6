"""YAML as text: nothing typed, nothing hidden, nothing repeated, nothing deep."""

from __future__ import annotations

import time

import pytest
import yaml

from grader.errors import FileError, RubricError
from grader.loading import document, latex, scalars
from grader.loading.document import parse_document
from grader.nodes import Mapping, Node, Scalar, Sequence


@pytest.fixture(params=["C", "Python"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = scalars.PARSER if request.param == "C" else yaml.SafeLoader
    for module in (document, latex, scalars):
        monkeypatch.setattr(module, "PARSER", parser)


def value(text: str) -> Node:
    """What stands under `a`."""
    root = parse_document(text, "paper.yaml")
    assert isinstance(root, Mapping)
    node = root.get("a")
    assert node is not None
    return node


def text_of(text: str) -> str:
    """The text under `a`."""
    node = value(text)
    assert isinstance(node, Scalar)
    return node.text


def faults_of(text: str) -> list[str]:
    """Every fault, as `line:column message`."""
    with pytest.raises(FileError) as caught:
        parse_document(text, "paper.yaml", RubricError)
    assert isinstance(caught.value, RubricError)
    return [f"{fault.place} {fault.message}" for fault in caught.value.faults]


@pytest.mark.parametrize(
    "typed", ["no", "on", "010", "1_000", "4:30", "1e-5", "0,25", "2018-10-08", "-0.4", ".nan", "0x1F", "="]
)
def test_a_scalar_stays_the_text_that_was_typed(typed: str) -> None:
    assert text_of(f"a: {typed}") == typed


@pytest.mark.parametrize("typed", ["", "~", "null", "# a comment"])
def test_a_plain_null_is_an_empty_text(typed: str) -> None:
    assert text_of(f"a: {typed}") == ""


def test_quoted_null_is_a_text() -> None:
    assert text_of("a: 'null'") == "null"


def test_keys_3_1_and_3_10_stay_two() -> None:
    root = parse_document("3.1: a\n3.10: b", "paper.yaml")
    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.entries] == ["3.1", "3.10"]


def test_a_list_keeps_its_order_and_places() -> None:
    node = value("a: [4, 3.12]")
    assert isinstance(node, Sequence)
    assert [str(item.place) for item in node.items] == ["1:5", "1:8"]


def test_braces_without_a_colon_are_a_text() -> None:
    assert text_of("a: {o3 si o3 < 0, 0 sinon}") == "{o3 si o3 < 0, 0 sinon}"
    assert isinstance(value("a: {b: , c: 1}"), Mapping)


@pytest.mark.parametrize(
    ("braces", "texts"),
    [
        ("{x: -0,4, f: -0,66}", {"x": "-0,4", "f": "-0,66"}),
        ("{x: 4, 3,12, 3,12, f: 1}", {"x": "4, 3,12, 3,12", "f": "1"}),
        ("{loss: on rapproche,\n  sinon on éloigne, use: visages}", {"loss": "on rapproche,\n  sinon on éloigne", "use": "visages"}),
        ('{x: "4", f: 1}', {"x": "4", "f": "1"}),
        ("{x: , f: 1}", {"x": "", "f": "1"}),
        ('{x: "4", 5: , f: 1}', {"x": "4", "5": "", "f": "1"}),
    ],
)  # fmt: skip
def test_a_comma_in_braces_cuts_no_text(braces: str, texts: dict[str, str]) -> None:
    node = value(f"a: {braces}")
    assert isinstance(node, Mapping)
    assert {key.text: text.text for key, text in node.entries if isinstance(text, Scalar)} == texts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: *b", "1:4 a uses the YAML alias “*b”"),
        ("a: &b c", "1:4 a sets the YAML anchor “&b”"),
        ("a: !!python/module:os", "1:4 a holds the YAML tag “!!python/module:os”"),
        ("a: !x b", "1:4 a holds the YAML tag “!x”"),
        ("a: b\na: c", "2:1 a is written twice, on lines 1 and 2"),
        ("'a ': b\nc: d\na: c", "3:1 a is written twice, on lines 1 and 3"),
        ("\u00e9: b\ne\u0301: c", "2:1 e\u0301 is written twice, on lines 1 and 2"),
        ("? [a]\n: b", "1:3 a key of (file) is not a text"),
        ("a: 1\n---\nb: 2", "2:1 a second YAML document starts here"),
        ("# nothing", "None the file is empty"),
        ("a: {b", "1:4 a bracket or brace opened here is not closed as it should, in a"),
        ('a: "b', "1:4 a quote opened here is never closed, in a"),
        ("a: b: c", "1:5 a colon followed by a space splits this text in two, in (file)"),
        ("a: @b", "1:4 a text cannot start with “@” in YAML, in a"),
        ("a:\n\tb: c", "2:1 a tab stands where YAML wants spaces, in a"),
        ("a: b\x07c", "1:5 (file) holds the control character U+0007"),
        ("a: b\ud800c", "1:5 (file) holds the control character U+D800"),
    ],
)
def test_a_refusal_names_place_and_field(text: str, told: str) -> None:
    assert faults_of(text) == [told]


def test_an_unknown_escape_is_an_error_in_a_strict_file() -> None:
    assert "starts an escape that YAML does not know, in a" in faults_of('a: "\\d"')[0]


def test_faults_that_leave_the_structure_readable_are_told_together() -> None:
    assert len(faults_of("a: !x b\nc: &d e\nf: 1\nf: 2")) == 3


def test_a_refusal_shows_its_line_and_the_way_out() -> None:
    with pytest.raises(FileError) as caught:
        parse_document("b: 1\na: b: c", "paper.yaml")
    fault = caught.value.faults[0]
    assert fault.source == "a: b: c"
    assert "single quotes" in fault.hint


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 20_000,
        "a: " + "[" * 20_000 + "]" * 20_000,
        "a: " + "{b: " * 20_000,
        "a:\n " + "- " * 20_000,
        "\n".join(" " * depth + "a:" for depth in range(600)),
        "a: [" + "b," * 90_000 + "]",
        "\n".join(f"k{number}: a" for number in range(15_000)),
        "\n".join(f"k{number}: &k{number} a" for number in range(9_000)),
    ],
    ids=["open", "lists", "mappings", "dashes", "keys", "items", "flood", "anchors"],
)
def test_depth_and_size_are_bounded_before_anything_is_built(text: str) -> None:
    start = time.process_time()
    faults_of(text)
    assert time.process_time() - start < 2


def test_billion_laughs_are_refused_before_the_first() -> None:
    rows = [
        "a: &a [lol]",
        *(f"{b}: &{b} [*{a},*{a},*{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    ]
    assert len(faults_of("\n".join(rows))) == 17
