"""The certificate by computer algebra says of every gradient what the finite field says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from grader.cli import cli
from grader.formulas.certificate import certify
from grader.formulas.composed import NotProvableError
from grader.formulas.sampling import is_outside
from grader.formulas.worth import OwnFormulas, evaluate
from grader.key import Key
from grader.loading.submission import read_submission
from grader.maths.mistakes import gradient
from grader.model import Rubric
from grader.pipeline import judge
from grader.placing import place

GOLDEN = Path(__file__).parent.parent / "golden" / "equations.yaml"
ROWS = yaml.load(GOLDEN.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  texts only
QUICK = [row for row in ROWS if row["part"] in ("1.2", "1.3", "1.4") and "earlier" not in row]
COVERED = 0.9
"""Share of the gradients of the golden table that the certificate must cover."""


def _own(row: dict[str, Any], rubric: Rubric, key: Key) -> OwnFormulas | None:
    answers = {str(rubric.part(row["part"]).source): row["answer"]}
    paper = {"exam": rubric.exam, "student": {"id": "1", "name": "Ada"}, "answers": answers}
    submission = read_submission(yaml.safe_dump(paper, allow_unicode=True), "row.yaml")
    own = judge(rubric, place(submission, rubric), key)[row["part"]].own
    return own if isinstance(own, OwnFormulas) else None


def test_it_agrees_with_the_finite_field_on_every_gradient_of_the_golden_table(
    rubric: Rubric, key: Key
) -> None:
    agreed = outside = 0
    for row in QUICK:
        own = _own(row, rubric, key)
        if own is None or own.question is None:
            continue
        for component, claim in own.claims.items():
            setting = own.question.settings(component)[0]
            value, unknown = evaluate(claim, claim.answer, setting, own.definitions)
            if value is None or unknown or is_outside([claim.answer]):
                continue
            try:
                proofs = certify(own.question, component, claim, own.definitions)
            except NotProvableError:
                outside += 1
                continue
            assert all(proof.is_equal for proof in proofs) == (value == gradient(setting).worth()), row
            agreed += 1
    assert agreed >= COVERED * (agreed + outside)
    assert agreed > 50


@pytest.mark.parametrize(
    ("part", "answer", "said"),
    [
        ("1.2", "dJ/dw_i^(3) = (s3-y1) f'(o3) s_{i+1}", "= 0 : égales"),
        ("1.2", "dJ/dw_i^(3) = (y1-s3) f'(o3) s_{i+1}", "différentes"),
        (
            "1.5",
            "dJ/dw_0^(1) = ((s3-y1)(1-s3^2)w_0^(3) + (s4-y2)(1-s4^2)w_0^(4)) (1-s1^2) x1",
            "= 0 : égales",
        ),
        ("1.6.alpha3-gradient", "dJ/dalpha3 = (s3-y1) min(0,o3)", "= 0 : égales"),
        ("1.6.alpha3-gradient", "dJ/dalpha3 = (s3-y1) o3", "o3 ≥ 0"),
        ("1.2", "dJ/dw_i^(3) = (s3-y1) f'(o3) s_{i+1} * q", "hors de ce que"),
        ("1.2", "je ne sais pas", "aucune dérivée"),
    ],
)
def test_prove_shows_the_certificate(part: str, answer: str, said: str) -> None:
    shown = CliRunner().invoke(cli, ["try", part, answer, "--prove"]).output
    assert said in shown


def test_prove_is_refused_where_no_gradient_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    result = CliRunner().invoke(cli, ["try", "2.3.minimum", "x = -0.4", "--prove"])
    assert "--prove is for gradients" in str(result.exception)
