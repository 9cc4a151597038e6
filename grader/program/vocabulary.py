"""What the printed program tells a reader: its names, the arguments of its calls, how deep each of its rows stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from grader.program.quoting import Quotable, quotable


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the printed program; `depths` gives the levels at which a row that starts alike stands.

    `unbound` are those that are no names of its own: attributes, such as the `split` of `tf.split`, and arguments.
    `spaced` gives the names, the longest first, by how they look when their underscores are lost;
    `quotable` holds the pieces that an answer may copy.
    """

    names: frozenset[str]
    arguments: frozenset[str]
    unbound: frozenset[str]
    depths: Mapping[str, frozenset[int]]
    spaced: Mapping[str, str]
    quotable: Quotable

    @classmethod
    def of(cls, text: str, statements: Sequence[ast.stmt], corrected: str = "") -> Vocabulary:
        """The words of a program, from its text and its statements; an answer may copy what is `corrected`, too."""
        nodes = [node for statement in statements for node in ast.walk(statement)]
        arguments = frozenset(node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg)
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        depths: dict[str, frozenset[int]] = {}
        for row in filter(str.strip, text.split("\n")):
            level = (len(row) - len(row.lstrip())) // 4
            depths[start_of(row)] = depths.get(start_of(row), frozenset()) | {level}
        unbound = frozenset((attributes | arguments) - names)
        known = frozenset(names | unbound)
        spaced = MappingProxyType(_spaced(known))
        return cls(known, arguments, unbound, MappingProxyType(depths), spaced, quotable(text, corrected))


def _spaced(names: frozenset[str]) -> dict[str, str]:
    joined = sorted((name for name in names if "_" in name.strip("_")), key=lambda name: (-len(name), name))
    return {name.replace("_", " "): name for name in joined}


def start_of(row: str) -> str:
    """The beginning of a row, by which it is recognised wherever it is indented.

    >>> start_of("    z, l = getBatchTrain(size=BATCH_SIZE)"), start_of("for i in range(0, size//2):")
    ('z,l=', 'foriinrange(0,size/2):')
    """
    bare = re.sub(r"\s+", "", row.partition("#")[0]).replace("//", "/")
    if bare.endswith(":"):
        return bare[:60]
    found = re.match(r"[\w,.\[\]+/]{1,60}?(?:=(?!=)|\(|$)", bare)
    return found.group() if found else bare[:60]
