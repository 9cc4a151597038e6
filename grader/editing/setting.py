"""Changing values of a rubric: exactly the text of those values changes, comments and quoting stay."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from grader.editing.balance import BONUS, followed, is_number, scaled, twins
from grader.editing.tree import Tree
from grader.editing.writing import replaced, with_list
from grader.errors import RubricError, UsageError
from grader.examining import SUMS
from grader.key import solve
from grader.nodes import Steps
from grader.rubric import read_rubric


def set_values(
    text: str, pairs: Sequence[tuple[str, str]], *, rebalance: bool = False, force: bool = False
) -> str:
    """The rubric's text with values set by path; raises UsageError where that cannot be.

    What breaks a sum is refused, unless `rebalance` scales what stands beside so that totals stay, or `force` lets
    the totals above follow.
    """
    if rebalance and force:
        raise UsageError("--rebalance keeps the totals, --force lets them follow: give one of them")
    text, points = _written(text, pairs)
    if rebalance:
        text = scaled(text, points)
    if force:
        text = followed(text, points)
    _check(text)
    return text


def _written(text: str, pairs: Sequence[tuple[str, str]]) -> tuple[str, set[Steps]]:
    """The text with the values as they are given, and where points were among them."""
    points: set[Steps] = set()
    for path, value in pairs:
        tree = Tree(text)
        steps = tree.find(path)
        node = tree.at(steps)
        if isinstance(node, yaml.SequenceNode) and node.flow_style:
            text = with_list(tree, node, path, value)
            continue
        if not isinstance(node, yaml.ScalarNode):
            raise UsageError(f"“{path}” is no single value; `grade rubric edit` changes a whole block")
        if (steps[-1] == "points" or steps == BONUS) and not is_number(value):
            raise UsageError(f"not changed: “{value}” is no number of points; write 1/2, 0.5 or 2")
        both = [steps, *twins(tree, steps)]
        text = replaced(tree, [(at, value) for at in both])
        points |= {at for at in both if at[-1] == "points" or at == BONUS}
    return text, points


def _check(text: str) -> None:
    try:
        solve(read_rubric(text))
    except RubricError as error:
        broken = [fault for fault in error.faults if fault.hint != SUMS]
        told = "; ".join(fault.message for fault in broken or error.faults)
        way = "" if broken else " (--rebalance scales what stands beside, --force lets the totals follow)"
        raise UsageError(f"not changed: {told}{way}") from error
