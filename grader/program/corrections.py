"""Corrections in words, such as « remplacer bool par float32 »: which planted bug each one repairs, and by what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from grader.program.printed import PrintedProgram
from grader.program.reading import Sentence

_LONGEST = 1_500

_TYPE = re.compile(
    r"(?<![\w.])(?:(?:tf|np)\.)?(float ?(?:16|32|64)|floats?|flottants?|reels?|real|u?int(?:8|16|32|64)?|double|half"
    r"|entiers?|integers?)(?![\w(])"
)
_TYPE_NAMES = MappingProxyType(
    {"flottant": "float32", "reel": "float32", "real": "float32", "float": "float32", "entier": "int32",
     "integer": "int32", "int": "int32", "half": "float16", "double": "float64"}
)  # fmt: skip
_SHAPE = re.compile(
    r"[\[(]?\s*((?:batch(?:[_ ]?size)?|none|-?\d{1,3}|b|n)\s*[,x*;]\s*\d{1,3}\s*[,x*;]\s*\d{1,3}\s*[,x*;]\s*\d{1,3})\s*[\])]?"
)
_IMAGE_SHAPE = re.compile(r"(?<![\w,])(\d{1,3}\s*[,x*]\s*\d{1,3}\s*[,x*]\s*\d{1,3})(?!\s*[,x*]\s*\d)")
_CHANNELS_LAST = re.compile(
    r"channels?[ _]last|nhwc|(?:canal|canaux|channels?|profondeur|\b3|rgb)\b[^.;]{0,40}\b(?:a la fin|en derni\w+|derni\w+"
    r"|last|at the end|final)|hauteur[^.;]{0,12}largeur[^.;]{0,12}(?:canaux|canal|profondeur)"
    r"|height[^.;]{0,12}width[^.;]{0,12}(?:channels?|depth)"
)
_HALF = re.compile(r"\[?\s*(?:batch[_ ]?size|size|16)\s*/{1,2}\s*2\s*\]?")
_TWO = re.compile(
    r"(?:\b(?:en|in|into|par|by|with|mettre|put|pour|to|vaut|donner|soit|etre|be|use|utiliser|ecrire|faut|devient|donc|so|est|is)\s+"
    r"|[=:,>]\s*)(?:2|deux|two)\b(?!\s*\.?\s*\d)|\b(?:2|deux|two)\s+(?:part|morceau|piece|tenseur|tensor|tableau|groupe"
    r"|moiti|half|halves|bloc|sous|split|sorti|output|paquet|array|chunk)|\b(?:2|deux|two)\b\s*(?:au lieu|a la place"
    r"|instead|rather|et (?:non|pas)|,? (?:not|pas)\b)|\[\s*8\s*,\s*8\s*\]"
)
_HALF_TO_TWO = re.compile(
    r"batch[_ ]?size\s*/{1,2}\s*2\s*(?:-{1,2}>|={1,2}>|par|by|with|devient)\s*(?:2|deux|two)\b"
)
_SESSION_TO_INIT = re.compile(r"\bsess\b\)?\s*(?:-{1,2}>|={1,2}>|par|by|with|to|devient)\s*(?:run\()?init\b")
_AXIS = re.compile(r"ax[ei]s?\s*(?:=|:)?\s*(-?[1-9])\b")
_RUN_INIT = re.compile(
    r"\brun\s*\(\s*(?:\[\s*)?(?:init\b|tf\.(?:global_variables_initializer|initialize_all_variables))"
    r"|\binit\.run\b|initializer\(\)\.run"
)
_INIT_WORDS = re.compile(
    r"\b(?:run|execut\w*|lanc\w*|appel\w*|pass\w*|donn\w*|mettre|faut|faire|fetch|call|give|use|should|doit|au lieu|a la place|instead)\b"
)
_LOST_NAME = re.compile(
    r"\s*=(?![=>])"
)  # a line of code without the name it binds says nothing of which one it is
_REFUSED = re.compile(
    r"\?|\bne (?:faut|doit|pas)\b|\bn'est pas (?:faux|une erreur)|\bpas (?:de changement|besoin)|\bno need|\bdon't\b"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a sentence puts in the place of a bug's printed text; None where it points at the bug and repairs nothing.

    `sure` is false where the words can be read another way.
    """

    bug: str
    replacement: str | None
    sentence: Sentence
    sure: bool = True


