"""Pages as one file each: no script, nothing fetched, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.render.feedback import Feedback
from grader.texts import phrase

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def feedback_html(feedback: Feedback) -> str:
    """A student's page."""
    return page("feedback.html", feedback.language, paper=feedback)


def page(template: str, language: str, **content: Any) -> str:
    """A page from one of our templates, its words in `language`."""
    return "".join(page_pieces(template, language, **content))


def page_pieces(template: str, language: str, **content: Any) -> Iterator[str]:
    """The same piece by piece, for a page that is long."""
    made = _environment().get_template(template)
    return made.generate(language=language, say=lambda code, **facts: _say(code, language, facts), **content)


def _say(code: str, language: str, facts: dict[str, object]) -> str:
    return phrase(code, language, {name: str(value) for name, value in facts.items()})


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
