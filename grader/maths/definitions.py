"""The names that a student defines, such as δ₃ = …: they keep that meaning, here and in later answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from grader.maths.records import record
from grader.maths.syntax import Add, Expr, Name, Negative, Number, integers


@record
class Definition:
    """A name, its indices (concrete or generic, as in δ^(k)), and what it means.

    `part` is the answer it stands in, `allowed` restricts generic indices; `numbers` holds concrete ones.
    """

    base: str
    indices: tuple[Expr, ...]
    value: Expr
    part: str = ""
    allowed: tuple[tuple[str, tuple[int, ...]], ...] = ()
    numbers: tuple[int, ...] | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", integers(self.indices))

    def bind(self, indices: tuple[int, ...]) -> Mapping[str, int] | None:
        """What the generic indices stand for when the name is used with these, or None where it does not fit."""
        if self.numbers is not None:
            return {} if self.numbers == indices else None
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
        return Definitions(definitions.all, (*definitions.hidden, self), definitions.by_base)


@record
class Definitions:
    """Definitions, the earliest first; a later one of the same name replaces it, a concrete one beats a generic one.

    Those `hidden` are not looked up; `by_base` holds those of each name, the latest first.
    """

    all: tuple[Definition, ...] = ()
    hidden: tuple[Definition, ...] = ()
    by_base: dict[str, list[Definition]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.by_base:
            for definition in reversed(self.all):
                self.by_base.setdefault(definition.base, []).append(definition)

    def look_up(self, base: str, indices: tuple[int, ...]) -> tuple[Definition, Mapping[str, int]] | None:
        """The definition of a name with these indices, and what its generic indices stand for."""
        found = None
        for definition in self.by_base.get(base, ()):
            bindings = None if self._hides(definition) else definition.bind(indices)
            if bindings is None:
                continue
            if not bindings:
                return definition, bindings
            found = found or (definition, bindings)
        return found

    def _hides(self, definition: Definition) -> bool:
        return bool(self.hidden) and any(definition is other for other in self.hidden)

    def __add__(self, other: Definitions) -> Definitions:
        return Definitions((*self.all, *other.all))

    def defines(self, base: str) -> bool:
        """Whether a name of that base is defined, whatever its indices."""
        return base in self.by_base


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
