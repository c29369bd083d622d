"""The report as one page for a browser, with the page for residents beside it where the case has texts for it."""

from __future__ import annotations

from pathlib import Path

from mll_finance.engine.study import Study
from mll_finance.judgement.publication import Publication
from mll_finance.report.blocks import Page
from mll_finance.report.house_style import OURS, Brand, HouseStyle
from mll_finance.report.writer import Writer


def write(study: Study, folder: Path, house_style: HouseStyle) -> None:
    """Write ``report.html``, and ``residents.html`` where there are texts for residents."""
    html_of(study, house_style, folder / WRITER.file)
    write_residents(study, folder, brand=house_style.brand)


def html_of(study: Study, house_style: HouseStyle = OURS, path: Path | None = None) -> str:
    """The text of ``report.html``, which is also written where a path is given."""
    from mll_finance.report.html.writer import write_page
    from mll_finance.report.page import page
    from mll_finance.report.what_if.panel import panel

    language = study.case.settings.language
    return write_page(page(study, language), path, brand=house_style.brand, what_if=panel(study, language))


def write_residents(
    study: Study, folder: Path, left_out: Publication | None = None, *, brand: Brand = OURS.brand
) -> None:
    """The page for residents by itself, where the case has texts for it."""
    from mll_finance.report.context import Context
    from mll_finance.report.html.writer import write_page
    from mll_finance.report.pieces.residents import standalone

    residents_page = standalone(Context(study, study.case.settings.language, left_out))
    if residents_page is not None:
        write_page(residents_page, folder / "residents.html", brand=brand)


def write_as_page(whole_page: Page, folder: Path, house_style: HouseStyle) -> None:
    """Write a page as ``report.html``, with nothing to try out in it."""
    from mll_finance.report.html.writer import write_page

    write_page(whole_page, folder / WRITER.file, brand=house_style.brand)


WRITER = Writer("report.html", write, of_page=write_as_page)
