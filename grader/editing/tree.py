"""A rubric's text as YAML nodes that know where they stand, and the paths that name them.

A path is what a teacher types: `1.6.alpha3-gradient.points`, `parameters.conv2.dilation`, `1.7.concepts.bias.share`.
Items of a list are named by their `id` or `name`, or counted from 1. A part may be named from anywhere by its id, and so
may a question; where both have one id, the part is meant and `questions.1.1` names the question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property

import yaml

from grader.errors import UsageError
from grader.loading.document import other_breaks_as_spaces
from grader.loading.scalars import PARSER
from grader.nodes import Steps


class Tree:
    """The nodes of a rubric's text; offsets count characters of that text."""

    def __init__(self, text: str) -> None:
        """Compose a text that `parse_document` accepts: it holds no anchors and no key twice."""
        self.text = text
        self._shift = 1 if text.startswith("\ufeff") else 0
        node = yaml.compose(other_breaks_as_spaces(text[self._shift :]), Loader=PARSER)
        self.root = node or yaml.MappingNode("tag:yaml.org,2002:map", [])

    def span(self, node: yaml.Node) -> tuple[int, int]:
        """Where a node starts and ends."""
        return node.start_mark.index + self._shift, node.end_mark.index + self._shift

    def at(self, steps: Steps) -> yaml.Node | None:
        """The node at these steps, or None."""
        node: yaml.Node | None = self.root
        for step in steps:
            node = dict(_children(node)).get(step) if node is not None else None
        return node

    def is_flow(self, steps: Steps) -> bool:
        """Whether what stands there stands in brackets or braces."""
        nodes = [self.at(steps[:depth]) for depth in range(len(steps))]
        return any(bool(getattr(node, "flow_style", False)) for node in nodes)

    def text_at(self, steps: Steps) -> str | None:
        """The text of the scalar at these steps, or None."""
        node = self.at(steps)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else None

    def find(self, path: str) -> Steps:
        """The steps of a path; raises UsageError that names the nearest paths."""
        found = self.lookup(path)
        if found is None:
            raise UsageError(f"no “{path}” in this rubric; {self._near(path)}")
        return found

    def lookup(self, path: str) -> Steps | None:
        """The steps of a path, or None."""
        for steps, rest in self._beginnings(path):
            found = self._walk(steps, rest)
            if found is not None:
                return found
        return None

    def _beginnings(self, path: str) -> Iterator[tuple[Steps, str]]:
        """Where a path may begin, and what is then left of it: at the top, or at a part or a question by its id."""
        yield (), path
        named = [(each, path) for each in (*self.parts(), *self.questions())]
        named += [(each, _below(path, "parts") or "") for each in self.parts()]
        named += [(each, _below(path, "questions") or "") for each in self.questions()]
        for steps, whole in named:
            rest = _below(whole, self._ids[steps])
            if rest is not None:
                yield steps, rest

    def spell(self, steps: Steps) -> str:
        """The shortest path that leads to these steps."""
        for anchor, prefix in (
            (steps[:6], ""),
            (steps[:4], ""),
            (steps[:6], "parts."),
            (steps[:4], "questions."),
        ):
            if anchor in self._ids:
                path = ".".join((prefix + self._ids[anchor], *self._names(anchor, steps)))
                if self.lookup(path) == steps:
                    return path
        return ".".join(self._names((), steps))

    def scalars(self) -> Iterator[Steps]:
        """Every scalar of the text, keys left out, in its order."""
        yield from _scalars(self.root, ())

    def settable(self) -> Iterator[tuple[str, str]]:
        """Every path whose value one line can give, lists in brackets included, with that value as it is written."""
        for steps in _leaves(self.root, ()):
            node = self.at(steps)
            written = self.text[slice(*self.span(node))] if node else ""
            if "\n" not in written:
                yield self.spell(steps), written

    def parts(self) -> tuple[Steps, ...]:
        """Where the parts stand."""
        return self._parts

    def questions(self) -> tuple[Steps, ...]:
        """Where the questions stand."""
        return self._questions

    @cached_property
    def _parts(self) -> tuple[Steps, ...]:
        return tuple(
            (*steps, "parts", n) for steps in self._questions for n in self._items((*steps, "parts"))
        )

    @cached_property
    def _questions(self) -> tuple[Steps, ...]:
        exercises = (("exercises", n) for n in self._items(("exercises",)))
        return tuple(
            (*steps, "questions", n) for steps in exercises for n in self._items((*steps, "questions"))
        )

    @cached_property
    def _ids(self) -> dict[Steps, str]:
        return {steps: self.text_at((*steps, "id")) or "" for steps in (*self._parts, *self._questions)}

    def _items(self, steps: Steps) -> range:
        node = self.at(steps)
        return range(len(node.value) if isinstance(node, yaml.SequenceNode) else 0)

    def _walk(self, steps: Steps, path: str) -> Steps | None:
        """The steps that a path leads to from here; the longest name that fits comes first."""
        if not path:
            return steps
        node = self.at(steps)
        for name, step in sorted(_named(node), key=lambda row: -len(row[0])):
            rest = _below(path, name)
            found = None if rest is None else self._walk((*steps, step), rest)
            if found is not None:
                return found
        return None

    def _names(self, anchor: Steps, steps: Steps) -> Iterator[str]:
        for depth in range(len(anchor), len(steps)):
            names = {step: name for name, step in reversed(list(_named(self.at(steps[:depth]))))}
            yield names[steps[depth]]

    def _near(self, path: str) -> str:
        known = [self.spell(steps) for steps in self.scalars()]
        known += [self.spell(steps) for steps in (*self.parts(), *self.questions())]
        near = get_close_matches(path, known, n=3, cutoff=0.5)
        return (
            f"did you mean {', '.join(near)}?" if near else "`grade rubric show --paths` lists what there is"
        )


def _children(node: yaml.Node | None) -> Iterator[tuple[str | int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((str(key.value), value) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)


def _named(node: yaml.Node | None) -> Iterator[tuple[str, str | int]]:
    """The children of a node by every name that they have, the best one first."""
    if isinstance(node, yaml.MappingNode):
        yield from ((str(key.value), str(key.value)) for key, _ in node.value)
        return
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    given = [_item_name(item) for item in items]
    count = Counter(given)
    for number, name in enumerate(given):
        if name and count[name] == 1:
            yield name, number
    for number in range(len(items)):
        if str(number + 1) not in count:
            yield str(number + 1), number


def _item_name(item: yaml.Node) -> str:
    children = dict(_children(item)) if isinstance(item, yaml.MappingNode) else {}
    named = [children[key] for key in ("id", "name") if isinstance(children.get(key), yaml.ScalarNode)]
    return str(named[0].value) if named else ""


def _scalars(node: yaml.Node, steps: Steps) -> Iterator[Steps]:
    if isinstance(node, yaml.ScalarNode):
        yield steps
    for step, child in _children(node):
        yield from _scalars(child, (*steps, step))


def _leaves(node: yaml.Node | None, steps: Steps) -> Iterator[Steps]:
    """Scalars, and lists in brackets as a whole."""
    if isinstance(node, yaml.ScalarNode) or (isinstance(node, yaml.SequenceNode) and node.flow_style):
        yield steps
        return
    for step, child in _children(node):
        yield from _leaves(child, (*steps, step))


def _below(path: str, name: str) -> str | None:
    """What is left of a path after a name, or None where it does not begin with it."""
    if path == name:
        return ""
    return path[len(name) + 1 :] if name and path.startswith(name + ".") else None
