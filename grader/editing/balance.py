"""Sums of a rubric that hold after points were set: what stands beside shares the rest, or the totals above follow."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from grader.editing.tree import Tree
from grader.editing.writing import replaced
from grader.errors import UsageError
from grader.examining import worth
from grader.nodes import Steps

_TRUE = frozenset(["true", "yes", "on", "1", "t", "y"])
BONUS: Steps = ("bonus",)


def scaled(text: str, fixed: Collection[Steps]) -> str:
    """The text with every total kept: what was not set shares what is left of its total, in its old proportions.

    Raises UsageError where nothing would be left.
    """
    scale = _Scale(Tree(text), fixed)
    scale.share_out((), scale.number(("points",)))
    if scale.tree.at(BONUS) is not None:
        scale.share_among(list(scale.bonus_parts()), scale.number(BONUS), BONUS)
    return scale.written()


def followed(text: str, fixed: Collection[Steps]) -> str:
    """The text with every total the sum of what is below; what is below a total that was set is scaled to it."""
    scale = _Scale(Tree(text), fixed)
    for at in sorted(each[:-1] for each in fixed if each[-1:] == ("points",)):
        scale.share_out(at, scale.worth.get(at, scale.number((*at, "points"))))
    if BONUS in fixed:
        scale.share_among(list(scale.bonus_parts()), scale.number(BONUS), BONUS)
    scale.add_up(())
    if scale.tree.at(BONUS) is not None:
        parts = scale.bonus_parts()
        scale.worth[BONUS] = sum((scale.of(part) for part in parts), Fraction(0))
    return scale.written()


def twins(tree: Tree, steps: Steps) -> list[Steps]:
    """The points of a question that is one part are those of its part too, whichever of the two is named."""
    if steps[-1:] != ("points",):
        return []
    at = steps[:-1]
    if at in tree.parts() and regular_parts(tree, at[:-2]) == [at]:
        return [(*at[:-2], "points")]
    if at in tree.questions() and len(own := regular_parts(tree, at)) == 1:
        return [(*own[0], "points")]
    return []


def regular_parts(tree: Tree, question: Steps) -> list[Steps]:
    """The parts of a question that are no bonus."""
    return [part for part in tree.parts() if part[:-2] == question and not is_bonus(tree, part)]


def is_bonus(tree: Tree, part: Steps) -> bool:
    """Whether a part is a bonus."""
    return (tree.text_at((*part, "bonus")) or "").lower() in _TRUE


def is_number(text: str) -> bool:
    """Whether a text is a number of points, 0 or more."""
    try:
        return Fraction(text) >= 0
    except (ValueError, ZeroDivisionError):
        return False


class _Scale:
    """What exercises, questions and parts are worth while sums are made to hold."""

    def __init__(self, tree: Tree, fixed: Collection[Steps]) -> None:
        self.tree = tree
        self.fixed = {each[:-1] for each in fixed if each[-1:] == ("points",)}
        self.worth: dict[Steps, Fraction] = {}

    def number(self, steps: Steps) -> Fraction:
        text = self.tree.text_at(steps) or ""
        return Fraction(text) if is_number(text) else Fraction(0)

    def of(self, at: Steps) -> Fraction:
        return self.worth.get(at, self.number((*at, "points")))

    def below(self, at: Steps) -> list[Steps]:
        if at in self.tree.questions():
            return regular_parts(self.tree, at)
        if len(at) == 2:
            return [each for each in self.tree.questions() if each[:2] == at]
        return list(dict.fromkeys(each[:2] for each in self.tree.questions())) if not at else []

    def bonus_parts(self) -> Iterator[Steps]:
        return (part for part in self.tree.parts() if is_bonus(self.tree, part))

    def share_out(self, at: Steps, total: Fraction) -> None:
        """Make everything below add up to a total."""
        self.worth[at] = total
        self.share_among(self.below(at), total, at)

    def share_among(self, places: list[Steps], total: Fraction, at: Steps) -> None:
        free = [each for each in places if each not in self.fixed]
        rest = total - sum((self.of(each) for each in places if each in self.fixed), Fraction(0))
        before = sum((self.of(each) for each in free), Fraction(0))
        if places and rest != before and (rest <= 0 or not before):
            name = "bonus" if at == BONUS else self.tree.spell((*at, "points"))
            raise UsageError(
                f"not changed: {name} is {worth(total)}, which leaves {worth(rest)} for what was not set; "
                "--force lets the totals follow"
            )
        for each in places:
            kept = each in self.fixed or rest == before
            self.share_out(each, self.of(each) if kept else self.of(each) * rest / before)

    def add_up(self, at: Steps) -> Fraction:
        """Make everything from here down the sum of what is below it."""
        if places := self.below(at):
            self.worth[at] = sum((self.add_up(each) for each in places), Fraction(0))
        return self.of(at)

    def written(self) -> str:
        """The text with the values that changed, and those alone."""
        wanted = {at if at == BONUS else (*at, "points"): total for at, total in self.worth.items()}
        return replaced(
            self.tree, [(at, _shown(total)) for at, total in wanted.items() if self.number(at) != total]
        )


def _shown(points: Fraction) -> str:
    return f"{float(points):g}" if Fraction(f"{float(points):g}") == points else str(points)
