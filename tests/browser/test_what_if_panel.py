"""The panel "try it yourself" as a reader uses it: by keyboard, from a link, and back to the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from accessible import violations
from conftest import Open
from few_draws import case_of
from playwright.sync_api import Page
from test_report_page import overflow

from mll_finance import appraise
from mll_finance.cli.main import main
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.report.html.writer import write_page
from mll_finance.report.numbers import show
from mll_finance.report.page import page as report_page
from mll_finance.report.what_if.panel import panel

pytestmark = pytest.mark.browser
DRAWS = 1024
PATH = "quantities.stay_free.factors.effect"
SETTLED = "() => { const panel = document.getElementById('try-panel'); return panel.dataset.ready && !panel.ariaBusy; }"


@pytest.fixture(scope="module")
def case() -> Case:
    return case_of("virtuele_assistent_kcc", DRAWS)


@pytest.fixture(scope="module")
def study(case: Case) -> Study:
    """The study of the case, which keeps what its report was made of."""
    return appraise(case)


@pytest.fixture(scope="module")
def report(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_page(report_page(study, "nl"), path, what_if=panel(study, "nl"))
    return path


def settled(page: Page) -> Page:
    """Wait until the panel shows what was asked."""
    page.evaluate("document.getElementById('try').scrollIntoView()")
    page.wait_for_function(SETTLED)
    return page


def status(page: Page) -> str:
    return page.inner_text(".try-status")


def row(page: Page, title: str) -> str:
    return page.locator(".try-outcome table").first.locator("tr", has_text=title).first.inner_text()


def test_it_begins_with_the_outcome_of_the_report_and_asks_for_nothing(
    open_page: Open, report: Path, case: Case
) -> None:
    opened = open_page(report)
    page = settled(opened.page)
    assert opened.requests == [report.as_uri()] and opened.complaints == []
    assert "niets veranderd" in status(page)
    study = appraise(case)
    for alternative in case.projects:
        title = case.alternatives[alternative].title
        assert title is not None
        mean = study.value("society", alternative, "npv")["mean"]
        assert show(float(f"{mean:.3g}"), "euro", "nl").replace("\u00a0", " ") in row(
            page, title.text("nl")
        ).replace("\u00a0", " ")


HEADS = """() => [...document.querySelectorAll('#decision table')].map(table => [
  table.querySelector('caption').textContent, table.querySelector('thead').getBoundingClientRect().height,
  ...[...table.querySelectorAll('tbody tr')].map(row => new Set([...row.children].map(
    cell => Math.round(cell.getBoundingClientRect().top))).size)])"""


def test_its_style_leaves_the_tables_of_the_report_as_they_are(open_page: Open, report: Path) -> None:
    # What stacks its own tables in a narrow room took the heads off the tables of the decision on a desk.
    tables = settled(open_page(report).page).evaluate(HEADS)
    assert len(tables) >= 3
    for caption, head_height, *tops_by_row in tables:
        assert head_height > 10 and set(tops_by_row) == {1}, (caption, head_height, tops_by_row)


def test_a_slider_by_keyboard_moves_the_outcome_and_the_undo_brings_it_back(
    open_page: Open, report: Path
) -> None:
    page = settled(open_page(report).page)
    before = page.inner_text(".try-outcome table")
    slider = page.locator("input[type=range]").first
    slider.focus()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(SETTLED)
    assert status(page).startswith("Veranderd: 1.")
    assert "in het rapport:" in page.inner_text(".try-outcome table") != before
    assert "#try=" in page.url and page.locator(".try-field.changed").count() == 1
    page.locator(".try-undo:not([hidden])").press("Enter")
    page.wait_for_function(SETTLED)
    assert page.inner_text(".try-outcome table") == before and "#try=" not in page.url


def test_a_typed_number_follows_the_notation_and_what_is_none_is_said(open_page: Open, report: Path) -> None:
    page = settled(open_page(report).page)
    field = page.locator(".try-field input[type=text]").first
    field.fill("abc")
    field.press("Tab")
    assert "geen getal" in page.locator(".try-field .try-warning").first.inner_text()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("1.250,5")
    field.press("Tab")
    page.wait_for_function(SETTLED)
    changes = json.loads(unquote(page.url.split("#try=")[1]))
    (value,) = changes.values()
    assert (value["times"] if isinstance(value, dict) else value) in (1250.5, 12.505)


def test_a_link_a_command_and_a_scenario_file_give_the_same_outcome(
    open_page: Open, report: Path, case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = open_page(report)
    page = settled(opened.page)
    slider = page.locator("input[type=range]").first
    slider.evaluate("(node) => { node.value = 180; node.dispatchEvent(new Event('input')); }")
    page.wait_for_function(SETTLED)
    shown = page.inner_text(".try-outcome table")
    again = open_page(report).page
    again.goto(page.url)
    again.reload()
    again.wait_for_function(SETTLED)
    assert again.inner_text(".try-outcome table") == shown

    page.get_by_role("button", name="Kopieer als opdracht").click()
    printed = page.input_value("#try-kept")
    assignments = re.findall(r'--set "([^"]+)"', printed)
    assert len(assignments) == 1
    with page.expect_download() as download:
        page.get_by_role("button", name="Bewaar als scenario").click()
    scenario_file = tmp_path / "mine.yaml"
    download.value.save_as(scenario_file)
    answers = []
    for options in (["--set", assignments[0]], ["--scenario-file", str(scenario_file)]):
        command = ["appraise", case.settings.id, "--draws", str(DRAWS), "--format", "json", "--accept"]
        assert main([*command, *options]) == 0
        answers.append(json.loads(capsys.readouterr().out)["results"])
    assert answers[0] == answers[1]
    about = page.evaluate("window.mll.evaluate({}).advice.about")
    changes = json.loads(unquote(page.url.split("#try=")[1]))
    mean = page.evaluate("(changes) => window.mll.evaluate(changes).mean.society", changes)[about]
    row_of_about = next(
        entry
        for entry in answers[0]
        if (entry["perspective"], entry["alternative"], entry["criterion"]) == ("society", about, "npv")
    )
    assert row_of_about["mean"] == pytest.approx(mean, rel=1e-9)


def test_an_assumption_is_found_and_a_pm_can_get_a_number(open_page: Open, report: Path, case: Case) -> None:
    page = settled(open_page(report).page)
    (unknown,) = (path for path, leaf in case.graph.leaves.items() if leaf.assumption.pm is not None)
    page.fill("#try-search", unknown.split(".")[1])
    field = page.locator(".try-found .try-field", has_text="PM").first
    field.locator("input[type=text]").fill("5000")
    field.locator("input[type=text]").press("Tab")
    page.wait_for_function(SETTLED)
    assert json.loads(unquote(page.url.split("#try=")[1])) == {unknown: 5000}
    assert status(page).startswith("Veranderd: 1.")


def test_a_search_says_what_stands_above_and_what_is_not_there(open_page: Open, report: Path) -> None:
    page = settled(open_page(report).page)
    title = page.locator(".try-title").first.inner_text()
    outcome_of_search = page.locator(".try-inputs p[role=status]")
    page.fill("#try-search", title)
    assert f"Staat hierboven al: {title}" in outcome_of_search.inner_text()
    page.fill("#try-search", "zeppelin")
    assert "Geen aanname gevonden" in outcome_of_search.inner_text()


@pytest.mark.parametrize("width", [1280, 375])
def test_it_is_accessible_and_fits(open_page: Open, report: Path, width: int) -> None:
    page = settled(open_page(report, width).page)
    for summary in page.locator(".try-more summary").all():
        summary.click()
    # Of the report around it, test_delivered_report.py says the same; colours are those of any width.
    assert violations(page, within="#try", contrast=width == 375) == []
    assert overflow(page) == 0
    sideways = page.evaluate(
        "[...document.querySelectorAll('#try-panel .scroll')].map((box) => box.scrollWidth - box.clientWidth)"
    )
    assert width > 375 or max(sideways) == 0


def test_the_discount_rate_is_found_and_followed(open_page: Open, report: Path, case: Case) -> None:
    page = settled(open_page(report).page)
    page.fill("#try-search", "discontovoet")
    number = page.get_by_label("Discontovoet, getal", exact=True)
    assert number.input_value() == "2,8"
    number.fill("5,5")
    number.press("Tab")
    page.wait_for_function(SETTLED)
    changes = json.loads(unquote(page.url.split("#try=")[1]))
    assert changes == {"case.discounting": {"rate": 0.055}}
    answer = page.evaluate("(changes) => window.mll.evaluate(changes)", changes)
    study = appraise(case.with_(changes))
    for alternative in case.projects:
        mean = study.value("society", alternative, "npv")["mean"]
        assert answer["mean"]["society"][alternative] == pytest.approx(mean, rel=1e-9)
    page.get_by_role("button", name="Kopieer als opdracht").click()
    assert '--set "case.discounting={rate: 0.055}"' in page.input_value("#try-kept")


def test_on_paper_stands_what_was_changed(open_page: Open, report: Path) -> None:
    page = settled(open_page(report).page)
    page.locator("input[type=range]").first.focus()
    page.keyboard.press("End")
    page.wait_for_function(SETTLED)
    page.evaluate("document.body.dataset.print = 'try'")
    page.emulate_media(media="print")
    assert page.is_visible(".try-printed table") and page.is_visible(".try-notice")
    assert not page.is_visible(".try-inputs") and not page.is_visible("#decision")


def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in (
        "scenarios: {}",
        "lines: {}",
        "scenarios: {a: {set: {}}, b: {set: {}}}",
        "scenarios: {a: 5}",
    ):
        scenario_file = tmp_path / "odd.yaml"
        scenario_file.write_text(text, encoding="utf-8")
        assert main(["appraise", "two_years", "--scenario-file", str(scenario_file)]) == 2
        assert "odd.yaml" in capsys.readouterr().err
    assert main(["appraise", "two_years", "--scenario-file", str(tmp_path / "none.yaml")]) == 2


def test_twice_as_much_keeps_the_spread_and_is_shown_as_its_number(open_page: Open, report: Path) -> None:
    page = settled(open_page(report).page)
    field = page.locator(".try-field input[type=text]").first
    before = field.input_value()
    field.fill("× 2")
    field.press("Tab")
    page.wait_for_function(SETTLED)
    assert list(json.loads(unquote(page.url.split("#try=")[1])).values()) == [{"times": 2}]
    assert field.input_value() not in ("", before)


def test_a_case_that_is_too_large_says_so(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mll_finance.report.what_if.script.LARGEST", 1000)
    large = panel(study, "nl")
    assert large is not None and large.script == ""
    text = write_page(report_page(study, "nl"), None, what_if=large)
    assert "te groot om in dit bestand" in text and "window.mll" not in text


def test_three_decimals_behind_a_zero_are_no_thousands(open_page: Open, report: Path) -> None:
    page = settled(open_page(report).page)
    field = page.locator(".try-field input[type=text]").first
    field.fill("0.125")
    field.press("Tab")
    page.wait_for_function(SETTLED)
    (value,) = json.loads(unquote(page.url.split("#try=")[1])).values()
    assert (value["times"] if isinstance(value, dict) else value) in (0.125, 0.00125)


def test_two_tabs_with_one_report_have_settings_of_their_own(open_page: Open, report: Path) -> None:
    first = settled(open_page(report).page)
    second = first.context.new_page()
    second.goto(report.as_uri())
    settled(second)
    before = second.inner_text(".try-outcome table")
    slider = first.locator("input[type=range]").first
    slider.focus()
    for _ in range(20):
        first.keyboard.press("ArrowRight")
    first.wait_for_function(SETTLED)
    assert status(first).startswith("Veranderd: 1.") and "niets veranderd" in status(second)
    # The link of the one, followed in the other, brings its settings there; going on there leaves the first alone.
    second.goto(first.url)
    second.wait_for_function(
        "() => document.querySelector('.try-status').textContent.startsWith('Veranderd: 1.')"
    )
    second.wait_for_function(SETTLED)
    assert second.inner_text(".try-outcome table") == first.inner_text(".try-outcome table") != before
    second.get_by_role("button", name="Terug naar het rapport").first.click()
    second.wait_for_function(SETTLED)
    assert second.inner_text(".try-outcome table") == before
    assert status(first).startswith("Veranderd: 1.") and "#try=" in first.url


def test_what_moves_another_choice_alone_is_said(open_page: Open, report: Path) -> None:
    page = open_page(report).page
    page.goto(f"{report.as_uri()}#try={quote(json.dumps({'lines.licence.price': {'times': 2}}))}")
    page.reload()
    settled(page)
    page.wait_for_function(
        "() => document.querySelector('.try-status').textContent.startsWith('Veranderd: 1.')"
    )
    assert "blijft gelijk. Anders is nu: Zelf een assistent inkopen." in status(page)
