"""What student notation means: numbers, formulas, shapes, grids; and when two formulas are equal."""
