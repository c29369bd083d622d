"""The neutral parts of a report: what a section says, before any writer gives it a form.

A section makes blocks in one language; a writer (HTML page, notebook, terminal) gives them a form. Numbers stay
numbers in a cell, with the format that a writer must use, so that a page can show its Dutch notation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from mll_finance.report.chart import Chart

Format = Literal["text", "euro", "amount", "number", "percent", "ratio", "years", "year", "factor"]
"""How a number is shown: euro without decimals, amount the same without its sign, percent of a fraction, ratio with two
decimals, years with one."""
Tone = Literal["neutral", "good", "bad", "caution"]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 opens a part of the report, 2 a section, 3 a part of that."""

    text: str
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True)
class Prose:
    """A paragraph of plain text, or a list of items."""

    text: str = ""
    items: tuple[str, ...] = ()
    alone: bool = False
    """Whether it stands in the place of a table, so that a terminal says it too."""


@dataclass(frozen=True)
class Callout:
    """What a reader must not miss: a conclusion, a warning, a decision."""

    title: str
    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Brief:
    """A short answer to one question of a reader, with where more of it stands."""

    title: str
    text: str
    items: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True)
class Briefs:
    """Answers side by side."""

    items: tuple[Brief, ...]


@dataclass(frozen=True)
class Link:
    """Words that lead to a place on the page, where the page has it."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Cell:
    """One value of a table; ``pm`` is shown as PM and never counted."""

    value: Any
    format: Format = "text"
    pm: bool = False
    note: str = ""
    range: tuple[float, float] | None = None
    """Between which values it lies; drawn to the scale of all ranges in its column, where a writer can draw."""
    remark: str = ""
    """What a reader must know of it, in small below it."""
    told_from: float = 0.0
    """Size (EUR) below which a reader of rounded amounts is told only that it is smaller; zero tells every amount."""
    parts: tuple[str | Link, ...] = ()
    """Its text in parts, of which some lead somewhere; together they are its value."""


def linked(*parts: str | Link) -> Cell:
    """A cell with text of which parts lead somewhere.

    Examples
    --------
    >>> linked("prijs", " × ", Link("aantal", "lines.licence.units")).value
    'prijs × aantal'
    """
    return Cell(
        "".join(
            text_or_link if isinstance(text_or_link, str) else text_or_link.text for text_or_link in parts
        ),
        parts=parts,
    )


@dataclass(frozen=True)
class Row:
    """A row of a table: its head, with a note in small below it, and its cells; ``total`` rows are sums."""

    head: str
    cells: tuple[Cell, ...]
    total: bool = False
    indent: int = 0
    note: str = ""
    anchor: str = ""
    """Name by which a link reaches it: of a number its path."""
    file: str = ""
    """A file beside the page that its head leads to."""


@dataclass(frozen=True)
class Table:
    """A table with a caption, row heads and column heads."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    corner: str = ""
    note: str = ""
    anchor: str = ""
    cards: bool = False
    """Whether a telephone shows each row as a card, each value with the name of its column."""


@dataclass(frozen=True)
class Figure:
    """A chart with the message as its title, a text alternative, and its data as a table.

    Parameters
    ----------
    title : str
        The message, as one sentence.
    chart : Chart
        What is drawn, in one of the forms of :mod:`mll_finance.report.chart`.
    alternative : str
        What somebody who cannot see the figure needs to know.
    data : Table
        The same numbers as a table, for readers and screen readers.
    anchor : str
        Its place on a page.
    measure : str
        What is measured; without it the caption of the table, which then says so.
    frame : str
        The table of ``mll_finance.frames`` that holds its numbers, where one does.
    """

    title: str
    chart: Chart
    alternative: str
    data: Table
    anchor: str = ""
    measure: str = ""
    frame: str = ""

    @property
    def command(self) -> str:
        """What makes it again from the case in the folder of a run: a line of Python for its numbers, or the page."""
        if not self.frame:
            return "mll run case.yaml --formats html"
        import_statement = "from mll_finance import appraise, frames, load_case"
        return f'{import_statement}; frames.{self.frame}(appraise(load_case("case.yaml")))'

    @property
    def subtitle(self) -> str:
        """What is measured, and in which unit."""
        return ", ".join(filter(None, (self.measure or self.data.caption, self.chart.unit)))


@dataclass(frozen=True)
class Checks:
    """The identities that the model checks itself on: sentence, difference, whether it holds."""

    caption: str
    rows: tuple[tuple[str, float, bool], ...]


Block: TypeAlias = Heading | Prose | Callout | Briefs | Table | Figure | Checks


@dataclass(frozen=True)
class Rounding:
    """To what euros are rounded for a reader: so many significant figures, and whole units."""

    figures: int | None = None
    unit: int = 1

    def of(self, amount: float) -> float:
        """An amount rounded (EUR).

        Examples
        --------
        >>> Rounding(figures=2).of(-1_126_541.4), Rounding(unit=1000).of(-1_126_541.4), Rounding().of(12.4)
        (-1100000.0, -1127000.0, 12.0)
        """
        if self.figures is not None and round(amount):
            amount = round(amount, min(0, self.figures - 1 - math.floor(math.log10(abs(amount)))))
        return float(round(amount / self.unit) * self.unit)


EXACT = Rounding()
"""Whole euros."""


@dataclass(frozen=True)
class Deliverable:
    """A part of a report that is handed over by itself: the decision, the report, the dossier."""

    id: str
    title: str
    blocks: Sequence[Block]
    rounding: Rounding = EXACT


@dataclass(frozen=True)
class Page:
    """A whole report in one language: one product, or several of which the first opens it."""

    title: str
    subtitle: str
    language: Literal["nl", "en"]
    products: Sequence[Deliverable]
    meta: tuple[tuple[str, str], ...] = ()
    """Facts of origin shown at the foot: label and value (version, hashes, seed, draws)."""
    status: str = ""
    """Whether it is a draft or adopted, in a word or two."""
    dated: str = ""
    """Date, version and price level, in one line."""
    author: str = ""
    """Who owns the case; the municipality where nobody does."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of all products in order."""
        return tuple(product_block for product in self.products for product_block in product.blocks)


def plain_page(
    title: str,
    subtitle: str,
    language: Literal["nl", "en"],
    blocks: Sequence[Block],
    meta: tuple[tuple[str, str], ...] = (),
) -> Page:
    """A page that is one whole, such as that for residents.

    Examples
    --------
    >>> plain_page("Voor inwoners", "", "nl", [Prose("Hallo.")]).products[0].id
    'whole'
    """
    return Page(title, subtitle, language, (Deliverable("whole", title, blocks),), meta)
