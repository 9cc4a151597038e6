"""What people read, by language: one YAML file a topic, one sentence a code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("fr", "en")

_HOLE = re.compile(r"\{(\w+)\}")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence of a language by its code."""
    folder = Path(__file__).parent / language
    sentences: dict[str, str] = {}
    for topic in sorted(folder.glob("*.yaml")):
        sentences |= yaml.load(topic.read_text(encoding="utf-8"), _LOADER) or {}  # noqa: S506  our own files
    return sentences


def phrase(code: str, language: str, facts: Mapping[str, str] | None = None) -> str:
    """The sentence of a code with its facts filled in; the code itself where no sentence is known.

    >>> phrase("blank", "en")
    'Not answered.'
    """
    return fill(catalogue(language).get(code, code), facts or {})


def fill(template: str, facts: Mapping[str, str]) -> str:
    """Put facts into a template; a fact is inserted as it is, never read as a template.

    >>> fill("{got} instead of {expected}", {"got": "{expected}", "expected": "5"})
    '{expected} instead of 5'
    """
    return _HOLE.sub(lambda hole: facts.get(hole[1], hole[0]), template) if facts else template
