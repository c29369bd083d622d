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
    title = settings.id if settings.title is None else settings.title.text(language)
    author = "mll_finance" if settings.owner is None else settings.owner.text(language)
    book = Book(Path(path), language, inputs_of(study), title=title, author=author)
    context = Context(study, language)
    book.remarks = partial(remarks_text, context)
    sheets = {name: book.sheet(name) for name in SHEETS}
    scenarios = Scenarios(sheets["scenarios"], study)
    chosen_scenario = chosen_cell(sheets["decision"], scenarios)
    prices = Prices(sheets["prices"], study.case)
    assumptions = Assumptions(sheets["assumptions"], study, prices)
    write_spread(sheets["spread"], study)
    calculation = Calculation(sheets["calculation"], study, assumptions, prices)
    valuation = Valuation(sheets["valuation"], study, calculation, prices)
    budget_sheet = BudgetSheet(sheets["budget"], study, valuation, prices)
    CoverSheet(sheets["cover"], study, budget_sheet)
    PartiesSheet(sheets["parties"], study, valuation)
    scenarios.write(chosen_scenario)
    write_check(sheets["check"], scenarios, valuation.outcomes, budget_sheet.checked)
    changed_text = write_delivered(sheets["delivered"], settings.id, chosen_scenario, scenarios.entered)
    write_decision(sheets["decision"], study, valuation.outcomes, budget_sheet.checked, changed_text)
    write_readme(sheets["readme"], study)
    write_kept(sheets["delivered"])
    book.close()
