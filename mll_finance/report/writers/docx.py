"""The report in Word, for who writes the council proposal: in the municipality's own template with ``--template``."""

from __future__ import annotations

from pathlib import Path

from mll_finance.engine.study import Study
from mll_finance.report.blocks import Page
from mll_finance.report.house_style import HouseStyle
from mll_finance.report.paper.chromium import need_chromium
from mll_finance.report.writer import Writer
from mll_finance.terms import sentence


def write(study: Study, folder: Path, house_style: HouseStyle) -> None:
    """Write ``report.docx``."""
    from mll_finance.report.page import page
    from mll_finance.report.word.writer import document_bytes

    report_page = page(study, study.case.settings.language)
    (folder / WRITER.file).write_bytes(document_bytes(report_page, "report", house_style))


def write_as_page(whole_page: Page, folder: Path, house_style: HouseStyle) -> None:
    """Write each product of a page as a document: ``besluit.docx`` and the like."""
    from mll_finance.report.word.writer import document_bytes

    for product in whole_page.products:
        file_stem_text = sentence(f"pdf_file_{product.id}", whole_page.language)
        (folder / f"{file_stem_text}.docx").write_bytes(document_bytes(whole_page, product.id, house_style))


# A figure in Word has a picture for programs that know no SVG: Chromium draws it.
WRITER = Writer(
    "report.docx", write, usual=False, extra="documents", need=need_chromium, of_page=write_as_page
)
