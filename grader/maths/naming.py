"""Which runs of letters are names, functions or keywords of a formula, and which are the words around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.maths.compounds import INDEXED, may_be_several, parted
from grader.maths.lexicon import APPLIED, FUNCTIONS, KEYWORDS, LOSSES, QUANTITIES, RATES, WORDS, fold
from grader.maths.runs import (
    CONTRACTIONS,
    GREEK_COMMANDS,
    GREEK_SIGNS,
    NAMED_COMMANDS,
    OPENS_PHRASE,
    PHRASES,
    RENEWED,
    SPELLED_LETTERS,
    SPOKEN_RATES,
    SURE,
    TELLING,
)
from grader.maths.signs import (
    COMMAND,
    DIFFERENTIAL,
    FUNCTION,
    GREEK,
    JUNK,
    KEYWORD,
    LETTERS,
    LINE,
    MARK,
    NAME,
    NUMBER,
    QUANTITY,
    WORD,
    Sign,
    Token,
    attached,
    glued,
    retold,
    subscript,
    token_of,
)

_OPERATORS = frozenset("+-*/^=←(<>≤≥[{|")
_AFTER_FACTOR = frozenset("*/=←^)]}+-")
_AROUND_FACTOR = frozenset("*/=←^)]}+-(")
_INDEXING = frozenset("_^'")
_UNNAMED = frozenset([LETTERS, GREEK, COMMAND])


def name_tokens(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The same tokens with every run of letters named.

    >>> from grader.maths.tokens import tokenize
    >>> [f"{token.sign}:{token.text}" for token in name_tokens(tokenize("donc dJ = wi f'"))]
    ['word:donc', 'differential:d', 'name:J', 'mark:=', 'name:w', 'mark:_', 'name:i', 'function:f', "mark:'"]
    """
    return _Namer(tokens).named()


