"""Phases with a decision after each: what the right to stop is worth, gate by gate; arrays in, arrays out."""
