"""What a text says about finding a minimum: the derivative, the rule, the step, the method, convexity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from grader.maths.folding import fold
from grader.maths.numerals import find_numerals
from grader.maths.polynomial_text import VARIABLE, Reading, read_polynomial
from reference.polynomial import Polynomial

MAX_LENGTH = 8_000
LOOKED_AT = 4
"""So many texts are remembered: one text is looked at from several sides."""


class Method(StrEnum):
    """A way to the minimum."""

    DESCENT = "descent"
    NEWTON = "newton"
    VERTEX = "vertex"
    SQUARE = "square"


class Direction(StrEnum):
    """Which way a rule moves: against the derivative, or along it."""

    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class OwnDescent:
    """What a student's iterates and minimum build on: the own derivative, step and method.

    `rate` is the step of the stated rule, negative where the rule adds the derivative.
    """

    derivative: Polynomial | None = None
    rate: Fraction | None = None
    method: Method | None = None
    ascends: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """A derivative that a text states, with the words that do."""

    polynomial: Polynomial
    start: int
    end: int


_F = r"(?<![a-z'])(?:f|y|j)"
_ARGUMENT = rf"(?:\s?\(\s?(?:{VARIABLE}|-?\d+(?:[.,]\d+)?)\s?\))?"
_PRIME = r"\s?(?:\^\s?\{?\s?(?:\\prime|')\s?\}?|')(?!\s?')"
_SLOPE = (
    rf"(?:{_F}{_PRIME}{_ARGUMENT}"
    rf"|(?<![a-z])d\s?(?:f|y){_ARGUMENT}\s?/\s?d\s?x{_ARGUMENT}"
    r"|\\[dt]?frac\s?\{\s?(?:\\partial|d)\s?f[^{}\n]{0,6}\}\s?\{\s?(?:\\partial|d)\s?x[^{}\n]{0,6}\}"
    rf"|(?:∇|\\nabla|(?<![a-z])grad(?:ient)?s?)\s?(?:f|j)?{_ARGUMENT})"
)
_WORD_SLOPE = r"(?<![a-z])(?:deriv\w{0,9}|pente|slope|gradients?)"
_IS = (
    r"(?:\s?(?:de (?:la fonction )?f|of f|au point courant|at the current point|de cette fonction)"
    r"(?:\s?\(\s?x\s?\))?)?\s?(?:=|:|~|est(?: egale? a)?|c'?est|vaut|is|ici|donne|gives|equals)?\s?[$(]?\s?"
)
_STATEMENT = re.compile(rf"(?:{_SLOPE}|{_WORD_SLOPE}\s?(?:(?:f|y){_PRIME}{_ARGUMENT})?){_IS}")
_CHAIN = re.compile(r"\s?(?:=|~|soit|i\.?e\.?)\s?")
_RULE = re.compile(
    rf"(?<![a-z]){VARIABLE}\s?(?:=|<-+|<=|←|:=|->|→|\\leftarrow|\\gets|devient|becomes)\s?{VARIABLE}"
    r"\s?(?P<sign>[-+]|moins|minus|plus)(?P<rest>[^;\n]{1,80})"
)
_SHORT_RULE = re.compile(rf"(?<![a-z]){VARIABLE}\s?(?P<sign>[-+])\s?=(?P<rest>[^;\n]{{1,80}})")
_GRADIENT = re.compile(rf"{_SLOPE}|{_WORD_SLOPE}|2\s?\*?\s?x")
_ROOT_RULE = re.compile(rf"{_F}{_ARGUMENT}\s?/\s?{_F}{_PRIME}|frac\s?\{{\s?f{_ARGUMENT}\s?\}}\s?\{{\s?f\s?'")
_AGAINST = re.compile(
    r"(?:oppos\w*|inverse\w*|contraire\w*|opposite|against|contre|reverse\w*|neg\w*)"
    r"[^.;\n]{0,45}?(?:gradient|pente|derive\w*|slope|derivative)"
    r"|(?:gradient|pente|derive\w*|slope|derivative)"
    r"[^.;\n]{0,70}?(?:oppos\w*|sens inverse|inverse\b|sens contraire|contraire|opposite|reverse|downhill)"
    r"|(?:enlev\w*|retranch\w*|soustra\w*|retir\w*|ote\w*|subtract\w*|remov\w*|diminu\w*|moins|minus)"
    r"[^.;\n]{0,50}?(?:gradient|pente|derive\w*|slope|derivative)"
    r"|(?:gradient|derive\w*|derivative)(?:[^.;\n]|\.(?=\d)){0,40}?(?:soustra\w*|retranch\w*|subtract\w*)"
    r"|(?:descen\w*|suit|suivant|suivre|walk\w*|go(?:es|ing)?|mov\w*|step\w*|follow\w*|roul\w*|roll\w*)"
    r"[^.;\n]{0,25}?(?:pente|slope|gradient)[^.;\n]{0,25}?(?:bas|down|descend|decroi|baiss)"
    r"|(?:walk\w*|go(?:es|ing)?|mov\w*|step\w*|roll\w*|slid\w*)\s+down(?:hill|wards?)?\b"
    r"|(?:descen[dt]\w*|devale\w*)\s+(?:le long de |dans )?(?:la|une|sa) pente"
    r"|direction (?:ou|in which|where) (?:la fonction |f |the function |it )?(?:dimin|decroi|decreas|baiss)\w*"
    r"|plus (?:forte|grande) descente|steepest descent"
)
_ALONG = re.compile(
    r"(?:dans|en suivant|in)\s+(?:le sens|la direction|the direction)\s+(?:du|de la|of the)\s+"
    r"(?:gradient|pente|derivee|slope|derivative)"
)
_NAMES = (
    (
        Method.DESCENT,
        re.compile(
            r"\bd[a-z]{2,6}nte?s?\s+(?:de|du|par|des|d)?\s?(?:le |la )?(?:gradi\w*|pente)"
            r"|\bdesc\.? (?:de |du |d')?grad\w*|\bgrad\.? desc\w*"
            r"|gradi\w{2,4}\s+desc?\w{2,5}|steepest descent|algo\w*\s+(?:du|de|des)\s+gradi\w*"
            r"|methode\s+(?:du|de|des)\s+gradi\w*|\bsgd\b|gradient method"
        ),
    ),
    (Method.NEWTON, re.compile(r"newton|raphson")),
    (Method.VERTEX, re.compile(r"\bsommet\b|\bvertex\b")),
    (
        Method.SQUARE,
        re.compile(
            r"forme canonique|canonical form|comple\w*\s+(?:le |the |du |un |a )?(?:carre|square)"
            r"|(?:carre|square) comple\w*|identite remarquable|vertex form"
        ),
    ),
)
_ZERO = re.compile(
    rf"(?:{_SLOPE}|{_WORD_SLOPE})(?:[^.;\n]|\.(?=\d)){{0,50}}?"
    r"(?:=\s?0(?![.,]?\d)|annul\w*|\bnul\w{0,2}\b|zero|vaut 0|egale? a 0|is 0|equals? (?:to )?0|vanish\w*|to 0\b)"
    rf"|(?:annul\w*|zeros?|racines?|roots?|vanish\w*|resou\w*|solv\w*|set\w*)[^.;\n]{{0,25}}?(?:{_SLOPE}|{_WORD_SLOPE})"
    r"|points? (?:critiques?|stationnaires?)|(?:critical|stationary) points?|condition (?:necessaire )?d.?(?:ordre 1|optimalite)"
    r"|(?:on (?:la |le )?deriv|differentiat)\w*(?:[^.;\n]|\.(?=\d)){0,40}?(?:annul\w*|=\s?0(?![.,]?\d))|first.order condition"
)
_CONVEX = re.compile(
    r"(?<!non )(?<!non-)(?<!pas )(?<!not )(?<!non strictement )(?<!pas strictement )convex\w*"
    rf"|{_F}\s?(?:''|\"){_ARGUMENT}\s?(?:=[^,;\n]{{0,8}}?2\b|>\s?0|est\s+(?:strictement |toujours )?positi|is positive)"
    r"|(?:derivee? seconde|second derivative)[^.;\n]{0,30}?(?:\b2\b|positi|> ?0)"
    r"|(?:vers le|en) haut\b|upwards?\b|concave up|opens? up|\bu[- ]shaped?|en (?:forme de )?u\b|cuvette|\bbol\b|\bbowl\b"
    r"|\ba\s?=\s?1\s?>\s?0|\ba\s?>\s?0|\ba\s?=?\s?1?\s?(?:est |is )?(?:strictement )?positi"
    r"|coefficient[^.;\n]{0,30}?(?:positi|>\s?0)|leading coefficient"
    r"|chang\w*[^.;\n]{0,15}? de signe|sign change|changes sign|tableau de (?:variation|signe)"
    r"|decroi[^.;\n]{0,40}?croi|decreas[^.;\n]{0,40}?increas"
    r"|negati\w*[^.;\n]{0,45}?positi\w*|<\s?0[^.;\n]{0,30}?>\s?0"
    r"|(?:tend|diverge|goes|->|→)[^.;\n]{0,20}?(?:\+?\s?inf|∞|\\infty)|coerciv"
)
_NOT_CONVEX = re.compile(
    r"(?:non|pas|not)[\s-](?:strictement |strictly )?convex|\bconcave\b(?! up)|vers le bas\b(?=.{0,20}parab)"
)
_RATE = re.compile(
    r"(?<![a-z])(?:\\?eta|η|lr|pas|step(?: ?size)?|\\?alpha|α|\\?mu|μ|\\?gamma|γ|\\?lambda|λ|\\?epsilon|ε|rho|h"
    r"|learning[ _]rate|taux(?: d'apprentissage)?|fraction fixe|rate)"
    r"\s?(?:d'apprentissage|fixe|constant)?\s?(?:=|:|~|de|of|vaut|is|egal a|fixe a)?\s?(?:\\?eta|η)?\s?=?\s?(?=[-.,\d½¼])"
)
_VARIABLE_STEP = re.compile(
    r"momentum|inertie|\badam\b|adagrad|rmsprop|nesterov|line search|backtrack\w*|armijo"
    r"|pas (?:variable|decroissant|adaptatif|qui (?:dimin|decroi)\w*)|(?:decay|decreas\w*|adaptive)[^.;\n]{0,15}?(?:step|rate)"
    r"|(?:divis|dimin|redui)\w*[^.;\n]{0,12}?(?:le pas|eta|lr)\b"
)
_OTHER_METHODS = re.compile(
    r"dichotomi\w*|bisection|golden|section (?:doree|d'or)|secante?|ternary|simplex|lagrang\w*|discriminant de|"
    r"variations? de (?:f|la fonction)|etude de fonction|grid search|balayage"
)


@lru_cache(maxsize=LOOKED_AT)
def derivatives(text: str) -> tuple[Stated, ...]:
    """The derivatives that a text states, in order; of a chain of equalities the last member.

    >>> [str(stated.polynomial) for stated in derivatives("f'(x) = 2x + 0,8 - 0,5 = 2x + 0,3")]
    ['2 x + 3/10']
    """
    folded = fold(text[:MAX_LENGTH])
    found = [*_stated(folded), *_in_rules(folded), *_set_to_zero(folded)]
    kept: dict[int, Stated] = {}
    for stated in sorted(found, key=lambda each: each.start):
        if not any(other.start <= stated.start < other.end for other in kept.values()):
            kept[stated.start] = stated
    return tuple(kept.values())


@lru_cache(maxsize=LOOKED_AT)
def rules(text: str) -> tuple[Direction, ...]:
    """Each update rule of a text, in symbols or in words, by the way it moves.

    >>> rules("x <- x + eta f'(x)"), rules("on enlève à x le pas fois la dérivée")
    ((<Direction.UP: 'up'>,), (<Direction.DOWN: 'down'>,))
    """
    folded = fold(text[:MAX_LENGTH])
    written = tuple(_directions(folded))
    if written:
        return written
    if _AGAINST.search(folded):
        return (Direction.DOWN,)
    return (Direction.UP,) if _ALONG.search(folded) else ()


@lru_cache(maxsize=LOOKED_AT)
def rates(text: str) -> tuple[Fraction, ...]:
    """The steps that a text states, in words (`pas de 0,1`) or inside a rule, without repeats.

    >>> rates("x <- x - 0,2 * f'(x), pas = 0.2")
    (Fraction(1, 5),)
    """
    folded = fold(text[:MAX_LENGTH])
    return tuple(dict.fromkeys([*_named_rates(folded), *_rule_rates(folded)]))


@lru_cache(maxsize=LOOKED_AT)
def named(text: str) -> tuple[Method, ...]:
    """The methods that a text calls by name."""
    folded = fold(text[:MAX_LENGTH])
    return tuple(method for method, pattern in _NAMES if pattern.search(folded))


@lru_cache(maxsize=LOOKED_AT)
def is_newton_rule(text: str) -> bool:
    """Whether a text divides f' by f''."""
    folded = fold(text[:MAX_LENGTH])
    over = (
        rf"{_F}{_PRIME}{_ARGUMENT}\s?/\s?{_F}\s?(?:''|\")|frac\s?\{{\s?f\s?'[^{{}}]{{0,12}}\}}\s?\{{\s?f\s?''"
    )
    return re.search(over, folded) is not None


