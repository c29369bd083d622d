"""The index of a batch in a browser: searched, filtered, sorted with the keyboard; what is not compared comes last."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Open

from mll_finance import appraise, load_case
from mll_finance.batch.pdf_texts import pdf_texts
from mll_finance.judgement.across.comparing import ReportEntry, grouped
from mll_finance.report.html.writer import write_page
from mll_finance.report.overview.page import ASSETS, Absent, Overview, overview_page

pytestmark = pytest.mark.browser
PLACES = {"Almere": 4.0e5, "Breda": -1.2e6, "Delft": 9_500.0, "Ede": None}
"""Expected balance to society by municipality; Ede borrows its figures."""
ROWS = "[...document.querySelectorAll('#table-overview tbody tr')].filter(row => !row.hidden)"
SHOWN = f"{ROWS}.map(row => row.cells[0].textContent.trim())"


def entry(place: str, balance: float | None, size: float | None = None) -> ReportEntry:
    """A report on the smallest case, with invented outcomes."""
    amount = 7.0 if balance is None else balance
    return ReportEntry(
        case="two_years",
        municipality=place,
        scenario="",
        folder=f"two_years/{place}/central",
        mean={("society", "project"): amount, ("municipality", "project"): amount / 2},
        pm={("society", "project"): False, ("municipality", "project"): False},
        advice={"project": "go" if amount > 0 else "no_go"},
        choice="project" if amount > 0 else "baseline",
        about="project",
        own={} if balance is None else {"lines.savings.amounts": 2024},
        borrowed=("lines.savings.amounts",) if balance is None else (),
        size=size,
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of four reports."""
    entries = [entry(place, balance) for place, balance in PLACES.items()]
    studies = {"two_years": appraise(load_case("two_years"))}
    links = {each.folder: f"reports/{each.folder}/report.html" for each in entries}
    overview = Overview(tuple(grouped(entries)), studies, (), links)
    path = tmp_path_factory.mktemp("index") / "index.html"
    write_page(overview_page(overview, "nl"), path, also=ASSETS)
    return path


def test_it_is_sorted_with_the_keyboard_and_what_is_not_compared_comes_last(
    open_page: Open, index: Path
) -> None:
    page = open_page(index).page
    society = page.get_by_role("button", name="Saldo samenleving")
    society.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN) == ["Breda", "Delft", "Almere", "Ede"]
    heading = page.locator("th", has=society)
    assert heading.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN) == ["Almere", "Delft", "Breda", "Ede"]
    assert heading.get_attribute("aria-sort") == "descending"
    assert page.locator("[role=status]").last.text_content() == "Saldo samenleving: aflopend gesorteerd"


def test_an_article_before_a_name_is_not_sorted_by(tmp_path: Path, open_page: Open) -> None:
    entries = [entry(place, 9.0) for place in ("Sluis", "'s-Hertogenbosch", "Zwolle", "Heerlen")]
    studies = {"two_years": appraise(load_case("two_years"))}
    overview = Overview(tuple(grouped(entries)), studies, (), {each.folder: "x.html" for each in entries})
    path = tmp_path / "index.html"
    write_page(overview_page(overview, "nl"), path, also=ASSETS)
    page = open_page(path).page
    upwards = ["Heerlen", "'s-Hertogenbosch", "Sluis", "Zwolle"]
    assert page.evaluate(SHOWN) == upwards
    place = page.locator("#table-overview thead th").first.get_by_role("button")
    place.click()
    assert page.evaluate(SHOWN) == upwards
    place.click()
    assert page.evaluate(SHOWN) == upwards[::-1]


def test_it_is_searched_and_filtered(open_page: Open, index: Path) -> None:
    opened = open_page(index)
    page = opened.page
    page.get_by_label("Zoek").fill("del")
    assert page.evaluate(SHOWN) == ["Delft"]
    page.get_by_label("Zoek").fill("")
    page.locator(".overview-bar").get_by_label("Advies").select_option("niet doen")
    assert page.evaluate(SHOWN) == ["Breda"]
    assert page.locator("[role=status]").last.text_content() == "1 van 4 rapporten"
    assert opened.complaints == []
    assert [address for address in opened.requests if not address.startswith("file:")] == []


