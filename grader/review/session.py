"""One person's sitting: what waits, what was decided, and what is still open. Every decision is on disk at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from grader.calibration.observing import observe
from grader.classroom.graded import graded_answers
from grader.classroom.overrides import Override, append, read_points
from grader.classroom.results import Decisions
from grader.classroom.store import Store, store_path
from grader.errors import GraderError
from grader.key import Key
from grader.kinds.ideas import IdeasKind
from grader.language.scheme import Scheme
from grader.model import Rubric
from grader.nodes import Scalar
from grader.render.numbers import points as shown
from grader.review.reproposing import Change, Open, Settled, changes
from grader.review.waiting import Waiting, said, totals, waiting

OFFERED = 200
"""Of each answer whose proposal would change, so many characters are shown."""


class RefusedError(GraderError):
    """A decision that cannot be taken; the text is meant for the person at the page."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision of this sitting: what it gave, to which answers, and what stood there before."""

    ids: tuple[str, ...]
    share: Fraction
    why: str
    before: Mapping[str, Taken | None]


@dataclass(slots=True)
class Session:
    """The sitting; safe for several tabs, whose requests may come at once."""

    folder: Path
    rubric: Rubric
    key: Key
    by: str
    clock: Callable[[], str]
    items: dict[str, Waiting] = field(default_factory=dict)
    decided: dict[str, Taken] = field(default_factory=dict)
    log: list[Taken] = field(default_factory=list)
    offered: dict[str, Change] = field(default_factory=dict)
    moved: dict[str, Fraction] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def load(self) -> None:
        """Read from the store what waits; decisions that stand in the class's file wait no longer."""
        with self._lock, Store(store_path(self.folder)) as store:
            decisions = Decisions.of(self.folder, [paper.path for paper in store.papers()])
            found = waiting(store, decisions, self.rubric, self.key)
            self.items = {item.id: item for item in found}

    def decide(self, ids: Sequence[str], answer: Mapping[str, Any]) -> None:
        """Decide answers together, all or none; raises RefusedError.

        `answer` holds `points`, a `share`, or the `rows` that were ticked, with `why`, and under `seen` how many
        decisions the page knew each answer to have.
        """
        with self._lock:
            chosen, share = self._checked(ids, answer)
            seen = answer.get("seen") or {}
            late = [item.id for item in chosen if int(seen.get(item.id, 0)) != self._times(item.id)]
            if late:
                raise RefusedError("decided in another tab meanwhile; look again")
            why = " ".join(str(answer.get("why") or "").split())[:500]
            taken = Taken(tuple(ids), share, why, {id: self.decided.get(id) for id in ids})
            self._keep([(item, share, why) for item in chosen])
            self.log.append(taken)
            for id in ids:
                self.decided[id] = taken

    def check(self, ids: Sequence[str], answer: Mapping[str, Any]) -> None:
        """Whether that could be decided; raises RefusedError where not, and decides nothing."""
        self._checked(ids, answer)

    def _checked(self, ids: Sequence[str], answer: Mapping[str, Any]) -> tuple[list[Waiting], Fraction]:
        chosen = [self._item(id) for id in dict.fromkeys(ids)]
        if not chosen or len({item.part.id for item in chosen}) > 1:
            raise RefusedError("answers to one part are decided together, and at least one")
        return chosen, self._share(chosen[0], answer)

    def undo(self) -> tuple[str, ...]:
        """Take this sitting's last decision back; returns the answers that it was about, none where there is none."""
        with self._lock:
            if not self.log:
                return ()
            last = self.log.pop()
            self._keep(
                [
                    (self.items[id], earlier.share if earlier else None, earlier.why if earlier else "")
                    for id, earlier in last.before.items()
                ]
            )
            for id, earlier in last.before.items():
                if earlier is None:
                    del self.decided[id]
                else:
                    self.decided[id] = earlier
            return last.ids

    def offer(self) -> list[dict[str, Any]]:
        """What the decisions taken so far would change in the proposals that wait; nothing changes by asking."""
        with self._lock:
            kinds = {part.id: part.kind for part in self.rubric.parts if isinstance(part.kind, IdeasKind)}
            open_items = [item for item in self.items.values() if item.id not in self.decided]
            waiting = [self._open(item, kinds[item.part.id]) for item in open_items if item.part.id in kinds]
            settled = [Settled(said(self.items[id]), taken.share) for id, taken in self.decided.items()]
            found = changes(settled, graded_answers(self.folder, self.rubric).answers, waiting, kinds)
            self.offered = {change.id: change for change in found}
            return [self._offer(change) for change in found]

    def accept(self, ids: Sequence[str]) -> None:
        """Propose what was offered for these answers, which a person still decides; raises RefusedError."""
        with self._lock:
            unknown = [id for id in ids if id not in self.offered]
            if unknown:
                raise RefusedError("that was not offered; look again")
            self.moved |= {id: self.offered.pop(id).new for id in dict.fromkeys(ids)}

    def _open(self, item: Waiting, kind: IdeasKind) -> Open:
        observed = observe(kind, Scalar.typed(item.own))
        return Open(item.id, item.part.id, said(item), observed, self._proposed(item))

    def _offer(self, change: Change) -> dict[str, Any]:
        item = self.items[change.id]
        return {
            "id": change.id,
            "part": change.part,
            "answer": item.answer[:OFFERED],
            "old": shown(change.old * item.part.points),
            "new": shown(change.new * item.part.points),
            "max": shown(item.part.points),
            "reason": change.reason,
        }

    def _proposed(self, item: Waiting) -> Fraction:
        """The share proposed now: our own, or what was offered and accepted since."""
        return self.moved.get(item.id, item.verdict.share)

    def state(self) -> dict[str, Any]:
        """Everything that the page shows, as plain values; no name and no paper among them."""
        with self._lock:
            with Store(store_path(self.folder)) as store:
                decisions = Decisions.of(self.folder, [paper.path for paper in store.papers()])
                rows = list(totals(store, decisions, self.rubric))
            count = max(1, len(rows))
            means = [float(sum((row[side] for row in rows), Fraction(0)) / count) for side in range(3)]
            return {
                "title": self.rubric.title,
                "language": self.rubric.language,
                "items": [self._shown(item) for item in self.items.values()],
                "mean": dict(zip(("value", "low", "high"), means, strict=True)),
                "decided": len(self.decided),
            }

    def _item(self, id: str) -> Waiting:
        if id not in self.items:
            raise RefusedError("no such answer waits")
        return self.items[id]

    def _times(self, id: str) -> int:
        return sum(id in taken.ids for taken in self.log)

    def _share(self, item: Waiting, answer: Mapping[str, Any]) -> Fraction:
        given = [name for name in ("points", "share", "rows") if answer.get(name) is not None]
        if len(given) != 1:
            raise RefusedError("give points, a share, or the rows that count")
        if given == ["rows"]:
            return self._of_rows(item, answer["rows"])
        number = read_points(str(answer[given[0]]))
        most = item.part.points if given == ["points"] else Fraction(1)
        if number is None or number > most:
            raise RefusedError(f"“{answer[given[0]]}” is no number from 0 to {shown(most)}")
        return number / most if most else Fraction(0)

    def _of_rows(self, item: Waiting, ticked: Any) -> Fraction:
        known = {row.id: row.share for row in item.rows}
        kind = item.part.kind
        if not isinstance(ticked, list) or set(ticked) - known.keys() or not isinstance(kind, IdeasKind):
            raise RefusedError("no such rows in the marking guide")
        scheme = Scheme(kind.question, kind.default, kind.count, kind.lists)
        weights = tuple(known[id] if not kind.count else Fraction(1) for id in known if id in ticked)
        return scheme.total(weights)

    def _keep(self, rows: Sequence[tuple[Waiting, Fraction | None, str]]) -> None:
        append(
            self.folder,
            [
                Override(
                    item.paper,
                    item.part.id,
                    share=share,
                    why=why,
                    by=self.by,
                    on=self.clock(),
                    answer=item.answer_hash,
                    asked=item.asked_hash,
                    student=item.student,
                )
                for item, share, why in rows
            ],
        )

    def _shown(self, item: Waiting) -> dict[str, Any]:
        taken = self.decided.get(item.id)
        question = next(q for q in self.rubric.questions if item.part in q.parts)
        title = (
            question.title if item.part.title == question.title else f"{question.title} : {item.part.title}"
        )
        return {
            "id": item.id,
            "group": item.group,
            "part": item.part.id,
            "title": title,
            "max": shown(item.part.points),
            "answer": item.answer,
            "share": float(self._proposed(item)),
            "moved": item.id in self.moved,
            "points": shown(self._proposed(item) * item.part.points),
            "low": shown(min(item.verdict.low, self._proposed(item)) * item.part.points),
            "high": shown(max(item.verdict.high, self._proposed(item)) * item.part.points),
            "reasons": [list(reason) for reason in item.reasons],
            "rows": [
                {"id": row.id, "text": row.text, "share": float(row.share), "counted": row.counted}
                for row in item.rows
            ],
            "guide": self.key[item.part.id].answer,
            "decision": None if taken is None else shown(taken.share * item.part.points),
            "why": taken.why if taken else "",
            "times": self._times(item.id),
        }
