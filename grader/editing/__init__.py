"""Changing a rubric as text: one value, the whole file in an editor, a copy for a new exam."""
