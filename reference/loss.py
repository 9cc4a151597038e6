"""The loss of a network: a weighted sum of squares, or any smooth formula of its outputs and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from reference.formula import Formula, derivative, names
from reference.formula_text import parse
from reference.network import SquaredError, check_labels, number


@dataclass(frozen=True, slots=True)
class FormulaLoss:
    """J as a formula of the outputs s and the labels of the labelled neurons.

    >>> loss = FormulaLoss({"n3": "y1"}, "-(y1 log(s3) + (1 - y1) log(1 - s3))")
    >>> from reference.formula_text import write
    >>> write(loss.slope("n3"))
    '-(y1 / s3 - (1 - y1) / (1 - s3))'
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    labels: Mapping[str, str] = field(hash=False)
    expression: str
    formula: Formula = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_labels(self.labels)
        outputs = {f"s{number(name)}" for name in self.labels}
        formula = parse(self.expression, known={*outputs, *self.labels.values()})
        if missing := outputs - names(formula):
            raise ValueError(f"the loss does not depend on {', '.join(sorted(missing))}")
        object.__setattr__(self, "formula", formula)

    def slope(self, name: str) -> Formula:
        """dJ/ds of a labelled neuron, the other outputs held."""
        return derivative(self.formula, f"s{number(name)}")


Loss = SquaredError | FormulaLoss
