"""Student text in plain letters: no accents, no capitals, one spelling of each sign; every offset is kept."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SIGNS = {
    **dict.fromkeys("−–—﹣－‒‑", "-"),
    **dict.fromkeys("’‘′ʹ´`＇", "'"),
    **dict.fromkeys("×·∙⋅✕∗✱", "*"),
    **dict.fromkeys("≈≃≅∼", "~"),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\t\r\f\v", " "),
    **dict.fromkeys("‚，", ","),
    **dict.fromkeys("∕⁄", "/"),
    "；": ";",
    "：": ":",
    "＝": "=",
    "η": "η",
    "∇": "∇",
}

_ASCII_SIGNS = str.maketrans({sign: plain for sign, plain in _SIGNS.items() if sign.isascii()})


def fold(text: str) -> str:
    """A text of the same length, each character in its plainest form.

    >>> fold("Dérivée : f’(x) = 2x − 0,8")
    "derivee : f'(x) = 2x - 0,8"
    """
    if text.isascii():
        return text.lower().translate(_ASCII_SIGNS)
    return text.translate({ord(sign): _plain(sign) for sign in set(text)})


@lru_cache(maxsize=1024)
def _plain(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if character.isascii():
        return character.lower()
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFD", character)[0].lower()
    return plain if len(plain) == 1 else character
