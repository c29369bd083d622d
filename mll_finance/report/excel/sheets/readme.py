"""The sheet that explains: how to read the workbook, what its looks and sheets are, and where it comes from."""

from __future__ import annotations

from mll_finance.engine.study import Study
from mll_finance.report.excel.book import Sheet
from mll_finance.report.references import all_references
from mll_finance.terms import definition, term

SHEETS = (
    *("decision", "readme", "scenarios", "assumptions", "spread", "prices", "calculation"),
    *("valuation", "budget", "cover", "parties", "check", "delivered"),
)
"""The sheets of the workbook, in their order."""
_HOW = (
    *("how_inputs", "how_difference", "how_pm", "how_pm_filled", "how_quality", "how_central"),
    *("how_path", "how_check", "how_structure", "how_back"),
)
_LOOKS = (
    ("input", "integer", "shown"),
    ("formula", "integer", ""),
    ("delivered", "integer", "delivered"),
    ("pm", "pm", ""),
)
"""What a cell may look like: its word, its style and its variant."""
_EXAMPLE = 1234
_WIDTHS = (30, 34, 17, 17, 17, 19, 26)
_WIDTH = len(_WIDTHS)


def write_readme(sheet: Sheet, study: Study) -> None:
    """How to read the workbook, what each look and sheet is, and where it comes from."""
    book, settings = sheet.book, study.case.settings
    sheet.page_title(book.word("readme"))
    sheet.text(1, 0, book.word("subtitle"), "quiet")
    row_index = _legend(sheet, first=3)
    row_index = _sheets(sheet, first=row_index)
    sheet.section(row_index, book.word("how"), _WIDTH)
    for paragraph_number, paragraph_name in enumerate(_HOW, start=1):
        line_text = book.word(
            paragraph_name,
            year=settings.base_year,
            check=book.word("check"),
            sheet=book.word("assumptions"),
            qualities=definition("quality", book.language),
            case=settings.id,
        )
        sheet.across(row_index + paragraph_number, (0, _WIDTH - 1), line_text, width=sum(_WIDTHS))
    row_index = _origin(sheet, study, first=row_index + len(_HOW) + 2)
    _references(sheet, study, first=row_index)
    sheet.tidy(_WIDTHS)
    sheet.repeat(0)


def _legend(sheet: Sheet, *, first: int) -> int:
    """A cell of each look with what it means; gives the next free row but one."""
    sheet.section(first, sheet.book.word("legend"), _WIDTH)
    for row_index, (legend_name, style_name, variant_name) in enumerate(_LOOKS, start=first + 1):
        if style_name == "pm":
            sheet.text(row_index, 0, term("pm", sheet.book.language), style_name)
        else:
            sheet.number(row_index, 0, _EXAMPLE, style_name, variant_name)
        sheet.across(
            row_index, (1, _WIDTH - 1), sheet.book.word(f"legend_{legend_name}"), width=sum(_WIDTHS[1:])
        )
    return first + len(_LOOKS) + 2


def _sheets(sheet: Sheet, *, first: int) -> int:
    """What each sheet holds; gives the next free row but one."""
    word_of = sheet.book.word
    sheet.section(first, word_of("sheets"), _WIDTH)
    for row_index, sheet_name in enumerate(SHEETS, start=first + 1):
        sheet.text(row_index, 0, word_of(sheet_name), "bold")
        sheet.across(row_index, (1, _WIDTH - 1), word_of(f"about_{sheet_name}"), width=sum(_WIDTHS[1:]))
    return first + len(SHEETS) + 2


def _origin(sheet: Sheet, study: Study, *, first: int) -> int:
    """Case, version and overrides; gives the next free row but one."""
    book, settings, fingerprint = sheet.book, study.case.settings, study.fingerprint
    sheet.section(first, book.word("origin"), _WIDTH)
    headings_and_facts = [
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
    for row_index, (fact_heading, fact_text) in enumerate(headings_and_facts, start=first + 1):
        sheet.text(row_index, 0, fact_heading, "quiet")
        sheet.text(row_index, 1, fact_text)
    return first + len(headings_and_facts) + 2


def _references(sheet: Sheet, study: Study, *, first: int) -> None:
    """The full reference of every source that an assumption names."""
    language = sheet.book.language
    own_reference_by_source = {
        source_id: reference_in_languages.text(language)
        for source_id, reference_in_languages in study.case.settings.sources.items()
    }
    reference_by_source = {**all_references(language), **own_reference_by_source}
    sources_used = dict.fromkeys(leaf.assumption.source for leaf in study.case.graph.leaves.values())
    cited_sources = [source_id for source_id in sources_used if source_id in reference_by_source]
    if cited_sources:
        sheet.section(first, sheet.book.word("references"), _WIDTH)
    for row_index, source_id in enumerate(cited_sources, start=first + 1):
        sheet.text(row_index, 0, source_id, "quiet")
        sheet.across(row_index, (1, _WIDTH - 1), reference_by_source[source_id], width=sum(_WIDTHS[1:]))
