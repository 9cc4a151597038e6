"""The blank paper that students fill in: every place where something may be answered."""

from __future__ import annotations

from grader.model import Rubric, Source
from grader.texts import phrase


def blank_paper(rubric: Rubric) -> str:
    """A YAML text with every question, quoted so that YAML changes nothing."""
    language = rubric.language
    lines = [
        f"# {rubric.title}",
        f"# {phrase('template-header', language)}",
        f"# {phrase('template-formulas', language)}",
        f"exam: {rubric.exam}",
        "student:",
        f'  id: ""    # {phrase("template-id", language)}',
        f'  name: ""  # {phrase("template-name", language)}',
        "answers:",
    ]
    for key, (title, fields) in _places(rubric).items():
        lines += [f"  # {title}", f'  "{key}":' + ("" if fields else " |")]
        lines += [f"    {field}: |\n      " for field in fields] or ["    "]
    return "\n".join(lines) + "\n"


def _places(rubric: Rubric) -> dict[str, tuple[str, list[str]]]:
    places: dict[str, tuple[str, list[str]]] = {}
    for question in rubric.questions:
        for part in question.parts:
            source: Source = part.source
            title = f"{question.title} : {part.title}" if part.bonus else question.title
            _, fields = places.setdefault(source.key, (title, []))
            if source.field and source.field not in fields:
                fields.append(source.field)
        for field in question.fields:
            _, fields = places[question.id]
            if field not in fields:
                fields.append(field)
    return places
