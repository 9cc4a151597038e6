"""What training a student's network showed: on the terminal, and as plain values."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.loading.clean import clean
from grader.texts import phrase
from grader.training.plan import CannotRun
from grader.training.watch import Observed


def print_observed(seen: Observed | CannotRun | None, language: str, console: Console) -> None:
    """Print the losses, the layers that learn, and which losses an image moves; or why nothing was trained."""
    console.print()
    console.print(Text(phrase("training-title", language), style="bold"))
    for line in lines(seen, language):
        console.print(Padding(Text(clean(line)), (0, 0, 0, 2), expand=False))


def lines(seen: Observed | CannotRun | None, language: str) -> list[str]:
    """What was observed, a sentence each."""
    match seen:
        case None:
            return [phrase("training-blank", language)]
        case CannotRun(code=code, line=line, facts=facts):
            where = phrase("training-row", language, {"row": str(line)}) if line else ""
            return [phrase(code, language, facts) + where]
        case Observed():
            return _sentences(seen, language)


def observed_json(seen: Observed | CannotRun | None) -> dict[str, object] | None:
    """What was observed as plain values, the answer's row where it could not be trained."""
    match seen:
        case None:
            return None
        case CannotRun(code=code, line=line):
            return {"refused": code, "row": line or None}
        case Observed():
            return {
                "losses": list(seen.losses),
                "after": seen.after,
                "gradients": dict(seen.gradients),
                "moved": seen.moved,
                "count": seen.count,
            }


def _sentences(seen: Observed, language: str) -> list[str]:
    run = {"steps": str(len(seen.losses)), "optimizer": seen.optimizer, "rate": f"{seen.rate:g}"}
    loss = {"before": _number(seen.losses[0]), "after": _number(seen.after)}
    still = [name for name, norm in seen.gradients if not norm]
    moved = {"moved": str(seen.moved), "count": str(seen.count)}
    layers = ", ".join(f"{name} {_number(norm)}" for name, norm in seen.gradients)
    return [
        phrase("training-run", language, run),
        phrase("training-loss", language, loss),
        phrase("training-gradients", language, {"layers": layers}),
        *([phrase("training-still", language, {"layers": ", ".join(still)})] if still else []),
        phrase("training-moved", language, moved),
        phrase("training-no-mark", language),
    ]


def _number(value: float | None) -> str:
    return "NaN" if value is None else f"{value:.5g}"
