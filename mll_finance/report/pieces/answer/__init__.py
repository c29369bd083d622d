"""The answer of a study in words: the advice, chances, what must be true for it to pay."""
