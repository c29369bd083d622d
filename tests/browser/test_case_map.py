"""The map of a case as a reader uses it: what it draws is the graph, and each node leads on, by keyboard too."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from accessible import violations
from conftest import Open, settle
from playwright.sync_api import Page
from test_report_page import overflow

from mll_finance import appraise, frames, load_case
from mll_finance.engine.study import Study
from mll_finance.report.html.writer import write_page
from mll_finance.report.page import page as report_page
from mll_finance.report.what_if.panel import panel
from mll_finance.terms import Language

pytestmark = pytest.mark.browser
LARGE, SMALL = "vroegsignalering_eindhoven", "wijkinzicht"
LANGUAGE_OF: dict[str, Language] = {LARGE: "nl", SMALL: "en"}
SHEET = (297 - 12 - 15) * 96 / 25.4
"""Height of what is printed on a sheet of A4 between the margins of the page [px]."""
SEVEN_POINTS = 7 * 96 / 72
"""Least letters on paper [px]."""
LINKS = "() => [...document.querySelectorAll('#map > .scroll svg a')].map(link => link.getAttribute('href').slice(1))"
ROWS = """() => Object.fromEntries([...document.querySelectorAll('#map table tr[id]')].map(row =>
  [row.id, [...row.querySelectorAll('a')].map(link => link.getAttribute('href').slice(1))]))"""
WIRES = """() => [...document.querySelectorAll('#map > .scroll .wires path')].map(path => path.dataset.of)"""
FOCUSED = "() => document.activeElement.closest('.try-field')?.querySelector('.try-title').textContent"


@cache
def study_of(name: str) -> Study:
    return appraise(load_case(name).with_({"case.draws": 128}))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("maps")
    paths = {}
    for name, language in LANGUAGE_OF.items():
        paths[name], study = folder / f"{name}.html", study_of(name)
        write_page(report_page(study, language), paths[name], what_if=panel(study, language))
    return paths


Reports = dict[str, Path]


@pytest.mark.parametrize("name", LANGUAGE_OF)
def test_drawing_and_table_are_the_graph_and_every_link_leads_somewhere(
    look_at: Open, reports: Reports, name: str
) -> None:
    opened = look_at(reports[name])
    page, study = opened.page, study_of(name)
    maps = [frames.case_map(study, alternative) for alternative in study.case.projects]
    assert sorted(page.evaluate(LINKS)) == sorted(
        {id_ for table in maps for id_ in (*table["from"], *table["to"])}
    )
    everywhere = {
        (source, target)
        for alternative in study.case.projects
        for source, target, sign in frames.case_map(study, alternative)[["from", "to", "sign"]].itertuples(
            index=False
        )
        if sign == 0
    }
    rows = page.evaluate(ROWS)
    assert {(source, target) for target, read in rows.items() for source in read} == everywhere
    dangling = """() => [...document.querySelectorAll('main a[href^="#"]')]
      .map(link => link.getAttribute('href').slice(1)).filter(id => !document.getElementById(id))"""
    assert page.evaluate(dangling) == []
    assert opened.complaints == []


def test_a_link_to_nowhere_would_be_found(open_page: Open, reports: Reports, tmp_path: Path) -> None:
    text = reports[SMALL].read_text(encoding="utf-8")
    row = re.search(r'<tr id="(lines\.[^"]+)"', text)
    assert row is not None
    (tmp_path / "changed.html").write_text(text.replace(row.group(), "<tr", 1), encoding="utf-8")
    page = open_page(tmp_path / "changed.html").page
    assert page.evaluate("id => document.getElementById(id)", row.group(1)) is None
    leading = [*page.evaluate(LINKS), *(id_ for read in page.evaluate(ROWS).values() for id_ in read)]
    assert row.group(1) in leading


def test_each_line_between_boxes_is_drawn(look_at: Open, reports: Reports) -> None:
    page, study = look_at(reports[LARGE]).page, study_of(LARGE)
    asked = pd.concat([frames.case_map(study, alternative) for alternative in study.case.projects])
    asked = asked[asked["sign"] == 0].drop_duplicates(["from", "to"])
    readers = asked[asked["sign"] == 0].groupby("from")["to"].nunique()
    between = asked[
        (asked["sign"] == 0)
        & (asked["from"].str.match(r"quantities\.\w+\.\w+$") | (asked["from"].map(readers) > 1))
    ]
    is_number = between["from"].isin(study_of(LARGE).case.graph.leaves) & (between["from"].map(readers) == 1)
    assert len(page.evaluate(WIRES)) == len(set(page.evaluate(WIRES))) == (~is_number).sum()


def test_a_line_of_some_alternatives_says_of_which(look_at: Open, reports: Reports) -> None:
    page, study = look_at(reports[LARGE]).page, study_of(LARGE)
    standing = {
        alternative: set(frames.case_map(study, alternative)["from"]) for alternative in study.case.projects
    }
    said = 0
    for name in study.case.lines:
        others = [alternative for alternative, ids in standing.items() if f"lines.{name}" not in ids]
        link = page.locator(f'#map > .scroll svg a[href="#lines.{name}"]')
        if link.count() == 0:
            continue
        text = " ".join(link.locator("text").all_text_contents())
        assert ("alleen bij:" in text) == bool(others), name
        said += bool(others)
    assert said > 5


def shown(page: Page, id_: str) -> bool:
    """Whether a row stands within what is seen."""
    return bool(
        page.evaluate(
            """id => { const at = document.getElementById(id).getBoundingClientRect();
              return at.height > 0 && at.top >= 0 && at.bottom <= innerHeight; }""",
            id_,
        )
    )


@pytest.mark.parametrize("place", [0, -1])
def test_by_keyboard_from_a_number_to_its_source_and_to_its_slider(
    open_page: Open, reports: Reports, place: int
) -> None:
    page = open_page(reports[LARGE]).page
    in_panel = [
        field
        for field in page.evaluate(LINKS)
        if page.evaluate("id => Boolean(document.getElementById(id)?.querySelector('a.try-on'))", field)
    ]
    chosen = [id_ for id_ in in_panel if id_ in study_of(LARGE).case.graph.leaves][place]
    page.locator(f'#map > .scroll svg a[href="#{chosen}"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_function("id => location.hash === `#${id}`", arg=chosen)
    settle(page)
    assert shown(page, chosen)
    title = page.evaluate(
        "id => document.getElementById(id).querySelector('th').firstChild.textContent", chosen
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('tr')?.id") == chosen
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('.try-field') !== null")
    assert page.evaluate(FOCUSED).startswith(title)
    page.go_back()
    page.wait_for_function("id => location.hash === `#${id}`", arg=chosen)


def test_a_box_leads_to_its_formula_which_is_unfolded(open_page: Open, reports: Reports) -> None:
    page = open_page(reports[SMALL]).page
    assert not page.evaluate("document.querySelector('#map .beside details').open")
    chosen = next(id_ for id_ in page.evaluate(LINKS) if id_.startswith("lines.") and id_.count(".") == 1)
    page.locator(f'#map > .scroll svg a[href="#{chosen}"] text').first.click()
    page.wait_for_function("() => document.querySelector('#map .beside details').open")
    settle(page)
    assert shown(page, chosen)


def test_a_telephone_shows_a_part_says_so_and_can_move_it(open_page: Open, reports: Reports) -> None:
    page = open_page(reports[LARGE], 375).page
    assert overflow(page) == 0
    assert page.locator("#map .cue").is_visible()
    moved = page.evaluate(
        "() => { const part = document.querySelector('#map .scroll'); part.scrollLeft = 200; return part.scrollLeft; }"
    )
    assert moved == 200
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not page.locator("#map .cue").is_visible()


@pytest.mark.parametrize("name", LANGUAGE_OF)
def test_on_paper_it_is_on_sheets_with_letters_that_can_be_read(
    open_page: Open, reports: Reports, name: str
) -> None:
    page = open_page(reports[name], 680).page
    page.emulate_media(media="print")
    page.evaluate("document.body.dataset.print = 'dossier'")
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('#map svg.chart, #map svg.sheet')]
          .filter(figure => getComputedStyle(figure).visibility === 'visible'
            && figure.getBoundingClientRect().height > 0)
          .map(figure => [figure.getBoundingClientRect().height, figure.viewBox.baseVal.height])"""
    )
    assert drawn and all(high <= SHEET for high, _ in drawn)
    assert all(12 * high / whole >= SEVEN_POINTS for high, whole in drawn)
    windows = page.evaluate(
        """() => [...document.querySelectorAll('#map .sheets > svg > svg')]
          .map(part => [part.viewBox.baseVal.y, part.viewBox.baseVal.y + part.viewBox.baseVal.height])"""
    )
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('#map-whole > g > a')].map(link => link.getBBox())
          .map(box => [box.y, box.y + box.height])"""
    )
    # Each text stands whole on a sheet.
    for start, end in boxes if windows else []:
        assert any(first - 1 <= start and end <= last + 1 for first, last in windows), (start, end)


def test_axe_finds_no_violation(open_page: Open, reports: Reports) -> None:
    page = open_page(reports[SMALL]).page
    page.evaluate(
        """() => { const kept = document.querySelector('#map');
          document.querySelectorAll('#dossier > *').forEach(part =>
            part === kept || part.matches('.product-head') || part.remove());
          document.querySelectorAll('.product:not(#dossier)').forEach(part => part.remove());
          document.querySelectorAll('nav').forEach(part => part.remove());
          kept.querySelectorAll('details').forEach(part => { part.open = true; }); }"""
    )
    assert violations(page) == []