def corrections(sentences: Sequence[Sentence], program: PrintedProgram) -> tuple[Correction, ...]:
    """The corrections that the sentences make, the last one for each bug and text."""
    found: dict[str, Correction] = {}
    for sentence in sentences:
        if _LOST_NAME.match(sentence.text):
            continue
        for bug in program.bugs:
            read = _READERS[bug.id](_plain(sentence.text[:_LONGEST]), sentence)
            if read is not None and _improves(read, found.get(bug.id)):
                found[bug.id] = read
    return tuple(found.values())


def corrected(program: PrintedProgram, found: Sequence[Correction]) -> tuple[str, dict[int, int]]:
    """The printed text with these corrections, and the student's row by each row that they change (both from 1)."""
    text, rows = program.text, {}
    by_bug = {correction.bug: correction for correction in found if correction.replacement is not None}
    for bug in program.bugs:
        correction = by_bug.get(bug.id)
        if correction is not None and correction.replacement is not None:
            before = text.split("\n")
            text = _replaced(text, bug.where, bug.printed, correction.replacement)
            changed = [
                row for row, (a, b) in enumerate(zip(before, text.split("\n"), strict=True), 1) if a != b
            ]
            rows.update(dict.fromkeys(changed, correction.sentence.row))
    return text, rows


def _replaced(text: str, where: str, old: str, new: str) -> str:
    rows = text.split("\n")
    for place, row in enumerate(rows):
        if row.lstrip().startswith(where):
            mended = row.replace(old, new, 1)
            rows[place] = mended.replace(", axis=0", "") if "axis=" in new else mended
    return "\n".join(rows)


def _improves(new: Correction, old: Correction | None) -> bool:
    return old is None or new.replacement is not None or old.replacement is None


def _plain(text: str) -> str:
    """Lower case, without accents, backquotes, or what follows `car` in the sentence.

    >>> _plain("Booléen → `tf.float32`")
    'booleen -> tf.float32'
    """
    text = text.replace("→", "->").replace("⇒", "=>").replace("`", "").replace("’", "'").replace("×", "x")
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _dtype(text: str, sentence: Sentence) -> Correction | None:
    about_data = re.search(
        r"\bbool|booleen|placeholder|\bdtype\b|\btype\b|\bdata\b|\bimages?\b|pixels?", text
    )
    if re.search(r"\blabels?\b", text) and not re.search(r"\bdata\b|\bbool", text):
        return None
    if not about_data:
        bare = re.search(r"\bfloat ?32\b", text)
        return Correction("dtype", "tf.float32", sentence, sure=False) if bare else None
    names = [_type_name(found.group(1)) for found in _TYPE.finditer(_claim(text))]
    names = names or [_type_name(found.group(1)) for found in _TYPE.finditer(_unrefused(text))]
    if not names:
        pointed = re.search(r"\bbool|booleen", text)
        return Correction("dtype", None, sentence, sure=False) if pointed else None
    if "cast" in text and "float32" in names:
        return Correction("dtype", "tf.float32", sentence)
    if not re.search(r"\bbool|booleen|\bdtype\b|\btype|placeholder|\bdata\b", text):
        return None
    return Correction(
        "dtype", f"tf.{names[-1]}", sentence, sure=len(set(names)) == 1 and not _REFUSED.search(text)
    )


def _type_name(word: str) -> str:
    word = word.replace(" ", "")
    return _TYPE_NAMES.get(word, _TYPE_NAMES.get(word.rstrip("s"), word))


def _claim(text: str) -> str:
    """The part of a sentence that says what to write: without its reasons and what it refuses."""
    return re.split(r"\b(?:car|parce que|because|puisque|since)\b", _unrefused(text))[0]


def _unrefused(text: str) -> str:
    """A sentence without the types that it refuses."""
    text = re.sub(r"\b(?:pas|non|not|ni)\s+(?:en |un |une |a )?(?:tf\.)?(?:float|int|uint)\d*\b", " ", text)
    return re.sub(r"\bne (?:faut|doit|doivent|peut) pas [^,.;:]{0,60}(?:\.\w+)?", " ", text)


