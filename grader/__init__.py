"""Grades a deep-learning exam: marks, reasons, and what a person must still look at."""

__version__ = "0.1.0"
