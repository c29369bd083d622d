"""Distributions and draws: arrays in, arrays out. Knows no euros and no case."""
