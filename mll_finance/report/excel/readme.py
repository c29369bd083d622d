"""The sheet to read first: the outcome, how to read the workbook, and where it comes from."""

from __future__ import annotations

from mll_finance.engine.study import Study
from mll_finance.judgement.advice import advice
from mll_finance.report.context import Context
from mll_finance.report.excel.book import Sheet
from mll_finance.report.excel.calculation import alternative_title, line_titles, perspective_title
from mll_finance.report.excel.valuation import Outcome
from mll_finance.report.pieces.adoption import adoption_text
from mll_finance.report.pieces.answer.advice import advice_reason, advice_word, headline
from mll_finance.report.references import all_references

_HOW = ("how_inputs", "how_difference", "how_pm", "how_central", "how_path", "how_check", "how_structure")
_WIDTHS = (30, 34, 17, 17, 17, 19, 26)
_WIDTH = len(_WIDTHS)


def write_readme(sheet: Sheet, study: Study, outcomes: list[Outcome], changed: str) -> None:
    """What this is, the outcome, how to read it and where it comes from; ``changed`` holds where an input differs."""
    book, case = sheet.book, study.case
    language = book.language
    settings = case.settings
    sheet.page_title(settings.id if settings.title is None else settings.title.text(language))
    sheet.text(1, 0, book.word("subtitle"), "quiet")
    if settings.question is not None:
        sheet.text(2, 0, settings.question.text(language), "quiet")
    row = _advice(sheet, study, changed, first=_adoption(sheet, study, first=4))
    row = _outcome_table(sheet, study, outcomes, first=row)
    sheet.section(row, book.word("how"), _WIDTH)
    for offset, name in enumerate(_HOW, start=1):
        line_text = book.word(name, year=settings.base_year, check=book.word("check"))
        sheet.text(row + offset, 0, line_text)
    row = _origin(sheet, study, first=row + len(_HOW) + 2)
    _references(sheet, study, first=row)
    sheet.tidy(_WIDTHS)


def _adoption(sheet: Sheet, study: Study, *, first: int) -> int:
    """That the case is not the adopted version, above everything else; gives the next row."""
    mark = adoption_text(Context(study, sheet.book.language))
    if not mark:
        return first
    sheet.across(first, (0, _WIDTH - 1), mark, width=sum(_WIDTHS))
    return first + 2


def _advice(sheet: Sheet, study: Study, changed: str, *, first: int) -> int:
    """The delivered advice with its reasons, above every number; not decided as soon as an input differs."""
    book, context = sheet.book, Context(study, sheet.book.language)
    case_advice = advice(study)
    sheet.section(first, book.word("advice"), _WIDTH)
    title, text = headline(context, case_advice)
    undecided_text = book.word("not_decided", sheet=book.word("delivered"))
    live_formula = f"IF({changed},{_quoted(undecided_text)},{_quoted(title)})"
    sheet.across_formula(first + 1, (0, _WIDTH - 1), live_formula, title, width=sum(_WIDTHS))
    sheet.across(first + 2, (0, _WIDTH - 1), book.word("delivered_advice", text=text), width=sum(_WIDTHS))
    for row, finding in enumerate(case_advice.in_order, start=first + 3):
        sheet.texts(
            row, 0, [alternative_title(study.case, finding.alternative, book), advice_word(context, finding)]
        )
        sheet.across(row, (2, _WIDTH - 1), advice_reason(context, finding), width=sum(_WIDTHS[2:]))
    return first + 4 + len(case_advice.by_alternative)


def _quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def _outcome_table(sheet: Sheet, study: Study, outcomes: list[Outcome], *, first: int) -> int:
    """The criteria as live references; gives the next free row but one."""
    book = sheet.book
    sheet.section(first, book.word("outcome", year=study.case.prices.level_year), _WIDTH)
    criteria = list(dict.fromkeys(outcome_row.criterion for outcome_row in outcomes))
    sheet.head(first + 1, [book.term("perspective"), book.term("alternative")])
    sheet.heads(first + 1, 2, [*(book.term(criterion) for criterion in criteria), ""])
    row = first + 1
    for outcome_row in outcomes:
        criterion_column = 2 + criteria.index(outcome_row.criterion)
        if criterion_column == 2:
            row += 1
            sheet.text(row, 0, perspective_title(study.case, outcome_row.perspective, book))
            sheet.text(row, 1, alternative_title(study.case, outcome_row.alternative, book))
            pm_line_ids = study.stream(outcome_row.perspective, outcome_row.alternative).pm
            sheet.text(
                row,
                2 + len(criteria),
                book.word("plus_pm", lines=line_titles(study.case, pm_line_ids, book)) if pm_line_ids else "",
                "aside",
            )
        outcome_or_text = book.word("undefined") if outcome_row.model is None else outcome_row.model
        sheet.formula(
            row,
            criterion_column,
            outcome_row.cell,
            outcome_or_text,
            "ratio" if outcome_row.criterion == "bcr" else "euro",
        )
    return row + 2


def _origin(sheet: Sheet, study: Study, *, first: int) -> int:
    """Case, version and overrides; gives the next free row but one."""
    book, settings, fingerprint = sheet.book, study.case.settings, study.fingerprint
    sheet.section(first, book.word("origin"), _WIDTH)
    heading_and_fact = [
        (book.word("case"), settings.id),
        (book.word("status"), settings.status),
        (book.word("scenario"), study.case.scenario or "-"),
        (book.word("base_year"), str(settings.base_year)),
        (book.word("price_level"), str(study.case.prices.level_year)),
        (book.word("timing"), book.word(settings.timing)),
        ("mll_finance", str(fingerprint["version"])),
        (f"SHA-256, {book.word('case').lower()}", str(fingerprint["case"])),
        *((book.word("override"), f"{change.path} = {change.value}") for change in study.case.overrides),
    ]
    for row, (label, fact) in enumerate(heading_and_fact, start=first + 1):
        sheet.text(row, 0, label, "quiet")
        sheet.text(row, 1, fact)
    return first + len(heading_and_fact) + 2


def _references(sheet: Sheet, study: Study, *, first: int) -> None:
    """The full reference of every source that an assumption names."""
    language = sheet.book.language
    own_sources = {name: words.text(language) for name, words in study.case.settings.sources.items()}
    all_sources = {**all_references(language), **own_sources}
    sources_used = dict.fromkeys(leaf.assumption.source for leaf in study.case.graph.leaves.values())
    cited_sources = [source for source in sources_used if source in all_sources]
    if cited_sources:
        sheet.section(first, sheet.book.word("references"), _WIDTH)
    for row, source in enumerate(cited_sources, start=first + 1):
        sheet.text(row, 0, source, "quiet")
        sheet.across(row, (1, _WIDTH - 1), all_sources[source], width=sum(_WIDTHS[1:]))
