"""What a reader is handed: two pages to decide on, a report of at most fifteen, and the dossier behind them.

Of every example and of the case that a quick scan writes, in both languages, as Chromium prints and shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from conftest import patient
from example_reports import ReportsOf
from playwright.sync_api import Browser
from playwright.sync_api import Page as Browsed

from mll_finance import Case, load_case
from mll_finance.cli.main import main
from mll_finance.engine.study import Study, appraise
from mll_finance.judgement.advice import advice
from mll_finance.report.blocks import Page, Table
from mll_finance.report.html.writer import write_page
from mll_finance.report.page import page
from mll_finance.resources import resource
from mll_finance.terms import Language

pytestmark = pytest.mark.browser

EXAMPLES = sorted(path.stem for path in resource("parameters").glob("*.yaml"))
MOST_PAGES = {"decision": 2, "report": 15}
MOST_BYTES = 600_000
TEN_POINTS = 10 * 96 / 72
"""Ten points in pixels of a style sheet."""
SHEETS = re.compile(rb"/Type\s*/Page\b")
EURO = re.compile(r"€[\s\u00a0]?−?([\d.,]*\d)")
LANGUAGES: tuple[Language, ...] = ("nl", "en")
SCAN = "spraak_naar_verslag_scan"


FIRST_SCREEN = """() => {
  const bottom = selector => document.querySelector(selector)?.getBoundingClientRect().bottom ?? Infinity;
  const answers = [...document.querySelectorAll('.callout-title, .callout-title + p, .briefs .brief')]
    .filter(part => !/Dit is een concept|This is a draft/.test(part.parentElement.textContent)).slice(0, 5)
    .map(part => [part.textContent, part.getBoundingClientRect().bottom]);
  const parts = ['.status', '.dated', '#table-alternatives .remark'];
  const ends = Object.fromEntries(parts.map(part => [part, bottom(part)]));
  return {answers, ends, dated: document.querySelector('.dated')?.innerText ?? ''};
}"""
"""Answers with where they end, where some parts end, and what is said of the date."""


@dataclass(frozen=True)
class Example:
    """A case with its report in both languages: each written once, opened once, and what its first screen shows."""

    case: Case
    reports: dict[Language, Page]
    sizes: dict[Language, int]
    """Bytes of each report."""
    screens: dict[Language, dict[str, Any]]


@pytest.fixture(scope="module")
def example(
    request: pytest.FixtureRequest,
    tab: Browsed,
    example_reports: ReportsOf,
    tmp_path_factory: pytest.TempPathFactory,
) -> Example:
    """The case of the parameter; pytest takes all tests of one case together, and then lets it go."""
    folder = tmp_path_factory.mktemp("example")
    if request.param == SCAN:
        written = folder / "case.yaml"
        assert main(["scan", SCAN, "--out", str(written)]) == 0
        study = appraise(load_case(written))
        case, reports = study.case, {language: page(study, language) for language in LANGUAGES}
    else:
        case, reports = load_case(request.param), example_reports(request.param)
    path_by_language = {language: folder / f"{language}.html" for language in LANGUAGES}
    screens = {
        language: drawn(tab, reports[language], path).evaluate(FIRST_SCREEN)
        for language, path in path_by_language.items()
    }
    sizes = {language: path.stat().st_size for language, path in path_by_language.items()}
    return Example(case, reports, sizes, screens)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Browsed]:
    """Where one page after another is opened: a browser of its own takes longer than most pages."""
    context = patient(browser, viewport={"width": 1280, "height": 900}, offline=True)
    yield context.new_page()
    context.close()


def drawn(
    tab: Browsed,
    report: Page,
    path: Path,
    *,
    only: str | None = None,
    width: int = 1280,
    media: Literal["null", "print"] = "null",
) -> Browsed:
    """A report, or one product of it, as a screen of some width shows it, or paper."""
    write_page(report, path, only=only)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(media=media)
    tab.goto(path.as_uri(), wait_until="load")
    return tab


def sheets(tab: Browsed, report: Page, path: Path, product: str) -> int:
    """How many sheets of A4 a product takes."""
    return len(SHEETS.findall(drawn(tab, report, path, only=product).pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("example", [*EXAMPLES, SCAN], indirect=True)
def test_the_decision_is_two_pages_and_the_report_at_most_fifteen(
    example: Example, tab: Browsed, tmp_path: Path
) -> None:
    for language, report in example.reports.items():
        for product, most in MOST_PAGES.items():
            count = sheets(tab, report, tmp_path / f"{product}.html", product)
            assert 1 <= count <= most, (language, product, count)
        assert 0 < example.sizes[language] <= MOST_BYTES


@pytest.mark.parametrize("example", EXAMPLES, indirect=True)
def test_every_example_says_at_once_how_far_it_is_of_when_and_which_version(example: Example) -> None:
    dated = example.case.settings.dated
    assert dated is not None
    words = {"nl": ("29 november 2026", "versie"), "en": ("29 November 2026", "version")}
    for language, screen in example.screens.items():
        for part in (".status", ".dated"):
            assert screen["ends"][part] <= 900, (language, part)
        date, version = words[language]
        assert date in screen["dated"] and version in screen["dated"], screen["dated"]


@pytest.fixture(scope="module", params=LANGUAGES)
def eindhoven(request: pytest.FixtureRequest, example_reports: ReportsOf) -> Page:
    report: Page = example_reports("vroegsignalering_eindhoven")[request.param]
    return report


@cache
def _eindhoven() -> Study:
    return appraise(load_case("vroegsignalering_eindhoven"))


WORDS = {
    "nl": ("Advies: ", "", "Kosten per jaar", "Hoe zeker is dit?", "Wat verandert het antwoord?"),
    "en": ("Advice: ", "", "Costs a year", "How sure is this?", "What would change the answer?"),
}
"""What a reader asks first: what is advised, why, what it costs a year and who gains, how sure, what turns it."""


@pytest.mark.parametrize("example", [*EXAMPLES, SCAN], indirect=True)
def test_every_question_is_answered_on_the_first_screen(example: Example) -> None:
    for language, screen in example.screens.items():
        answers = screen["answers"]
        assert len(answers) == len(WORDS[language]), answers
        for (text, end), word in zip(answers, WORDS[language], strict=True):
            assert word in text and end <= 900, (language, end, text)
        assert screen["ends"]["#table-alternatives .remark"] <= 900


FOLDED = "() => [...document.querySelectorAll('#decision details')].length"
SIZES = """() => [...document.querySelectorAll('.product p, .product li')]
  .filter(part => part.getClientRects().length && !part.closest('.remark, .notes, details, .source, table')
    && !part.matches('.remark, .source'))
  .map(part => parseFloat(getComputedStyle(part).fontSize))"""


def test_on_paper_letters_are_ten_points_and_nothing_of_the_decision_is_folded(
    eindhoven: Page, tab: Browsed, tmp_path: Path
) -> None:
    shown = drawn(tab, eindhoven, tmp_path / "report.html", media="print")
    assert shown.evaluate(FOLDED) == 0
    sizes = shown.evaluate(SIZES)
    assert len(sizes) >= 8 and min(sizes) >= TEN_POINTS - 0.01


PRINTED = """() => [...document.querySelectorAll('.product')]
  .filter(part => part.getClientRects().length).map(part => part.id)"""


def test_each_product_prints_by_itself(eindhoven: Page, tab: Browsed, tmp_path: Path) -> None:
    shown = drawn(tab, eindhoven, tmp_path / "report.html")
    shown.evaluate("() => { window.print = () => window.dispatchEvent(new Event('beforeprint')); }")
    shown.emulate_media(media="print")
    for product in ("decision", "report", "dossier"):
        shown.evaluate("id => document.querySelector(`button[data-product=${id}]`).click()", product)
        assert shown.evaluate(PRINTED) == [product]
        shown.evaluate("() => window.dispatchEvent(new Event('afterprint'))")


def bottom(shown: Browsed, selector: str) -> float:
    return float(shown.evaluate("s => document.querySelector(s).getBoundingClientRect().bottom", selector))


def test_the_first_screen_answers(eindhoven: Page, tab: Browsed, tmp_path: Path) -> None:
    desk = drawn(tab, eindhoven, tmp_path / "report.html")
    for part in (
        ".status",
        ".dated",
        ".callout",
        "#table-alternatives tbody tr:last-child",
        "#table-alternatives .remark",
    ):
        assert bottom(desk, part) <= 900, part
    telephone = drawn(tab, eindhoven, tmp_path / "report.html", width=375)
    for part in (".status", ".dated", ".callout", "#table-alternatives tbody tr:nth-child(2) .range"):
        assert bottom(telephone, part) <= 812, part
    assert telephone.evaluate("() => [...document.querySelectorAll('.contents')].every(part => !part.open)")
    assert telephone.evaluate("() => document.documentElement.scrollWidth") <= 375


def test_tables_and_figures_are_numbered_through(eindhoven: Page) -> None:
    text = write_page(eindhoven, None)
    words = {"nl": ("Tabel", "Figuur"), "en": ("Table", "Figure")}[eindhoven.language]
    for word in words:
        numbers = [int(number) for number in re.findall(rf'class="numbered">{word} (\d+)\.', text)]
        assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
    alone = write_page(eindhoven, None, only="report")
    assert set(re.findall(r'class="numbered">(.+?)</span>', alone)) <= set(
        re.findall(r'class="numbered">(.+?)</span>', text)
    )


def text_of(tab: Browsed, report: Page, path: Path, product: str) -> str:
    return str(drawn(tab, report, path, only=product).inner_text("main"))


def significant(digits: str) -> int:
    return len(digits.strip("0")) or 1


def test_amounts_are_rounded_to_what_a_product_can_bear(
    eindhoven: Page, tab: Browsed, tmp_path: Path
) -> None:
    decision = text_of(tab, eindhoven, tmp_path / "decision.html", "decision")
    amounts = [re.sub(r"\D", "", amount) for amount in EURO.findall(decision)]
    assert len(amounts) > 20
    assert [amount for amount in amounts if significant(amount) > 2] == []
    effects = next(block for block in eindhoven.blocks if getattr(block, "anchor", "") == "table-effects")
    report = text_of(tab, eindhoven, tmp_path / "report.html", "report")
    assert isinstance(effects, Table)
    for row in effects.rows:
        for cell in row.cells:
            if cell.format == "amount" and cell.value:
                shown = f"{abs(round(cell.value / 1000)) * 1000:,}"
                assert (shown.replace(",", ".") if eindhoven.language == "nl" else shown) in report


def test_alternatives_stand_in_the_order_of_the_case(eindhoven: Page) -> None:
    case = _eindhoven().case
    titles = [case.alternatives[name].title.text(eindhoven.language) for name in case.projects]  # type: ignore[union-attr]
    checked = 0
    for block in eindhoven.blocks:
        if not isinstance(block, Table):
            continue
        for heads in (block.columns, tuple(row.head for row in block.rows)):
            places = [heads.index(title) for title in titles if heads.count(title) == 1]
            if len(places) > 1:
                checked += 1
                assert places == sorted(places), block.caption
    assert checked > 10


def test_the_advice_stands_in_one_place(eindhoven: Page, tab: Browsed, tmp_path: Path) -> None:
    decision = eindhoven.products[0].blocks[0]
    title = getattr(decision, "title", "")
    assert title and advice(_eindhoven()).about == "model"
    texts = [text_of(tab, eindhoven, tmp_path / f"{p.id}.html", p.id) for p in eindhoven.products]
    assert [text.count(title) for text in texts] == [1, 0, 0]
