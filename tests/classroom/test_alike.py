"""What two papers share and no other has is shown; what everyone writes is not."""

from __future__ import annotations

from grader.classroom.alike import Written, alike

TEXT = "le reseau apprend a comparer deux images sans savoir quelles classes elles ont et reste donc utile ensuite"
WRONG = "dj/dw0=(s3-y1)*f(o3)*s2*s2*w17"


def test_nearly_the_same_sentences_are_found() -> None:
    changed = TEXT.replace("images", "photos")
    texts = {"a": TEXT, "b": changed, "c": "tout autre chose"}
    (pair,) = alike([Written(name, {}, {"3.7": text}) for name, text in texts.items()])
    assert (pair.first, pair.second, pair.texts, pair.formulas) == ("a", "b", ("3.7",), ())


def test_what_a_whole_class_wrote_is_nobodys_secret() -> None:
    assert alike([Written(str(n), {"1.2": WRONG}, {"3.7": TEXT}) for n in range(6)]) == ()


def test_the_same_wrong_formula_is_found() -> None:
    formulas = {"a": WRONG, "b": WRONG, "c": WRONG + "x"}
    found = alike([Written(name, {"1.2": formula}, {}) for name, formula in formulas.items()])
    assert [(pair.first, pair.second, pair.formulas) for pair in found] == [("a", "b", ("1.2",))]


def test_a_short_answer_tells_nothing() -> None:
    short = {"1.2": "x=1"}, {"2.4": "je ne sais pas"}
    assert alike([Written("a", *short), Written("b", *short)]) == ()
