"""Faults found while reading a file: worded once by code, for an error message or for a remark on an answer.

A sentence of `texts/*/loading.yaml` says what is wrong and, after an arrow, the way out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from grader.errors import Fault
from grader.loading.clean import clean
from grader.nodes import Place
from grader.texts import phrase
from grader.verdict import Evidence, doubt

ARROW = " → "
LONGEST_QUOTE = 160

_NO_FACTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CodedFault(Fault):
    """A fault that can be worded in another language than the command line's."""

    code: str = ""
    facts: Mapping[str, str] = field(default_factory=lambda: _NO_FACTS)

    def words(self, language: str) -> str:
        """The whole sentence, way out included."""
        return phrase(self.code, language, self.facts)

    def evidence(self, field: str) -> Evidence:
        """The same as a reason why a person must look at an answer, or a field of one."""
        line = self.place.line if self.place else None
        return doubt(self.code, quote=self.source.strip(), line=line, **{**self.facts, "field": field})


def fault(code: str, place: Place | None = None, source: str = "", /, **facts: object) -> CodedFault:
    """The fault of that code, in English, with the way out as its hint."""
    shown = MappingProxyType({name: _one_line(value) for name, value in facts.items()})
    message, _, hint = phrase(code, "en", shown).partition(ARROW)
    return CodedFault(message, place, hint, clean(source, LONGEST_QUOTE), code, shown)


def field_name(steps: Iterable[str]) -> str:
    """A place in a file, as a reader writes it.

    >>> field_name(["answers", "2.5", "conv1"])
    'answers["2.5"].conv1'
    """
    name = ""
    for step in steps:
        if step.isidentifier():
            name += f".{step}" if name else step
        else:
            name += f"[{step}]" if step.isdigit() else f'["{clean(step, 40)}"]'
    return name or "(file)"


def _one_line(fact: object) -> str:
    return clean(str(fact), LONGEST_QUOTE).replace("\n", " ")
