"""The neutral parts of a report: what a section says, before any writer gives it a form.

A section makes blocks in one language; a writer (HTML page, notebook, terminal) gives them a form. Numbers stay
numbers in a cell, with the format that a writer must use, so that a page can show its Dutch notation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from mll_finance.report.chart import Chart

Format = Literal["text", "euro", "number", "percent", "ratio", "years", "year", "factor"]
"""How a number is shown: euro without decimals, percent of a fraction, ratio with two decimals, years with one."""
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
class Fact:
    """A headline number with its label and what it means."""

    label: str
    value: Any
    format: Format
    note: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Facts:
    """A row of headline numbers."""

    items: tuple[Fact, ...]


@dataclass(frozen=True)
class Cell:
    """One value of a table; ``pm`` is shown as PM and never counted."""

    value: Any
    format: Format = "text"
    pm: bool = False
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table: its head, with a note in small below it, and its cells; ``total`` rows are sums."""

    head: str
    cells: tuple[Cell, ...]
    total: bool = False
    indent: int = 0
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption, row heads and column heads."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    corner: str = ""
    note: str = ""
    anchor: str = ""


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
        imports = "from mll_finance import appraise, frames, load_case"
        return f'{imports}; frames.{self.frame}(appraise(load_case("case.yaml")))'

    @property
    def subtitle(self) -> str:
        """What is measured, and in which unit."""
        return ", ".join(filter(None, (self.measure or self.data.caption, self.chart.unit)))


@dataclass(frozen=True)
class Checks:
    """The identities that the model checks itself on: sentence, difference, whether it holds."""

    caption: str
    rows: tuple[tuple[str, float, bool], ...]


Block: TypeAlias = Heading | Prose | Callout | Facts | Table | Figure | Checks


@dataclass(frozen=True)
class Page:
    """A whole report in one language."""

    title: str
    subtitle: str
    language: Literal["nl", "en"]
    blocks: Sequence[Block]
    meta: tuple[tuple[str, str], ...] = ()
    """Facts of origin shown at the foot: label and value (version, hashes, seed, draws)."""
