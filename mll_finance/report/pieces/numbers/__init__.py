"""Pieces about single numbers: how uncertain they are, and what was remarked at them."""
