"""The answer key: the reference answer of every part, derived once and kept on disk while rubric and code are unchanged."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import grader
import reference
from grader import nodes
from grader.errors import Fault, RubricError
from grader.model import Part, Rubric, Solution, Source
from grader.nodes import Node, Place, Scalar
from grader.rubric import fault_at
from grader.shape_faults import guess
from grader.submission import Student, Submission

Key = Mapping[str, Solution]


def solve(rubric: Rubric) -> Key:
    """Derive every part's reference answer from the exam's parameters.

    Raises RubricError that names every part whose answer they do not give, such as the minimum of x³.
    """
    found = {part.id: solve_part(part, rubric) for part in rubric.parts}
    faults = [each for each in found.values() if isinstance(each, Fault)]
    if faults:
        raise RubricError(rubric.path or rubric.exam, faults)
    return MappingProxyType({id: each for id, each in found.items() if not isinstance(each, Fault)})


def solve_part(part: Part, rubric: Rubric) -> Solution | Fault:
    """A part's reference answer, or why the exam's parameters give none."""
    try:
        return part.kind.solve(rubric)
    except KeyError as error:
        told, hint = f"there is no {error.args[0]}", guess(str(error.args[0]), tuple(rubric.parameters))
    except (ValueError, LookupError, TypeError) as error:
        told, hint = str(error), ""
    return fault_at(rubric, part.steps, f"part {part.id} has no reference answer: {told}", hint)


def cached(rubric: Rubric, derive: Callable[[Rubric], Key] = solve) -> Key:
    """The key from the cache, or derived and kept; a cache that cannot be used only costs time."""
    path = cache_folder() / f"key-{fingerprint(rubric.digest)}.json"
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return MappingProxyType(
            {id: Solution(row["answer"], tuple(row["steps"])) for id, row in rows.items()}
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        key = derive(rubric)
        _keep(path, key)
        return key


def perfect_paper(rubric: Rubric, key: Key) -> Submission:
    """The paper of a student who writes the reference answer everywhere."""
    texts: dict[Source, list[str]] = {}
    for part in rubric.parts:
        texts.setdefault(part.source, []).append(key[part.id].answer)
    answers: dict[str, Node] = {}
    fields: dict[str, list[tuple[Scalar, Node]]] = {}
    for source, written in texts.items():
        answer = Scalar.typed("\n".join(written))
        if source.field:
            fields.setdefault(source.key, []).append((Scalar.typed(source.field), answer))
        else:
            answers[source.key] = answer
    answers |= {name: nodes.Mapping(tuple(entries), Place(1, 1)) for name, entries in fields.items()}
    return Submission(rubric.exam, Student("key", ""), answers)


def cache_folder() -> Path:
    """Where keys are kept: `$XDG_CACHE_HOME/exam-grader`, or `~/.cache/exam-grader`."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", ""), ".cache")  # noqa: PTH118  Path.home raises without HOME
    return Path(base) / "exam-grader"


def fingerprint(rubric: str) -> str:
    """Changes with the hash of the rubric, the version, and every source file that a derivation may pass through."""
    digest = hashlib.sha256(f"{rubric} {grader.__version__}".encode())
    for package in (grader, reference):
        for folder in package.__path__:
            for source in sorted(Path(folder).rglob("*.py")):
                facts = source.stat()
                digest.update(f"{source.name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def _keep(path: Path, key: Key) -> None:
    rows = {id: {"answer": solution.answer, "steps": list(solution.steps)} for id, solution in key.items()}
    keep_text(path, json.dumps(rows, ensure_ascii=False))


def keep_text(path: Path, text: str) -> None:
    """Write a file of the cache in one step; a cache that cannot be written only costs time."""
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError:
        return
