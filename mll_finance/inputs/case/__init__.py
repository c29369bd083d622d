"""The case: read, checked, resolved, changed, locked."""
