"""The case: reading, validating and resolving what a user writes. Knows no draws and no results."""
