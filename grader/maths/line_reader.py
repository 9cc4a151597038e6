"""One line of an answer: its equations, its generic indices' domains, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from grader.maths.conditions import comparison, may_condition, with_cases
from grader.maths.cursor import Cursor, FormulaError
from grader.maths.domains import named_neurons, read_domain
from grader.maths.lines import Line
from grader.maths.parser import Parser
from grader.maths.pieces import is_trivial, may_label, names_quantity
from grader.maths.seams import closes_nothing, next_left, opens_equation, stays_open
from grader.maths.signs import (
    DIFFERENTIAL,
    FUNCTION,
    KEYWORD,
    LINE,
    MARK,
    NAME,
    NUMBER,
    QUANTITY,
    WORD,
    Token,
)
from grader.maths.spoken import told_value
from grader.maths.statement import Domain, Statement, Unread
from grader.maths.syntax import (
    ZERO,
    Add,
    Case,
    Cases,
    Comparison,
    Expr,
    Name,
    Negative,
    Number,
)
from grader.maths.vectors import equations

MAX_PIECES = 600
_SEPARATORS = frozenset([",", ";", ":", "→", "&", "\\\\", ".", ")", "]", "}", "'", '"', "?", "!", "`", "@"])
_NOTHING = frozenset("rien inchange inchangee unchanged nothing nul nulle zero pas no aucun aucune".split())
_FACTORS = frozenset([NAME, QUANTITY, FUNCTION, DIFFERENTIAL, NUMBER])
_RELATIONS = frozenset(["=", "←", "-=", "+="])
_COMPARED = frozenset(["<", ">", "≤", "≥"])


@dataclass(slots=True)
class LineReader:
    """Reads one line: its equations, its generic indices' domains, and what it could not read; `layer` is the one it names."""

    text: str
    line: Line
    layer: str = ""
    items: list[Statement | Domain | tuple[int, ...]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    failed: list[Unread] = field(default_factory=list)
    told: list[Expr] = field(default_factory=list)
    condition: Comparison | None = None
    is_otherwise: bool = False
    mark: int = 0
    deciding: int = -1
    cursor: Cursor = field(init=False)

    def __post_init__(self) -> None:
        """Stand at the start."""
        self.cursor = Cursor(self.line)

    def read(self) -> None:
        """Read the whole line."""
        for _ in range(MAX_PIECES):
            if self.cursor.done:
                return
            before = self.cursor.at
            self._read_next()
            self.cursor.at = max(self.cursor.at, before + 1)
        start, end = self.cursor.now.start, self.line[-1].end
        self.unread.append(Unread(start, end, start))

    def _read_next(self) -> None:
        cursor = self.cursor
        token = cursor.now
        if token.sign is WORD or (token.sign is MARK and token.text in _SEPARATORS):
            cursor.take()
        elif token.sign is KEYWORD:
            self._keyword(token.text)
        elif token.sign is NUMBER or token.sign is NAME:
            self._enumerated(token)
        else:
            self._statement()

    def _enumerated(self, token: Token) -> None:
        """What a number or a name opens: an enumeration, a domain, or an equation after all."""
        if self._is_enumerator(token):
            self.cursor.at += 2
        elif domain := read_domain(self.cursor):
            self.items.append(domain)
        else:
            self._statement()

    def _is_enumerator(self, token: Token) -> bool:
        """Whether `2)` stands here, before another equation of the line."""
        cursor = self.cursor
        is_short = len(token.text) == 1 and cursor.ahead(1).text == ")"
        return is_short and closes_nothing(self.line, cursor.at, cursor.at + 1)

    def _keyword(self, keyword: str) -> None:
        cursor = self.cursor
        cursor.take()
        if keyword == "if":
            mark = cursor.at
            try:
                self.condition = comparison(Parser(cursor))
            except FormulaError:
                self._unfinished(mark)
        elif keyword == "else":
            self.is_otherwise = True
            self._otherwise_nothing()
        elif keyword == "for" and (neurons := named_neurons(self.cursor)):
            self.items.append(neurons)

    def _unfinished(self, mark: int) -> None:
        """A condition that ends before it says anything, as in `… si o3`, is unread; words behind `si` are let through."""
        cursor = self.cursor
        cursor.at = mark
        try:
            value = Parser(cursor).formula()
        except FormulaError:
            value = ZERO
        ends = cursor.done or cursor.sees(";", ",", ")", "}", "]", "<", ">", "≤", "≥")
        if ends and isinstance(value, Name) and value.base in ("o", "s"):
            end = self.line[cursor.at - 1].end
            self.unread.append(Unread(self.line[mark - 1].start, end, end))
        else:
            cursor.at = mark

    def _otherwise_nothing(self) -> None:
        """`sinon rien`, `sinon inchangé`: nothing moves where the condition does not hold."""
        said = {token.text for token in self.line[self.cursor.at : self.cursor.at + 5] if token.sign is WORD}
        last = next((item for item in reversed(self.items) if isinstance(item, Statement)), None)
        if last is None or not said & _NOTHING or not isinstance(last.answer, Cases):
            return
        self.is_otherwise = False
        unchanged = last.left if isinstance(last.left, Name) else ZERO
        closed = replace(last.answer, otherwise=unchanged)
        self.items[self.items.index(last)] = replace(last, members=(*last.members[:-1], closed))

    def _statement(self) -> None:
        cursor = self.cursor
        mark = cursor.at
        self.mark = mark
        parser = Parser(cursor)
        members: list[Expr] = []
        try:
            members.append(self._first(parser))
            follower = cursor.now
            if follower.sign is MARK and follower.text in _COMPARED:
                cursor.at = mark
                self.condition = comparison(parser)
                return
            if follower.sign is WORD and (told := told_value(parser, members[0], self.text)) is not None:
                members.append(told)
            self._chain(parser, members)
            self._refuse_tail()
        except FormulaError:
            self._fail(mark, members)
        if members and (len(members) > 1 or not is_trivial(members[0]) or self._is_zero_case(members[0])):
            self._keep(self.mark, members)

    def _first(self, parser: Parser) -> Expr:
        """The first formula of a statement, by cases where a condition comes before any `=`."""
        mark = self.cursor.at
        value = parser.formula()
        return with_cases(parser, value) if may_condition(self.cursor) and not self._relates(mark) else value

    def _is_zero_case(self, value: Expr) -> bool:
        """Whether this is the 0 of `si o1 > 0 : 0`."""
        return self.condition is not None and isinstance(value, Number) and not value.value

    def _refuse_tail(self) -> None:
        """A sign that belongs to no formula right behind one, such as `s3!`: half of it is not taken for the whole."""
        cursor = self.cursor
        if cursor.done:
            return
        strays = cursor.sees(")", "]") and closes_nothing(self.line, self.mark, cursor.at)
        stands_alone = cursor.now.sign is NUMBER and cursor.ahead(1).text not in (")", ".", ":")
        if (
            strays
            or stands_alone
            or stays_open(self.line, cursor.at)
            or cursor.sees("@", "%", "_", "^")
            or (cursor.sees("!") and not cursor.now.spaced)
        ):
            raise FormulaError("a sign that belongs to no formula", cursor.place)

    def _relates(self, mark: int) -> bool:
        """Whether `=` comes before any condition, so that a comma after the left side belongs to no case."""
        if self.deciding < mark:
            self.deciding = self._next_deciding(mark)
        return self.deciding < len(self.line) and self.line[self.deciding].sign is MARK

    def _next_deciding(self, mark: int) -> int:
        """The place of the next `=` or `si`, looked for once for all that stands before it."""
        for place in range(mark, len(self.line)):
            token = self.line[place]
            if (token.text in _RELATIONS and token.sign is MARK) or token.is_keyword("if"):
                return place
        return len(self.line)

    def _chain(self, parser: Parser, members: list[Expr]) -> None:
        cursor = self.cursor
        while self._goes_on(members):
            if cursor.ahead(1).sign in (WORD, LINE) and not cursor.sees_keyword("="):
                cursor.take()
                self.told.append(members[0])
                return
            if len(members) > 1 and (following := next_left(members, self.text)) is not None:
                members[-1], left = following
                self._keep(self.mark, members)
                self.mark = cursor.at
                members[:] = [left]
            relation = cursor.take().text
            while cursor.now.sign is WORD and cursor.now.text in ("à", "a", "to", "aussi"):
                cursor.take()
            value = parser.value()
            if relation in ("-=", "+="):
                value = Add((members[0], Negative(value) if relation == "-=" else value), value.at)
            members.append(value)

    def _goes_on(self, members: list[Expr]) -> bool:
        """Whether a sign or a word for `=` stands here."""
        token = self.cursor.now
        if token.sign is MARK:
            return token.text in _RELATIONS or (token.text == ":" and self._is_label(members))
        return token.sign is KEYWORD and token.text == "="

    def _is_label(self, members: list[Expr]) -> bool:
        """Whether a colon stands for `=`, as in `dJ/dw_0 : (s3 − y1) f'(o3) s1`."""
        cursor = self.cursor
        if len(members) != 1 or not may_label(members[0]):
            return False
        follower = cursor.ahead(1)
        opens = follower.sign in _FACTORS or follower.text in ("(", "[", "-", "frac", "sum")
        rest = self.line[cursor.at + 1 :]
        return opens and not (isinstance(members[0], Name) and any(token.text == "=" for token in rest))

    def _fail(self, mark: int, members: list[Expr]) -> None:
        """Report what stands here as unread when it holds an equation, and go on behind it."""
        cursor = self.cursor
        stopped = cursor.at
        if not members and self.line[mark].text in ("(", "[", "{", "|"):
            cursor.at = mark + 1
            return
        while not cursor.done and cursor.now.sign is not WORD and not cursor.sees(";", "→"):
            cursor.take()
        passed = self.line[mark : cursor.at]
        relates = any(token.text in _RELATIONS for token in passed)
        end = passed[-1].end
        at = self.line[stopped].start if stopped < len(self.line) else end
        if not relates and names_quantity(passed):
            self.failed.append(Unread(passed[0].start, end, at))
        if relates and (stopped < len(self.line) or len(passed) > 1):
            self.unread.append(Unread(passed[0].start, end, at))
        members.clear()

    def _keep(self, mark: int, members: list[Expr]) -> None:
        cursor = self.cursor
        start, end = self.line[mark].start, self.line[max(cursor.at, mark + 1) - 1].end
        left, rest = (None, tuple(members)) if len(members) == 1 else (members[0], tuple(members[1:]))
        ends = cursor.sees_keyword("else") and not opens_equation(self.line, cursor.at + 1)
        closes = ends and cursor.accept_keyword("else")
        if closes or self.is_otherwise:
            rest = (*rest[:-1], Cases((), rest[-1], rest[-1].at))
        elif self.condition is not None:
            rest = (*rest[:-1], Cases((Case(self.condition, rest[-1]),), None, rest[-1].at))
        self.condition, self.is_otherwise = None, False
        if not cursor.has_vectors:
            self.items.append(Statement(left, rest, start, end, layer=self.layer))
            return
        try:
            plain = tuple(equations(left, rest))
        except FormulaError:
            self.unread.append(Unread(start, end, start))
            return
        self.items += [Statement(part, worked, start, end, layer=self.layer) for part, worked in plain]
