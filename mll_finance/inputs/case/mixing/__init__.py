"""Two cases laid side by side: what differs between them, and the case that has some of it from each."""
