"""What YAML's own complaints mean for someone who types an exam paper."""

from __future__ import annotations

import yaml

from grader.loading.faults import CodedFault, fault
from grader.loading.scalars import place_of
from grader.loading.text import line_of

_CAUSES = (
    ("escape", "yaml-escape"),
    ("hexdecimal", "yaml-escape"),
    ("hexadecimal", "yaml-escape"),
    ("tab character", "yaml-tab"),
    ("mapping values are not allowed", "yaml-colon"),
    ("sequence entries are not allowed", "yaml-dash"),
    ("'-' indicator", "yaml-dash"),
    ("end of stream", "yaml-quote"),
    ("',' or '}'", "yaml-bracket"),
    ("',' or ']'", "yaml-bracket"),
    ("cannot start any token", "yaml-start"),
    ("alphabetic or numeric", "yaml-start"),
    ("comment or line break", "yaml-start"),
    ("indentation indicators", "yaml-start"),
    ("mapping keys are not allowed", "yaml-start"),
    ("node content", "yaml-start"),
    ("expected key", "yaml-indent"),
    ("<block end>", "yaml-indent"),
    ("expected ':'", "yaml-indent"),
)


def syntax_fault(cause: yaml.YAMLError, shown: str, field: str) -> CodedFault:
    """The fault behind a parser's complaint about a file whose lines are `shown`."""
    if not isinstance(cause, yaml.MarkedYAMLError) or cause.problem_mark is None:
        return fault("yaml-other", field=field, problem=str(cause).splitlines()[0])
    problem = cause.problem or ""
    place = place_of(cause.context_mark if _at_its_start(cause) else cause.problem_mark)
    source = line_of(shown, place.line)
    code = next((code for text, code in _CAUSES if text in problem), "yaml-other")
    character = source[place.column - 1 : place.column]
    if code == "yaml-start" and character == "\t":
        code = "yaml-tab"
    return fault(code, place, source, field=field, problem=problem, character=character)


def _at_its_start(cause: yaml.MarkedYAMLError) -> bool:
    """Whether what was opened says more than the place where the file ended."""
    unclosed = ("end of stream", "',' or '}'", "',' or ']'")
    return cause.context_mark is not None and any(text in (cause.problem or "") for text in unclosed)
