"""Synthetic classes: papers drawn answer by answer from the example papers, in varied notation; seeded.

`python tests/benchmarks/synthetic.py FOLDER COUNT [SEED]`
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent.parent
SOURCES = ("excellent", "middling", "follow-through", "nearly-blank")
FIRST = "Ada Blaise Camille Denis Élodie Farid Gaëlle Hugo Inès Jules Karim Léa Mehdi Nour Zoé".split()
LAST = "Aubry Benali Caron Diallo Ferrand Garnier Hamdi Klein Lefèvre Moreau Nguyen Petit Rossi".split()

MANNERS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: re.sub(r"(?<=\d),(?=\d)", ".", text),
    lambda text: text.replace("alpha", "α").replace("eta", "η"),
    lambda text: text.replace(" + ", "+"),
    lambda text: text.replace("dJ/", "∂J/∂").replace("∂J/∂d", "∂J/∂"),
)


class Block(str):
    """A text written as a YAML block."""


yaml.SafeDumper.add_representer(
    Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")
)


def write_class(folder: Path, count: int, seed: int = 2018) -> list[Path]:
    """Write `count` papers; the same seed gives the same bytes."""
    sources = [_answers(name) for name in SOURCES]
    draw = random.Random(seed)  # noqa: S311  papers, not secrets
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"copie-{number:05}.yaml"
        path.write_text(_paper(number, sources, draw), encoding="utf-8")
        paths.append(path)
    return paths


def _paper(number: int, sources: list[dict[str, object]], draw: random.Random) -> str:
    weights = [draw.random() + 0.05 for _ in sources]
    manner = draw.choice(MANNERS)
    answers: dict[str, object] = {}
    for question in sources[0]:
        source = draw.choices(sources, weights)[0]
        if question in source and draw.random() > 0.04:
            answers[question] = _written(source[question], manner)
    student = {"id": str(21_900_000 + number), "name": f"{draw.choice(FIRST)} {draw.choice(LAST)}"}
    paper = {"exam": "partiel-2018", "student": student, "answers": answers}
    return yaml.safe_dump(paper, allow_unicode=True, sort_keys=False, width=1000)


def _written(answer: object, manner: Callable[[str], str]) -> object:
    if isinstance(answer, dict):
        return {name: _written(value, manner) for name, value in answer.items()}
    text = manner(_typed(answer))
    return Block(text) if "\n" in text else text


def _typed(answer: object) -> str:
    """A list as students type one: rows of a grid, or values in a line."""
    if not isinstance(answer, list):
        return str(answer)
    rows = [" ".join(map(str, row)) if isinstance(row, list) else str(row) for row in answer]
    return ("\n" if any(isinstance(row, list) for row in answer) else " ; ").join(rows)


def _answers(name: str) -> dict[str, object]:
    text = (ROOT / "submissions_example" / f"{name}.yaml").read_text(encoding="utf-8")
    answers: dict[str, object] = yaml.load(text, yaml.BaseLoader)["answers"]  # noqa: S506  texts only
    return answers


if __name__ == "__main__":
    write_class(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:]))