def seeks_a_root_of_f(text: str) -> bool:
    """Whether a rule divides f by f', which is Newton's rule for a root of f."""
    return _ROOT_RULE.search(fold(text[:MAX_LENGTH])) is not None


def sets_derivative_to_zero(text: str) -> bool:
    """Whether a text looks for the place where the derivative vanishes."""
    folded = fold(text[:MAX_LENGTH])
    return _ZERO.search(folded) is not None or any(True for _ in _set_to_zero(folded))


def says_convex(text: str) -> bool:
    """Whether a text says why a stationary point is the minimum."""
    folded = fold(text[:MAX_LENGTH])
    return _CONVEX.search(folded) is not None and _NOT_CONVEX.search(folded) is None


def varies_its_step(text: str) -> bool:
    """Whether a text speaks of momentum or of a step that changes."""
    return _VARIABLE_STEP.search(fold(text[:MAX_LENGTH])) is not None


def names_other_method(text: str) -> bool:
    """Whether a text names a way to a minimum that this module does not judge."""
    return _OTHER_METHODS.search(fold(text[:MAX_LENGTH])) is not None


def speaks_of_descent(text: str) -> bool:
    """Whether any word of a text belongs to derivatives or descent."""
    folded = fold(text[:MAX_LENGTH])
    return re.search(rf"{_SLOPE}|{_WORD_SLOPE}|descen[td]|tangente", folded) is not None


