"""The names of questions: `Q1.6 Bonus` and `1,6bonus` are `1.6 bonus`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_KEY = 80

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_QUESTION_WORDS = frozenset(
    {
        "q",
        "qu",
        "que",
        "question",
        "ex",
        "exo",
        "exercice",
        "exercise",
        "no",
        "n",
        "num",
        "rep",
        "réponse",
        "answer",
    }
)
_CANONICAL = re.compile(r"\d+\.\d+( bonus)?")


def canonical(key: str) -> str:
    """A question's key as a rubric writes it; what is no question's key is only trimmed.

    >>> canonical("Q1.6.Bonus"), canonical("ex. 1, question 1"), canonical("1,1"), canonical("remarks")
    ('1.6 bonus', '1.1', '1.1', 'remarks')
    """
    return _canonical(key[:LONGEST_KEY])


@lru_cache(maxsize=1024)
def _canonical(key: str) -> str:
    key = " ".join(unicodedata.normalize("NFC", key).split())
    tokens = [token for token in _TOKEN.findall(key.casefold()) if token not in _QUESTION_WORDS]
    numbers = [token for token in tokens if token.isdecimal()]
    words = [token for token in tokens if not token.isdecimal()]
    if len(numbers) != 2 or words not in ([], ["bonus"]) or "-" in key.strip()[:1]:
        return key
    return f"{int(numbers[0])}.{int(numbers[1])}" + (" bonus" if words else "")


def is_question(key: str) -> bool:
    """Whether a key names a question, in any spelling.

    >>> is_question("3.10 bonus"), is_question("method")
    (True, False)
    """
    return _CANONICAL.fullmatch(canonical(key)) is not None
