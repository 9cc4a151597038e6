"""`grade try PART ANSWER --prove`: the certificate of a gradient, by computer algebra, within a time limit."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from grader.errors import UsageError
from grader.formulas.worth import OwnFormulas
from grader.key import Key
from grader.kinds.equations import EquationsKind
from grader.model import Part, Rubric
from grader.pipeline import judge
from grader.placing import place
from grader.submission import Submission
from grader.texts import phrase

if TYPE_CHECKING:
    from grader.formulas.certificate import Certificate

SECONDS = 30
LONGEST = 300


def print_proof(rubric: Rubric, part: Part, paper: Submission, key: Key, console: Console) -> None:
    """Print whether the answer minus the derivative cancels to zero; raises UsageError for a part without gradient."""
    if not isinstance(part.kind, EquationsKind) or part.kind.of not in ("weights", "slope"):
        raise UsageError(f"--prove is for gradients; {part.id} asks for none")
    own = judge(rubric, place(paper, rubric), key)[part.id].own
    lines = _lines(own, rubric.language) if isinstance(own, OwnFormulas) else []
    console.print(Text(phrase("proof-title", rubric.language), style="bold"))
    for line in lines or [phrase("proof-none", rubric.language)]:
        console.print(Text(f"  {line}"))


def _lines(own: OwnFormulas, language: str) -> list[str]:
    from grader.formulas.certificate import certify
    from grader.formulas.composed import NotProvableError

    if own.question is None:
        return []
    lines = []
    try:
        with _limited(SECONDS):
            for component, claim in sorted(own.claims.items()):
                proofs = certify(own.question, component, claim, own.definitions)
                lines.append(f"i = {component} : " if len(own.claims) > 1 else "")
                lines[-1] += _told(proofs, language)
    except NotProvableError as error:
        lines.append(phrase("proof-outside", language).replace("{what}", str(error)))
    except TimeoutError:
        lines.append(phrase("proof-time", language).replace("{seconds}", str(SECONDS)))
    return lines


def _told(proofs: Sequence[Certificate], language: str) -> str:
    """One line for all signs of o: that all are equal, or the first case in which the two differ."""
    differing = next((proof for proof in proofs if not proof.is_equal), None)
    if differing is None:
        return phrase("proof-equal", language)
    shown = differing.difference
    cut = shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"
    told = phrase("proof-different", language).replace("{difference}", cut)
    return f"{told} ({differing.case})" if differing.case else told


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
