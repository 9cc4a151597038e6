"""What an editor proposes while one types a rubric, by the real schema, is what the reader takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from grader.editing.json_schema import rubric_schema
from grader.kinds import KINDS
from grader.language.concepts import Concept
from grader.nodes import Steps
from grader.parameters import PARAMETERS

ROOT = Path(__file__).parent.parent.parent
RUBRIC = ROOT / "rubrics" / "partiel-2018.yaml"
SCHEMA = json.loads((RUBRIC.parent / "rubric.schema.json").read_text(encoding="utf-8"))
FILE = yaml.safe_load(RUBRIC.read_text(encoding="utf-8"))
PARTS: Steps = ("exercises", 0, "questions", 0, "parts", 0)


def options(schema: dict[str, Any], value: Any) -> Iterator[dict[str, Any]]:
    """The alternatives of a schema that what is already typed leaves open, as a completing editor sees them."""
    while "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    for name in ("anyOf", "oneOf"):
        for each in schema.get(name, ()):
            yield from options(each, value)
    typed = value if isinstance(value, dict) else {}
    consts = {key: each["const"] for key, each in schema.get("properties", {}).items() if "const" in each}
    if all(key not in typed or typed[key] == const for key, const in consts.items()):
        yield schema


def at(steps: Steps, file: Any) -> list[dict[str, Any]]:
    """The schemas of the value at these steps."""
    found = list(options(SCHEMA, file))
    for step in steps:
        file = file[step] if isinstance(file, list) or step in file else {}
        below = [_child(schema, step) for schema in found]
        found = [each for schema in below if schema is not None for each in options(schema, file)]
    return found


def keys(steps: Steps, file: Any = FILE) -> set[str]:
    return {key for schema in at(steps, file) for key in schema.get("properties", {})}


def values(steps: Steps, file: Any = FILE) -> set[Any]:
    found = at(steps, file)
    return {each["const"] for each in found if "const" in each} | {
        v for s in found for v in s.get("enum", ())
    }


def _child(schema: dict[str, Any], step: str | int) -> dict[str, Any] | None:
    if isinstance(step, int):
        return schema.get("items")
    other = schema.get("additionalProperties")
    return schema.get("properties", {}).get(step, other if isinstance(other, dict) else None)


def _mappings(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, dict[str, Any]]]:
    if isinstance(value, dict):
        yield steps, value
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, child in children:
        yield from _mappings(child, (*steps, step))


def test_the_shipped_schema_is_the_one_of_this_version() -> None:
    assert rubric_schema() == SCHEMA


def test_the_shipped_rubric_names_it_on_its_first_line() -> None:
    first = RUBRIC.read_text(encoding="utf-8").split("\n")[0]
    assert first == "# yaml-language-server: $schema=rubric.schema.json"


def test_every_key_of_the_shipped_rubric_is_one_that_an_editor_proposes() -> None:
    for steps, mapping in _mappings(FILE):
        known = keys(steps)
        open_ended = any(isinstance(each.get("additionalProperties"), dict) for each in at(steps, FILE))
        assert set(mapping) <= known or open_ended, steps


def test_kinds_and_types_are_proposed() -> None:
    untyped = {"exercises": [{"questions": [{"parts": [{}]}]}], "parameters": {"new": {}}}
    assert values((*PARTS, "kind"), untyped) == set(KINDS)
    assert values(("parameters", "new", "type"), untyped) == set(PARAMETERS)
    assert values(("language",)) == {"fr", "en"}


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("grid", {"image", "convolutions", "wrong_cells", "partner", "partner_convolution"}),
        ("shape", {"layers", "layer", "of", "piece", "spatial"}),
        ("number", {"function"}),
        ("choice", {"expected", "claim", "reference"}),
    ],
)
def test_a_part_of_a_kind_is_proposed_its_own_keys(kind: str, own: set[str]) -> None:
    typed = {"exercises": [{"questions": [{"parts": [{"kind": kind}]}]}]}
    common = {"id", "title", "points", "kind", "source", "also", "follows", "bonus"}
    assert keys(PARTS, typed) == own | common


def test_the_keys_of_a_concept_and_of_a_convolution_are_proposed() -> None:
    typed = {"exercises": [{"questions": [{"parts": [{"kind": "ideas", "concepts": [{}]}]}]}]}
    assert keys((*PARTS, "concepts", 0), typed) == {each.name for each in fields(Concept)}
    conv = {"parameters": {"c": {"type": "convolution"}}}
    proposed = keys(("parameters", "c"), conv)
    assert {"kernel", "stride", "padding", "dilation", "flipped", "assumed", "reason"} <= proposed
    assert {"same", "valid"} <= values(("parameters", "c", "padding"), conv)
    assert values(
        (*PARTS, "expected"), {"exercises": [{"questions": [{"parts": [{"kind": "choice"}]}]}]}
    ) >= {"yes", "no"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("dilation: 2", "dilatation: 2"),
        ("expected: no", "expected: maybe"),
        ("      share: 1/4\n      text: \"type", "      shar: 1/4\n      text: \"type"),
        ("{name: conv5, conv: 228", "{name: conv5, convo: 228"),
        ("        share: 1/2\n", "        shares: 1/2\n"),
    ],
)  # fmt: skip
def test_what_is_mistyped_deep_inside_is_underlined(before: str, after: str) -> None:
    text = RUBRIC.read_text(encoding="utf-8")
    assert before in text
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert not validator.is_valid(yaml.safe_load(text.replace(before, after, 1)))
