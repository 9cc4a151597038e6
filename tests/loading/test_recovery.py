"""One slip in a paper costs one answer at most; the others are read as if nothing had happened."""

from __future__ import annotations

import pytest

from grader.errors import SubmissionError
from grader.loading.submission import read_submission
from grader.nodes import Mapping, Scalar
from grader.submission import Submission

HEAD = "exam: partiel-2018\nstudent: {id: 1, name: Ada}\nanswers:\n"


def paper(middle: str) -> Submission:
    """A paper with a sound answer before and after some lines."""
    return read_submission(f'{HEAD}  "1.1": avant\n{middle}  "3.10": après\n', "paper.yaml")


def text_of(read: Submission, key: str) -> str:
    """An answer's text."""
    answer = read.answers[key]
    assert isinstance(answer, Scalar)
    return answer.text


def around(read: Submission) -> tuple[str, str]:
    """The sound answers."""
    return text_of(read, "1.1"), text_of(read, "3.10")


@pytest.mark.parametrize(
    "typed",
    [
        "le biais : il décale le seuil",
        "- le biais",
        "* le biais",
        "*important* le biais",
        "& co",
        "%20 le biais",
        "@moi le biais",
        "`biais`",
        "{a} + b",
        "{conv5: 4x4x228",
        "[a] * b",
        "[a, b",
        "|x| = 3",
        "> 3 images",
        "? le biais",
        ", le biais",
        "'l'erreur du neurone",
        'le "biais" : oui',
        '"le "biais" sert" à décaler',
    ],
)
def test_a_text_that_yaml_refuses_is_read_as_typed(typed: str) -> None:
    read = paper(f'  "1.7": {typed}\n')
    assert text_of(read, "1.7") == typed
    assert around(read) == ("avant", "après")
    assert [(notice.code, notice.facts["field"], notice.line) for notice in read.notices] == [
        ("mended", "1.7", 5)
    ]


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quote_never_closed_swallows_no_other_answer(quote: str) -> None:
    read = paper(f'  "1.7": {quote}le biais\n  "2.1": "données"\n')
    assert text_of(read, "1.7") == "le biais"
    assert text_of(read, "2.1") == "données"
    assert around(read) == ("avant", "après")


def test_a_grid_whose_first_row_is_indented_more_is_read_with_its_lines() -> None:
    read = paper('  "2.5":\n    conv1: |\n       1 2 3\n      4 5 6\n    conv2: [[1]]\n')
    answer = read.answers["2.5"]
    assert isinstance(answer, Mapping)
    conv1 = answer.get("conv1")
    assert isinstance(conv1, Scalar)
    assert conv1.text == " 1 2 3\n4 5 6"
    assert conv1.lines == (7, 8)
    assert answer.get("conv2") is not None
    assert [(notice.facts["field"], notice.line) for notice in read.notices] == [("2.5/conv1", 8)]


def test_a_program_indented_with_tabs_keeps_its_shape() -> None:
    read = paper('  "3.1": |\n\timport x\n\tdef f():\n\t\treturn 1\n')
    assert text_of(read, "3.1") == "import x\ndef f():\n        return 1"


def test_a_program_at_the_margin_belongs_to_its_answer() -> None:
    read = paper('  "3.1": |\nimport x\nfor i in y:\n    print i\n')
    assert text_of(read, "3.1") == "import x\nfor i in y:\n    print i"
    assert around(read) == ("avant", "après")


def test_a_program_without_its_bar_is_read() -> None:
    read = paper('  "3.1":\n    import x\n    def f():  # why: because\n        return 1\n')
    assert text_of(read, "3.1") == "import x\ndef f():  # why: because\n    return 1"


def test_comments_of_the_template_belong_to_no_answer() -> None:
    read = paper('  "1.7": a: b\n  # Question suivante\n  "2.1": x\n')
    assert text_of(read, "1.7") == "a: b"


def test_a_key_one_space_off_is_found() -> None:
    read = paper('   "1.7": le biais\n')
    assert text_of(read, "1.7") == "le biais"
    assert around(read) == ("avant", "après")


def test_a_key_inside_another_answer_is_not_taken_for_blank() -> None:
    read = paper('  "1.7": |\n    le biais\n    "2.1": données\n')
    assert read.unread["2.1"].code == "key-inside"
    assert read.unread["2.1"].line == 7


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("*alias", "yaml-alias"),
        ("&anchor x", "yaml-anchor"),
        ("!!python/object/apply:os.system ['id']", "yaml-tag"),
        ("! x", "yaml-tag"),
        ("a\x07b", "control-character"),
        ("[[[[[[[[[[[[[[1]]]]]]]]]]]]]]", "too-deep"),
    ],
)
def test_what_looks_like_an_attack_costs_its_answer_alone(typed: str, code: str) -> None:
    read = paper(f'  "1.7": {typed}\n')
    assert "1.7" not in read.answers
    assert read.unread["1.7"].code == code
    assert read.unread["1.7"].facts["field"] == 'answers["1.7"]'
    assert around(read) == ("avant", "après")


def test_an_attack_in_a_field_costs_that_field_alone() -> None:
    read = paper('  "2.3":\n    minimum: !x 1\n    method: f\'(x) = 0\n')
    assert read.unread["2.3/minimum"].code == "yaml-tag"
    answer = read.answers["2.3"]
    assert isinstance(answer, Mapping)
    assert [key.text for key, _ in answer.entries] == ["method"]


def test_a_field_written_twice_keeps_the_answer_for_a_person() -> None:
    read = paper('  "2.3":\n    minimum: 1\n    minimum: 2\n')
    assert read.unread["2.3"].code == "key-twice"
    assert (read.unread["2.3"].facts["first"], read.unread["2.3"].facts["second"]) == ("6", "7")


def test_several_slips_are_each_mended() -> None:
    read = paper('  "1.2": a: b\n  "1.3": "x\n  "1.4": {a\n  "1.5": sain\n')
    assert [text_of(read, key) for key in ("1.2", "1.3", "1.4", "1.5")] == ["a: b", "x", "{a", "sain"]
    assert len(read.notices) == 3


def test_an_answer_in_two_keys_is_refused_also_when_one_is_broken() -> None:
    with pytest.raises(SubmissionError, match=r"lines 5 .* and 6"):
        paper('  "1.7": !x a\n  Q1.7: b\n')


@pytest.mark.parametrize(
    "text",
    [
        "student: {id: 1, name: A: b}\nanswers:\n  '1.1': x\n",
        "student: {id: 1}\nanswers: {'1.1': \"x\n",
        "student: {id: 1}\nanswers:\n  - '1.1': x: y\n",
        "student: {id: 1}\nanswers:\n  '1.1': x: y\nanswers:\n  '1.2': z\n",
    ],
)
def test_a_paper_of_unclear_structure_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(SubmissionError) as caught:
        read_submission(text, "paper.yaml")
    assert caught.value.faults[0].place is not None
