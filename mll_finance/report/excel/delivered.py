"""The inputs to which the delivered advice belongs, beside what stands in the workbook now."""

from __future__ import annotations

from mll_finance.report.excel.book import Sheet

_LEAST = 1e-9
"""Part of an input by which it has to differ to count as another: less is rounding of a program."""
_WIDTHS = (50, 20, 20, 16)


def write_delivered(sheet: Sheet) -> str:
    """Write every input as it was delivered; gives a condition that holds where one of them differs now."""
    book = sheet.book
    sheet.head(0, [book.word("delivered_input")])
    sheet.heads(
        0, 1, [book.word("delivered_value"), book.word("delivered_now"), book.word("delivered_differs")]
    )
    for row, entry in enumerate(book.entries, start=1):
        sheet.text(row, 0, entry.note or entry.cell.replace("$", ""), "path")
        sheet.number(row, 1, entry.value, entry.style)
        sheet.formula(row, 2, entry.cell, entry.value, entry.style)
        now_cell, then_cell = sheet.cell(row, 2), sheet.cell(row, 1)
        # A text or an empty cell in the place of a number is another input too.
        formula = f"IF(ISNUMBER({entry.cell}),IF(ABS({now_cell}-{then_cell})>{_LEAST}*MAX(1,ABS({then_cell})),1,0),1)"
        sheet.formula(row, 3, formula, 0, "integer")
    sheet.tidy(_WIDTHS, frozen=(1, 0))
    return f"SUM({sheet.span((1, 3), (len(book.entries), 3), hold='both')})>0"
