"""Sums that do not say over what they run: their index, and the values it takes."""

from __future__ import annotations

from collections.abc import Callable, Container

from grader.maths.syntax import INDEX_LETTERS, Expr, Name, walk
from grader.maths.wiring import Wiring


def free_letter(body: Expr, bound: Container[str]) -> str:
    """The first letter of a sum's body that stands for nothing yet."""
    letters = (
        node.base
        for node in walk(body)
        if isinstance(node, Name) and node.base in INDEX_LETTERS and not node.indices
    )
    return next((letter for letter in letters if letter not in bound), "i")


def domain(letter: str, body: Expr, wiring: Wiring, index: Callable[[Expr], int]) -> tuple[int, ...] | None:
    """What an index runs over: the weights of a neuron, the output neurons, the inputs; None where nothing says."""
    for node in walk(body):
        if isinstance(node, Name) and node.base == "w" and len(node.indices) == 2:
            if _mentions(node.indices[0], letter):
                return tuple(range(len(wiring.inputs(index(node.indices[1])))))
            if _mentions(node.indices[1], letter):
                return wiring.outputs
    for node in walk(body):
        if isinstance(node, Name) and node.base in ("s", "o", "delta") and _mentions_any(node, letter):
            return wiring.outputs
    return None


def _mentions(index: Expr, letter: str) -> bool:
    return any(isinstance(node, Name) and node.base == letter for node in walk(index))


def _mentions_any(name: Name, letter: str) -> bool:
    return any(_mentions(index, letter) for index in name.indices)
