"""How the equations of an answer are judged: what they claim, what they are worth, what went wrong in them."""
