"""A paper's text and path while it is read, and the refusals that name both."""

from __future__ import annotations

from dataclasses import dataclass

from grader.errors import SubmissionError
from grader.loading.faults import CodedFault, fault
from grader.loading.text import line_of
from grader.nodes import Mapping, Node, Place, Scalar


@dataclass(frozen=True, slots=True)
class Paper:
    """A student's text, as it was typed, and where it comes from."""

    text: str
    path: str

    def fault(self, code: str, place: Place, /, **facts: object) -> CodedFault:
        """A fault at a place of this paper, with the line that stands there."""
        return fault(code, place, line_of(self.text, place.line), **facts)

    def refusal(self, code: str, place: Place, /, **facts: object) -> SubmissionError:
        """The error that refuses the whole paper."""
        return SubmissionError(self.path, [self.fault(code, place, **facts)])

    def text_of(self, node: Node | None, field: str) -> Scalar:
        """A text, empty where nothing stands; raises SubmissionError where something else does."""
        if node is None:
            return Scalar("", Place(1, 1))
        if not isinstance(node, Scalar):
            raise self.refusal("wants-text", node.place, field=field)
        return node

    def keys_of(self, node: Node | None, field: str) -> Mapping:
        """A mapping, empty where nothing stands; raises SubmissionError where something else does."""
        if node is None or (isinstance(node, Scalar) and not node.text.strip()):
            return Mapping((), Place(1, 1))
        if not isinstance(node, Mapping):
            raise self.refusal("wants-keys", node.place, field=field)
        return node
