"""Items cut out of a rubric's text, and blocks put in; every line that stays is as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable

import yaml

from grader.editing.tree import Tree
from grader.errors import UsageError
from grader.nodes import Steps


def without(tree: Tree, doomed: Iterable[Steps]) -> str:
    """The text without these list items and keys, each with the comment right above it.

    Raises UsageError where one stands in brackets or braces.

    >>> print(without(Tree("a:\\n# the first\\n- 1\\n- 2   # kept\\nb: 3"), [("a", 0)]))
    a:
    - 2   # kept
    b: 3
    """
    gone = set(doomed)
    outermost = [steps for steps in gone if not any(steps[:depth] in gone for depth in range(len(steps)))]
    lines = tree.text.split("\n")
    dropped = {number for steps in outermost for number in _lines_of(tree, steps, lines)}
    for number, line in enumerate(lines):
        if number - 1 in dropped and not line.strip() and _opens(lines, number, dropped):
            dropped.add(number)
    return "\n".join(line for number, line in enumerate(lines) if number not in dropped)


def with_block(tree: Tree, holder: Steps, block: str) -> str:
    """The text with a block put in at the end of a list or mapping of blocks, as deep as its other items."""
    node = tree.at(holder)
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        raise UsageError(f"{'.'.join(map(str, holder))} stands on one line; write it as a block first")
    lines = tree.text.split("\n")
    last = _last_line(node, lines)
    indent = " " * node.start_mark.column
    return "\n".join(
        [*lines[: last + 1], *(indent + line for line in block.splitlines()), *lines[last + 1 :]]
    )


def _opens(lines: list[str], number: int, dropped: set[int]) -> bool:
    """Whether a blank line would follow on another one, or on a key whose first item is gone."""
    above = next((lines[n] for n in range(number - 1, -1, -1) if n not in dropped), "")
    return not above.strip() or above.rstrip().endswith(":")


def _lines_of(tree: Tree, steps: Steps, lines: list[str]) -> range:
    holder = tree.at(steps[:-1])
    if isinstance(holder, yaml.CollectionNode) and holder.flow_style:
        raise UsageError(
            f"{tree.spell(steps)} stands in brackets or braces; `grade rubric edit` takes it out"
        )
    first, node = _head(holder, steps[-1])
    while (
        first
        and lines[first - 1].lstrip().startswith("#")
        and not lines[first - 1].startswith(("# yaml-", "#!"))
    ):
        first -= 1
    return range(first, _last_line(node, lines) + 1)


def _head(holder: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node]:
    """The line on which an item or a key begins, and its value."""
    if isinstance(holder, yaml.MappingNode):
        key, value = next((key, value) for key, value in holder.value if key.value == step)
        return key.start_mark.line, value
    item: yaml.Node = getattr(holder, "value")[step]  # noqa: B009  what leads here stands in the text
    return item.start_mark.line, item


def _last_line(node: yaml.Node, lines: list[str]) -> int:
    """The last line of a value; blank lines and comments below it are not its own."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    line = min(node.end_mark.line, len(lines) - 1)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        line -= 1
        while line > node.start_mark.line and not lines[line].strip():
            line -= 1
    return int(line)


def filtered_list(tree: Tree, steps: Steps, kept: Iterable[str]) -> str:
    """The text with a list of names cut down to those that are kept; the whole key goes where none is."""
    node = tree.at(steps)
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    names = set(kept)
    left = [item for item in items if item.value in names]
    if len(left) == len(items) or not isinstance(node, yaml.SequenceNode):
        return tree.text
    if not node.flow_style:
        gone = [(*steps, n) for n, item in enumerate(items) if item not in left]
        return without(tree, [steps] if not left else gone)
    start, end = tree.span(node)
    inside = ", ".join(tree.text[slice(*tree.span(item))] for item in left)
    if left:
        return f"{tree.text[:start]}[{inside}]{tree.text[end:]}"
    head = re.sub(r"(,\s*)?[\w-]+:\s*$", "", tree.text[:start])
    return head + tree.text[end:]
