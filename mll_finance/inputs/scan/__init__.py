"""The quick scan: its questions and the case that it writes."""
