"""The workbook of a study: the decision first, then inputs, calculation, budget, cover, parties and check."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.base import Language
from mll_finance.report.context import Context
from mll_finance.report.excel.book import Book
from mll_finance.report.excel.inputs import inputs_of
from mll_finance.report.excel.sheets.assumptions import Assumptions
from mll_finance.report.excel.sheets.budget import BudgetSheet
from mll_finance.report.excel.sheets.calculation import Calculation
from mll_finance.report.excel.sheets.check import write_check
from mll_finance.report.excel.sheets.cover import CoverSheet
from mll_finance.report.excel.sheets.decision import chosen_cell, write_decision
from mll_finance.report.excel.sheets.delivered import write_delivered, write_kept
from mll_finance.report.excel.sheets.parties import PartiesSheet
from mll_finance.report.excel.sheets.prices import Prices
from mll_finance.report.excel.sheets.readme import SHEETS, write_readme
from mll_finance.report.excel.sheets.scenarios import Scenarios
from mll_finance.report.excel.sheets.spread import write_spread
from mll_finance.report.excel.sheets.valuation import Valuation
from mll_finance.report.pieces.numbers.remarks import remarks_text


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
    study gives the same bytes. Every input has its path as a name; what is no input is protected, without a password.

    References
    ----------
    FAST Standard Organisation (2019), The FAST Standard 02c (inputs apart from calculations, one formula a row).
    """
    settings = study.case.settings
    title_text = settings.id if settings.title is None else settings.title.text(language)
    author_text = "mll_finance" if settings.owner is None else settings.owner.text(language)
    book = Book(Path(path), language, inputs_of(study), title=title_text, author=author_text)
    context = Context(study, language)
    book.remarks = partial(remarks_text, context)
    sheet_by_name = {sheet_name: book.sheet(sheet_name) for sheet_name in SHEETS}
    scenarios_sheet = Scenarios(sheet_by_name["scenarios"], study)
    chosen_scenario_address = chosen_cell(sheet_by_name["decision"], scenarios_sheet)
    prices_sheet = Prices(sheet_by_name["prices"], study.case)
    assumptions_sheet = Assumptions(sheet_by_name["assumptions"], study, prices_sheet)
    write_spread(sheet_by_name["spread"], study)
    calculation_sheet = Calculation(sheet_by_name["calculation"], study, assumptions_sheet, prices_sheet)
    valuation_sheet = Valuation(sheet_by_name["valuation"], study, calculation_sheet, prices_sheet)
    budget_sheet = BudgetSheet(sheet_by_name["budget"], study, valuation_sheet, prices_sheet)
    CoverSheet(sheet_by_name["cover"], study, budget_sheet)
    PartiesSheet(sheet_by_name["parties"], study, valuation_sheet)
    scenarios_sheet.write(chosen_scenario_address)
    write_check(sheet_by_name["check"], scenarios_sheet, valuation_sheet.outcomes, budget_sheet.checked)
    changed_formula = write_delivered(
        sheet_by_name["delivered"], settings.id, chosen_scenario_address, scenarios_sheet.entered
    )
    write_decision(
        sheet_by_name["decision"], study, valuation_sheet.outcomes, budget_sheet.checked, changed_formula
    )
    write_readme(sheet_by_name["readme"], study)
    write_kept(sheet_by_name["delivered"])
    book.close()
