r"""LaTeX macros of a student's own, `\newcommand{\pd}[2]{…}` and `\def\d{…}`, written out where they are used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_MACROS = 40
MAX_DEPTH = 6
MAX_EXPANDED = 4_000

Placed = list[tuple[str, int]]

_DEFINES = re.compile(  # every run of blanks is taken whole, so that no text is gone through again
    r"\\(?:(?:re|provide)?newcommand|providecommand|DeclareMathOperator)\*?\s*+\{?\s*+\\([A-Za-z]++)\s*+\}?\s*+"
    r"(?:\[([1-9])\]\s*+)?\{"
    r"|\\def\s*+\\([A-Za-z]++)((?:#[1-9]){0,9})\s*+\{"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)")


class RunawayError(ValueError):
    """Macros that grow without end."""


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command stands for, and how many groups follow it."""

    body: str
    count: int


def has_macros(text: str) -> bool:
    """Whether a text defines any."""
    return "\\" in text and _DEFINES.search(text) is not None


def placed(text: str) -> Placed:
    r"""The characters of a text, its macros written out, each with its place in it; raises RunawayError.

    >>> "".join(character for character, _ in placed(r"\newcommand{\s}[1]{s_{#1}}\s{3} - y")).strip()
    's_{3} - y'
    """
    if not has_macros(text):
        return list(zip(text, range(len(text)), strict=True))
    return _Expander(text).expanded()


@dataclass(slots=True)
class _Expander:
    text: str
    macros: dict[str, Macro] = field(default_factory=dict)
    spent: int = 0

    def expanded(self) -> Placed:
        return self._written_out(self._without_definitions(), 0)

    def _without_definitions(self) -> Placed:
        kept: Placed = []
        at = 0
        while found := _DEFINES.search(self.text, at):
            stop = group_end(self.text, found.end() - 1)
            kept += [(self.text[place], place) for place in range(at, found.start())]
            name = found[1] or found[3]
            count = int(found[2]) if found[2] else (found[4] or "").count("#")
            self.macros[name] = Macro(self.text[found.end() : stop - 1], count)
            at = stop
            if len(self.macros) > MAX_MACROS:
                raise RunawayError("too many macros")
        return [*kept, *((self.text[place], place) for place in range(at, len(self.text)))]

    def _written_out(self, characters: Placed, depth: int) -> Placed:
        if depth > MAX_DEPTH:
            raise RunawayError("macros that call each other without end")
        plain = "".join(character for character, _ in characters)
        written: Placed = []
        at = 0
        while at < len(plain):
            command = plain.find("\\", at)
            written += characters[at : len(plain) if command < 0 else command]
            if command < 0:
                break
            at = command
            macro = self._macro_at(plain, at)
            if macro is None:
                written.append(characters[at])
                at += 1
                continue
            self._spend(len(macro[1].body))
            name, known = macro
            groups, stop = _groups(plain, at + len(name) + 1, known.count)
            body = _filled(known.body, [characters[first:last] for first, last in groups], characters[at][1])
            written += self._written_out(body, depth + 1)
            self._spend(sum(last - first for first, last in groups))
            at = stop
        return written

    def _spend(self, characters: int) -> None:
        """Count a use of a macro and what it writes."""
        self.spent += 20 + characters
        if self.spent > MAX_EXPANDED:
            raise RunawayError("macros that grow too long")

    def _macro_at(self, plain: str, at: int) -> tuple[str, Macro] | None:
        found = _COMMAND.match(plain, at)
        known = self.macros.get(found[1]) if found else None
        return (found[1], known) if found and known else None


def group_end(text: str, opening: int) -> int:
    """The place behind the brace that closes the one here, or the end."""
    level = 0
    for place in range(opening, len(text)):
        level += (text[place] == "{") - (text[place] == "}")
        if level == 0:
            return place + 1
    return len(text)


def _groups(plain: str, at: int, count: int) -> tuple[list[tuple[int, int]], int]:
    """The insides of so many groups, or single signs, and the place behind them."""
    groups: list[tuple[int, int]] = []
    for _ in range(count):
        while plain[at : at + 1].isspace():
            at += 1
        stop = group_end(plain, at) if plain[at : at + 1] == "{" else min(at + 1, len(plain))
        inside = (at + 1, max(at + 1, stop - 1)) if plain[at : at + 1] == "{" else (at, stop)
        groups.append(inside)
        at = stop
    return groups, at


def _filled(body: str, groups: list[Placed], at: int) -> Placed:
    """A macro's body with its groups put in; what is the macro's own stands at the place of its use."""
    filled: Placed = []
    parts = re.split(r"#([1-9])", body)
    for number, part in enumerate(parts):
        if number % 2 == 0:
            filled += [(character, at) for character in part]
        elif int(part) <= len(groups):
            filled += groups[int(part) - 1]
    return filled
