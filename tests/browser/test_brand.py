"""A page in the house style of a municipality, drawn by Chromium: any brand can be read, and asks for nothing."""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from accessible import violations, violations_of_colour
from conftest import Open
from playwright.sync_api import Page as Browsed
from report_sample import sample
from test_what_if_arithmetic import ODD

from mll_finance import appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.report.blocks import Page
from mll_finance.report.brand.reader import read_brand
from mll_finance.report.house_style import Brand
from mll_finance.report.html.writer import write_page
from mll_finance.report.page import page as report_page
from mll_finance.report.what_if.panel import TryPanel, panel

pytestmark = pytest.mark.browser
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="#d41422"/></svg>'
BRANDS = {
    "red": ("#8c0a14", "#1b1b1b", "#8c0a14"),
    "pale": ("#ffcc00", "#aaaaaa", "#ffb3c6"),
    "invisible": ("#ffffff", "#ffffff", "#ffffff"),
    "black": ("#000000", "#000000", "#000000"),
    "neon": ("#00ff88", "#00e5ff", "#ff00ff"),
}
"""Colours of links, text and headings: what a municipality has, and what none should."""


def brand_of(name: str, tmp_path: Path) -> Brand:
    """A house style, read from its file."""
    link, ink, heading = BRANDS[name]
    tokens = {
        "utrecht": {
            "link": {"color": {"value": link}},
            "document": {"color": {"value": ink}, "font-family": {"value": "Georgia, serif"}},
            "heading": {"color": {"value": heading}},
        },
        "mll": {"logo": {"value": "logo.svg", "comment": "Gemeente Voorbeeld"}},
    }
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    (tmp_path / "brand.json").write_text(json.dumps(tokens), encoding="utf-8")
    return read_brand(tmp_path / "brand.json")


@pytest.fixture(scope="module", params=BRANDS)
def branded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The name of a house style, and the sample report in it."""
    folder = tmp_path_factory.mktemp(request.param)
    write_page(sample("nl"), folder / "report.html", brand=brand_of(request.param, folder))
    return request.param, folder / "report.html"


FOLD = "fold => document.querySelectorAll('details').forEach(part => part.open = !fold)"


def in_brand(name: str, page: Browsed, within: str = "html") -> list[str]:
    """What axe finds: of one brand all that it knows, of others what colours, in which they differ, can break."""
    look = violations if name == next(iter(BRANDS)) else violations_of_colour
    return look(page, within=within)


def test_axe_finds_no_violation_in_any_brand(look_at: Open, branded: tuple[str, Path]) -> None:
    name, path = branded
    page = look_at(path).page
    page.evaluate(FOLD, False)
    assert in_brand(name, page) == []
    page.evaluate(FOLD, True)


@cache
def odd() -> tuple[Page, TryPanel | None]:
    """The report of a small case, and what can be tried in it."""
    study = appraise(case_from_text(ODD))
    return report_page(study, "nl"), panel(study, "nl")


@pytest.mark.parametrize("name", BRANDS)
def test_axe_finds_no_violation_in_the_panel_of_any_brand(open_page: Open, tmp_path: Path, name: str) -> None:
    (report, what_if), path = odd(), tmp_path / "report.html"
    write_page(report, path, brand=brand_of(name, tmp_path), what_if=what_if)
    page = open_page(path).page
    # A number that was changed, one outside its range, and one that cannot be.
    page.goto(
        f"{path.as_uri()}#try={quote(json.dumps({'lines.licence.amount': 900, 'lines.nobody.amount': 1}))}"
    )
    page.reload()
    page.wait_for_function("() => document.querySelector('#try-panel').dataset.ready === 'true'")
    page.locator(".try-field input[type=text]").nth(1).fill("x")
    page.locator(".try-field input[type=text]").nth(1).press("Tab")
    page.evaluate(FOLD, False)
    assert page.locator(".try-field.changed").count() and page.locator(".try-field [aria-invalid]").count()
    assert in_brand(name, page, within="#try") == []


def test_a_brand_is_drawn_and_asks_for_nothing(look_at: Open, branded: tuple[str, Path]) -> None:
    _, path = branded
    opened = look_at(path)
    page = opened.page
    assert opened.complaints == [] and all(url.startswith(("file:", "data:")) for url in opened.requests)
    logo = page.locator("img.logo")
    assert logo.get_attribute("alt") == "Gemeente Voorbeeld"
    assert logo.evaluate("image => image.complete && image.naturalWidth > 0")
    address = str(logo.get_attribute("src"))
    assert b"<rect" in base64.b64decode(address.partition(",")[2])
    assert page.locator("body").evaluate("body => getComputedStyle(body).fontFamily").startswith("Georgia")
    figure = page.locator("svg.chart").first.evaluate("chart => getComputedStyle(chart).fontFamily")
    assert "Georgia" not in figure
    colours = page.evaluate(
        "['body', 'h1', 'header'].map(name => { const style = getComputedStyle(document.querySelector(name));"
        " return name === 'header' ? style.borderTopColor : style.color; })"
    )
    brand = read_brand(path.parent / "brand.json")
    told = [tuple(bytes.fromhex(colour[1:])) for colour in (brand.ink, brand.heading, brand.accent)]
    assert colours == [f"rgb({red}, {green}, {blue})" for red, green, blue in told]
