"""The program as the exam prints it, with the bugs planted in it: data of the rubric."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

Check = Literal["dtype", "layout", "split", "initialisation"]


@dataclass(frozen=True, slots=True)
class Bug:
    """A planted bug: on the line that starts with `where`, `printed` should be `repaired`.

    `id` names the property of the program that tells whether it is repaired, by whatever route;
    `share` is its share of the part; `text` is what a student reads about it.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: Check
    where: str
    printed: str
    repaired: str
    text: str
    share: Fraction = Fraction(1, 4)

    def repair(self, program: str) -> str:
        """The program with this bug repaired; raises ValueError where the bug is not in it.

        >>> Bug("initialisation", "sess.run", "run(sess)", "run(init)", "").repair("x = 1\\nsess.run(sess)")
        'x = 1\\nsess.run(init)'
        """
        lines = program.split("\n")
        for row, line in enumerate(lines):
            if line.lstrip().startswith(self.where) and self.printed in line:
                lines[row] = line.replace(self.printed, self.repaired, 1)
                return "\n".join(lines)
        raise ValueError(f"bug {self.id}: no line starts with {self.where!r} and holds {self.printed!r}")


@dataclass(frozen=True, slots=True)
class PrintedProgram:
    """The printed text of the program and its planted bugs."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    text: str
    bugs: tuple[Bug, ...]

    def __post_init__(self) -> None:
        """Refuse bugs that are not in the text."""
        self.corrected()

    def corrected(self) -> str:
        """The text with every bug repaired."""
        text = self.text
        for bug in self.bugs:
            text = bug.repair(text)
        return text
