"""Learning from a teacher's marks: how far proposals can be trusted, and what concepts are worth to this teacher."""
