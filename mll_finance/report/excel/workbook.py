"""The workbook of a study: sheets for reading, assumptions, prices, calculation, valuation and check."""

from __future__ import annotations

from pathlib import Path

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.base import Language
from mll_finance.report.excel.assumptions import Assumptions
from mll_finance.report.excel.book import Book, Sheet
from mll_finance.report.excel.calculation import Calculation, alternative_title, perspective_title
from mll_finance.report.excel.delivered import write_delivered
from mll_finance.report.excel.prices import Prices
from mll_finance.report.excel.readme import write_readme
from mll_finance.report.excel.valuation import Outcome, Valuation

_TOLERANCE = 0.005


def write_workbook(study: Study, path: Path | str, *, language: Language = "nl") -> None:
    """Write the central case of a study as a workbook with live formulas.

    Parameters
    ----------
    study : Study
        The study; overrides and scenario are part of its case.
    path : Path or str
        The file, ``.xlsx``.
    language : "nl" or "en"
        Language of the words in it.

    Notes
    -----
    The formulas are traced from the arithmetic of the kinds and carry the model's numbers as cached values. The same
    study gives the same bytes.

    References
    ----------
    FAST Standard Organisation (2019), The FAST Standard 02c (inputs apart from calculations, one formula a row).
    """
    book = Book(Path(path), language)
    readme_sheet = book.sheet("readme")
    assumptions_sheet, prices_sheet = book.sheet("assumptions"), book.sheet("prices")
    prices = Prices(prices_sheet, study.case)
    assumptions = Assumptions(assumptions_sheet, study.case, prices)
    calculation = Calculation(book, study, assumptions, prices)
    outcomes = Valuation(book, study, calculation, prices).outcomes
    _check(book.sheet("check"), study, outcomes)
    changed_cell = write_delivered(book.sheet("delivered"))
    write_readme(readme_sheet, study, outcomes, changed_cell)
    book.close()


def _check(sheet: Sheet, study: Study, outcomes: list[Outcome]) -> None:
    """Workbook minus model for each outcome."""
    book = sheet.book
    sheet.head(0, [book.term("perspective"), book.term("alternative"), book.term("criterion")])
    sheet.heads(0, 3, [book.word("workbook"), book.word("model"), book.term("difference")])
    sheet.texts(0, 6, [book.word("verdict")], "head")
    outcomes_with_value = [outcome for outcome in outcomes if outcome.model is not None]
    for row, outcome in enumerate(outcomes_with_value, start=1):
        central_value = float(outcome.model or 0.0)
        style = "ratio" if outcome.criterion == "bcr" else "euro"
        sheet.texts(
            row,
            0,
            [
                perspective_title(study.case, outcome.perspective, book),
                alternative_title(study.case, outcome.alternative, book),
                book.term(outcome.criterion),
            ],
        )
        sheet.formula(row, 3, outcome.cell, central_value, style)
        sheet.number(row, 4, central_value, style)
        workbook_cell, model_cell = sheet.cell(row, 3), sheet.cell(row, 4)
        difference_cell = sheet.cell(row, 5)
        sheet.formula(row, 5, f"{workbook_cell}-{model_cell}", 0.0, "difference")
        verdict_formula = (
            f'IF(ABS({difference_cell})<={_TOLERANCE},"{book.word("equal")}","{book.word("changed")}")'
        )
        sheet.formula(row, 6, verdict_formula, book.word("equal"), "unit")
    if outcomes_with_value:
        sheet.warn_where_not_zero((1, 5), (len(outcomes_with_value), 5), _TOLERANCE)
    sheet.text(len(outcomes_with_value) + 2, 0, book.word("check_note"), "quiet")
    sheet.tidy([26, 32, 28, 16, 16, 14, 12], frozen=(1, 0))
