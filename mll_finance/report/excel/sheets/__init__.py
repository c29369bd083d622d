"""The sheets of the workbook, a module for each or for a part of one."""
