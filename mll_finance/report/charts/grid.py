"""Two inputs together: the outcome in every cell, and the line where it is zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mll_finance.report.chart import Cells, Edge
from mll_finance.report.charts.ruler import whole_scale
from mll_finance.report.charts.style import rounded
from mll_finance.report.numbers import show_scaled
from mll_finance.terms import Language


@dataclass(frozen=True)
class Varied:
    """One input that is varied along a side of a grid: its name, its values, these in words, and its central value."""

    name: str
    values: Sequence[float]
    texts: Sequence[str]
    central: float

    def edge(self) -> Edge:
        """The side as it is drawn, the central case by its place among the values."""
        last_index = len(self.values) - 1
        whole_range = self.values[last_index] - self.values[0]
        central_index = last_index * (self.central - self.values[0]) / whole_range if whole_range else 0.0
        return Edge(self.name, tuple(self.texts), rounded(min(max(central_index, 0.0), float(last_index))))


def grid(
    first: Varied, second: Varied, *, npv: Sequence[Sequence[float]], central_name: str, language: Language
) -> Cells:
    """The outcome over two inputs, written in every cell and tinted by its sign.

    Parameters
    ----------
    first, second : Varied
        The inputs along the horizontal and the vertical side.
    npv : sequence of sequence of float
        Outcomes [EUR], one row for each value of the second input.
    central_name : str
        What to call the central case.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Cells
        The chart.

    Examples
    --------
    >>> chart = grid(
    ...     Varied("bereik", (0.0, 0.1), ("0%", "10%"), 0.05), Varied("loon", (40.0, 50.0), ("40", "50"), 50.0),
    ...     npv=[[-20_000.0, 5_000.0], [-30_000.0, -1_000.0]], central_name="nu", language="nl",
    ... )
    >>> chart.texts[0], chart.across.central, chart.down.central
    (('−20', '5'), 0.5, 1.0)
    """
    all_npvs = [amount for row in npv for amount in row]
    unit_scale = whole_scale(all_npvs, language)
    return Cells(
        first.edge(),
        second.edge(),
        tuple(tuple(rounded(amount, unit_scale) for amount in row) for row in npv),
        tuple(tuple(show_scaled(amount, unit_scale, language) for amount in row) for row in npv),
        central_name,
        unit_scale.unit,
    )
