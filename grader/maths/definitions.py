"""The names that a student defines, such as δ₃ = …: they keep that meaning, here and in later answers."""

from __future__ import annotations

from collections.abc import Mapping

from grader.maths.records import record
from grader.maths.syntax import Add, Expr, Name, Negative, Number


@record
class Definition:
    """A name, its indices (concrete or generic, as in δ^(k)), and what it means.

    `answer` numbers the answer it stands in; `rank` its order there: the last definition of a name counts.
    """

    base: str
    indices: tuple[Expr, ...]
    value: Expr
    part: str = ""
    allowed: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def bind(self, indices: tuple[int, ...]) -> Mapping[str, int] | None:
        """What the generic indices stand for when the name is used with these, or None where it does not fit."""
        if len(indices) != len(self.indices):
            return None
        bindings: dict[str, int] = {}
        for pattern, index in zip(self.indices, indices, strict=True):
            bound = _bind(pattern, index)
            if bound is None:
                return None
            if bound[0] and bindings.setdefault(bound[0], bound[1]) != bound[1]:
                return None
        if any(letter in bindings and bindings[letter] not in values for letter, values in self.allowed):
            return None
        return bindings

    def scope(self, definitions: Definitions) -> Definitions:
        """The definitions that this one may use: all but itself, so that `δ = δ w` means the δ before it."""
        return Definitions(tuple(other for other in definitions.all if other is not self))


@record
class Definitions:
    """Definitions, the earliest first; a later one of the same name replaces it, a concrete one beats a generic one."""

    all: tuple[Definition, ...] = ()

    def look_up(self, base: str, indices: tuple[int, ...]) -> tuple[Definition, Mapping[str, int]] | None:
        """The definition of a name with these indices, and what its generic indices stand for."""
        found = None
        for definition in reversed(self.all):
            if definition.base != base or (bindings := definition.bind(indices)) is None:
                continue
            if not bindings:
                return definition, bindings
            found = found or (definition, bindings)
        return found

    def __add__(self, other: Definitions) -> Definitions:
        return Definitions((*self.all, *other.all))

    def defines(self, base: str) -> bool:
        """Whether a name of that base is defined, whatever its indices."""
        return any(definition.base == base for definition in self.all)


NO_DEFINITIONS = Definitions()


def derivative_key(of: str, by: str) -> str:
    """The name under which a student's line `dJ/ds3 = …` is kept."""
    return f"d{of}/d{by}"


def _bind(pattern: Expr, index: int) -> tuple[str, int] | None:
    match pattern:
        case Number(value=value):
            return ("", 0) if value == index else None
        case Name(base=base):
            return base, index
        case Add(terms=(Name(base=base), Number(value=value))):
            return base, index - int(value)
        case Add(terms=(Name(base=base), Negative(operand=Number(value=value)))):
            return base, index + int(value)
    return None
