"""The kinds of answer, one file each; they never import each other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from grader.kinds.choice import ChoiceKind
from grader.kinds.equations import EquationsKind
from grader.kinds.grid import GridKind
from grader.kinds.ideas import IdeasKind
from grader.kinds.iterates import IteratesKind
from grader.kinds.method import MethodKind
from grader.kinds.number import NumberKind
from grader.kinds.program import ProgramKind
from grader.kinds.shape import ShapeKind
from grader.model import Kind

KINDS: Mapping[str, type[Kind]] = MappingProxyType(
    {
        "choice": ChoiceKind,
        "equations": EquationsKind,
        "grid": GridKind,
        "ideas": IdeasKind,
        "iterates": IteratesKind,
        "method": MethodKind,
        "number": NumberKind,
        "program": ProgramKind,
        "shape": ShapeKind,
    }
)
