from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from grader.model import Rubric
from grader.texts import LANGUAGES, catalogue, fill

ROOT = Path(__file__).parent.parent
HOLES = re.compile(r"\{(\w+)\}")
EVIDENCE = {"credit", "loss", "note", "doubt"}


def codes_in_the_source() -> set[str]:
    """The codes that the source gives as literals to evidence and phrases."""
    found: set[str] = set()
    for path in (ROOT / "grader").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if node.func.id in (EVIDENCE | {"phrase"}) and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


def test_both_languages_have_the_same_sentences_with_the_same_facts() -> None:
    french, english = (catalogue(language) for language in ("fr", "en"))
    assert set(french) == set(english)
    for code in french:
        assert set(HOLES.findall(french[code])) == set(HOLES.findall(english[code])), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_in_the_source_has_its_sentence(language: str, rubric: Rubric) -> None:
    known = set(catalogue(language)) | set(rubric.mistakes)
    assert codes_in_the_source() - known == set()


def test_no_sentence_stands_in_two_topics() -> None:
    import yaml

    for language in LANGUAGES:
        seen: dict[str, str] = {}
        for path in sorted((ROOT / "grader" / "texts" / language).glob("*.yaml")):
            for code in yaml.safe_load(path.read_text(encoding="utf-8")) or {}:
                assert seen.setdefault(code, path.name) == path.name, code


def test_a_fact_is_never_read_as_a_template() -> None:
    assert fill("{a}", {"a": "{b} {0.__class__}", "b": "no"}) == "{b} {0.__class__}"