def own_descent(text: str) -> OwnDescent:
    """What later answers may build on, as far as the text states it."""
    stated = derivatives(text)
    steps = rates(text)
    directions = rules(text)
    return OwnDescent(
        derivative=stated[-1].polynomial if stated else None,
        rate=steps[-1] if steps else None,
        method=_method(text),
        ascends=bool(directions) and all(way is Direction.UP for way in directions),
    )


def _method(text: str) -> Method | None:
    if is_newton_rule(text):
        return Method.NEWTON
    names = named(text)
    if not names and rules(text):
        return Method.DESCENT
    return names[0] if names else None


def _stated(folded: str) -> Iterator[Stated]:
    at = 0
    while match := _STATEMENT.search(folded, at):
        at = match.end()
        if _RULE.match(folded, at):
            continue
        stated = _chain(folded, match.start(), match.end())
        if stated is not None:
            yield stated
            at = stated.end


def _chain(folded: str, start: int, at: int) -> Stated | None:
    best: Reading | None = None
    for _ in range(6):
        reading = read_polynomial(folded, at)
        if reading is None or folded[reading.end : reading.end + 2].lstrip()[:1] == "'":
            break
        if reading.polynomial.degree >= 1 or best is None:
            best = reading
        link = _CHAIN.match(folded, reading.end)
        if link is None:
            break
        at = link.end()
    if best is None or not best.polynomial.degree:
        return None
    return Stated(best.polynomial, start, best.end)


