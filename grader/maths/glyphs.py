"""What single characters and LaTeX commands stand for, in one table each."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

SUPERSCRIPTS: Mapping[str, str] = MappingProxyType(
    dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱʲᵏⁿˡᵐ", "0123456789+-=()ijknlm", strict=True))
)
SUBSCRIPTS: Mapping[str, str] = MappingProxyType(
    dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙₗₘ", "0123456789+-=()ijknlm", strict=True))
)
FRACTIONS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3)}
)
GREEK_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "α": "alpha",
        "β": "beta",
        "γ": "gamma",
        "δ": "delta",
        "ε": "epsilon",
        "ϵ": "epsilon",
        "η": "eta",
        "θ": "theta",
        "λ": "lambda",
        "μ": "mu",
        "µ": "mu",
        "ν": "nu",
        "ρ": "rho",
        "σ": "sigma",
        "τ": "tau",
        "φ": "phi",
        "ϕ": "phi",
        "ψ": "psi",
        "Δ": "Delta",
        "Φ": "Phi",
        "Σ": "Sum",
        "∑": "Sum",
        "∂": "partial",
        "∇": "nabla",
        "𝟙": "indicator",
        "ℓ": "l",
    }
)
GREEK_WORDS = frozenset(name.lower() for name in GREEK_LETTERS.values()) - {"sum", "partial", "nabla", "l"}

_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys("−–—‑‐﹣－", "-"),
        **dict.fromkeys("’‘′´ʹ`", "'"),
        "″": '"',
        **dict.fromkeys("×·⋅∙•∗✕⨯*⊙∘", "*"),
        **dict.fromkeys("∕⁄÷", "/"),
        **dict.fromkeys("←⟵⇐≔", "←"),
        **dict.fromkeys("→⟶⇒⟹⇔↔⟺∴", "→"),
        **dict.fromkeys("≤⩽≦", "≤"),
        **dict.fromkeys("≥⩾≧", "≥"),
        "≡": "=",
        "＝": "=",
        "，": ",",
        "；": ";",
        "：": ":",
        "…": "…",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
        "\r": " ",
    }
)
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u2061\u2062")

SPACES = frozenset(
    (
        "left right big Big bigl bigr Bigl Bigr bigg Bigg displaystyle textstyle quad qquad limits "
        "nolimits space thinspace nonumber middle hfill"
    ).split()
)
WRAPPERS = frozenset(
    (
        "text textrm textit mathrm mbox operatorname textbf hbox textnormal mathsf boldsymbol mathbf mathit "
        "mathcal bm ensuremath boxed fbox"
    ).split()
)
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(["cdot", "times", "ast", "odot", "bullet", "circ"], "*"),
        **dict.fromkeys(["leftarrow", "gets", "longleftarrow", "coloneqq"], "←"),
        **dict.fromkeys(
            (
                "rightarrow to Rightarrow implies Longrightarrow iff Leftrightarrow longrightarrow therefore"
            ).split(),
            "→",
        ),
        **dict.fromkeys(["le", "leq", "leqslant"], "≤"),
        **dict.fromkeys(["ge", "geq", "geqslant"], "≥"),
        "lt": "<",
        "gt": ">",
        "in": "∈",
        "forall": "∀",
        "prime": "'",
        **dict.fromkeys(["ldots", "dots", "cdots", "dotsc"], "…"),
        **dict.fromkeys(["lvert", "rvert", "vert", "mid"], "|"),
        **dict.fromkeys(["lbrace"], "{"),
        **dict.fromkeys(["rbrace"], "}"),
        "equiv": "=",
        "colon": ":",
        "newline": "\\\\",
        "div": "/",
        "lbrack": "[",
        "rbrack": "]",
    }
)


@lru_cache(maxsize=1024)
def plain(character: str) -> str:
    """A sign in its plainest form; nothing for an invisible one, and one letter for a styled letter.

    >>> plain("−"), plain("𝑤"), plain("é")
    ('-', 'w', 'é')
    """
    if character.isascii() and character not in _SIGNS:
        return character
    if character in _INVISIBLE or unicodedata.combining(character):
        return ""
    if character in _SIGNS:
        return _SIGNS[character]
    if (
        character in GREEK_LETTERS
        or character in SUPERSCRIPTS
        or character in SUBSCRIPTS
        or character in FRACTIONS
    ):
        return character
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def plain_signs(text: str) -> str:
    """A text, sign by sign in its plainest form.

    >>> plain_signs("s₃ − ½")
    's₃ - ½'
    """
    return text.translate({ord(sign): plain(sign) for sign in set(text)})


def plain_ascii(text: str) -> str:
    """An ASCII text, sign by sign in its plainest form; none of its signs is invisible.

    >>> plain_ascii("f`(x)\\ty")
    "f'(x) y"
    """
    return text.translate(_ASCII_SIGNS)


_ASCII_SIGNS = str.maketrans({sign: spelt for sign, spelt in _SIGNS.items() if sign.isascii()})
