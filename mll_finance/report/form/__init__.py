"""The workbook in which a case is filled in."""
