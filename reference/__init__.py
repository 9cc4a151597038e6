"""The solver: exact answers from an exam's own numbers; it knows nothing of grader, marks, or students."""
