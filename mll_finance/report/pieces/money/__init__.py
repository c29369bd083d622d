"""Pieces on the municipal budget: its figure and tables, cover, indices, what goes on after it."""
