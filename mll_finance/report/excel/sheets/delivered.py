"""The inputs to which the delivered advice belongs, beside what stands in the workbook now."""

from __future__ import annotations

from mll_finance.inputs.form.kept_cells import texts_of
from mll_finance.inputs.form.layout import DELIVERED, VERSION
from mll_finance.inputs.form.typed_over import CASE, FIRST, KEPT, KEPT_SHEET, SCENARIO
from mll_finance.report.excel.book import Sheet

_LEAST = 1e-9
"""Part of an input by which it has to differ to count as another: less is rounding of a program."""
_WIDTHS = (52, 52, 18, 18, 14)
_FIRST = FIRST - 1
_NAME, _VALUE, _NOW, _DIFFERS, _MARK = range(1, 6)


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
    sheet.texts(0, _NAME, [book.word("cell_name")], "head")
    sheet.heads(
        0, _VALUE, [book.word("delivered_value"), book.word("delivered_now"), book.word("delivered_differs")]
    )
    sheet.text(1, 0, book.word("scenario_in_use"), "path")
    sheet.text(1, _NAME, SCENARIO, "path")
    sheet.text(1, _VALUE, entered, "text", "delivered")
    sheet.formula(1, _NOW, chosen, entered, "text")
    sheet.formula(1, _DIFFERS, f"IF({sheet.cell(1, _NOW)}={sheet.cell(1, _VALUE)},0,1)", 0, "integer")
    for row_index, input_entry in enumerate(book.entries, start=_FIRST):
        sheet.text(row_index, 0, input_entry.path, "path")
        sheet.text(row_index, _NAME, input_entry.name, "path")
        sheet.number(row_index, _VALUE, input_entry.value, input_entry.style)
        sheet.formula(row_index, _NOW, input_entry.cell, input_entry.value, input_entry.style)
        now_address, delivered_address = sheet.cell(row_index, _NOW), sheet.cell(row_index, _VALUE)
        # A text or an empty cell in the place of a number is another input too.
        differs_formula = (
            f"IF(ISNUMBER({input_entry.cell}),IF(ABS({now_address}-{delivered_address}"
            f")>{_LEAST}*MAX(1,ABS({delivered_address})),1,0),1)"
        )
        sheet.formula(row_index, _DIFFERS, differs_formula, 0, "integer")
    sheet.text(0, _MARK, f"{VERSION} {book.language}", "quiet")
    sheet.text(0, CASE - 1, case_id, "quiet")
    book.name(DELIVERED, sheet.cell(0, _MARK, hold="both"))
    sheet.tidy([*_WIDTHS, 6, 30], frozen=(1, 0))
    sheet.print_only(_DIFFERS, _FIRST + len(book.entries) - 1)
    last_row = max(_FIRST, _FIRST + len(book.entries) - 1)
    return f"SUM({sheet.span((1, _DIFFERS), (last_row, _DIFFERS), hold='both')})>0"


def write_kept(sheet: Sheet) -> None:
    """List what nobody is asked to change, once every sheet is written, so that what is typed over it is seen."""
    sheet.listed(0, KEPT_SHEET - 1, sheet.book.word("delivered_kept"))
    row_index = _FIRST
    for first_cell_name, cells_not_to_change in sheet.book.kept.items():
        for cells_as_text in texts_of(cells_not_to_change):
            sheet.listed(row_index, KEPT_SHEET - 1, first_cell_name)
            sheet.listed(row_index, KEPT - 1, cells_as_text)
            row_index += 1
