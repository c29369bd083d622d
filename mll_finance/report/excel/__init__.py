"""The workbook: the arithmetic of a case, traced once into live Excel formulas."""
