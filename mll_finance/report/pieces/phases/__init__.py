"""Plans in phases, told: the tree, what to do at each gate, what the right to stop is worth, and whether to wait."""
