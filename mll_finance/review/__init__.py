"""A delivered run, made anew in another place: what is the same, and what differs through what."""
