"""Reports for people and programs; with `cli/`, the only rooms that print."""
