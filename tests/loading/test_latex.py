"""LaTeX between double quotes is restored, or the answer goes to a person; never read as control characters."""

from __future__ import annotations

import pytest
import yaml

from grader.loading import document, latex, scalars
from grader.loading.latex import mask_latex
from grader.loading.submission import read_submission
from grader.nodes import Scalar
from grader.submission import Submission

COMMANDS = (
    "alpha approx bar begin beta bmod exp end epsilon equiv eta eps frac forall vec varphi varepsilon rho right "
    "rightarrow rangle nabla neq notin text textbf textrm times tanh theta tau tilde to tfrac underline underbrace "
    "upsilon Upsilon xi x_1 delta sum left lambda cdot Lambda Phi Pi Psi Nabla _0 , ; { } ( ["
).split()


@pytest.fixture(params=["C", "Python"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = scalars.PARSER if request.param == "C" else yaml.SafeLoader
    for module in (document, latex, scalars):
        monkeypatch.setattr(module, "PARSER", parser)


def paper(quoted: str) -> Submission:
    """A paper whose 1.2 is typed like this between double quotes, and whose 1.3 is sound."""
    return read_submission(f'student: {{id: 1}}\nanswers:\n  "1.2": "{quoted}"\n  "1.3": fin\n', "paper.yaml")


def text_of(quoted: str) -> str:
    """The answer as it is read."""
    answer = paper(quoted).answers["1.2"]
    assert isinstance(answer, Scalar)
    return answer.text


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_alone_is_read_as_typed(command: str) -> None:
    assert text_of(f"\\{command}") == f"\\{command}"


@pytest.mark.parametrize("command", [*COMMANDS, "nu", "ne", "neg", "not", "ni"])
def test_a_command_beside_another_is_read_as_typed(command: str) -> None:
    assert text_of(f"\\frac{{a}}{{b}} + \\{command} x") == f"\\frac{{a}}{{b}} + \\{command} x"


@pytest.mark.parametrize(
    ("quoted", "text"),
    [
        (r"\\frac{a}{b} \\tanh x \\nu", r"\frac{a}{b} \tanh x \nu"),
        (r"o1 = a\no2 = b", "o1 = a\no2 = b"),
        (r"a\ne = 3\nfin", "a\ne = 3\nfin"),
        (r"\frac{a}{b}\ns = 2", "\\frac{a}{b}\ns = 2"),
        (r"\begin{cases} a \\ 0 \end{cases}", r"\begin{cases} a \\ 0 \end{cases}"),
        (r"for x:\n\ttanh(x)\n\tau = 1", "for x:\n\ttanh(x)\n\tau = 1"),
        (r"caf\u00e9, caf\xe9 \xi", r"café, café \xi"),
        (r"\"cité\" \delta", r'"cité" \delta'),
        (r"fin\\", "fin\\"),
        (r"x\r\ny", "x\ny"),
        ("\ue000 \\alpha", "\ue000 \\alpha"),
    ],
)
def test_escapes_and_commands_are_told_apart(quoted: str, text: str) -> None:
    assert text_of(quoted) == text


@pytest.mark.parametrize(
    "quoted", [r"\nu", r"w - \nu dJ", r"\ne", r"a \not b", r"\frac{a}{b} \\beta", r"\delta \\alpha"]
)
def test_what_may_be_read_in_two_ways_goes_to_a_person(quoted: str) -> None:
    read = paper(quoted)
    assert "1.2" not in read.answers
    assert read.unread["1.2"].code == "quoted-latex"
    assert read.unread["1.2"].line == 3
    assert read.answers["1.3"] == Scalar("fin", read.answers["1.3"].place, (4,))


@pytest.mark.parametrize("quoted", [r"\e[31m", r"\0", r"a\rb", r"\a", r"x\u0000", r"\u001b]0;", r"\x07"])
def test_a_control_character_goes_to_a_person(quoted: str) -> None:
    assert paper(quoted).unread["1.2"].code == "control-character"


def test_a_lone_surrogate_goes_to_a_person() -> None:
    assert paper(r"bia\ud800is").unread["1.2"].code in ("yaml-escape", "control-character")


def test_many_answers_with_unknown_escapes_are_all_read() -> None:
    body = "".join(f'  "{number}.1": "\\delta = \\{number}"\n' for number in range(1, 31))
    read = read_submission(f"student: {{id: 1}}\nanswers:\n{body}", "paper.yaml")
    assert len(read.answers) == 30
    assert not read.unread


def test_single_quotes_and_blocks_are_left_alone() -> None:
    text = "a: '\\frac'\nb: |\n  \\nu \"\\d\"\n"
    assert mask_latex(text).text == text


def test_a_multi_line_text_with_commands_keeps_its_lines() -> None:
    read = read_submission(
        'student: {id: 1}\nanswers:\n  "1.2": "\\frac{a}{b}\n    \\nu = 2"\n', "paper.yaml"
    )
    assert read.answers["1.2"] == Scalar("\\frac{a}{b}\n\\nu = 2", read.answers["1.2"].place, (3, 4))