def _layout(text: str, sentence: Sentence) -> Correction | None:
    if re.search(r"\bz\s*=|np\.zeros", text):
        return None
    shapes = [_sizes(found.group(1)) for found in _SHAPE.finditer(text)]
    given = [sizes for sizes in shapes if sizes[1:] != ("3", "32", "32")]
    printed = re.search(r"(?<![\d,])3\s*[,x*]\s*32\s*[,x*]\s*32(?!\s*[,x*]?\d)", text)
    if not given and (
        printed or re.search(r"\bdata\b|placeholder|shape|forme|dimension|taille|image|format", text)
    ):
        images = [
            tuple(re.split(r"\s*[,x*]\s*", found.group(1))) for found in _IMAGE_SHAPE.finditer(_claim(text))
        ]
        given = [("BATCH_SIZE", *sizes) for sizes in images if sizes != ("3", "32", "32")]
    if given:
        batch = "None" if given[0][0] in ("none", "-1") else given[0][0]
        batch = batch if batch == "None" or batch.isdigit() else "BATCH_SIZE"
        return Correction(
            "layout", f"({batch}, {', '.join(given[0][1:])})", sentence, not _REFUSED.search(text)
        )
    if _CHANNELS_LAST.search(text):
        return Correction("layout", "(BATCH_SIZE, 32, 32, 3)", sentence, not _REFUSED.search(text))
    if shapes or (
        re.search(r"channels?[ _]first|nchw|transpos|\bshape\b|\bforme\b", text) and "data" in text
    ):
        return Correction("layout", None, sentence, sure=False)
    return None


def _sizes(shape: str) -> tuple[str, ...]:
    return tuple(re.split(r"\s*[,x*;]\s*", shape.strip()))


def _split(text: str, sentence: Sentence) -> Correction | None:
    if _HALF_TO_TWO.search(text) and "label" not in text:
        return Correction("split", "2", sentence)
    if not re.search(r"split|conv5_[ab]|decoup|\bcoup\w*|divis|\bsepar", text):
        return None
    axis = _AXIS.search(text)
    suffix = f", axis={axis.group(1)}" if axis else ""
    named = re.search(
        r"split\s*\(\s*conv5\s*,\s*([^,()\[\]]{1,40}|\[[^\[\]()]{1,60}\])\s*[,)]", _last_call(text)
    )
    if named and not _HALF.fullmatch(named.group(1).strip()):
        return _read_split(re.sub(r"num\w*\s*=\s*", "", named.group(1)).upper(), suffix, sentence)
    if re.search(r"\[\s*batch_?size\s*/+\s*2\s*,\s*batch_?size\s*/+\s*2\s*\]", text):
        return _read_split("[BATCH_SIZE/2, BATCH_SIZE/2]", suffix, sentence)
    if _TWO.search(_HALF.sub(" moitie ", text)):
        return Correction("split", f"2{suffix}", sentence, not _REFUSED.search(text))
    return Correction("split", None, sentence, sure=not re.search(r"split|conv5_", text))


def _read_split(parts: str, suffix: str, sentence: Sentence) -> Correction:
    known = re.fullmatch(r"[\[\],/* 0-9A-Z_-]{1,60}", parts)
    return Correction("split", f"{parts}{suffix}" if known else None, sentence, sure=bool(known))


def _last_call(text: str) -> str:
    """The text from the last split on: « split(a) -> split(b) » proposes b, « split(b) au lieu de split(a) » too."""
    text = re.split(r"\bau lieu d|\binstead of\b|\ba la place d|\brather than\b", text)[0]
    return text[text.rfind("split") :] if "split" in text else text


def _initialisation(text: str, sentence: Sentence) -> Correction | None:
    if _RUN_INIT.search(text) or _SESSION_TO_INIT.search(text):
        return Correction(
            "initialisation", "run(init)", sentence, not _REFUSED.search(text.replace("run(sess)", ""))
        )
    about = re.search(r"run\s*\(\s*sess\s*\)|\bsess\b|\bsession\b|\brun\b", text)
    if about and re.search(r"\binit\b", text) and _INIT_WORDS.search(text):
        return Correction("initialisation", "run(init)", sentence, not _REFUSED.search(text))
    if re.search(r"\binit\b", text) and _INIT_WORDS.search(text):
        return Correction("initialisation", "run(init)", sentence, sure=False)
    if re.search(r"run\s*\(\s*sess\s*\)", text):
        return Correction("initialisation", None, sentence, sure=False)
    return None


_READERS: Mapping[str, Callable[[str, Sentence], Correction | None]] = MappingProxyType(
    {"dtype": _dtype, "layout": _layout, "split": _split, "initialisation": _initialisation}
)
