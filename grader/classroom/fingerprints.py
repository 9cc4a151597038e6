"""What a part's judgement depends on, as a hash: while it is unchanged, a stored verdict still holds."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path

import grader
import reference
from grader.dependencies import judging_order, parameters_of
from grader.hashes import digest
from grader.model import Part, Rubric

NOTICES = ""  # stands for what a paper says beside its answers

_AFTER_JUDGING = ("cli", "review", "editing", "render", "classroom", "training")


def fingerprints(rubric: Rubric) -> dict[str, str]:
    """The fingerprint of every part by its id, and of the paper's notices under `NOTICES`.

    Points, titles and wordings are left out: they turn verdicts into a report and change none.
    """
    common = (code_digest(), rubric.exam, rubric.language, _places(rubric), _shares(rubric))
    own = {part.id: digest(common, _asked(part, rubric), *_taught(part.id, rubric)) for part in rubric.parts}
    needed = dependencies(rubric)
    return {
        NOTICES: digest(common, *_taught(NOTICES, rubric)),
        **{part: digest(own[part], [own[id] for id in sorted(needed[part])]) for part in own},
    }


@lru_cache(maxsize=16)
def dependencies(rubric: Rubric) -> dict[str, frozenset[str]]:
    """The parts whose judgement each part may look at: those that it follows, and earlier ones of its kind."""
    needed: dict[str, frozenset[str]] = {}
    earlier: list[Part] = []
    for part in judging_order(rubric):
        near = {*part.follows, *(other.id for other in earlier if other.kind_name == part.kind_name)}
        needed[part.id] = frozenset(near.union(*(needed.get(id, frozenset()) for id in near)))
        earlier.append(part)
    return needed


@cache
def code_digest() -> str:
    """The hash of every source file that judging may pass through, and of the version."""
    code = hashlib.sha256(grader.__version__.encode())
    for package in (grader, reference):
        for root in map(Path, package.__path__):
            for source in sorted(root.rglob("*.py")):
                if source.relative_to(root).parts[0] not in _AFTER_JUDGING:
                    code.update(source.read_bytes())
    return code.hexdigest()


def _asked(part: Part, rubric: Rubric) -> object:
    values = {name: rubric.parameters[name].value for name in sorted(parameters_of(part, rubric))}
    return part.id, part.kind_name, part.kind, str(part.source), part.also, part.follows, values


def _taught(part: str, rubric: Rubric) -> list[str]:
    """What earlier marks change there, if anything."""
    mark = rubric.calibration.mark(part) if rubric.calibration else ""
    return [mark] if mark else []


def _places(rubric: Rubric) -> object:
    """Where answers may stand, which tells how a paper is laid out before it is judged."""
    spellings = [(question.id, question.title, question.fields) for question in rubric.questions]
    return spellings, [(str(part.source), part.also) for part in rubric.parts]


def _shares(rubric: Rubric) -> object:
    return {name: mistake.share for name, mistake in rubric.mistakes.items()}
