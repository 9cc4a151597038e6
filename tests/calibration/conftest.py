from __future__ import annotations

from pathlib import Path

import pytest

RUBRIC = """\
exam: tiny
title: A tiny exam
language: en
points: 1
exercises:
- title: Biases
  points: 1
  questions:
  - id: "1"
    title: What a bias does
    points: 1
    parts:
    - id: "1"
      points: 1
      kind: ideas
      source: "1"
      question: "What does a bias do?"
      reference: "It shifts the threshold, and it is learnt like a weight."
      concepts:
      - {id: shift, share: 1/2, text: "it shifts the threshold", patterns: [shift* threshold|boundary ~8]}
      - {id: learnt, share: 1/2, text: "it is learnt", patterns: [learn*|learnt|trained]}
"""
SHIFT = "a bias shifts the threshold of the neuron"
LEARNT = "a bias is learnt together with the weights"
NEITHER = "a bias is some constant which every network happens to have somewhere inside"
LEFT_OVER = f"{SHIFT}. Perhaps other things concern gradient flow, capacity and generalisation"


@pytest.fixture(scope="session")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty papers of a teacher who wants the shift and nothing else."""
    folder = tmp_path_factory.mktemp("marked")
    texts = {SHIFT: 1, LEARNT: 0, NEITHER: 0, f"{SHIFT} and is learnt": 1, LEFT_OVER: 1}
    rows = ["file,part,points,max,confidence,why"]
    (folder / "papers").mkdir()
    for n in range(50):
        text, points = list(texts.items())[n % 5]
        paper = (
            f"exam: tiny\nstudent: {{id: {n}, name: N}}\nanswers:\n  '1': \"{text}{' indeed' * (n % 3)}\"\n"
        )
        (folder / "papers" / f"p{n:02}.yaml").write_text(paper, encoding="utf-8")
        rows.append(f"p{n:02}.yaml,1,{points},1,sure,")
    (folder / "papers" / "marks.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "tiny.yaml").write_text(RUBRIC, encoding="utf-8")
    return folder
