"""Sections of the report: one file each, with ``blocks(context)``. A section knows no writer."""
