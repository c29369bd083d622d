"""The inputs to which the delivered advice belongs, beside what stands in the workbook now."""

from __future__ import annotations

from mll_finance.report.excel.book import Sheet

MARK = "mll_workbook"
"""Name of the cell that tells a delivered workbook from any other."""
VERSION = 1
"""What it holds: the layout of this sheet."""
_LEAST = 1e-9
"""Part of an input by which it has to differ to count as another: less is rounding of a program."""
_WIDTHS = (56, 18, 18, 14)
_FIRST = 2


def write_delivered(sheet: Sheet, case_id: str, chosen: str, entered: str) -> str:
    """Write every input as it was delivered; gives a condition that holds where one of them differs now.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    case_id : str
        The case that the workbook is of.
    chosen, entered : str
        Cell of the scenario in use, and what it holds where none is chosen.
    """
    book = sheet.book
    sheet.head(0, [book.word("delivered_input")])
    sheet.heads(
        0, 1, [book.word("delivered_value"), book.word("delivered_now"), book.word("delivered_differs")]
    )
    sheet.text(1, 0, book.word("scenario_in_use"), "path")
    sheet.text(1, 1, entered, "text", "delivered")
    sheet.formula(1, 2, chosen, entered, "text")
    sheet.formula(1, 3, f"IF({sheet.cell(1, 2)}={sheet.cell(1, 1)},0,1)", 0, "integer")
    for row, entry in enumerate(book.entries, start=_FIRST):
        sheet.text(row, 0, entry.path, "path")
        sheet.number(row, 1, entry.value, entry.style)
        sheet.formula(row, 2, entry.cell, entry.value, entry.style)
        now_cell, then_cell = sheet.cell(row, 2), sheet.cell(row, 1)
        # A text or an empty cell in the place of a number is another input too.
        formula = f"IF(ISNUMBER({entry.cell}),IF(ABS({now_cell}-{then_cell})>{_LEAST}*MAX(1,ABS({then_cell})),1,0),1)"
        sheet.formula(row, 3, formula, 0, "integer")
    sheet.number(0, 5, VERSION, "integer")
    sheet.text(0, 6, case_id, "quiet")
    book.name(MARK, sheet.cell(0, 5, hold="both"))
    sheet.tidy([*_WIDTHS, 3, 6, 30], frozen=(1, 0))
    last = max(_FIRST, _FIRST + len(book.entries) - 1)
    return f"SUM({sheet.span((1, 3), (last, 3), hold='both')})>0"
