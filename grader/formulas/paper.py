"""One answer with formulas, and what the earlier ones of its paper left."""

from __future__ import annotations

from collections.abc import Iterator

from grader.formulas.causes import Ledger
from grader.formulas.claims import Claim
from grader.formulas.worth import OwnFormulas, OwnOutputs
from grader.maths.records import record
from grader.maths.statement import Unread
from grader.maths.statements import Reading, read_answer
from grader.maths.syntax import Name, walk
from grader.nodes import Scalar
from grader.verdict import Evidence, doubt


@record
class Paper:
    """One answer with what the earlier ones of the paper left: own results in order, and slips charged."""

    text: Scalar
    reading: Reading
    ledger: Ledger
    owns: tuple[OwnFormulas, ...] = ()
    outputs: OwnOutputs | None = None

    def quote(self, claim: Claim) -> tuple[str, int]:
        """A claim in the student's words, with its line."""
        return self.reading.quote(claim.start, claim.end), self.text.line_at(claim.start)

    def quote_answer(self, claim: Claim) -> tuple[str, int]:
        """The last member of a claim's chain in the student's words, with its own line; all of a claim of one."""
        text = self.reading.text
        relation = text.rfind("=", claim.start, claim.answer.at) if len(claim.members) > 1 else -1
        if relation < 0:
            return self.quote(claim)
        rest = text[relation + 1 : claim.end]
        start = relation + 1 + len(rest) - len(rest.lstrip())
        return self.reading.quote(start, claim.end), self.text.line_at(start)


def unread_doubts(paper: Paper) -> Iterator[Evidence]:
    """What could not be read, shown for a person."""
    for unread in paper.reading.unread[:3]:
        yield _doubt(paper, unread)


def unread_names(paper: Paper, claim: Claim) -> Iterator[Evidence]:
    """What could not be read and defines a name that a claim uses, so that its meaning is not sure."""
    if not paper.reading.unread:
        return
    used = [node for node in walk(claim.answer) if isinstance(node, Name)]
    for unread in paper.reading.unread[:3]:
        left, sign, _ = paper.reading.quote(unread.start, unread.end).partition("=")
        named = read_answer(f"{left} = 1").statements[:1] if sign else ()
        if any(statement.left in used for statement in named):
            yield _doubt(paper, unread)


def _doubt(paper: Paper, unread: Unread) -> Evidence:
    quote = paper.reading.quote(unread.start, unread.end)[:200]
    return doubt("formula-unread", quote, paper.text.line_at(unread.start))
