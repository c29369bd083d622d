"""The workbook of a study: sheets for reading, assumptions, prices, calculation, valuation and check."""

from __future__ import annotations

from pathlib import Path

from mll_finance.appraisal.study import Study
from mll_finance.inputs.base import Language
from mll_finance.report.excel.assumptions import Assumptions
from mll_finance.report.excel.book import Book, Sheet
from mll_finance.report.excel.calculation import alternative_title, write_calculation
from mll_finance.report.excel.prices import Prices
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
    readme = book.sheet("readme")
    front, back = book.sheet("assumptions"), book.sheet("prices")
    prices = Prices(back, study.case)
    assumptions = Assumptions(front, study.case, prices)
    model = write_calculation(book, study.case, assumptions, prices)
    outcomes = Valuation(book, study, model, prices).outcomes
    _check(book.sheet("check"), study, outcomes)
    _readme(readme, study, outcomes)
    book.close()


def _perspective(study: Study, name: str, language: Language) -> str:
    words = study.case.perspectives[name].title
    return name if words is None else words.text(language)


def _check(sheet: Sheet, study: Study, outcomes: list[Outcome]) -> None:
    """Workbook minus model for each outcome."""
    book, language = sheet.book, sheet.book.language
    sheet.head(0, [book.term("perspective"), book.term("alternative"), book.term("criterion")])
    sheet.heads(0, 3, [book.word("workbook"), book.word("model"), book.term("difference")])
    sheet.texts(0, 6, [book.word("verdict")], "head")
    kept = [each for each in outcomes if each.model is not None]
    for row, each in enumerate(kept, start=1):
        value = float(each.model or 0.0)
        style = "ratio" if each.criterion == "bcr" else "euro"
        sheet.texts(
            row,
            0,
            [
                _perspective(study, each.perspective, language),
                alternative_title(study.case, each.alternative, book),
                book.term(each.criterion),
            ],
        )
        sheet.formula(row, 3, each.cell, value, style)
        sheet.number(row, 4, value, style)
        ours, theirs = sheet.cell(row, 3), sheet.cell(row, 4)
        difference = sheet.cell(row, 5)
        sheet.formula(row, 5, f"{ours}-{theirs}", 0.0, "difference")
        verdict = f'IF(ABS({difference})<={_TOLERANCE},"{book.word("equal")}","{book.word("changed")}")'
        sheet.formula(row, 6, verdict, book.word("equal"), "text")
    if kept:
        sheet.warn_where_not_zero((1, 5), (len(kept), 5), _TOLERANCE)
    sheet.text(len(kept) + 2, 0, book.word("check_note"), "quiet")
    sheet.tidy([26, 32, 28, 16, 16, 14, 12], frozen=(1, 0))


def _readme(sheet: Sheet, study: Study, outcomes: list[Outcome]) -> None:
    """What this is, the outcome, how to read it and where it comes from."""
    book, case = sheet.book, study.case
    language, year = book.language, case.prices.level_year
    settings = case.settings
    sheet.page_title(settings.id if settings.title is None else settings.title.text(language))
    sheet.text(1, 0, book.word("subtitle"), "quiet")
    if settings.question is not None:
        sheet.text(2, 0, settings.question.text(language), "quiet")
    row = _outcome_table(sheet, study, outcomes, first=4)
    sheet.section(row, book.word("how"), 6)
    lines = [
        "how_inputs",
        "how_difference",
        "how_pm",
        "how_central",
        "how_path",
        "how_check",
        "how_structure",
    ]
    for offset, name in enumerate(lines, start=1):
        text = book.word(name, year=settings.base_year, check=book.word("check"))
        sheet.text(row + offset, 0, text)
    _origin(sheet, study, first=row + len(lines) + 2, price_level=year)
    sheet.tidy([34, 34, 20, 20, 20, 20])


def _outcome_table(sheet: Sheet, study: Study, outcomes: list[Outcome], *, first: int) -> int:
    """The criteria as live references; gives the next free row but one."""
    book, language = sheet.book, sheet.book.language
    sheet.section(first, book.word("outcome", year=study.case.prices.level_year), 6)
    shown = list(dict.fromkeys(each.criterion for each in outcomes))
    sheet.head(first + 1, [book.term("perspective"), book.term("alternative")])
    sheet.heads(first + 1, 2, [book.term(criterion) for criterion in shown])
    row = first + 1
    for each in outcomes:
        place = 2 + shown.index(each.criterion)
        if place == 2:
            row += 1
            sheet.text(row, 0, _perspective(study, each.perspective, language))
            sheet.text(row, 1, alternative_title(study.case, each.alternative, book))
        value = book.word("undefined") if each.model is None else each.model
        sheet.formula(row, place, each.cell, value, "ratio" if each.criterion == "bcr" else "euro")
    return row + 2


def _origin(sheet: Sheet, study: Study, *, first: int, price_level: int) -> None:
    book, settings, fingerprint = sheet.book, study.case.settings, study.fingerprint
    sheet.section(first, book.word("origin"), 6)
    facts = [
        (book.word("case"), settings.id),
        (book.word("status"), settings.status),
        (book.term("scenario"), study.case.scenario or "-"),
        (book.word("base_year"), str(settings.base_year)),
        (book.word("price_level"), str(price_level)),
        (book.word("timing"), book.word(settings.timing)),
        ("mll_finance", str(fingerprint["version"])),
        (f"SHA-256 {book.word('case')}", str(fingerprint["case"])),
        *((book.word("override"), f"{change.path} = {change.value}") for change in study.case.overrides),
    ]
    for offset, (label, value) in enumerate(facts, start=1):
        sheet.text(first + offset, 0, label, "quiet")
        sheet.text(first + offset, 1, value)
