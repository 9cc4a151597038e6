"""Papers that attack: small ones from files, large ones and special files made here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = HERE / "files"


@dataclass(frozen=True)
class Attack:
    """A paper, the field that an error must name, what a grader must do, and in how many seconds."""

    file: str
    field: str | None
    must: tuple[str, ...]
    seconds: float
    text: str | None = None

    @property
    def name(self) -> str:
        return self.file.removesuffix(".yaml")

    @property
    def question(self) -> str:
        """The question attacked, or nothing."""
        return (self.field or "").partition('["')[2].partition('"]')[0]

    def path(self, folder: Path) -> Path:
        """Where the paper stands; a generated one is written into `folder` first."""
        if self.text is None:
            return FILES / self.file
        path = folder / self.file
        path.write_text(self.text, encoding="utf-8")
        return path


def attacks() -> list[Attack]:
    """Every attack, small and large."""
    lines = (HERE / "index.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    small = [Attack(row["file"], row["field"], tuple(row["must"]), row["seconds"]) for row in rows]
    return [*small, *_large()]


def _large() -> Iterator[Attack]:
    head = "student: {name: Test, id: large}\n"
    unread = ("ERROR", "WRONG", "BOUNDED")
    texts = {
        "1.4": {
            "nested_fractions": "\\\\frac{1}{" * 2000 + "x" + "}" * 2000,
            "nested_parentheses": "(" * 3900 + "x" + ")" * 3900,
            "sum_of_terms": "+".join(["s1"] * 2600),
            "tower": "^".join(["9"] * 3900),
            "minus_signs": "-" * 7900 + "x",
            "primes": "f" + "'" * 7900,
        },
        "1.7": {
            "accents": "b" + "\u0301" * 20000,
            "repeated_letter": "a" * 7900 + "!",
            "spaces": "x" + " " * 7900 + "x",
            "alternating": "ab" * 3900 + "c",
            "regex_signs": ".*+?^${}()|[]" * 600,
            "zeros": "0" * 60000,
            "words": "sert à " * 1100,
        },
        "2.3": {"digits": "9" * 7900, "equals": "x=" * 3900, "commas": "1,2;" * 1900},
        "2.5": {"rows": "1 " * 3900, "brackets": "[" * 3900 + "1" + "]" * 3900},
        "3.1": {"parentheses": "x = " + "(" * 3900, "minus": "x = " + "-" * 7000 + "1"},
        "3.4": {"sizes": "4x" * 3900},
    }
    for question, rows in texts.items():
        for name, text in rows.items():
            body = f'answers:\n  "{question}": "{text}"\n'
            yield Attack(f"large_{name}.yaml", f'answers["{question}"]', unread, 5.0, head + body)
    depth = f"{head}answers: {{'1.1': {'[' * 20000}{']' * 20000}}}\n"
    yield Attack("large_depth.yaml", 'answers["1.1"]', ("ERROR", "BOUNDED"), 2.0, depth)
    name = "student: {name: " + "A" * 100_000 + ", id: long}\nanswers: {'1.7': biais}\n"
    yield Attack("large_name.yaml", "student.name", ("SANITIZE",), 2.0, name)
    branches = "if 0:\n        pass\n" + "    elif 0:\n        pass\n" * 5000
    code = f'{head}answers:\n  "3.1": |\n    {branches}'
    yield Attack("large_branches.yaml", 'answers["3.1"]', unread, 5.0, code)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for an `attack` runs on every one, or on those that must be refused."""
    if "attack" in metafunc.fixturenames:
        rows = attacks()
        if "refused_path" in metafunc.fixturenames:
            rows = [one for one in rows if "ERROR" in one.must and not {"WRONG", "ACCEPT_OK"} & set(one.must)]
        metafunc.parametrize("attack", rows, ids=lambda one: one.name)


@pytest.fixture
def attack_path(attack: Attack, tmp_path: Path) -> Path:
    """The file of an attack."""
    return attack.path(tmp_path)


@pytest.fixture
def refused_path(attack_path: Path) -> Path:
    """The file of an attack that must be an error."""
    return attack_path
