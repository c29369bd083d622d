"""Which price index a line follows where it names none."""
