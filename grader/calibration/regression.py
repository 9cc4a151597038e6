"""Three small estimators in plain numpy: deterministic, without a seed, safe with a handful of rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

_STEPS = 40


def ridge(rows: Matrix, targets: Vector, penalty: float, shift_penalty: float = 0.0) -> tuple[float, Vector]:
    """The shift and weights of a linear model; `penalty` holds the weights to 0, and `shift_penalty` the shift.

    >>> shift, weights = ridge(np.array([[0.0], [1.0]]), np.array([0.0, 1.0]), penalty=1e-9)
    >>> round(float(weights[0]), 6)
    1.0
    """
    count, width = rows.shape
    if not count:
        return 0.0, np.zeros(width)
    full = np.column_stack([np.ones(count), rows])
    held = np.diag([shift_penalty, *([penalty] * width)])
    found = np.linalg.solve(full.T @ full + held + 1e-9 * np.eye(width + 1), full.T @ targets)
    weights: Vector = np.asarray(found[1:], dtype=np.float64)
    return float(found[0]), weights


def kernel_weights(vectors: Matrix, targets: Vector, penalty: float) -> Vector:
    """The weights of a ridge without shift, by way of the Gram matrix: for few rows and many columns."""
    gram = vectors @ vectors.T
    found: Vector = vectors.T @ np.linalg.solve(gram + penalty * np.eye(len(gram)), targets)
    return found


def logistic(
    rows: Matrix, outcomes: Vector, penalty: float, offset: Vector | float = 0.0
) -> tuple[float, Vector]:
    """The shift and weights of a logistic model by Newton's steps; the shift is free, `offset` is given beforehand.

    >>> shift, weights = logistic(np.array([[0.0], [1.0], [0.0], [1.0]]), np.array([0.0, 1.0, 1.0, 1.0]), 1.0)
    >>> weights[0] > 0
    np.True_
    """
    count, width = rows.shape
    full = np.column_stack([np.ones(count), rows])
    held = np.diag([1e-6, *([penalty] * width)])
    found = np.zeros(width + 1)
    for _ in range(_STEPS):
        chance = sigmoid(full @ found + offset)
        slope = full.T @ (outcomes - chance) - held @ found
        bend = (full * (chance * (1 - chance))[:, None]).T @ full + held
        step = np.linalg.solve(bend, slope)
        found = found + step / max(1.0, float(np.abs(step).max()))
        if float(np.abs(step).max()) < 1e-8:
            break
    return float(found[0]), found[1:]


def sigmoid(values: Vector) -> Vector:
    """1 / (1 + exp(-x)), without overflow."""
    result: Vector = 1.0 / (1.0 + np.exp(-np.clip(values, -35.0, 35.0)))
    return result
