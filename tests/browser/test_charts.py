"""What a figure draws, read back from the browser: places and lengths of marks against the numbers that went in.

Contrast follows the formula of WCAG 2.1 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio); figures need 3:1 (1.4.11).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Open, Opened
from figure_sample import every_form
from playwright.sync_api import Page as Browsed
from report_sample import BALANCES, BUDGET, PARTIES

from mll_finance.report import charts
from mll_finance.report.blocks import Figure, Table, plain_page
from mll_finance.report.charts.letters import text_width
from mll_finance.report.charts.svg import picture, svg
from mll_finance.report.html.writer import write_page

pytestmark = pytest.mark.browser

BOXES = """selector => [...document.querySelectorAll(selector)].filter(mark => !mark.closest('defs')).map(mark => {
  const at = mark.getBoundingClientRect();
  return {left: at.left, right: at.right, top: at.top, bottom: at.bottom, text: mark.textContent};
})"""
BAR = 'svg.chart rect:not([fill*="paper"])'
WIDTHS = (320, 375, 1280)


def draw(open_page: Open, folder: Path, chart: charts.Chart, width: int = 1280) -> Opened:
    block = Figure("figuur", chart, "figuur", Table("tabel", (), ()))
    write_page(plain_page("figuur", "", "nl", [block]), folder / "figure.html")
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


@pytest.mark.parametrize("width", WIDTHS)
def test_bars_of_parties_are_as_long_as_their_amounts(open_page: Open, tmp_path: Path, width: int) -> None:
    page = draw(open_page, tmp_path, charts.parties(PARTIES, "nl"), width).page
    known = sorted((row.amount for row in PARTIES if row.amount is not None), reverse=True)
    boxes = page.evaluate(BOXES, BAR)
    assert len(boxes) == len(known)
    zero = boxes[0]["left"]
    scale = (boxes[0]["right"] - zero) / known[0]
    for amount, box in zip(known, boxes, strict=True):
        left, right = sorted((zero, zero + amount * scale))
        assert (box["left"], box["right"]) == pytest.approx((left, right), abs=1)
    assert [box["top"] for box in boxes] == sorted(box["top"] for box in boxes)


def test_bars_of_a_budget_reach_their_amounts_on_each_side_of_zero(open_page: Open, tmp_path: Path) -> None:
    lasten, baten = [-320_000.0, -310_000.0, -165_000.0], [50_000.0, 40_000.0, 90_000.0]
    balance = [-270_000.0, -270_000.0, -75_000.0]
    chart = charts.budget_years(BUDGET[:3], lasten, baten=baten, balance=balance, language="nl")
    page = draw(open_page, tmp_path, chart).page
    bars = [box for box in page.evaluate(BOXES, BAR) if box["bottom"] - box["top"] != 12]
    diamonds = page.evaluate(BOXES, "svg.chart svg path")[1:]
    assert (len(bars), len(diamonds)) == (6, 3)
    scale = (bars[0]["bottom"] - bars[0]["top"]) / lasten[0]
    zero = bars[0]["top"]
    for place, (out, income, saldo) in enumerate(zip(lasten, baten, balance, strict=True)):
        below, above = bars[2 * place], bars[2 * place + 1]
        assert (below["top"], below["bottom"]) == pytest.approx((zero, zero + out * scale), abs=1)
        assert (above["top"], above["bottom"]) == pytest.approx((zero + income * scale, zero), abs=1)
        middle = (diamonds[place]["top"] + diamonds[place]["bottom"]) / 2
        assert middle == pytest.approx(zero + saldo * scale, abs=1)


def overlapping(boxes: list[dict[str, float]]) -> Iterator[tuple[dict[str, float], dict[str, float]]]:
    for one, other in combinations(boxes, 2):
        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        if across > 0.5 and down > 3:
            yield one, other


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_words_of_a_figure_are_whole_and_apart(
    open_page: Open, tmp_path: Path, width: int, language: str
) -> None:
    blocks = [
        Figure(name, chart, name, Table(name, (), ()), anchor=name) for name, chart in every_form(language)
    ]
    write_page(plain_page("figuren", "", language, blocks), tmp_path / "figures.html")  # type: ignore[arg-type]
    page = open_page(tmp_path / "figures.html", width).page
    assert list(misplaced(page, [f"#{block.anchor} svg.chart" for block in blocks])) == []


def misplaced(page: Browsed, figures: list[str]) -> Iterator[str]:
    """Texts of figures that stand outside them or on each other; a letter may lean over its box by a pixel."""
    boxes = page.evaluate(
        f"figures => figures.map(figure => [figure, `${{figure}} text`].map({BOXES}))", figures
    )
    for figure, ((frame,), texts) in zip(figures, boxes, strict=True):
        if len(texts) < 3:
            yield f"{figure}: no words"
        for box in texts:
            for first, last in (("left", "right"), ("top", "bottom")):
                if box[first] < frame[first] - 1.5 or box[last] > frame[last] + 1.5:
                    place = f"from {box[first]} to {box[last]} in {frame[first]} to {frame[last]}"
                    yield f"{figure}: {box['text']} {place}"
        yield from (f"{figure}: {one['text']} on {other['text']}" for one, other in overlapping(texts))


def test_a_label_on_another_would_be_found(open_page: Open, tmp_path: Path) -> None:
    page = draw(open_page, tmp_path, charts.parties(PARTIES, "nl")).page
    page.evaluate(
        "document.querySelectorAll('svg.chart text').forEach(one => one.after(one.cloneNode(true)))"
    )
    assert list(overlapping(page.evaluate(BOXES, "svg.chart text")))


def test_no_letter_is_wider_than_it_was_reckoned(open_page: Open, tmp_path: Path) -> None:
    page = draw(open_page, tmp_path, charts.parties(PARTIES, "nl")).page
    measure = """text => { const one = document.querySelector('svg.chart text').cloneNode();
      one.textContent = text; document.querySelector('svg.chart').append(one); return one.getComputedTextLength(); }"""
    for row in (*(row.name for row in BALANCES), "€ −1.240.000", "Wijkteams: 12,5% van 8.192 → gemeente"):
        assert 0.8 < page.evaluate(measure, row) / text_width(row, 14) <= 1.02, row


@pytest.mark.parametrize(("language", "tick"), [("nl", "−1.000"), ("en", "−1,000")])
def test_axis_is_in_the_notation_and_the_unit_it_names(
    open_page: Open, tmp_path: Path, language: str, tick: str
) -> None:
    page = draw(open_page, tmp_path, charts.parties(PARTIES, language)).page  # type: ignore[arg-type]
    assert tick in page.locator("svg.chart text").all_text_contents()
    unit = {"nl": "duizend euro", "en": "thousand euros"}[language]
    assert (page.locator("figcaption small").text_content() or "").endswith(unit)


def test_a_label_with_markup_is_drawn_as_it_is_written(open_page: Open, tmp_path: Path) -> None:
    name = "a < b & <b>c</b> <i>d</i>"
    page = draw(open_page, tmp_path, charts.parties([charts.Share(name, 10.0)], "nl")).page
    assert page.locator("svg.chart text").first.text_content() == name
    assert page.locator("svg.chart b, svg.chart i").count() == 0


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_figure_is_well_formed_named_and_without_script(language: str) -> None:
    space = "{http://www.w3.org/2000/svg}"
    for name, chart in every_form(language):
        for text in (
            svg(chart, title="Saldo < 0 & meer", description="Wat het toont", name=name),
            picture(chart, title="Saldo < 0 & meer", description="Wat het toont", name=name),
        ):
            root = ElementTree.fromstring(text)
            leads_on = root.find(f".//{space}a") is not None
            assert root.get("role") == ("group" if leads_on else "img")
            named = [root.find(f"{space}title"), root.find(f"{space}desc")]
            assert [one.text for one in named if one is not None] == ["Saldo < 0 & meer", "Wat het toont"]
            assert [one.get("id") for one in named if one is not None] == (
                root.get("aria-labelledby") or ""
            ).split()
            ids = [one.get("id", "") for one in root.iter() if one.get("id")]
            symbols = [id_ for id_ in ids if id_ not in (f"{name}-title", f"{name}-desc")]
            used = {(one.get("href") or "").removeprefix("#") for one in root.iter(f"{space}use")}
            assert len(set(ids)) == len(ids) and all(id_.startswith(f"{name}-") for id_ in ids)
            assert used <= set(symbols) and (name == "map" or not symbols)
            assert {one.tag.removeprefix(space) for one in root.iter()} <= {
                *("svg", "title", "desc", "text", "rect", "line", "circle", "path"),
                *(("a", "defs", "g", "marker", "use") if name == "map" else ()),
            }
            assert len(text.encode()) < 40_000


@pytest.mark.parametrize("name", ["nl", "en"])
def test_a_page_takes_its_colours_from_a_house_style(open_page: Open, tmp_path: Path, name: str) -> None:
    page = draw(open_page, tmp_path, charts.parties([charts.Share(name, 10.0)], "nl")).page
    seen = "getComputedStyle(document.querySelector('svg.chart rect:not([fill*=\"paper\"])')).fill"
    assert page.evaluate(seen) == "rgb(23, 59, 136)"
    page.add_style_tag(content=":root { --mll-gain: #007C4F }")
    assert page.evaluate(seen) == "rgb(0, 124, 79)"
    chart = charts.parties([charts.Share(name, 10.0)], "nl")
    recoloured = picture(chart, title="", description="", name="x", colours={"gain": "#007C4F"})
    assert 'fill="#007C4F"' in recoloured and "var(" not in recoloured


def test_two_processes_draw_the_same_bytes() -> None:
    script = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); from figure_sample import every_form;"
        "from mll_finance.report.charts.svg import svg;"
        "print(hashlib.sha256(''.join(svg(chart, title=name, description=name, name=name)"
        " for name, chart in every_form('nl')).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", script, str(Path(__file__).parent)]
    first, second = (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)
    )
    assert first == second and len(first.strip()) == 64


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
        charts.parties([charts.Share("leeg", float("nan"))], "nl")
