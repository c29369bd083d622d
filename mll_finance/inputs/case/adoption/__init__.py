"""An adopted case: its lock, what a lock lays down, and the mark of what is not the adopted version."""
