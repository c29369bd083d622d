"""A draft annex to the agreement of the partners in Word, for who writes the agreement, and as a page for a browser."""

from __future__ import annotations

from pathlib import Path

from mll_finance.engine.study import Study
from mll_finance.report.house_style import HouseStyle
from mll_finance.report.writer import Writer


def write(study: Study, folder: Path, house_style: HouseStyle) -> None:
    """Write ``agreement.docx`` and ``agreement.html``."""
    from mll_finance.report.context import Context
    from mll_finance.report.html.writer import write_page
    from mll_finance.report.pieces.agreeing.agreement import standalone
    from mll_finance.report.word.writer import document_bytes

    agreement_page = standalone(Context(study, study.case.settings.language))
    (folder / WRITER.file).write_bytes(
        document_bytes(agreement_page, agreement_page.products[0].id, house_style)
    )
    write_page(agreement_page, folder / "agreement.html", brand=house_style.brand)


WRITER = Writer("agreement.docx", write, usual=False, extra="documents")
