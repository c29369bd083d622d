"""Sections of a case that the method asks for beside quantities and lines: one file each, with a ``SECTION``."""
