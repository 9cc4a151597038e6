"""What of a paper is compared with others: wrong formulas, and the texts of open answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from grader.nodes import Node, as_text
from grader.report import Report
from grader.submission import Submission
from grader.verdict import Status

_ACCENT = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Written:
    """What a paper says, by part: `formulas` that are wrong, `texts` of open answers, folded."""

    name: str
    formulas: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the papers of a class wrote in a part, by paper: wrong formulas, or texts of an open answer, as in `Written`."""

    part: str
    are_formulas: bool
    texts: Mapping[str, str]


def written_in(name: str, report: Report, submission: Submission) -> Written:
    """What of a paper is compared; answers that are wholly right tell nothing and are left out."""
    formulas: dict[str, str] = {}
    texts: dict[str, str] = {}
    seen: set[str] = set()
    for mark in report.marks:
        key = mark.part.source.key
        node = submission.answers.get(key)
        if node is None or mark.status is Status.BLANK:
            continue
        if mark.part.kind_name == "ideas":
            texts[mark.part.id] = " ".join(_WORD.findall(_folded(node)))
        elif key not in seen and mark.points < mark.part.points:
            formulas[mark.part.id] = re.sub(r"\s+", "", _folded(node))
            seen.add(key)
    return Written(name, formulas, texts)


def _folded(node: Node) -> str:
    """An answer in small letters without accents."""
    return _ACCENT.sub("", normalize("NFKD", as_text(node).text).lower())