def _in_rules(folded: str) -> Iterator[Stated]:
    for match in (*_RULE.finditer(folded), *_SHORT_RULE.finditer(folded)):
        opening = folded.find("(", match.start("rest"), match.end("rest"))
        while opening >= 0:
            reading = read_polynomial(folded, opening)
            if reading is not None and reading.polynomial.degree >= 1 and _is_slope(folded, opening):
                yield Stated(reading.polynomial, match.start(), reading.end)
                break
            opening = folded.find("(", opening + 1, match.end("rest"))


def _is_slope(folded: str, opening: int) -> bool:
    """A parenthesis with an x in it that is no argument, as in `0.1 (2x + 0.8)` but not in `f'(x)`."""
    return re.search(r"(?:'|\}|f|x)\s?$", folded[max(0, opening - 2) : opening]) is None


def _set_to_zero(folded: str) -> Iterator[Stated]:
    for match in re.finditer(r"=\s?0(?![.,\d])", folded):
        clause = max(folded.rfind(mark, 0, match.start()) for mark in ("=", "\n", ":", "→"))
        for start in range(max(clause + 1, match.start() - 30), match.start()):
            reading = read_polynomial(folded, start)
            if reading is None or folded[reading.end : match.start()].strip():
                continue
            if reading.polynomial.degree == 1 and not _is_index_before(folded, start):
                yield Stated(reading.polynomial, start, reading.end)
            break


def _is_index_before(folded: str, start: int) -> bool:
    return re.match(r"[a-z_.,\d]", folded[max(0, start - 1) : start]) is not None


def _directions(folded: str) -> Iterator[Direction]:
    for match in (*_RULE.finditer(folded), *_SHORT_RULE.finditer(folded)):
        rest = match["rest"]
        if not _GRADIENT.search(rest):
            continue
        up = match["sign"] in ("+", "plus")
        if up and re.search(r"\(\s?-|\*\s?-|^\s?-", rest):
            up = False
        yield Direction.UP if up else Direction.DOWN


def _named_rates(folded: str) -> Iterator[Fraction]:
    for match in _RATE.finditer(folded):
        numerals = find_numerals(folded[match.end() : match.end() + 20])
        if numerals and numerals[0].start <= 1 and numerals[0].value:
            yield numerals[0].value


def _rule_rates(folded: str) -> Iterator[Fraction]:
    for match in (*_RULE.finditer(folded), *_SHORT_RULE.finditer(folded)):
        reading = re.match(
            r"\s?(\d+(?:[.,]\d+)?(?:\s?/\s?\d+)?|[.,]\d+|[½¼])\s?(?:\*|\(|f|d|∇|\\|g)", match["rest"]
        )
        numerals = find_numerals(reading[1]) if reading else ()
        if numerals and numerals[0].value:
            yield numerals[0].value
