"""A case tracked: what came of it against what was expected, by line, cause, range, benefit and stop criterion."""
