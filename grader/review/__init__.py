"""Deciding what was flagged: which answers wait, in what order, and the local page on which a person decides them."""
