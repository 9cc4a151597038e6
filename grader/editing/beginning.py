"""A new exam from another one, or from nothing: questions kept, questions added, and sums that hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent

from grader.dependencies import parameters_of
from grader.editing.balance import followed
from grader.editing.changelog import without_log
from grader.editing.cutting import filtered_list, with_block, without
from grader.editing.questions import TEMPLATES
from grader.editing.setting import set_values
from grader.editing.tree import Tree
from grader.errors import RubricError, UsageError
from grader.examining import examine
from grader.nodes import Steps
from grader.soundness import check

HEAD = """\
# yaml-language-server: $schema=rubric.schema.json
# An exam as data: edit this file, and `grade rubric check` it. Numbers are exact (1/8, 0.375).

"""
NOTHING = "exam: new\ntitle: new\nlanguage: en\npoints: 0\n"


@dataclass(frozen=True, slots=True)
class Added:
    """A question to add: its kind, and values of what `questions.py` asks for, by path."""

    kind: str
    title: str
    points: str = "1"
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new exam shall be: the questions to `keep` of the other one (None: all), those to add, what to change.

    `points` scales the whole exam to a total; empty leaves the sum of its questions.
    """

    exam: str
    title: str
    language: str
    keep: tuple[str, ...] | None = None
    added: tuple[Added, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    points: str = ""


def begin(text: str, wish: Wish) -> str:
    """The text of a new exam that `check` accepts; raises UsageError or RubricError where there would be none."""
    text = drafted(text, wish)
    head = [("exam", wish.exam), ("title", wish.title), ("language", wish.language)]
    text = set_values(text, [*head, *wish.values], force=True)
    if wish.points:
        text = set_values(text, [("points", wish.points)], rebalance=True)
    _, faults = check(text, wish.exam)
    if faults:
        raise RubricError(wish.exam, list(faults))
    return text


def drafted(text: str, wish: Wish) -> str:
    """The questions that a wish keeps and adds, before anything of them is changed; raises UsageError."""
    if wish.keep == () and not wish.added:
        raise UsageError("an exam has at least one question: keep one, or add one")
    text = _kept(_body(text), wish.keep)
    if wish.added:
        text = _with_questions(text, wish.added, wish.language)
    return HEAD + followed(_without_unused(text), ())


def _body(text: str) -> str:
    """An exam without its change log and the comments above its first key, which speak of that exam."""
    lines = without_log(text).removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    while lines and (not lines[0].strip() or lines[0].startswith("#")):
        lines.pop(0)
    return "\n".join(lines)


def _kept(text: str, keep: Sequence[str] | None) -> str:
    if keep is None:
        return text
    tree = Tree(text)
    ids = {at: tree.text_at((*at, "id")) or "" for at in tree.questions()}
    if unknown := set(keep) - set(ids.values()):
        raise UsageError(f"no question {', '.join(sorted(unknown))}; there are {', '.join(ids.values())}")
    if not keep:
        return NOTHING
    doomed = [at for at, id in ids.items() if id not in keep]
    emptied = {at[:2] for at in ids} - {at[:2] for at in ids if at not in doomed}
    return _with_known_follows(without(tree, [*doomed, *emptied]))


def _with_known_follows(text: str) -> str:
    """No part follows one that is gone; places move with each list that is cut down."""
    tree = Tree(text)
    ids = [tree.text_at((*at, "id")) or "" for at in tree.parts()]
    for at in tree.parts():
        text = filtered_list(Tree(text), (*at, "follows"), ids)
    return text


def _without_unused(text: str) -> str:
    """Parameters that no part names, and mistakes where there are no equations, are left out."""
    rubric, _ = examine(text)
    if rubric is None:
        return text
    named = {name for part in rubric.parts for name in parameters_of(part, rubric)}
    doomed: list[Steps] = [("parameters", name) for name in rubric.parameters if name not in named]
    if doomed and not named:
        doomed = [("parameters",)]
    if rubric.mistakes and not any(part.kind_name == "equations" for part in rubric.parts):
        doomed.append(("mistakes",))
    return without(Tree(text), doomed)


def _with_questions(text: str, added: Sequence[Added], language: str) -> str:
    """The text with an exercise more, and the parameters that its questions need."""
    number = _next_number(text)
    title = f"{'Exercice' if language == 'fr' else 'Exercise'} {number}"
    blocks, values = [], []
    for place, each in enumerate(added, 1):
        if each.kind not in TEMPLATES:
            raise UsageError(f"no question of kind “{each.kind}” can be added; known: {', '.join(TEMPLATES)}")
        names = {name: _free(name, text) for name in TEMPLATES[each.kind].parameters}
        for name, block in TEMPLATES[each.kind].parameters.items():
            text = _with_entry(text, "parameters", f"{names[name]}:{_below(block)}")
        id = f"{number}.{place}"
        blocks.append(_question(each, id, names))
        values += [(_placed(path, id, names), value) for path, value in each.values if value]
    exercise = f"title: {title}\npoints: 0\nquestions:\n" + "\n".join(map(_item, blocks))
    text = _with_entry(text, "exercises", _item(exercise))
    return set_values(text, values, force=True)


def _question(added: Added, id: str, names: Mapping[str, str]) -> str:
    options = TEMPLATES[added.kind].options
    for name, free in names.items():
        options = options.replace(f"{name}: {name}", f"{name}: {free}").replace(f"[{name}]", f"[{free}]")
    part = f'id: "{id}"\npoints: {added.points}\nkind: {added.kind}\nsource: "{id}"\n{options}'
    title = json.dumps(added.title, ensure_ascii=False)
    return f'id: "{id}"\ntitle: {title}\npoints: {added.points}\nparts:\n{_item(part)}'


def _placed(path: str, id: str, names: Mapping[str, str]) -> str:
    """A path of a template in the exam where it stands now."""
    first, _, rest = path.partition(".")
    if first == "part":
        return f"parts.{id}.{rest}"
    name, _, rest = rest.partition(".")
    return f"parameters.{names[name]}.{rest}"


def _with_entry(text: str, key: str, block: str) -> str:
    """The text with a block more under a key of the exam, which is made where it is not there."""
    if Tree(text).at((key,)) is not None:
        return with_block(Tree(text), (key,), block)
    inside = block if block.startswith("- ") else indent(block, "  ")
    return f"{text.rstrip()}\n\n{key}:\n{inside}\n"


def _next_number(text: str) -> int:
    """The number of an exercise more: above those of all exercises and questions that there are."""
    tree = Tree(text)
    ids = [(tree.text_at((*at, "id")) or "").partition(".")[0] for at in tree.questions()]
    return 1 + max([len({at[:2] for at in tree.questions()}), *(int(id) for id in ids if id.isdecimal())])


def _free(name: str, text: str) -> str:
    known = Tree(text)
    number = 1
    while known.at(("parameters", name if number == 1 else f"{name}{number}")) is not None:
        number += 1
    return name if number == 1 else f"{name}{number}"


def _item(block: str) -> str:
    return "- " + indent(block, "  ").lstrip()


def _below(block: str) -> str:
    return f" {block}" if block.startswith("{") else "\n" + indent(block, "  ")
