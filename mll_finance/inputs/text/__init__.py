"""Text as written: YAML, ranges, words."""
