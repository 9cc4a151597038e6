"""French and English text: letters, words, negation, what is spoken of, and patterns over them."""
