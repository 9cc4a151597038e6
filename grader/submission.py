"""A student's paper: who wrote it, and the answers as they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.nodes import Node
from grader.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Student:
    """Who wrote a paper; both texts are the student's own and never trusted."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A student's file, read: `answers` by normalised question key; `faults` what could not be read.

    An answer lost to a fault stands in `unread` with the fault's evidence instead.
    """

    exam: str
    student: Student
    answers: Mapping[str, Node]
    digest: str = ""
    path: str = ""
    unread: Mapping[str, Evidence] = field(default_factory=dict)
    notices: tuple[Evidence, ...] = ()
