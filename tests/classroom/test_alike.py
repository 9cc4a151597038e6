"""What two papers share and no other has is shown; what everyone writes is not."""

from __future__ import annotations

from collections.abc import Mapping

from grader.classroom.alike import Alike, alike
from grader.classroom.overview import listed
from grader.classroom.written import Answers
from grader.model import Rubric

TEXT = "le reseau apprend a comparer deux images sans savoir quelles classes elles ont et reste donc utile ensuite"
WRONG = "dj/dw0=(s3-y1)*f(o3)*s2*s2*w17"


def formulas(texts: Mapping[str, str]) -> Answers:
    return Answers("1.2", True, texts)


def sentences(texts: Mapping[str, str]) -> Answers:
    return Answers("3.7", False, texts)


def test_nearly_the_same_sentences_are_found() -> None:
    texts = {"a": TEXT, "b": TEXT.replace("images", "photos"), "c": "tout autre chose"}
    assert alike([sentences(texts)]) == (Alike("a", "b", (), ("3.7",)),)


def test_what_a_whole_class_wrote_is_nobodys_secret() -> None:
    names = [str(n) for n in range(6)]
    assert alike([formulas(dict.fromkeys(names, WRONG)), sentences(dict.fromkeys(names, TEXT))]) == ()


def test_words_repeated_within_a_paper_are_those_of_one_paper() -> None:
    texts = {"a": " ".join([TEXT] * 4), "b": " ".join([TEXT] * 4), "c": "tout autre chose"}
    assert alike([sentences(texts)]) == (Alike("a", "b", (), ("3.7",)),)


def test_the_same_wrong_formula_is_found() -> None:
    assert alike([formulas({"a": WRONG, "b": WRONG, "c": WRONG + "x"})]) == (Alike("a", "b", ("1.2",), ()),)


def test_the_pair_that_shares_most_comes_first() -> None:
    texts = {"a": TEXT, "b": TEXT, "c": TEXT.replace("images", "photos"), "d": ""}
    found = alike([sentences(texts), formulas({"a": "", "b": WRONG, "c": WRONG})])
    assert [(pair.first, pair.second) for pair in found] == [("b", "c"), ("a", "b"), ("a", "c")]


def test_a_short_answer_tells_nothing() -> None:
    assert (
        alike([formulas(dict.fromkeys("ab", "x=1")), sentences(dict.fromkeys("ab", "je ne sais pas"))]) == ()
    )


def test_a_class_that_wrote_nothing_is_not_alike() -> None:
    assert alike([sentences({}), formulas({}), sentences({"a": "", "b": ""})]) == ()


def test_the_parts_of_a_pair_come_in_the_order_of_the_exam(rubric: Rubric) -> None:
    assert listed(["1.6.bonus", "2.1", "3.10.bonus", "3.2"], rubric) == "1.6.bonus, 2.1, 3.2, 3.10.bonus"
