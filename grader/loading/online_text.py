"""An answer file typed into a web form: Moodle's `onlinetext.html`, as the plain text that was typed."""

from __future__ import annotations

from html.parser import HTMLParser

_ROWS = frozenset(["p", "div", "pre", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote"])
_UNSEEN = frozenset(["script", "style", "head", "title"])


def from_html(html: str) -> str:
    """The text of a page, a row for each paragraph and line break, with the indentation that was typed.

    >>> from_html("<p>answers:<br>&nbsp; 1.1: s1 = f(o1) &lt; 2</p>")
    'answers:\\n  1.1: s1 = f(o1) < 2\\n'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    rows = "".join(reader.pieces).replace("\u00a0", " ").split("\n")
    return "\n".join(row.rstrip() for row in rows).strip("\n") + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0
        self._as_typed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._unseen += tag in _UNSEEN
        self._as_typed += tag == "pre"
        if tag == "br":
            self.pieces.append("\n")
        elif tag in _ROWS:
            self._new_row()

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._as_typed = max(0, self._as_typed - (tag == "pre"))
        if tag in _ROWS:
            self._new_row()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        self.pieces.append(data if self._as_typed else data.replace("\n", " " if data.strip() else ""))

    def _new_row(self) -> None:
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")
