"""A cell with nothing but a text is printed without the form for all that a cell may have, and prints the same."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from mll_finance.report.blocks import Cell, Link, Row, Table
from mll_finance.report.html.breaking import breakable
from mll_finance.report.html.views import table_view
from mll_finance.report.html.words import words
from mll_finance.report.html.writer import templates, write_blocks

NO_BREAK = "\N{NO-BREAK SPACE}"
TEXTS = (
    "kort",
    "",
    "a & b < c",
    " met een blank ervoor",
    f"{NO_BREAK}{'x' * 30}{NO_BREAK}",
    "lines.coordinator.wage_of_somebody",
    "Grondrechtenbeoordeling en meer",
    "<b>vet</b> 'zo' \"genoemd\"",
    "\u2212\u20ac1,200",
)
CELLS = (
    *(Cell(text, format="text") for text in TEXTS),
    Cell(1234.5, format="euro"),
    Cell(None, format="euro"),
    Cell(None, format="euro", pm=True),
    Cell(12.0, format="euro", pm=True),
    Cell(3.0, format="euro", range=(1.0, 5.0)),
    Cell("met noot", format="text", note="Een noot."),
    Cell("met opmerking", format="text", remark="Een opmerking."),
    Cell("zie daar", format="text", parts=("zie ", Link("daar", "daar"))),
)
TABLE = Table("Cellen", ("Waarde",), tuple(Row(f"rij {place}", (cell,)) for place, cell in enumerate(CELLS)))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_plain_cell_is_what_the_whole_form_makes_of_it(language):
    module = (
        templates().get_template("blocks.html.j2").make_module({"targets": frozenset(), "tried": frozenset()})
    )
    views = [row.cells[0] for row in table_view(TABLE, "cellen", language).rows]
    printed = re.findall(
        r"rij \d+<td[^>]*>(.*?)\n(?=<tr|</tbody>)", write_blocks([TABLE], language, style=False), re.DOTALL
    )
    assert printed == [str(module.cell(view, words(language)).strip()) for view in views]
    assert {view.is_text_alone for view in views} == {True, False}


@pytest.mark.parametrize("one", TEXTS)
def test_a_text_is_broken_word_by_word(one):
    """Where none of its words is long as well, so that each is escaped and no more."""
    for other in TEXTS:
        assert breakable(f"{one} {other}") == breakable(one) + Markup(" ") + breakable(other)