def test_each_row_leads_to_its_report_also_without_a_script(open_page: Open, index: Path) -> None:
    page = open_page(index, script=False).page
    links = page.locator("#table-overview tbody th a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    assert links == [f"reports/two_years/{place}/central/report.html" for place in PLACES]


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_no_violation(open_page: Open, index: Path, width: int) -> None:
    page = open_page(index, width).page
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []


def test_what_can_be_compared_is_a_dot_and_nothing_else_is(tmp_path: Path, open_page: Open) -> None:
    # Balances that are no line in the size: 4, 1,004, -996 and 2,004 euros; the fifth borrows its figures.
    sizes = (1_000, 30_000, 90_000, 800_000)
    entries = [
        entry(f"Place {size}", balance, float(size))
        for size, balance in zip(sizes, (4.0, 1004.0, -996.0, 2004.0), strict=True)
    ]
    entries.append(entry("Borrowed", None, 5e4))
    studies = {"two_years": appraise(load_case("two_years"))}
    overview = Overview(tuple(grouped(entries)), studies, (), {each.folder: "x.html" for each in entries})
    path = tmp_path / "index.html"
    write_page(overview_page(overview, "en"), path, also=ASSETS)
    opened = open_page(path)
    page = opened.page
    figure = page.locator("figure", has_text="above zero: 3 of 4")
    assert sorted(figure.locator("circle title").all_text_contents()) == [
        "Place 1000: 4",
        "Place 30000: 1,004",
        "Place 800000: 2,004",
        "Place 90000: −996",
    ]
    figure.locator("summary").click()
    rows = [row.split("\t") for row in figure.locator("tbody tr").all_inner_texts()]
    # The middle of four is that of 4 and 1,004; the municipality has half of what society has.
    assert [row[1:] for row in rows] == [["−€996", "€504", "€2,004", "3"], ["−€498", "€252", "€1,002", "3"]]
    assert opened.complaints == []


def test_a_straight_line_in_the_size_is_told_as_a_line(tmp_path: Path, open_page: Open) -> None:
    # 1,000 euros lost, 2 gained for each inhabitant.
    entries = [entry(f"Place {size}", 2.0 * size - 1000.0, float(size)) for size in (400, 500, 3000)]
    studies = {"two_years": appraise(load_case("two_years"))}
    overview = Overview(tuple(grouped(entries)), studies, (), {each.folder: "x.html" for each in entries})
    path = tmp_path / "index.html"
    write_page(overview_page(overview, "en"), path, also=ASSETS)
    page = open_page(path).page
    row = page.locator("table", has_text="The line of each choice").locator("tbody tr").first
    assert row.locator("td").all_inner_texts() == ["−€1,000", "2.00", "−€500", "1.00"]
    assert page.get_by_text("see the line").count() == 6


def test_on_paper_every_page_has_the_heads_of_its_columns_and_no_row_is_cut(
    tmp_path: Path, open_page: Open
) -> None:
    places = [f"Place{number:03}" for number in range(150)]
    entries = [entry(place, 1000.0 * number) for number, place in enumerate(places)]
    studies = {"two_years": appraise(load_case("two_years"))}
    overview = Overview(tuple(grouped(entries)), studies, (), {each.folder: "x.html" for each in entries})
    path = tmp_path / "index.html"
    write_page(overview_page(overview, "nl"), path, also=ASSETS)
    page = open_page(path).page
    page.get_by_role("button", name="Gemeente", exact=True).click()
    made = page.pdf(prefer_css_page_size=True)
    signs = [
        "".join(text.split()) for text in pdf_texts(made)
    ]  # it has the place of each sign, not of each word
    papers = [text for text in signs if re.search(r"Place\d{3}.*1van1", text)]
    assert len(papers) >= 3
    rows = [re.findall(r"Place\d{3}", text) for text in papers]
    assert [place for on_paper in rows for place in on_paper] == places
    for text, on_paper in zip(papers, rows, strict=True):
        assert all(head in text for head in ("Gemeente", "Eigencijfers", "Saldosamenleving"))
        assert text.count("1van1") == len(on_paper)
        assert "Zoek" not in text


def test_what_is_missing_is_told_at_the_top_and_reached_with_the_keyboard(
    tmp_path: Path, open_page: Open
) -> None:
    entries = [entry(place, balance) for place, balance in PLACES.items()]
    reason = "case.yaml: 1 probleem\n  - lines.a: er is niets; een getal; vul het in"
    absent = (Absent("two_years", "Tilburg", "", reason),)
    studies = {"two_years": appraise(load_case("two_years"))}
    overview = Overview(tuple(grouped(entries)), studies, absent, {each.folder: "x.html" for each in entries})
    path = tmp_path / "index.html"
    write_page(overview_page(overview, "nl"), path, also=ASSETS)
    opened = open_page(path, 375)
    page = opened.page
    assert page.get_by_text("Rapporten die er niet zijn: 1 van 5").is_visible()
    page.get_by_role("link", name="Niet gemaakt").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash === '#failed'")
    cells = page.locator("#table-absent tbody tr").locator("th, td")
    assert [text.strip() for text in cells.all_inner_texts()] == ["Tilburg", reason.replace("\n  ", "\n")]
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    assert opened.complaints == []
