"""Synthetic classes: papers composed answer by answer from a bank of sentences, slips and notations; seeded.

`python tests/benchmarks/synthetic.py FOLDER COUNT [SEED]`
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent))

from formulary import Formulary

ROOT = Path(__file__).parent.parent.parent
FIRST = "Ada Blaise Camille Denis Élodie Farid Gaëlle Hugo Inès Jules Karim Léa Mehdi Nour Zoé".split()
LAST = "Aubry Benali Caron Diallo Ferrand Garnier Hamdi Klein Lefèvre Moreau Nguyen Petit Rossi".split()
CONV1 = [[-2, 1, 2, -1, 0, 2], [2, 2, 1, -1, 1, 2], [5, -1, 2, 2, 1, 1], [0, 2, -2, -1, 1, 2],
         [0, 4, 2, 4, 1, 0], [1, 0, 1, -1, 2, -3]]  # fmt: skip
CONV2 = [[-3, 1], [7, 2]]
REPAIRS = (
    ("tf.bool, shape=(BATCH_SIZE, 3, 32, 32)", "tf.float32, shape=(BATCH_SIZE, 3, 32, 32)"),
    ("(BATCH_SIZE, 3, 32, 32)", "(BATCH_SIZE, 32, 32, 3)"),
    ("tf.split(conv5, BATCH_SIZE/2, axis=0)", "tf.split(conv5, 2, axis=0)"),
    ("sess.run(sess)", "sess.run(init)"),
)
SHAPES: tuple[tuple[str, dict[str, tuple[str, ...]]], ...] = (
    ("3.4", {"conv5": ("4x4x228", "[4, 4, 228]", "4*4*228", "8x8x228"), "conv2": ("16x16x64", "[16, 16, 64]", "32x32x64")}),
    ("3.5", {"conv5": ("3x3x156", "3x3", "3x3x228", "[3, 3, 156, 228]"), "conv2": ("3x3x32", "3x3x64", "3 x 3 x 32")}),
    ("3.6", {"conv5_a": ("(8, 4, 4, 228)", "(2, 4, 4, 228)", "8x4x4x228"), "conv5": ("(16, 4, 4, 228)", "16x4x4x228")}),
)  # fmt: skip


class Block(str):
    """A text written as a YAML block."""


yaml.SafeDumper.add_representer(
    Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")
)


def write_class(folder: Path, count: int, seed: int = 2018) -> list[Path]:
    """Write `count` papers; the same seed gives the same bytes."""
    bank = _yaml(Path(__file__).parent / "bank.yaml")
    program = str(_yaml(ROOT / "rubrics" / "partiel-2018.yaml")["parameters"]["program"]["text"])
    draw = random.Random(seed)  # noqa: S311  papers, not secrets
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"copie-{number:05}.yaml"
        path.write_text(_Student(number, bank, program, draw).paper(), encoding="utf-8")
        paths.append(path)
    return paths


class _Student:
    """One student: how much they know, and how carefully and how much they write."""

    def __init__(
        self, number: int, bank: dict[str, dict[str, list[list[str]]]], program: str, draw: random.Random
    ) -> None:
        self.number, self.bank, self.program, self.draw = number, bank, program, draw
        self.care = draw.betavariate(3, 2)
        self.leaves = draw.choice([0.0, 0.0, 0.02, 0.08, 0.25])

    def paper(self) -> str:
        """The whole file."""
        answers: dict[str, object] = {**Formulary(self.draw, self.care).answers()}
        answers |= {key: self._said(key) for key in self.bank if "/" not in key}
        answers["2.3"] = self._minimum()
        answers["2.5"] = {"conv1": self._grid(CONV1), "conv2": self._grid(CONV2)}
        answers["3.1"] = self._repaired()
        answers["3.7"] = {name: self._said(f"3.7/{name}") for name in ("loss", "use")}
        answers |= {key: {name: self._one(texts) for name, texts in fields.items()} for key, fields in SHAPES}
        given = {
            key: _written(answers[key])
            for key in sorted(answers, key=_place)
            if self.draw.random() >= self.leaves
        }
        student = {
            "id": str(21_900_000 + self.number),
            "name": f"{self.draw.choice(FIRST)} {self.draw.choice(LAST)}",
        }
        paper = {"exam": "partiel-2018", "student": student, "answers": given}
        return yaml.safe_dump(paper, allow_unicode=True, sort_keys=False, width=1000)

    def _one(self, texts: tuple[str, ...]) -> str:
        return texts[0] if self.draw.random() < self.care else self.draw.choice(texts)

    def _said(self, key: str) -> str:
        """Some of a question's points, now and then a mistaken sentence."""
        known = [
            self.draw.choice(words) for words in self.bank[key]["points"] if self.draw.random() < self.care
        ]
        if not known or self.draw.random() > self.care + 0.2:
            known.append(str(self.draw.choice(self.bank[key]["wrong"])))
        return self.draw.choice([" ", "\n"]).join(known)

    def _minimum(self) -> dict[str, str]:
        step = self.draw.choice([0.1, 0.2, 0.25, 0.3])
        slope = 0.8 if self.draw.random() < self.care + 0.2 else 0.4
        values = [4.0]
        for _ in range(self.draw.randint(2, 5)):
            values.append(values[-1] - step * (2 * values[-1] + slope))
        shown = " ; ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values)
        comma = self.draw.random() < 0.5
        return {
            "method": self._said("2.3/method"),
            "minimum": self.draw.choice(["-0.4", "x = -0,4", "-0,4 et f(-0,4) = -0,66", "environ -0.4"]),
            "learning_rate": str(step),
            "iterates": shown.replace(".", ",") if comma else shown,
        }

    def _grid(self, right: list[list[int]]) -> str:
        slip = 0.0 if self.draw.random() < self.care else 0.08
        cells = [[value + (self.draw.random() < slip) for value in row] for row in right]
        return "\n".join(self.draw.choice([" ", "  "]).join(map(str, row)) for row in cells)

    def _repaired(self) -> str:
        """The program whole, or the lines that changed, or a list in words."""
        text = self.program.strip()
        for wrong, right in REPAIRS:
            if self.draw.random() < self.care:
                text = text.replace(wrong, right)
        if self.draw.random() < 0.4:
            return text
        changed = [line for line in text.split("\n") if line not in self.program.split("\n")]
        return "\n...\n".join(line.strip() for line in changed) or "Je ne vois pas d'erreur."


def _written(answer: object) -> object:
    if isinstance(answer, dict):
        return {name: _written(value) for name, value in answer.items()}
    return Block(answer) if isinstance(answer, str) and "\n" in answer else answer


def _place(key: str) -> tuple[int, int, str]:
    exercise, _, rest = key.partition(".")
    question, _, bonus = rest.partition(" ")
    return int(exercise), int(question), bonus


def _yaml(path: Path) -> dict[str, dict[str, dict[str, list[list[str]]]]]:
    content: dict[str, dict[str, dict[str, list[list[str]]]]] = yaml.load(
        path.read_text(encoding="utf-8"),
        yaml.BaseLoader,  # noqa: S506  texts only
    )
    return content


if __name__ == "__main__":
    write_class(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:]))
