"""Entries of public registers: drafts filled from a case, and what their forms ask of them."""
