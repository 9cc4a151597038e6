"""Values written into a rubric's text, each in the style of the one that it replaces; everything else stays."""

from __future__ import annotations

import re
from collections.abc import Iterable

import yaml

from grader.editing.tree import Tree
from grader.errors import UsageError
from grader.loading.scalars import PARSER
from grader.nodes import Steps


def replaced(tree: Tree, changes: Iterable[tuple[Steps, str]]) -> str:
    """The text with these scalars replaced; raises UsageError where a value cannot stand there.

    >>> replaced(Tree("a: 'x'   # why"), [(("a",), "it's")])
    "a: 'it''s'   # why"
    """
    text = tree.text
    spans = [(*tree.span(node), node, steps, value) for steps, value in changes if (node := tree.at(steps))]
    for start, end, node, steps, value in sorted(spans, key=lambda row: -row[0]):
        gap = " " if start == end and text[start - 1 : start] in (":", "-") else ""
        text = text[:start] + gap + _written(node, value, text[start:end], tree.is_flow(steps)) + text[end:]
    return text


def with_list(tree: Tree, node: yaml.Node, path: str, value: str) -> str:
    """The text with a list in brackets, such as a kernel, in the place of another; raises UsageError."""
    try:
        given = yaml.compose(value, yaml.SafeLoader)
    except yaml.YAMLError:
        given = None
    if not isinstance(given, yaml.SequenceNode) or not given.flow_style or "\n" in value:
        raise UsageError(f"“{path}” is a list; write one in brackets, such as [[1, 0], [0, -1]]")
    start, end = tree.span(node)
    return tree.text[:start] + value.strip() + tree.text[end:]


def _written(node: yaml.Node, value: str, old: str, in_flow: bool) -> str:
    if "\n" in value or "\r" in value:
        raise UsageError("a value of several lines is changed with `grade rubric edit`")
    style = getattr(node, "style", None)
    if style == "'":
        return "'" + value.replace("'", "''") + "'"
    if style == '"':
        return _quoted(value)
    if style in ("|", ">"):
        return _block(value, old)
    return value if _is_plain(value, in_flow) else _quoted(value)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _block(value: str, old: str) -> str:
    """A line in the place of a block; one that a block would not keep as it is stands in quotes."""
    head, _, body = old.partition("\n")
    end = ("\r\n" if head.endswith("\r") else "\n") if old.endswith("\n") else ""
    if not value or value != value.strip():
        return _quoted(value) + end
    indent = re.match(r" *", body)
    return f"{head}\n{indent[0] if indent else ''}{value}{end}"


def _is_plain(value: str, in_flow: bool) -> bool:
    """Whether a value without quotes reads as itself, in brackets or on a line of its own."""
    try:
        node = yaml.compose(f"[{value}]" if in_flow else f"- {value}", Loader=PARSER)
    except yaml.YAMLError:
        return False
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    return len(items) == 1 and isinstance(items[0], yaml.ScalarNode) and items[0].value == value
