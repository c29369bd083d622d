"""The report as a reader meets it: offline, drawn, accessible, on a telephone, on paper, and safe.

The yardsticks are outside the project: the browser itself, axe-core (Deque) for WCAG 2.1 A and AA, and the width at
which WCAG 2.1 success criterion 1.4.10 wants a page to reflow (320 CSS pixels, which is 1280 at 400%). Seeded faults
show that the tests can fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from accessible import violations
from conftest import Open, patient, settle
from playwright.sync_api import Browser, Page
from report_sample import ATTACK, GROUPS, attacks, figures, sample

from mll_finance.report.blocks import Cell, Figure, Row, Table, plain_page
from mll_finance.report.charts import parties
from mll_finance.report.html.writer import write_page

pytestmark = pytest.mark.browser

Changed = Callable[..., Path]
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
MARKS = """() => [...document.querySelectorAll('svg.chart')].map(chart => {
  const box = chart.getBoundingClientRect();
  const marks = chart.querySelectorAll('circle, path, rect:not([fill*="paper"]), rect[stroke]');
  return {width: box.width, height: box.height, right: box.right,
          seen: [...marks].map(mark => mark.getBoundingClientRect()).filter(at => at.width + at.height > 0).length};
})"""


def policy(path: Path) -> str:
    found = POLICY.search(path.read_text(encoding="utf-8"))
    assert found
    return found.group()


@contextmanager
def unfolded(page: Page) -> Iterator[None]:
    """What is folded away is open for as long as it lasts."""
    folded = page.evaluate_handle("[...document.querySelectorAll('details:not([open])')]")
    page.evaluate("folded => folded.forEach(one => one.open = true)", folded)
    yield
    page.evaluate("folded => folded.forEach(one => one.open = false)", folded)


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_asks_for_nothing_but_itself_and_says_nothing(look_at: Open, report: Path) -> None:
    opened = look_at(report)
    settle(opened.page)
    assert opened.requests == [report.as_uri()]
    assert opened.complaints == []


def test_a_picture_from_elsewhere_is_refused_by_the_page_itself(open_page: Open, changed: Changed) -> None:
    opened = open_page(changed(("</header>", '<img src="https://example.org/x.png" alt="x"></header>')))
    assert any("Content Security Policy" in text for text in opened.complaints)


def test_a_request_would_be_seen(open_page: Open, changed: Changed, report: Path) -> None:
    picture = '<img src="https://example.org/x.png" alt="x"></header>'
    opened = open_page(changed((policy(report), ""), ("</header>", picture)))
    assert "https://example.org/x.png" in opened.requests


def test_every_figure_is_drawn(look_at: Open, report: Path) -> None:
    drawn = look_at(report).page.evaluate(MARKS)
    # Pairs: 3 rows of 2 marks; parties: 5 bars (PM has none); groups: a bar for each amount that is not zero;
    # a line with its band and 11 points; budget: 7 bars and 4 balances.
    least = [6, 5, sum(amount != 0 for values in GROUPS.values() for amount in values), 2 + 11, 7 + 4, 2]
    assert len(drawn) == len(least)
    for one, marks in zip(drawn, least, strict=True):
        assert one["width"] > 300 and one["height"] > 100
        assert one["seen"] >= marks


def test_an_empty_figure_counts_as_not_drawn(open_page: Open, tmp_path: Path) -> None:
    empty = Figure("leeg", parties([], "nl"), "leeg", Table("leeg", (), ()))
    write_page(plain_page("leeg", "", "nl", [empty]), tmp_path / "empty.html")
    assert open_page(tmp_path / "empty.html").page.evaluate(MARKS)[0]["seen"] == 0


@pytest.mark.parametrize(("language", "width"), [("nl", 1280), ("en", 320)])
def test_axe_finds_no_violation(
    look_at: Open, report: Path, tmp_path: Path, language: str, width: int
) -> None:
    path = report
    if language == "en":
        path = tmp_path / "report.html"
        write_page(sample(language), path)
    page = look_at(path, width).page
    assert page.locator("html").get_attribute("lang") == language
    assert violations(page) == []
    with unfolded(page):
        assert violations(page) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (
            'role="img" aria-labelledby="saldo-title saldo-desc"><title id="saldo-title">',
            'role="img"><text>',
            "svg-img-alt",
        ),
        ("--quiet: #56606d", "--quiet: #c0c0c0", "color-contrast"),
        ('<html lang="nl">', "<html>", "html-has-lang"),
    ],
)
def test_axe_finds_a_seeded_fault(open_page: Open, changed: Changed, old: str, new: str, rule: str) -> None:
    path = changed((old, new))
    assert any(text.startswith(rule) for text in violations(open_page(path).page))


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_page_does_not_scroll_sideways(look_at: Open, report: Path, width: int) -> None:
    page = look_at(report, width).page
    assert overflow(page) == 0
    assert all(one["right"] <= width for one in page.evaluate(MARKS))
    with unfolded(page):
        assert overflow(page) == 0


def test_a_table_outside_its_scroll_region_would_be_found(open_page: Open, changed: Changed) -> None:
    path = changed(("overflow-x: auto; container-type: inline-size;", ""))
    assert overflow(open_page(path, 320).page) > 0


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.className || document.activeElement.tagName.toLowerCase()")


def stops(page: Page, most: int = 80) -> list[str]:
    """Where the key Tab comes in one round of the page."""
    found: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if found and focused(page) in ("body", found[0]):
            break
        found.append(focused(page))
    return found


def test_keyboard_skips_to_the_content(open_page: Open, report: Path) -> None:
    page = open_page(report).page
    page.keyboard.press("Tab")
    assert focused(page) == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_keyboard_reaches_contents_tables_and_data(open_page: Open, report: Path) -> None:
    narrow, wide = (stops(open_page(report, width).page) for width in (320, 1280))
    folds = len(figures()) + sum(isinstance(block, Figure) for block in attacks())
    assert wide.count("summary") == narrow.count("summary") == folds
    assert wide.count("save") == folds
    assert any("scroll" in stop for stop in narrow)
    # On a desk only the budget of eleven years is wider than the page; a table that fits is no stop.
    assert sum("scroll" in stop for stop in wide) < sum("scroll" in stop for stop in narrow)


def test_keyboard_opens_the_data_of_a_figure(open_page: Open, report: Path) -> None:
    page = open_page(report).page
    table = page.locator("#saldo details table")
    assert not table.is_visible()
    page.locator("#saldo summary").focus()
    page.keyboard.press("Enter")
    assert table.is_visible()
    assert "€ −1.240.000" in table.inner_text().replace("\u00a0", " ")


def test_hostile_text_stays_text(look_at: Open, report: Path) -> None:
    page = look_at(report).page
    settle(page)
    assert page.evaluate("window.attacked") is None
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("h3", has_text="attacked").inner_text() == ATTACK
    assert page.locator(".callout-title", has_text="attacked").inner_text() == ATTACK
    drawn = page.locator("svg.chart", has_text="attacked").first.text_content() or ""
    assert "<script>" in drawn


def test_hostile_text_would_run_if_it_were_not_escaped(
    open_page: Open, changed: Changed, report: Path
) -> None:
    raw = "<script>window.attacked = true</script></header>"
    unguarded = changed((policy(report), ""), ("</header>", raw))
    assert open_page(unguarded).page.evaluate("window.attacked") is True
    assert open_page(changed(("</header>", raw))).page.evaluate("window.attacked") is None


@pytest.fixture
def printed(look_at: Open, report: Path) -> Page:
    """The sample report as it goes on paper; the tests that look at it make it as wide as they want."""
    page = look_at(report, 700).page
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("width", [620, 660, 700])
def test_nothing_is_cut_off_on_paper(printed: Page, width: int) -> None:
    page = printed
    page.set_viewport_size({"width": width, "height": 900})
    wide = "[...document.querySelectorAll('main *')].filter(one => one.closest('svg') === null && %s)"
    seen = "one.checkVisibility() && !one.closest('.hidden')"
    cut = f"one.getBoundingClientRect().right > {width} + 0.5"
    tables = page.evaluate(wide % f"{seen} && one.tagName === 'TABLE'" + ".length")
    assert tables >= 5
    assert page.evaluate(wide % f"{seen} && {cut}" + ".map(one => one.outerHTML)") == []


def test_a_wide_table_in_one_piece_would_be_cut(open_page: Open, changed: Changed) -> None:
    path = changed((".mll .on-screen { display: none; }", ""))
    page = open_page(path, 660).page
    page.emulate_media(media="print")
    tables = page.locator(".on-screen table").all()
    assert max(box["x"] + box["width"] for table in tables if (box := table.bounding_box())) > 660


def test_prints_every_year_of_a_wide_table(printed: Page) -> None:
    heads = printed.locator(".table", has_text="Begroting, nominale euro's").locator(
        ".on-paper thead th.number"
    )
    assert heads.all_inner_texts() == [str(year) for year in range(2026, 2037)]


def test_prints_to_pdf_with_figures_as_wide_as_the_text(open_page: Open, report: Path) -> None:
    page = open_page(report, 660).page
    made = page.pdf(prefer_css_page_size=True)
    assert made.startswith(b"%PDF")
    assert 4 <= len(re.findall(rb"/Type\s*/Page\b", made)) <= 12
    page.emulate_media(media="print")
    room = page.evaluate("document.querySelector('#saldo').clientWidth")
    assert {round(one["width"]) for one in page.evaluate(MARKS)} == {room}
    assert room > 600
    assert page.evaluate("getComputedStyle(document.querySelector('#saldo')).breakInside") == "avoid"


def test_a_figure_is_saved_as_a_picture(open_page: Open, report: Path, tmp_path: Path) -> None:
    opened = open_page(report)
    with opened.page.expect_download() as waiting:
        opened.page.locator("#saldo .save").click()
    waiting.value.save_as(tmp_path / "saldo.png")
    assert waiting.value.suggested_filename == "saldo.png"
    assert (tmp_path / "saldo.png").read_bytes().startswith(b"\x89PNG")
    assert opened.complaints == []


def test_figures_need_no_script(open_page: Open, report: Path) -> None:
    opened = open_page(report, script=False)
    assert opened.page.locator("#saldo svg.chart").is_visible()
    assert figures()[0].alternative in (opened.page.locator("#saldo desc").text_content() or "")
    assert len(report.read_bytes()) < 200_000


def test_equal_pages_give_equal_text(tmp_path: Path) -> None:
    first, second = (write_page(sample("nl"), None) for _ in range(2))
    write_page(sample("nl"), tmp_path / "report.html")
    assert first == second == (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_row_that_misses_a_cell_is_an_error() -> None:
    ragged = Table("scheef", ("2026", "2027"), (Row("kosten", (Cell(1.0, "euro"),)),))
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        write_page(plain_page("scheef", "", "nl", [ragged]), None)


@pytest.mark.parametrize(("long", "room"), [(1, "widest"), (2, "wide"), (3, "broad")])
def test_columns_of_long_text_get_room_with_their_remarks_counted(long: int, room: str) -> None:
    """A short text with a long remark needs as much room as a long text."""
    cells = [Cell("Ja", remark="Nodig is nog een advies. " * 8), Cell("Bewijs. " * 30), Cell("Regel. " * 40)]
    row = Row("DPIA", (Cell("ver"), *cells[:long], *[Cell("kort")] * (3 - long)))
    text = write_page(plain_page("toetsen", "", "nl", [Table("toetsen", ("a", "b", "c", "d"), (row,))]), None)
    assert re.findall(r'class="?(widest|wide|broad)\b', text) == [room] * long


def test_headings_with_equal_text_have_their_own_anchor(browser: Browser) -> None:
    text = write_page(sample("nl"), None)
    page = patient(browser).new_page()
    page.set_content(POLICY.sub("", text))
    anchors = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(anchors) == len(set(anchors))
    targets = page.evaluate("[...document.querySelectorAll('nav a')].map(one => one.hash.slice(1))")
    assert targets and set(targets) <= set(anchors)
    page.context.close()
