"""What came of a case, as tables and as a sentence on the record."""
