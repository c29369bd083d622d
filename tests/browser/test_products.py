"""What a reader is handed: two pages to decide on, a report of at most fifteen, and the dossier behind them.

Of every example and of the case that a quick scan writes, in both languages, as Chromium prints and shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from conftest import Opened, opened_in, patient
from example_reports import ReportsOf
from playwright.sync_api import Browser, BrowserContext
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


@dataclass(frozen=True)
class Example:
    """A case with its report in both languages, each written once, opened once and shown to every test that looks."""

    case: Case
    reports: dict[Language, Page]
    shown: dict[Language, Browsed]


@pytest.fixture(scope="module")
def example(
    request: pytest.FixtureRequest,
    browser: Browser,
    example_reports: ReportsOf,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Example]:
    """The case of the parameter; pytest takes all tests of one case together, and then lets it go."""
    folder = tmp_path_factory.mktemp("example")
    if request.param == SCAN:
        written = folder / "case.yaml"
        assert main(["scan", SCAN, "--out", str(written)]) == 0
        study = appraise(load_case(written))
        case, reports = study.case, {language: page(study, language) for language in LANGUAGES}
    else:
        case, reports = load_case(request.param), example_reports(request.param)
    shown = {
        language: opened(browser, report, folder / f"{language}.html").page
        for language, report in reports.items()
    }
    yield Example(case, reports, shown)
    for seen in shown.values():
        seen.context.close()


def opened(browser: Browser, report: Page, path: Path, width: int = 1280) -> Opened:
    """A report in a browser of its own, closed by who asked for it."""
    write_page(report, path)
    contexts: list[BrowserContext] = []
    return opened_in(browser, contexts, path, width, script=True)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Browsed]:
    """Where one product after another is opened: a browser of its own takes longer than most products."""
    context = patient(browser, viewport={"width": 1280, "height": 900}, offline=True)
    yield context.new_page()
    context.close()


def alone(tab: Browsed, report: Page, path: Path, product: str) -> Browsed:
    """The page with one product, as it is printed."""
    write_page(report, path, only=product)
    tab.goto(path.as_uri(), wait_until="load")
    return tab


def sheets(tab: Browsed, report: Page, path: Path, product: str) -> int:
    """How many sheets of A4 a product takes."""
    return len(SHEETS.findall(alone(tab, report, path, product).pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("example", [*EXAMPLES, SCAN], indirect=True)
def test_the_decision_is_two_pages_and_the_report_at_most_fifteen(
    example: Example, tab: Browsed, tmp_path: Path
) -> None:
    for language, report in example.reports.items():
        for product, most in MOST_PAGES.items():
            count = sheets(tab, report, tmp_path / f"{product}.html", product)
            assert 1 <= count <= most, (language, product, count)
        assert len(write_page(report, None).encode()) <= MOST_BYTES


@pytest.mark.parametrize("example", EXAMPLES, indirect=True)
def test_every_example_says_at_once_how_far_it_is_of_when_and_which_version(example: Example) -> None:
    dated = example.case.settings.dated
    assert dated is not None
    words = {"nl": ("29 november 2026", "versie"), "en": ("29 November 2026", "version")}
    for language, shown in example.shown.items():
        for part in (".status", ".dated"):
            assert bottom(shown, part) <= 900, (language, part)
        date, version = words[language]
        said = str(shown.inner_text(".dated"))
        assert date in said and version in said, said


@pytest.fixture(scope="module", params=LANGUAGES)
def eindhoven(request: pytest.FixtureRequest, example_reports: ReportsOf) -> Page:
    report: Page = example_reports("vroegsignalering_eindhoven")[request.param]
    return report


@cache
def _eindhoven() -> Study:
    return appraise(load_case("vroegsignalering_eindhoven"))


ANSWERS = """() => [...document.querySelectorAll('.callout-title, .callout-title + p, .briefs .brief')]
  .filter(part => !/Dit is een concept|This is a draft/.test(part.parentElement.textContent)).slice(0, 5)
  .map(part => [part.textContent, part.getBoundingClientRect().bottom])"""
WORDS = {
    "nl": ("Advies: ", "", "Kosten per jaar", "Hoe zeker is dit?", "Wat verandert het antwoord?"),
    "en": ("Advice: ", "", "Costs a year", "How sure is this?", "What would change the answer?"),
}
"""What a reader asks first: what is advised, why, what it costs a year and who gains, how sure, what turns it."""


@pytest.mark.parametrize("example", [*EXAMPLES, SCAN], indirect=True)
def test_every_question_is_answered_on_the_first_screen(example: Example) -> None:
    for language, shown in example.shown.items():
        answers = shown.evaluate(ANSWERS)
        assert len(answers) == len(WORDS[language]), answers
        for (text, end), word in zip(answers, WORDS[language], strict=True):
            assert word in text and end <= 900, (language, end, text)
        assert bottom(shown, "#table-alternatives .remark") <= 900


FOLDED = "() => [...document.querySelectorAll('#decision details')].length"
SIZES = """() => [...document.querySelectorAll('.product p, .product li')]
  .filter(part => part.getClientRects().length && !part.closest('.remark, .notes, details, .source, table')
    && !part.matches('.remark, .source'))
  .map(part => parseFloat(getComputedStyle(part).fontSize))"""


def test_on_paper_letters_are_ten_points_and_nothing_of_the_decision_is_folded(
    eindhoven: Page, browser: Browser, tmp_path: Path
) -> None:
    shown = opened(browser, eindhoven, tmp_path / "report.html").page
    shown.emulate_media(media="print")
    assert shown.evaluate(FOLDED) == 0
    sizes = shown.evaluate(SIZES)
    assert len(sizes) >= 8 and min(sizes) >= TEN_POINTS - 0.01
    shown.context.close()


PRINTED = """() => [...document.querySelectorAll('.product')]
  .filter(part => part.getClientRects().length).map(part => part.id)"""


def test_each_product_prints_by_itself(eindhoven: Page, browser: Browser, tmp_path: Path) -> None:
    shown = opened(browser, eindhoven, tmp_path / "report.html").page
    shown.evaluate("() => { window.print = () => window.dispatchEvent(new Event('beforeprint')); }")
    shown.emulate_media(media="print")
    for product in ("decision", "report", "dossier"):
        shown.evaluate("id => document.querySelector(`button[data-product=${id}]`).click()", product)
        assert shown.evaluate(PRINTED) == [product]
        shown.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    shown.context.close()


def bottom(shown: Browsed, selector: str) -> float:
    return float(shown.evaluate("s => document.querySelector(s).getBoundingClientRect().bottom", selector))


def test_the_first_screen_answers(eindhoven: Page, browser: Browser, tmp_path: Path) -> None:
    desk = opened(browser, eindhoven, tmp_path / "report.html").page
    for part in (
        ".status",
        ".dated",
        ".callout",
        "#table-alternatives tbody tr:last-child",
        "#table-alternatives .remark",
    ):
        assert bottom(desk, part) <= 900, part
    desk.context.close()
    telephone = opened(browser, eindhoven, tmp_path / "report.html", width=375).page
    for part in (".status", ".dated", ".callout", "#table-alternatives tbody tr:nth-child(2) .range"):
        assert bottom(telephone, part) <= 812, part
    assert telephone.evaluate("() => [...document.querySelectorAll('.contents')].every(part => !part.open)")
    assert telephone.evaluate("() => document.documentElement.scrollWidth") <= 375
    telephone.context.close()


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
    return str(alone(tab, report, path, product).inner_text("main"))


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
