"""A student's paper: who, which questions, and what is refused by name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.loading.identity import LONGEST_NAME
from grader.loading.keys import canonical, is_question
from grader.loading.submission import load_submission, read_submission
from grader.nodes import Mapping, Scalar
from grader.submission import Submission
from grader.texts import phrase

PAPERS = sorted((Path(__file__).parents[2] / "submissions_example").glob("*.yaml"))


def paper(answers: str = "", student: str = "{id: 1, name: Ada}") -> Submission:
    """A paper with these answers, a line each."""
    body = "".join(f"  {line}\n" for line in answers.split("\n"))
    return read_submission(f"exam: e\nstudent: {student}\nanswers:\n{body}", "paper.yaml")


def refusal(text: str) -> str:
    """Why a paper is refused."""
    with pytest.raises(SubmissionError) as caught:
        read_submission(text, "paper.yaml")
    return str(caught.value)


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_every_example_loads_with_its_digest(path: Path) -> None:
    read = load_submission(path)
    assert read.exam == "partiel-2018"
    assert read.digest == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert read.path == str(path)


def test_only_the_hostile_example_has_answers_that_cannot_be_read() -> None:
    assert {path.stem for path in PAPERS if load_submission(path).unread} == {"hostile"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("1.1", "1.1"),
        ("1,1", "1.1"),
        (" 1.1 ", "1.1"),
        ("1.1.", "1.1"),
        ("1 . 1", "1.1"),
        ("Q1.1", "1.1"),
        ("Question 1.1", "1.1"),
        ("ex 1.1", "1.1"),
        ("Exercice 1 question 1", "1.1"),
        ("ex1-q6", "1.6"),
        ("１.１", "1.1"),
        ("3.10", "3.10"),
        ("1.6bonus", "1.6 bonus"),
        ("1.6 Bonus", "1.6 bonus"),
        ("1.6.bonus", "1.6 bonus"),
        ("1.6_BONUS", "1.6 bonus"),
        ("Bonus 1.6", "1.6 bonus"),
        ("1.6 (bonus)", "1.6 bonus"),
        ("2.5 conv1", "2.5 conv1"),
        ("1.1.1", "1.1.1"),
        ("-1.1", "-1.1"),
        ("remarque", "remarque"),
        ("", ""),
    ],
)
def test_keys_are_written_as_the_rubric_writes_them(typed: str, key: str) -> None:
    assert canonical(typed) == key
    assert canonical(key) == key
    assert is_question(typed) == (
        key.split()[:1] != [] and key.count(".") == 1 and key[0].isdigit() and "conv" not in key
    )


@pytest.mark.parametrize("other", ["Q1.1", "1,1", "ex. 1.1", '"1.1 "'])
def test_a_question_answered_twice_is_refused_with_both_lines(other: str) -> None:
    message = refusal(f"student: {{id: 1}}\nanswers:\n  '1.1': a\n  {other}: b\n")
    assert 'answers["1.1"]' in message
    assert "lines 3" in message
    assert "and 4" in message


def test_unquoted_keys_stay_apart_and_scalars_stay_texts() -> None:
    read = paper("3.1: a\n3.10: b\n3.3: no\n3.6: 4:30")
    texts = {key: node.text for key, node in read.answers.items() if isinstance(node, Scalar)}
    assert texts == {"3.1": "a", "3.10": "b", "3.3": "no", "3.6": "4:30"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a\n", "the file is not a set of keys"),
        ("exam: e\nstudent: {id: 1}\n", "the key “answers” is missing"),
        ("student: [a]\nanswers: {}\n", "student must be a set of keys"),
        ("student: {id: 1}\nanswers: [a]\n", "answers must be a set of keys"),
        ("student: {id: [1]}\nanswers: {}\n", "student.id must be one text"),
        ("student: {id: 1, name: {a: b}}\nanswers: {}\n", "student.name must be one text"),
        ("exam: [a]\nanswers: {}\n", "exam must be one text"),
        ("score: 20\nanswers: {}\n", "unknown key “score”; known: exam, student, answers"),
        ("awnsers: {}\n", "unknown key “awnsers”"),
    ],
)
def test_a_paper_of_the_wrong_shape_is_refused_by_field(text: str, told: str) -> None:
    assert told in refusal(text)


def test_a_misspelt_key_is_guessed() -> None:
    with pytest.raises(SubmissionError) as caught:
        read_submission("studnet: {id: 1}\nanswers: {}\n", "paper.yaml")
    assert caught.value.faults[0].hint == "did you mean “student”?"


def test_a_paper_without_answers_is_a_blank_paper() -> None:
    assert not read_submission("student: {id: 1}\nanswers:\n", "paper.yaml").answers


@pytest.mark.parametrize(
    "id", ["21804512", "007", "p1234567", "jean.dupont@univ.fr", "N° 12", "Éloïse-7", "2018_12"]
)
def test_an_identifier_is_the_text_that_was_typed(id: str) -> None:
    assert paper(student=f"{{id: {id}}}").student.id == id


@pytest.mark.parametrize(
    "id",
    [
        "../../x",
        "a/b",
        "a\\b",
        "~/x",
        "-rf",
        ".hidden",
        "=1+1",
        "+1",
        "@x",
        "C:x",
        "a*",
        "a<b>",
        "a|b",
        "x" * 65,
    ],
)
def test_an_identifier_that_is_a_path_or_a_formula_is_refused_by_name(id: str) -> None:
    assert "student.id" in refusal(f"student: {{id: '{id}'}}\nanswers: {{}}\n")


@pytest.mark.parametrize("id", ["a\\u001bb", "a\\nb", "a\\u202eb", "a\\u200bb"])
def test_an_identifier_with_hidden_characters_is_refused_by_name(id: str) -> None:
    message = refusal(f'student: {{id: "{id}"}}\nanswers: {{}}\n')
    assert "student.id" in message
    assert message.isprintable()


def test_a_paper_without_identifier_is_graded_with_a_doubt() -> None:
    assert [notice.code for notice in paper(student="{name: Ada}").notices] == ["no-student-id"]


def test_a_name_is_kept_raw_and_cut() -> None:
    read = paper(student="{id: 1, name: '[bold]" + "a" * 1000 + "'}")
    assert read.student.name == "[bold]" + "a" * (LONGEST_NAME - 6)
    assert [notice.code for notice in read.notices] == ["long-name"]


def test_other_fields_of_the_student_are_remarked_on() -> None:
    assert paper(student="{id: 1, group: B}").notices[0].facts["key"] == "group"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("a\u202eb", "bidi"),
        ("a\u2066b", "bidi"),
        ("e" + "\u0301" * 9, "combining-flood"),
        ("a" * 8001, "line-too-long"),
        ("[" + "abcdefgh, " * 8200 + "]", "answer-too-long"),
        ('"a\\u0007b"', "control-character"),
    ],
)
def test_an_answer_that_hides_or_floods_goes_to_a_person(answer: str, code: str) -> None:
    read = paper(f'"1.1": {answer}\n"1.2": x')
    assert read.unread["1.1"].code == code
    assert read.unread["1.1"].facts["field"] == 'answers["1.1"]'
    assert list(read.answers) == ["1.2"]


def test_a_field_that_hides_something_leaves_its_neighbours() -> None:
    read = paper('"2.3": {method: "a\\u202eb", minimum: 3, "k\\u0007": 1}')
    assert set(read.unread) == {"2.3/method", "2.3/k\x07"}
    answer = read.answers["2.3"]
    assert isinstance(answer, Mapping)
    assert [key.text for key, _ in answer.entries] == ["minimum"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("bi\u200bais\ufeff", "biais"),
        ("e\u0301te\u0301", "été"),
        ("\U0001f44d\U0001f3fd biais", "\U0001f44d\U0001f3fd biais"),
        ("a\u2028b", "a b"),
        ("x = 1\x0c", "x = 1"),
        ("w₀⁽¹⁾ х", "w₀⁽¹⁾ х"),
    ],
)
def test_what_shows_nothing_is_taken_out_and_letters_are_composed(typed: str, text: str) -> None:
    answer = paper(f'"1.1": {typed}').answers["1.1"]
    assert isinstance(answer, Scalar)
    assert answer.text == text


def test_text_that_says_yaml_in_utf_7_stays_text() -> None:
    assert "known: exam, student, answers" in refusal("+AHMAdAB1AGQAZQBuAHQ-: x\n")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_fault_has_its_sentence_and_way_out(language: str) -> None:
    for answer in ("!x a", "*a", '"\\nu"', "a\u202eb"):
        found = paper(f'"1.1": {answer}\n"1.2": x').unread["1.1"]
        told = phrase(found.code, language, found.facts)
        assert 'answers["1.1"]' in told
        assert " → " in told
        assert "{" not in told
