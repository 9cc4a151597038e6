r"""How a paper is named: the path of its file in the class folder, as a text that can be stored and shown.

A zip made elsewhere may leave names that are no UTF-8; their bytes are written `\xe9`, and found again. Where a name
itself holds `\xe9`, its backslash is written `\x5c`: no two files have one name.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_BYTES = re.compile(r"(?:\\x(?:5c|[89a-f][0-9a-f]))+")
_LIKE_BYTES = re.compile(r"\\(?=x(?:5c|[89a-f][0-9a-f]))")


def name_of(paper: Path, folder: Path) -> str:
    r"""The name of a paper below a folder.

    >>> name_of(Path("class") / os.fsdecode(b"caf\xe9.yaml"), Path("class"))
    'caf\\xe9.yaml'
    """
    name = _LIKE_BYTES.sub(r"\\x5c", str(paper.relative_to(folder)))
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def file_of(name: str, folder: Path) -> Path:
    """The file of a paper's name."""
    return folder / _BYTES.sub(lambda found: os.fsdecode(bytes.fromhex(found[0].replace("\\x", ""))), name)
