"""Changing values of a rubric: exactly the text of those values changes, comments and quoting stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import yaml

from grader.editing.tree import Steps, Tree
from grader.errors import RubricError, UsageError
from grader.key import solve
from grader.rubric import read_rubric

_SUMS = "make the points agree"


def set_values(
    text: str, pairs: Sequence[tuple[str, str]], *, rebalance: bool = False, force: bool = False
) -> str:
    """The rubric's text with values set by path; raises UsageError where that cannot be.

    What breaks a sum is refused, unless `rebalance` lets the totals above follow, or `force` leaves them wrong.
    """
    for path, value in pairs:
        tree = Tree(text)
        steps = tree.find(path)
        node = tree.at(steps)
        if isinstance(node, yaml.SequenceNode) and node.flow_style:
            text = _with_list(tree, node, path, value)
            continue
        if not isinstance(node, yaml.ScalarNode):
            raise UsageError(f"“{path}” is no single value; `grade rubric edit` changes a whole block")
        text = _replaced(tree, [(steps, value)])
        for twin in _twins(tree, steps):
            text = _replaced(Tree(text), [(twin, value)])
    if rebalance:
        text = _balanced(text)
    _check(text, force=force)
    return text


def _with_list(tree: Tree, node: yaml.Node, path: str, value: str) -> str:
    """The text with a list in brackets, such as a kernel, in the place of another."""
    try:
        given = yaml.compose(value, yaml.SafeLoader)
    except yaml.YAMLError:
        given = None
    if not isinstance(given, yaml.SequenceNode) or not given.flow_style or "\n" in value:
        raise UsageError(f"“{path}” is a list; write one in brackets, such as [[1, 0], [0, -1]]")
    start, end = tree.span(node)
    return tree.text[:start] + value.strip() + tree.text[end:]


def _replaced(tree: Tree, changes: Iterable[tuple[Steps, str]]) -> str:
    text = tree.text
    spans = [(*tree.span(node), node, steps, value) for steps, value in changes if (node := tree.at(steps))]
    for start, end, node, steps, value in sorted(spans, key=lambda row: -row[0]):
        head, tail = text[:start], text[end:]
        plain = head + _written(node, value, text[start:end], plainly=True) + tail
        quoted = head + _written(node, value, text[start:end], plainly=False) + tail
        text = plain if _reads_as(plain, steps, value) else quoted
    return text


def _reads_as(text: str, steps: Steps, value: str) -> bool:
    """Whether a text without more quotes than before still says the value, there."""
    try:
        return Tree(text).text_at(steps) == value
    except yaml.YAMLError:
        return False


def _written(node: yaml.Node, value: str, old: str, *, plainly: bool) -> str:
    """A value in the style of the one that it replaces."""
    if "\n" in value:
        raise UsageError("a value of several lines is changed with `grade rubric edit`")
    style = getattr(node, "style", None)
    if style == "'":
        return "'" + value.replace("'", "''") + "'"
    if style == '"':
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if style in ("|", ">"):
        head, _, body = old.partition("\n")
        indent = re.match(r" *", body)
        return f"{head}\n{indent[0] if indent else ''}{value}" + ("\n" if old.endswith("\n") else "")
    return value if plainly else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _twins(tree: Tree, steps: Steps) -> list[Steps]:
    """The points of a question that is one part are those of its part too, whichever of the two is named."""
    if steps[-1:] != ("points",):
        return []
    at = steps[:-1]
    if at in tree.parts() and _regular(tree, at[:-2]) == [at]:
        return [(*at[:-2], "points")]
    if at in tree.questions() and len(own := _regular(tree, at)) == 1:
        return [(*own[0], "points")]
    return []


def _regular(tree: Tree, question: Steps) -> list[Steps]:
    """The parts of a question that are no bonus."""
    parts = [part for part in tree.parts() if part[:-2] == question]
    return [part for part in parts if tree.text_at((*part, "bonus")) != "true"]


def _balanced(text: str) -> str:
    """Questions, exercises, the exam and its bonus worth what their parts are worth."""
    tree = Tree(text)
    worth: dict[Steps, Fraction] = {}
    for question in tree.questions():
        worth[question] = _sum(tree, _regular(tree, question), {})
    exercises = sorted({question[:2] for question in tree.questions()})
    for exercise in exercises:
        worth[exercise] = _sum(tree, [q for q in tree.questions() if q[:2] == exercise], worth)
    worth[()] = _sum(tree, exercises, worth)
    changes = {(*at, "points"): total for at, total in worth.items()}
    bonus = [part for part in tree.parts() if tree.text_at((*part, "bonus")) == "true"]
    if tree.at(("bonus",)) is not None:
        changes["bonus",] = _sum(tree, bonus, {})
    wrong = [(at, _shown(total)) for at, total in changes.items() if _number(tree, at) != total]
    return _replaced(tree, wrong)


def _sum(tree: Tree, places: Iterable[Steps], known: Mapping[Steps, Fraction]) -> Fraction:
    return sum((known.get(at, _number(tree, (*at, "points"))) for at in places), Fraction(0))


def _number(tree: Tree, steps: Steps) -> Fraction:
    try:
        return Fraction(tree.text_at(steps) or "0")
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _shown(points: Fraction) -> str:
    return f"{float(points):g}" if Fraction(f"{float(points):g}") == points else str(points)


def _check(text: str, *, force: bool) -> None:
    try:
        solve(read_rubric(text))
    except RubricError as error:
        broken = [fault for fault in error.faults if fault.hint != _SUMS]
        if broken:
            raise UsageError("not changed: " + "; ".join(fault.message for fault in broken)) from error
        if not force:
            told = "; ".join(fault.message for fault in error.faults)
            raise UsageError(
                f"not changed: {told} (--rebalance lets the totals follow, --force does not)"
            ) from error
