"""How far proposals agree with a teacher on real answers, when the other students' graded answers are learnt from.

`python -m tests.benchmarks.digiklausur ANSWERS.jsonl [RUBRIC.yaml]`

A line of the file holds `qid`, `student`, `answer` and `score` of `max`. Each student in turn is set apart, and judged by what the
others' answers teach; blank answers are left out. `rubric-blind.yaml` beside this file (the default) was written from
the questions alone, and measured before anything was changed; `rubric-revised.yaml` was revised with these answers in
view, so that what it reaches is flattered. How words are cut, what holds their weights, and that chances follow the
spread of a part were chosen here, with the blind rubric and an earlier one, by likelihood and agreement on them. Baselines
know the mean mark of each question, their spread and one measure, and are fitted in the same way. Confidence “beyond chance” is
(p − q) / (1 − q), where q is how often the proposed mark is given at all, as in Cohen's kappa.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from grader.calibration.agreement import kappa
from grader.calibration.folds import left_out
from grader.calibration.forecasting import by_part, fit_outlook, forecast, honest_features
from grader.calibration.lessons import FEATURES, Graded, Usual, learn
from grader.calibration.observing import observe
from grader.calibration.trial import cross_validated
from grader.kinds.ideas import IdeasKind
from grader.language.manner import is_no_answer
from grader.language.words import read_words
from grader.model import Rubric
from grader.nodes import Scalar
from grader.rubric import load_rubric

RUBRIC = Path(__file__).parent / "rubric-blind.yaml"
STUDENTS = 50
"""Each student is set apart alone in corpora up to this size."""

FEWEST = 10
KEPT = 0.6
PRINTED = "YOUR ANSWER HERE"
BASELINES = {"length": "length", "token-set ratio": "closeness", "TF-IDF ridge": "words"}


@dataclass(frozen=True, slots=True)
class Row:
    """An answer's given and proposed share, and the confidence in the latter."""

    given: float
    proposed: float
    confidence: float


def main(answers: str, rubric: str = "") -> None:
    """Print each method's agreement over all answers, and over those in which it is most confident."""
    graded = list(_graded(Path(answers), load_rubric(Path(rubric) if rubric else RUBRIC)))
    marks = tuple(sorted({Fraction(0), Fraction(1), *(each.share for each in graded)}))
    scales = dict.fromkeys(by_part(graded), marks)
    sys.stdout.write(f"{len(graded)} answers that are not blank, {len(scales)} questions\n")
    sys.stdout.write(
        f"{'':18}{'all':>7}{'exact':>7}   most confident 60 %: {'QWK':>6}{'exact':>7}   beyond chance: {'QWK':>6}{'exact':>7}\n"
    )
    for name, measure in BASELINES.items():
        _print(name, list(_baseline(graded, scales, measure)))
    _print(
        "rubric alone",
        [Row(float(each.share), _nearest(each.observed.share), 0.0) for each in graded],
        ranked=False,
    )
    tried = cross_validated(graded, scales, FEWEST, STUDENTS)
    _print(
        "calibrated", [Row(float(each.answer.share), float(each.share), each.confidence) for each in tried]
    )
    accepted = [each for each in tried if each.accepted]
    right = sum(each.is_right for each in accepted)
    sys.stdout.write(f"accepted unseen: {len(accepted)}, of them right: {right}\n")


def _graded(path: Path, rubric: Rubric) -> Iterator[Graded]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = str(row["answer"]).replace(PRINTED, "")
        kind = rubric.part(str(row["qid"])).kind
        if isinstance(kind, IdeasKind) and not _is_blank(text):
            share = Fraction(str(row["score"])) / Fraction(str(row["max"]))
            yield Graded(str(row["qid"]), str(row["student"]), observe(kind, Scalar.typed(text)), share)


def _is_blank(text: str) -> bool:
    words = read_words(text)
    return is_no_answer(text, words) or sum(word.is_content for word in words) < 2


def _baseline(
    graded: Sequence[Graded], scales: Mapping[str, tuple[Fraction, ...]], measure: str
) -> Iterator[Row]:
    columns = [FEATURES.index(name) for name in ("mean", measure, "spread")]
    for kept, apart in left_out(graded, STUDENTS):
        others = [graded[n] for n in kept]
        usual = Usual.of(others)
        lessons = {part: learn(own, usual) for part, own in by_part(others).items()}
        outlook = fit_outlook(honest_features(others, usual)[:, columns], others, scales, usual.mean)
        for each in (graded[n] for n in apart):
            features = lessons[each.part].features(each.observed, usual.mean)[columns]
            made = forecast(features, scales[each.part], outlook)
            yield Row(float(each.share), float(made.share), made.chance)


def _nearest(share: Fraction) -> float:
    return float(np.floor(float(share) * 2 + 0.5) / 2)


def _print(name: str, rows: Sequence[Row], *, ranked: bool = True) -> None:
    text = f"{name:18}{_qwk(rows):7.3f}{_exact(rows):7.3f}"
    if ranked:
        usual = {
            share: sum(row.given == share for row in rows) / len(rows)
            for share in {row.proposed for row in rows}
        }
        sure = _most(rows, lambda row: row.confidence)
        beyond = _most(
            rows, lambda row: (row.confidence - usual[row.proposed]) / max(1e-9, 1 - usual[row.proposed])
        )
        text += f"{_qwk(sure):30.3f}{_exact(sure):7.3f}{_qwk(beyond):24.3f}{_exact(beyond):7.3f}"
    sys.stdout.write(text + "\n")


def _most(rows: Sequence[Row], sureness: Callable[[Row], float]) -> list[Row]:
    return sorted(rows, key=sureness, reverse=True)[: round(KEPT * len(rows))]


def _qwk(rows: Sequence[Row]) -> float:
    found = kappa(np.array([row.given for row in rows]), np.array([row.proposed for row in rows]))
    return 0.0 if found is None else found


def _exact(rows: Sequence[Row]) -> float:
    return sum(row.given == row.proposed for row in rows) / len(rows)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
