"""The formats of a run: each file registers one as ``WRITER``."""
