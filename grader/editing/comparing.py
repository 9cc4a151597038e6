"""What two rubrics differ in, in a teacher's terms: points, questions, concepts, parameters, reference answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction

from grader.key import Key
from grader.model import Part, Rubric
from grader.render.numbers import points


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: where, and what was and is there; empty where there was or is nothing."""

    where: str
    before: str
    after: str


def differences(before: Rubric, after: Rubric, old_key: Key, new_key: Key) -> Iterator[Difference]:
    """Every difference that changes a mark, a text or an answer, in the order of the exam."""
    for name in ("exam", "title", "language"):
        yield from _one(name, getattr(before, name), getattr(after, name))
    yield from _one("points", _shown(before.points), _shown(after.points))
    yield from _one("bonus", _shown(before.bonus), _shown(after.bonus))
    yield from _parameters(before, after)
    for name in {**before.mistakes, **after.mistakes}:
        old, new = before.mistakes.get(name), after.mistakes.get(name)
        yield from _one(
            f"mistakes.{name}.share", str(old.share) if old else None, str(new.share) if new else None
        )
        yield from _one(f"mistakes.{name}.text", old.text if old else None, new.text if new else None)
    yield from _questions(before, after)
    old_parts = {part.id: part for part in before.parts}
    new_parts = {part.id: part for part in after.parts}
    for id in {**old_parts, **new_parts}:
        yield from _part(id, old_parts.get(id), new_parts.get(id))
    for id in old_parts:
        if id in new_parts and old_key[id].answer != new_key[id].answer:
            yield Difference(f"{id} answer", old_key[id].answer, new_key[id].answer)


def _parameters(before: Rubric, after: Rubric) -> Iterator[Difference]:
    for name in {**before.parameters, **after.parameters}:
        old, new = before.parameters.get(name), after.parameters.get(name)
        if old and new:
            yield from _values(f"parameters.{name}", old.value, new.value)
            yield from _one(f"parameters.{name}.assumed", str(old.assumed), str(new.assumed))
        else:
            yield Difference(f"parameters.{name}", "there" if old else "", "there" if new else "")


def _questions(before: Rubric, after: Rubric) -> Iterator[Difference]:
    old = {question.id: question for question in before.questions}
    new = {question.id: question for question in after.questions}
    for id in {**old, **new}:
        one, other = old.get(id), new.get(id)
        yield from _one(f"questions.{id}.title", one.title if one else None, other.title if other else None)
        yield from _one(
            f"questions.{id}.points",
            _shown(one.points) if one else None,
            _shown(other.points) if other else None,
        )


def _part(id: str, old: Part | None, new: Part | None) -> Iterator[Difference]:
    if old is None or new is None:
        yield Difference(id, "there" if old else "", "there" if new else "")
        return
    yield from _one(f"{id}.points", _shown(old.points), _shown(new.points))
    for name in ("title", "kind_name", "follows", "bonus"):
        yield from _one(
            f"{id}.{name.removesuffix('_name')}", str(getattr(old, name)), str(getattr(new, name))
        )
    yield from _one(f"{id}.source", str(old.source), str(new.source))
    if type(old.kind) is type(new.kind):
        yield from _values(id, old.kind, new.kind)


def _values(where: str, old: object, new: object) -> Iterator[Difference]:
    """The innermost differences of two values; items with an `id` are matched by it."""
    if is_dataclass(old) and is_dataclass(new) and type(old) is type(new):
        for each in fields(old):
            yield from _values(f"{where}.{each.name}", getattr(old, each.name), getattr(new, each.name))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in {**old, **new}:
            yield from _values(f"{where}.{name}", old.get(name, ""), new.get(name, ""))
    elif (
        isinstance(old, tuple)
        and isinstance(new, tuple)
        and all(hasattr(item, "id") for item in (*old, *new))
    ):
        first, second = {item.id: item for item in old}, {item.id: item for item in new}
        for id in {**first, **second}:
            if id in first and id in second:
                yield from _values(f"{where}.{id}", first[id], second[id])
            else:
                yield Difference(
                    f"{where}.{id}", "there" if id in first else "", "there" if id in second else ""
                )
    elif isinstance(old, tuple) and isinstance(new, tuple) and _are_texts((*old, *new)):
        yield from (Difference(where, text, "") for text in old if text not in new)
        yield from (Difference(where, "", text) for text in new if text not in old)
    elif old != new:
        yield Difference(where, _text(old), _text(new))


def _are_texts(items: tuple[object, ...]) -> bool:
    return bool(items) and all(isinstance(item, str) for item in items)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_text, value)) + "]"
    return _shown(value) if isinstance(value, Fraction) else str(value)


def _one(where: str, old: str | None, new: str | None) -> Iterator[Difference]:
    if old != new:
        yield Difference(where, old or "", new or "")


def _shown(value: Fraction) -> str:
    return points(value)
