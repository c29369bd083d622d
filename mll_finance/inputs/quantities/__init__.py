"""Quantity kinds: one file each. Physical counts only, no money."""
