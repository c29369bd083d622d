"""The three products of a report on paper, each a PDF by itself: tagged, with an outline, printed by Chromium."""

from __future__ import annotations

from pathlib import Path

from mll_finance.engine.study import Study
from mll_finance.report.blocks import Page
from mll_finance.report.house_style import HouseStyle
from mll_finance.report.paper.chromium import need_chromium
from mll_finance.report.writer import Writer
from mll_finance.terms import sentence


def write(study: Study, folder: Path, house_style: HouseStyle) -> None:
    """Write ``besluit.pdf`` (``decision.pdf`` in English), ``report.pdf`` and ``dossier.pdf``."""
    from mll_finance.report.page import page

    write_as_page(page(study, study.case.settings.language), folder, house_style)


def write_as_page(whole_page: Page, folder: Path, house_style: HouseStyle) -> None:
    """Write each product of a page as a PDF."""
    from mll_finance.report.html.writer import write_page
    from mll_finance.report.paper.chromium import printed
    from mll_finance.report.paper.tagged import Named, tagged

    for product in whole_page.products:
        title_author_and_language = Named(
            f"{whole_page.title}: {product.title}", whole_page.author, whole_page.language
        )
        html_text = write_page(whole_page, None, only=product.id, brand=house_style.brand)
        file_stem_text = sentence(f"pdf_file_{product.id}", whole_page.language)
        (folder / f"{file_stem_text}.pdf").write_bytes(tagged(printed(html_text), title_author_and_language))


WRITER = Writer(
    "report.pdf", write, usual=False, extra="documents", need=need_chromium, of_page=write_as_page
)
