"""Every figure of every example, in both languages, as the browser draws it, and its numbers against its table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from conftest import Open
from example_reports import ReportsOf
from test_charts import misplaced

from mll_finance import appraise, examples, frames, load_case
from mll_finance.engine.study import Study
from mll_finance.report.blocks import Figure, Page, plain_page
from mll_finance.report.chart import Cells, Columns, Curves, Forks, Lanes, Wiring
from mll_finance.report.charts.plotly_printer import plotly_figure
from mll_finance.report.html.writer import write_page
from mll_finance.report.page import section
from mll_finance.terms import Language

pytestmark = pytest.mark.browser

ASKED = "vroegsignalering_eindhoven"
"""The example whose figures on request are looked at too."""
ON_REQUEST = ("spider", "grid", "sweeps")
DIVISORS = {
    **dict.fromkeys(("miljoen euro", "million euros"), 1e6),
    **dict.fromkeys(("duizend euro", "thousand euros"), 1e3),
    **dict.fromkeys(("euro", "euros"), 1.0),
}


@cache
def study_of(name: str) -> Study:
    return appraise(load_case(name).with_({"case.draws": 128}))


FiguresOf = Callable[[str, Language], list[Figure]]


@pytest.fixture(scope="module")
def figures_of(example_reports: ReportsOf) -> FiguresOf:
    """The figures of an example, with those that a reader may ask for where these are looked at too."""

    @cache
    def figures(name: str, language: Language) -> list[Figure]:
        return _figures(example_reports(name)[language], name, language)

    return figures


def _figures(report: Page, name: str, language: Language) -> list[Figure]:
    blocks = [block for block in report.blocks if isinstance(block, Figure)]
    anchors = {block.anchor for block in blocks}
    parts = ON_REQUEST if name == ASKED else ()
    asked = [block for part in parts for block in section(part, study_of(name), language)]
    return blocks + [block for block in asked if isinstance(block, Figure) and block.anchor not in anchors]


SHARES = ("figure-frontier-", "figure-decision-curve-", "figure-acceptability")
"""Figures that draw shares and numbers of people, no amounts (test_shares_are_those_of_the_table)."""


def with_amounts(figures: list[Figure]) -> list[Figure]:
    """All but the map of the case (test_case_map.py), the tree of phases and what draws shares."""
    return [
        figure
        for figure in figures
        if not isinstance(figure.chart, (Wiring, Forks)) and not figure.anchor.startswith(SHARES)
    ]


@pytest.mark.parametrize("name", ["dakloosheid_preventie"])
def test_shares_are_those_of_the_table(figures_of: FiguresOf, name: str) -> None:
    figures = [figure for figure in figures_of(name, "nl") if figure.anchor.startswith(SHARES)]
    assert figures
    for figure in figures:
        times = 1.0 if figure.anchor.startswith("figure-decision-curve-") else 100.0
        drawn = list(numbers(figure))
        lowest = min(drawn)
        names = {curve.name for curve in figure.chart.curves}  # type: ignore[union-attr]
        is_frontier = times == 100.0
        rows = [row for row in figure.data.rows if is_frontier or row.head in names]
        told = [times * float(cell.value) for row in rows for cell in row.cells]
        assert all(
            np.isclose(number, drawn, rtol=1e-5, atol=1e-6).any() for number in told if number >= lowest
        )


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", examples())
def test_no_word_stands_on_another_or_outside(
    open_page: Open, tmp_path: Path, figures_of: FiguresOf, name: str, language: Language
) -> None:
    blocks = figures_of(name, language)
    assert len(blocks) > 4
    write_page(plain_page("figuren", "", language, blocks), tmp_path / "figures.html")
    page = open_page(tmp_path / "figures.html", 320).page
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert list(misplaced(page, [f"#{block.anchor} svg.chart" for block in blocks])) == [], width


@pytest.mark.parametrize("name", examples())
def test_a_figure_says_what_it_measures_and_shows_the_numbers_of_its_table(
    figures_of: FiguresOf, name: str
) -> None:
    for figure in with_amounts(figures_of(name, "nl")):
        assert figure.subtitle.endswith(figure.chart.unit) and figure.chart.unit in DIVISORS, figure.anchor
        assert not figure.frame or callable(getattr(frames, figure.frame))
        divisor = DIVISORS[figure.chart.unit]
        drawn = sorted(number * divisor for number in numbers(figure))
        told = sorted(
            float(cell.value)
            for row in figure.data.rows
            for cell in row.cells
            if cell.format == "euro" and cell.value is not None
        )
        if figure.anchor == "figure-probability":
            (curve,) = figure.chart.curves  # type: ignore[union-attr]
            outcomes, shares = np.transpose(curve.points)
            assert np.interp([5, 25, 50, 75, 95], shares, outcomes) * divisor == pytest.approx(told, rel=1e-3)
        else:
            few, many = (drawn, told) if len(drawn) <= len(told) else (told, drawn)
            assert all(near(number, many) for number in few), figure.anchor


def near(number: float, numbers: list[float]) -> bool:
    return bool(np.isclose(number, numbers, rtol=1e-5, atol=0.5).any())


def numbers(figure: Figure) -> Iterator[float]:
    """The amounts that a chart draws, in its unit."""
    chart = figure.chart
    if isinstance(chart, Lanes):
        is_waterfall = figure.anchor == "figure-bridge"
        marks = [mark for lane in chart.lanes for mark in lane.marks if mark.kind != "link"]
        yield from (mark.end - mark.start if is_waterfall else mark.end for mark in marks)
    elif isinstance(chart, Curves):
        yield from (amount for curve in chart.curves for _, amount in curve.points)
    elif isinstance(chart, Columns):
        yield from (amount for panel in chart.panels for stack in panel.stacks for amount in stack.amounts)
    elif isinstance(chart, Cells):
        yield from (amount for row in chart.amounts for amount in row)


@pytest.mark.parametrize("name", ["vroegsignalering_eindhoven", "samenwerking_naar_werk"])
def test_plotly_draws_the_same_numbers(figures_of: FiguresOf, name: str) -> None:
    for figure in with_amounts(figures_of(name, "nl")):
        drawn = [number for trace in plotly_figure(figure.chart)["data"] for number in of_trace(trace)]
        chart = figure.chart
        wanted = (
            [mark.end for lane in chart.lanes for mark in lane.marks]
            if isinstance(chart, Lanes)
            else list(numbers(figure))
        )
        assert wanted and all(np.isclose(number, drawn, rtol=1e-9, atol=1e-6).any() for number in wanted), (
            figure.anchor
        )


def of_trace(trace: dict) -> Iterator[float]:  # type: ignore[type-arg]
    if "base" in trace:
        yield from (start + length for start, length in zip(trace["base"], trace["x"], strict=True))
        return
    grid = [number for row in trace.get("z", ()) for number in row]
    yield from (number for number in (*trace["x"], *trace["y"], *grid) if number is not None)
