"""The front door: a study's tables."""