@dataclass(slots=True)
class _Namer:
    tokens: tuple[Token, ...]
    at: int = 0
    size: int = field(init=False)
    found: list[Token] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.size = len(self.tokens)

    def named(self) -> tuple[Token, ...]:
        marks = SURE[MARK]
        unnamed = [
            place for place, token in enumerate(self.tokens) if token.sign in _UNNAMED or token.text in marks
        ]
        passed = 0
        for place in unnamed:
            if place < passed:
                continue
            self.found += self.tokens[passed:place]
            self.at = place
            token = self.tokens[place]
            if (sure := SURE[token.sign].get(token.text)) is not None:
                self.found.append(token_of((*sure, *token[2:])))
            elif token.sign is LETTERS:
                self._letters(token)
            elif token.sign is GREEK:
                self._greek(token)
            else:
                self._command(token)
            passed = self.at if self.at > place else place + 1
        return (*self.found, *self.tokens[passed:])

    def _add(self, token: Token, sign: Sign, text: str) -> None:
        self.found.append(token_of((sign, text, token.start, token.end, token.spaced)))

    def _command(self, token: Token) -> None:
        name = NAMED_COMMANDS.get(token.text, token.text)
        if name in ("mathbb", "mathds", "mathbbm", "mathbb1"):
            self._add(token, FUNCTION, "indicator")
            self.at += 1 + 3 * (self._texts(1, 4) in (["{", "1", "}"], ["{", "I", "}"]))
        elif fold(name) in FUNCTIONS:
            self._add(token, FUNCTION, FUNCTIONS[fold(name)])
        elif name in GREEK_COMMANDS:
            self._greek(retold(token, GREEK, name))
        else:
            self._add(token, JUNK, token.text)

    def _greek(self, token: Token) -> None:
        name = token.text
        if name in GREEK_SIGNS:
            self._add(token, *GREEK_SIGNS[name])
        elif name == "delta" and self._before_quantity():
            self._add(token, DIFFERENTIAL, "d")
        elif name in ("sigma", "phi", "psi", "Phi") and self._is_applied():
            self._add(token, FUNCTION, "f")
        else:
            self._add(token, NAME, name)
            self._glued_index(name)

    def _glued_index(self, name: str) -> None:
        """The j of `αj` and `δj`."""
        index = self._token(1) if name in ("alpha", "delta") else None
        if index is not None and index.text in ("i", "j", "k") and not index.spaced:
            self.found += subscript(index, index.text)
            self.at += 2

    def _letters(self, token: Token) -> None:
        if self._precedes("'") and self._skips_contraction(token):
            self._add(token, WORD, fold(token.text))
        elif len(token.text) == 1:
            self._single(token)
        else:
            low = fold(token.text)
            if low not in TELLING or not self._tells(token, low):
                self._compound(token, low)

    def _tells(self, token: Token, low: str) -> bool:
        """Name a run that may be a keyword, a function, a Greek letter or a way to say one, where it is one here."""
        if low in SPELLED_LETTERS:
            self._greek(retold(token, GREEK, low if token.text[0] != "D" else "Delta"))
        elif low in OPENS_PHRASE and self._is_phrase(low):
            self._add(token, NAME, "eta")
        elif low == "si" and self._is_state():
            self._add(token, NAME, "s")
            self.found += subscript(token, "i")
        elif low in ("gradient", "grad") and self._names_neuron():
            self._add(token, NAME, "grad")
            self.found += [glued(token, "_"), attached(self.tokens[self.at + 2])]
            self.at += 3
        elif low in RENEWED and self._texts(1, 2) == ["_"]:
            self.at += 2
        elif low in SPOKEN_RATES and self._scales():
            self._add(token, NAME, low)
        elif low in ("where", "dot") and self._calls():
            self._add(token, FUNCTION, low)
        elif low in ("sum", "somme") and self._texts(1, 2) in (["_"], ["("], ["^"], ["des"], ["de"], ["of"]):
            self._add(token, MARK, "sum")
        elif low in FUNCTIONS and not ((low in WORDS or low in APPLIED) and not self._is_operating()):
            self._add(token, FUNCTION, FUNCTIONS[low])
        elif low in KEYWORDS and not self._is_indexed(low):
            self._add(token, KEYWORD, KEYWORDS[low])
        else:
            return False
        return True

    def _is_state(self) -> bool:
        """Whether `si` is the state s_i, as in `si+1` and `si = f(oi)`, and no condition."""
        follower = self._token(1)
        glued = self._texts(1, 3) == ["+", "1"] and follower is not None and not follower.spaced
        return glued or self._texts(1, 2) == ["="]

    def _compound(self, token: Token, low: str) -> None:
        text = token.text
        if may_be_several(text) and (parts := parted(token, low, self._is_indexed(low))):
            self.found += parts
        elif self._is_indexed(low) or (low not in WORDS and self._stands_as_operand()):
            self._add(token, NAME, text)
        elif low not in WORDS and self._multiplies_its_argument():
            self._add(token, FUNCTION, low)
        else:
            self._add(token, WORD, low)

    def _single(self, token: Token) -> None:
        letter = token.text
        if letter == "f" or (letter in "gh" and self._is_applied()):
            self._add(token, FUNCTION, "f")
        elif letter in ("d", "D") and self._before_quantity():
            self._add(token, DIFFERENTIAL, "d")
        elif letter in ("I", "H") and self._texts(1, 2) in (["("], ["_"], ["{"], ["["]):
            self._add(token, FUNCTION, "indicator" if letter == "I" else "step")
        elif (letter in ("a", "A", "y", "I", "à", "o", "s") and self._among_words()) or letter in "àÀéêôù":
            self._add(token, WORD, letter)
        else:
            self._add(token, NAME, letter)

    def _skips_contraction(self, token: Token) -> bool:
        if token.text.lower() not in CONTRACTIONS:
            return False
        run = self._token(2)
        if run is None or run.sign is not LETTERS or run.spaced or len(run.text) < 2:
            return False
        self.at += 3
        return True

    def _is_phrase(self, low: str) -> bool:
        """`learning_rate`, `learning rate`, `taux d'apprentissage`: the step's name in words."""
        words = [fold(text) for text in self._texts(1, 5) if text.isalpha()]
        for first, second in PHRASES:
            if low == first and second in words[:3]:
                self.at += 1 + [fold(text) for text in self._texts(1, 5)].index(second) + 1
                return True
        return False

    def _before_quantity(self) -> bool:
        follower = self._token(1)
        if follower is None or follower.text in _INDEXING:
            return False
        if follower.sign is QUANTITY:
            return True
        if follower.sign is LETTERS:
            base = follower.text
            quantity = base in LOSSES or base in QUANTITIES or base in ("f", "tanh", "th")
            indexed = INDEXED.fullmatch(base)
            return quantity or indexed is not None
        return follower.sign in (GREEK, COMMAND) and follower.text in ("alpha", "l", "ell")

    def _is_applied(self) -> bool:
        return self._texts(1, 2) in (["("], ["'"]) or self._texts(1, 4) == ["^", "{", "'"]

    def _is_operating(self) -> bool:
        """Whether an argument, a prime or a power follows: `sin(x)`, `sin x_1`, `log²(x)`."""
        follower = self._token(1)
        if follower is None:
            return False
        indexed = follower.sign is LETTERS and self._texts(2, 3) in (["_"], ["^"])
        indexed = indexed or follower.sign is QUANTITY or self._is_quantity(follower)
        return indexed or self._is_applied() or follower.text in ("^", "{", "_")

    def _is_quantity(self, token: Token) -> bool:
        """Whether a name of the network stands here with its number, as the s1 of `log s1`."""
        numbered = self._token(2)
        known = token.sign is LETTERS and token.text in QUANTITIES
        return known and numbered is not None and numbered.sign is NUMBER and not numbered.spaced

    def _multiplies_its_argument(self) -> bool:
        """Whether an unknown run stands in a formula with its argument or a prime right behind it, as `foo(s1)` does."""
        before, after = self._token(-1), self._token(1)
        if before is None or after is None or after.spaced or after.text not in ("(", "'"):
            return False
        factor = before.sign in (NUMBER, QUANTITY)
        return factor or (before.sign is MARK and before.text in _AROUND_FACTOR)

    def _is_indexed(self, low: str) -> bool:
        """Whether digits or an index follow at once, as in `err3` or `grad_3`."""
        follower = self._token(1)
        if follower is None or follower.spaced or low in ("et", "and"):
            return False
        if low in KEYWORDS:
            return follower.text in ("_", "^")
        return follower.sign is NUMBER or follower.text in ("_", "^")

    def _stands_as_operand(self) -> bool:
        """Whether operators around an unknown run leave no other reading than a name, such as `lr` in `- lr *`."""
        before, after = self._token(-1), self._token(1)
        after_operator = before is not None and before.sign is MARK and before.text in _OPERATORS
        if after is None or after.sign is LINE:
            return after_operator
        if after.sign is MARK:
            return after.text in _AFTER_FACTOR and (after_operator or after.text in "*/=←")
        known = fold(self.tokens[self.at].text) in RATES
        return after_operator and (known or after.sign in (GREEK, COMMAND))

    def _scales(self) -> bool:
        """Whether a word such as `pas` stands where the step does: behind a sign, before a product or a gradient."""
        before, after = self._token(-1), self._token(1)
        if before is None or after is None or before.sign is not MARK or before.text not in "+-*([":
            return False
        if after.sign is LETTERS:
            return fold(after.text).startswith(("d", "grad"))
        return after.text in ("*", "(") or after.sign in (GREEK, COMMAND)

    def _names_neuron(self) -> bool:
        """Whether `n3` follows, behind a step or a sign: the factor in `eta * gradient n3`."""
        before, number = self._token(-1), self._token(2)
        factor = before is not None and (before.text in ("*", "-") or before.sign in (GREEK, LETTERS))
        return factor and self._texts(1, 2) == ["n"] and number is not None and number.sign is NUMBER

    def _calls(self) -> bool:
        """Whether a bracket stands right behind."""
        after = self._token(1)
        return after is not None and after.text == "(" and not after.spaced

    def _among_words(self) -> bool:
        """Whether a single letter stands between spaces next to a word, as the verb in `on a`."""
        before, after = self._token(-1), self._token(1)
        if after is not None and (
            after.text in "_^'([)/*+-=,;" or (after.sign is NUMBER and not after.spaced)
        ):
            return False
        return any(
            neighbour is not None
            and neighbour.sign is LETTERS
            and (len(neighbour.text) > 2 or fold(neighbour.text) in WORDS)
            and fold(neighbour.text) not in FUNCTIONS
            for neighbour in (before, after)
        ) or (after is not None and after.sign is QUANTITY and after.text[0] in WORDS)

    def _token(self, ahead: int) -> Token | None:
        place = self.at + ahead
        return self.tokens[place] if 0 <= place < self.size else None

    def _precedes(self, text: str) -> bool:
        """Whether this stands right behind."""
        follower = self._token(1)
        return follower is not None and follower.text == text

    def _texts(self, first: int, stop: int) -> list[str]:
        return [token.text for token in self.tokens[self.at + first : self.at + stop]]
