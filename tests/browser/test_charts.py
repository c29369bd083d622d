"""What a chart draws, read back from the browser: places and lengths of marks against the numbers that went in.

Contrast follows the formula of WCAG 2.1 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio); figures need 3:1 (1.4.11).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from conftest import Open, Opened
from report_sample import BUDGET, GROUPS, INTERVALS, NET, PARTIES, YEARS, figures

from mll_finance.report import charts
from mll_finance.report.blocks import Figure, Page, Table

pytestmark = pytest.mark.browser

BOXES = """selector => [...document.querySelectorAll(selector)].map(mark => {
  const at = mark.getBoundingClientRect(); return {left: at.left, right: at.right, top: at.top, bottom: at.bottom};
})"""


def draw(open_page: Open, folder: Path, figure: dict[str, Any], width: int = 1280) -> Opened:
    from mll_finance.report.html.writer import write_page

    block = Figure("figuur", figure, "figuur", Table("tabel", (), ()))
    write_page(Page("figuur", "", "nl", [block]), folder / "figure.html")
    opened = open_page(folder / "figure.html", width)
    assert opened.complaints == []
    return opened


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", charts.PALETTE)
def test_palette_stands_out_on_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 3
    assert round(luminance("#FFFFFF"), 6) == 1 and luminance("#000000") == 0


def test_bars_of_parties_are_as_long_as_their_amounts(open_page: Open, tmp_path: Path) -> None:
    page = draw(open_page, tmp_path, charts.parties(PARTIES, "nl")).page
    known = sorted((row.amount for row in PARTIES if row.amount is not None), reverse=True)
    boxes = page.evaluate(BOXES, ".bars .point path")[: len(known)]
    zero = boxes[0]["left"]
    scale = (boxes[0]["right"] - zero) / known[0]
    for amount, box in zip(known, boxes, strict=True):
        left, right = sorted((zero, zero + amount * scale))
        assert (box["left"], box["right"]) == pytest.approx((left, right), abs=1.5)
    assert [box["top"] for box in boxes] == sorted(box["top"] for box in boxes)


def test_dots_and_bars_of_intervals_stand_where_their_numbers_are(open_page: Open, tmp_path: Path) -> None:
    page = draw(open_page, tmp_path, charts.intervals(INTERVALS, "nl")).page
    bars = page.evaluate(BOXES, ".scatter path.js-line")
    dots = page.evaluate(BOXES, ".scatter path.point")
    scale = (bars[0]["right"] - bars[0]["left"]) / (INTERVALS[0].high - INTERVALS[0].low)
    zero = bars[0]["left"] - INTERVALS[0].low * scale
    assert len(bars) == len(dots) == len(INTERVALS)
    for row, bar, dot in zip(INTERVALS, bars, dots, strict=True):
        assert bar["left"] == pytest.approx(zero + row.low * scale, abs=1.5)
        assert bar["right"] == pytest.approx(zero + row.high * scale, abs=1.5)
        assert (dot["left"] + dot["right"]) / 2 == pytest.approx(zero + row.central * scale, abs=1.5)


def test_stacked_bars_reach_the_sum_of_each_sign(open_page: Open, tmp_path: Path) -> None:
    figure = charts.stacked_years(YEARS, GROUPS, net=NET, language="nl")
    page = draw(open_page, tmp_path, figure).page
    dots = page.evaluate(BOXES, ".scatter path.point")
    centre = [(dot["top"] + dot["bottom"]) / 2 for dot in dots]
    scale = (centre[0] - centre[-1]) / (NET[-1] - NET[0])
    zero = centre[0] + NET[0] * scale
    boxes = page.evaluate(BOXES, ".bars .point path")
    for place in range(len(YEARS)):
        amounts = [values[place] for values in GROUPS.values()]
        middle = (dots[place]["left"] + dots[place]["right"]) / 2
        here = [box for box in boxes if box["left"] < middle < box["right"] and box["bottom"] > box["top"]]
        above = sum(amount for amount in amounts if amount > 0)
        below = sum(amount for amount in amounts if amount < 0)
        assert min(box["top"] for box in here) == pytest.approx(zero - above * scale, abs=2)
        assert max(box["bottom"] for box in here) == pytest.approx(zero - below * scale, abs=2)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_words_of_a_figure_are_whole_and_apart(open_page: Open, report: Path, width: int) -> None:
    page = open_page(report, width).page
    for place in range(len(figures())):
        plot = f"figure:nth-of-type({place + 1}) .plot"
        frame = page.evaluate(BOXES, plot)[0]
        # Plotly keeps a tick label that finds no room in the document, without a size.
        texts = [box for box in page.evaluate(BOXES, f"{plot} svg text") if box["right"] > box["left"]]
        assert len(texts) > 5
        for box in texts:
            assert box["left"] >= frame["left"] - 1 and box["right"] <= frame["right"] + 1
        kinds = (".annotation-text-g text", ".bartext", ".xtick text")
        covered = list(overlapping(page.evaluate(BOXES, ", ".join(f"{plot} {kind}" for kind in kinds))))
        assert covered == []


def overlapping(boxes: list[dict[str, float]]) -> Iterator[tuple[dict[str, float], dict[str, float]]]:
    for one, other in combinations(boxes, 2):
        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        if across > 2 and down > 4:
            yield one, other


def test_a_label_on_another_would_be_found(open_page: Open, tmp_path: Path) -> None:
    figure = charts.intervals(INTERVALS, "nl")
    figure["layout"]["annotations"] *= 2
    page = draw(open_page, tmp_path, figure).page
    assert list(overlapping(page.evaluate(BOXES, ".annotation-text-g text")))


@pytest.mark.parametrize(("language", "tick"), [("nl", "−1.000"), ("en", "−1,000")])
def test_axis_is_in_the_notation_and_the_unit_it_names(
    open_page: Open, tmp_path: Path, language: str, tick: str
) -> None:
    page = draw(open_page, tmp_path, charts.intervals(INTERVALS, language)).page  # type: ignore[arg-type]
    ticks = page.locator(".plot .xtick text").all_text_contents()
    assert tick in ticks
    unit = {"nl": "duizend euro", "en": "thousand euros"}[language]
    assert page.locator(".plot .xtitle").text_content() == unit


def test_a_label_with_markup_is_drawn_as_it_is_written(open_page: Open, tmp_path: Path) -> None:
    name = "a < b & <b>c</b> <a href='x'>d</a>"
    page = draw(open_page, tmp_path, charts.parties([charts.Share(name, 10.0)], "nl")).page
    assert page.locator(".annotation-text-g").first.text_content() == name
    assert page.locator(".plot a").count() == 0


def test_more_groups_than_colours_are_told_apart_by_hatching() -> None:
    groups = {f"groep {place}": [1.0] for place in range(9)}
    drawn = charts.stacked_years([2026], groups, net=[9.0], language="nl")["data"][:-1]
    looks = {(bar["marker"]["color"], bar["marker"].get("pattern", {}).get("shape", "")) for bar in drawn}
    assert len(looks) == 9


@pytest.mark.parametrize("noise", [1e-9, -1e-9])
def test_a_last_bit_does_not_change_a_stored_figure(noise: float) -> None:
    lasten, baten, balance = [-123_456.7, -3.0, 0.0, 1.0], [0.0, 1.0, 2.0, 1 / 3], [-9.0, 5.5, 2.0, 1.0]
    plain = charts.budget_years(BUDGET, lasten, baten=baten, balance=balance, language="nl")
    shaken = charts.budget_years(
        BUDGET, [value * (1 + noise) for value in lasten], baten=baten, balance=balance, language="nl"
    )
    assert plain == shaken


def test_a_figure_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        charts.intervals([charts.Interval("leeg", float("nan"), 0.0, 1.0)], "nl")
