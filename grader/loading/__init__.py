"""Files read as text: the door through which everything a student or teacher writes comes in."""
