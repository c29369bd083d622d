"""A case filled in as a workbook: what its sheets ask, and how a filled-in form becomes a case."""
