"""The JSON Schema of rubrics, for editors that complete and check YAML while one types."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from grader.kinds import KINDS
from grader.parameters import PARAMETERS
from grader.schema import PartFile, RubricFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def rubric_schema() -> dict[str, Any]:
    """The schema of a whole rubric file: every kind with its options, every type of parameter with its fields."""
    schema = RubricFile.model_json_schema(ref_template="#/$defs/{model}")
    definitions: dict[str, Any] = schema["$defs"]
    part = definitions["PartFile"]
    own = part["properties"]
    branches = []
    for name, kind in sorted(KINDS.items()):
        options = _options(kind, definitions)
        branches.append(
            {
                "type": "object",
                "title": name,
                "properties": {**own, "kind": {"const": name}, **options.get("properties", {})},
                "required": [*part["required"], *options.get("required", [])],
                "additionalProperties": False,
            }
        )
    definitions["PartFile"] = {"description": PartFile.__doc__, "oneOf": branches}
    parameters = [_parameter(name, of, definitions) for name, of in sorted(PARAMETERS.items())]
    schema["properties"]["parameters"]["additionalProperties"] = {"anyOf": parameters}
    return {"$schema": DIALECT, **_loosened(schema)}


def _parameter(name: str, of: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    options = _options(of, definitions)
    common = {"type": {"const": name}, "assumed": {"type": "boolean"}, "reason": {"type": "string"}}
    return {
        "type": "object",
        "title": name,
        "properties": {**options.get("properties", {}), **common},
        "required": ["type", *options.get("required", [])],
        "additionalProperties": False,
    }


def _options(of: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The fields of a dataclass, or the arguments of a function, as a schema."""
    schema = TypeAdapter(of).json_schema(ref_template="#/$defs/{model}")
    definitions.update(schema.pop("$defs", {}))
    if "arguments_schema" in schema or schema.get("type") != "object":
        return {"properties": {}, "required": []}
    return schema


def _loosened(value: Any) -> Any:
    """Numbers may be typed as fractions, and every scalar of YAML 1.1 as what it looks like."""
    if isinstance(value, list):
        return [_loosened(item) for item in value]
    if not isinstance(value, dict):
        return value
    if {"yes", "no"} <= set(value.get("enum", ())):
        return {"enum": [*value["enum"], True, False]}
    if value.get("type") in ("string", "number", "integer") and "const" not in value and "enum" not in value:
        rest = {key: item for key, item in value.items() if key not in ("type", "pattern", "format")}
        kept = {key: item for key, item in rest.items() if key in ("title", "description", "default")}
        return {**kept, "type": ["string", "number", "integer", "boolean"]}
    return {key: _loosened(item) for key, item in value.items()}
