"""A workbook of XlsxWriter that is written at once: texts stay texts, and formulas are taken as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet, re_dynamic_function


def empty_book(path: Path) -> Any:
    """A workbook without sheets, of which no part goes to the disk before the whole does."""
    workbook_options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    return xlsxwriter.Workbook(str(path), workbook_options)


class FormulasAsWritten(Worksheet):  # type: ignore[misc]
    """A sheet of XlsxWriter that looks once, not thirty times, for a function that needs a prefix.

    A formula with such a function is told by one search before and becomes an array; in every other formula each of
    the thirty replacements that follow finds nothing.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if expand_future_functions or re_dynamic_function.search(formula):
            return str(super()._prepare_formula(formula, expand_future_functions))
        return formula.removeprefix("=")
