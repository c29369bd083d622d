"""The index of a batch in a browser: searched, filtered, sorted with the keyboard; what is not compared comes last."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Open

from mll_finance import appraise, load_case
from mll_finance.batch.pdf_texts import pdf_texts
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.finding import case_path
from mll_finance.judgement.across.comparing import ReportEntry, grouped
from mll_finance.report.html.writer import write_page
from mll_finance.report.overview.page import ASSETS, Absent, Overview, overview_page
from mll_finance.terms import Language

pytestmark = pytest.mark.browser
PLACES = {"Almere": 4.0e5, "Breda": -1.2e6, "Delft": 9_500.0, "Ede": None}
"""Expected balance to society by municipality; Ede borrows its figures."""
TWO_YEARS = case_path("two_years").read_text(encoding="utf-8")
ROWS = "[...document.querySelectorAll('#table-overview tbody tr')].filter(row => !row.hidden)"
SHOWN = f"{ROWS}.map(row => row.cells[0].textContent.trim())"


def entry(
    place: str, balance: float | None, size: float | None = None, scenario: str = "", **other: Any
) -> ReportEntry:
    """A report on the smallest case, with invented outcomes."""
    amount = 7.0 if balance is None else balance
    report = ReportEntry(
        case="two_years",
        municipality=place,
        scenario=scenario,
        folder=f"two_years/{place}/{scenario or 'central'}",
        mean={("society", "project"): amount, ("municipality", "project"): amount / 2},
        pm={("society", "project"): False, ("municipality", "project"): False},
        advice={"project": "go" if amount > 0 else "no_go"},
        choice="project" if amount > 0 else "baseline",
        about="project",
        own={} if balance is None else {"lines.savings.amounts": 2024},
        borrowed=("lines.savings.amounts",) if balance is None else (),
        size=size,
    )
    return replace(report, **other)


def written(path: Path, entries: list[ReportEntry], language: Language = "nl") -> Path:
    """The index of reports on the smallest case, with a scenario of another discount rate."""
    text = f"{TWO_YEARS}scenarios: {{dear: {{title: Duurder, set: {{lines.savings.amounts: {{times: 0.5}}}}}}}}\n"
    links = {each.folder: f"reports/{each.folder}/report.html" for each in entries}
    studies = {"two_years": appraise(case_from_text(text))}
    file = path / "index.html"
    write_page(
        overview_page(Overview(tuple(grouped(entries)), studies, (), links), language), file, also=ASSETS
    )
    return file


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
    assert page.locator("#table-overview").get_by_text("see the line").count() == 6


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


def test_on_paper_each_report_says_where_it_stands(open_page: Open, index: Path) -> None:
    page = open_page(index).page
    signs = "".join("".join(text.split()) for text in pdf_texts(page.pdf(prefer_css_page_size=True)))
    signs = signs.replace("\u200b", "")  # where a line may be broken
    for place in PLACES:
        assert f"{place}reports/two_years/{place}/central" in signs
    place_cell = page.locator("#table-overview tbody th").first
    assert place_cell.inner_text().strip() == "Almere"  # on a screen the link is enough


@pytest.mark.parametrize("width", [320, 375])
def test_on_a_telephone_nothing_has_to_be_moved_sideways_and_it_is_sorted_with_the_keyboard(
    tmp_path: Path, open_page: Open, width: int
) -> None:
    # On a line in the size, so that the table of the lines stands there too.
    sizes = {"Almere": 400.0, "Breda": 500.0, "Delft": 3000.0}
    entries = [
        entry(place, 2.0 * size - 1000.0, size, scenario)
        for scenario in ("", "dear")
        for place, size in sizes.items()
    ]
    opened = open_page(written(tmp_path, entries), width)
    page = opened.page
    cut = "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth).length"
    assert page.evaluate(cut) == 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    place = page.get_by_role("button", name="Gemeente", exact=True)
    place.focus()
    box = place.bounding_box()
    assert box is not None and box["height"] >= 24 and box["x"] + box["width"] <= width
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN) == ["Delft", "Delft", "Breda", "Breda", "Almere", "Almere"]
    first = page.locator("#table-overview tbody tr").first
    assert first.locator("td").first.get_attribute("data-label") == "Scenario"
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    assert opened.complaints == []


def test_balances_are_sorted_within_a_scenario(tmp_path: Path, open_page: Open) -> None:
    amounts = {"Almere": 4.0e5, "Breda": -1.2e6, "Delft": 9_500.0}
    entries = [
        entry(place, amount * times, scenario=scenario)
        for scenario, times in (("", 1.0), ("dear", 0.5))
        for place, amount in amounts.items()
    ]
    page = open_page(written(tmp_path, entries)).page
    page.get_by_role("button", name="Saldo samenleving").click()
    assert page.evaluate(SHOWN) == ["Breda", "Delft", "Almere"] * 2
    assert "per case en scenario" in (page.locator("[role=status]").last.text_content() or "")


def test_a_balance_says_of_which_choice_it_is(tmp_path: Path, open_page: Open) -> None:
    page = open_page(written(tmp_path, [entry("Almere", 4.0), entry("Breda", -7.0)])).page
    assert page.get_by_text("Advies en saldo gaan over: Project.").count() == 1


REASONS = {
    "Breda": ({"own": {"lines.savings.amounts": 2020}}, "cijfers uit een ander jaar: 1"),
    "Delft": ({"estimated": ("lines.savings.amounts",)}, "geschatte cijfers: 1"),
    "Ede": ({"own": {}, "borrowed": ("lines.savings.amounts",)}, "geleende cijfers: 1"),
}
"""What is not compared, and the reason in the table."""


def test_what_is_not_compared_says_why(tmp_path: Path, open_page: Open) -> None:
    comparable = [entry(place, 9.0) for place in ("Almere", "Goes")]
    entries = [*comparable, *(entry(place, 5.0, **other) for place, (other, _) in REASONS.items())]
    page = open_page(written(tmp_path, entries)).page
    for place, (_, reason) in REASONS.items():
        row = page.locator("#table-overview tbody tr", has_text=place)
        assert row.locator("td").nth(3).inner_text().split("\n") == ["niet te vergelijken", reason]
    callout = page.get_by_role("note", name="Wat u naast elkaar kunt leggen").inner_text()
    assert "(2 van 5)" in callout and "geschat" in callout and "ander jaar" in callout


def test_where_nothing_differs_by_municipality_that_is_said(tmp_path: Path, open_page: Open) -> None:
    page = open_page(written(tmp_path, [entry(place, 9.0, own={}) for place in ("Almere", "Breda")])).page
    callout = page.get_by_role("note", name="Wat u naast elkaar kunt leggen").inner_text()
    assert "van geen cijfer dat het per gemeente verschilt" in callout
    assert "geleend" not in callout


def test_one_report_of_a_case_and_scenario_is_laid_beside_none_and_shows_its_balance(
    tmp_path: Path, open_page: Open
) -> None:
    entries = [
        entry("Almere", 9_000.0, scenario=scenario, borrowed=("lines.costs.amounts",))
        for scenario in ("", "dear")
    ]
    page = open_page(written(tmp_path, entries)).page
    assert page.get_by_text("niet te vergelijken").count() == 0
    assert page.locator("#table-overview").get_by_text("9.000").count() == 2
    callout = page.get_by_role("note", name="Wat u naast elkaar kunt leggen").inner_text()
    assert "één gemeente" in callout
    assert page.get_by_text("uit een ander jaar").count() == 0


def test_balances_of_two_cases_are_told_apart(tmp_path: Path, open_page: Open) -> None:
    amounts = {"Almere": 4.0e5, "Breda": -1.2e6, "Delft": 9_500.0}
    first = [entry(place, amount) for place, amount in amounts.items()]
    second = [replace(each, case="later", folder=each.folder.replace("two_years", "later")) for each in first]
    changes = {
        "id: two_years": "id: later",
        "base_year: 2026": "base_year: 2027",
        "{2026: 1000}": "{2027: 1000}",
    }
    text = TWO_YEARS
    for old, new in changes.items():
        text = text.replace(old, new)
    studies = {"two_years": appraise(case_from_text(TWO_YEARS)), "later": appraise(case_from_text(text))}
    entries = [*first, *second]
    links = {each.folder: f"reports/{each.folder}/report.html" for each in entries}
    path = tmp_path / "index.html"
    write_page(overview_page(Overview(tuple(grouped(entries)), studies, (), links), "nl"), path, also=ASSETS)
    page = open_page(path).page
    assert page.get_by_text("Vergelijk een saldo alleen binnen een case").count() == 1
    assert page.locator("li", has_text="2027").count() == 1
    page.get_by_role("button", name="Saldo samenleving").click()
    assert page.evaluate(SHOWN) == ["Breda", "Delft", "Almere"] * 2
