"""A class: many papers marked in parallel, kept in a store, and read back as reports."""
