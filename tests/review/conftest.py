from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from grader.cli.folder import grade_folder
from grader.cli.manner import Manner
from grader.key import Key
from grader.model import Rubric
from grader.review.session import Session

ANSWERS = {
    "2.2": [
        "relu est plus simple a calculer car pas d'exponentielle",
        "relu converge sans doute mieux que le reste",
    ],
    "2.4": [
        "on ajoute des trous je crois dans le noyau peut-être",
        "le champ est plus grand je crois, sans calcul",
    ],
    "3.7": ["elle sert a rapprocher des choses", "on peut comparer deux images avec, enfin je pense"],
    "3.10": ["run lance des trucs dans le graphe", "ça calcule quelque chose dans la session, voir cours"],
}
ATTACK = "<img src=x onerror=alert(1)><script>alert(2)</script> le modele compare"


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    for n in range(6):
        rows = [f"  '{part}': \"{texts[n % 2]}\"\n" for part, texts in ANSWERS.items()]
        attack = f"  '1.7': '{ATTACK} {'x' * n}'\n" if n == 0 else ""
        paper = (
            f"exam: partiel-2018\nstudent: {{id: {n}, name: Student {n}}}\nanswers:\n{''.join(rows)}{attack}"
        )
        (folder / f"p{n}.yaml").write_text(paper, encoding="utf-8")
    grade_folder(folder, None, as_json=False, csv_path=None, strict=False, manner=Manner())
    return folder


@pytest.fixture
def folder(graded_class: Path, tmp_path: Path) -> Path:
    return shutil.copytree(graded_class, tmp_path / "class")


@pytest.fixture
def session(folder: Path, rubric: Rubric, key: Key) -> Session:
    ticks = itertools.count()
    made = Session(folder, rubric, key, "Anne", lambda: f"2026-11-24T10:00:{next(ticks) % 60:02}+00:00")
    made.load()
    assert len(made.items) >= 8
    return made
