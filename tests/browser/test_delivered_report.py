"""The report that ``mll run`` delivers for the Eindhoven case, opened with the network cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
from accessible import violations
from conftest import Open, settle
from test_report_page import MARKS, overflow

from mll_finance.cli.main import main

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["nl", "en"])
def delivered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / request.param
    options = ["--notebooks", "none", "--formats", "html", "--language", request.param, "--out", str(folder)]
    assert main(["run", "vroegsignalering_eindhoven", *options]) == 0
    return folder / "report.html"


def test_it_is_drawn_asks_for_nothing_and_complains_of_nothing(look_at: Open, delivered: Path) -> None:
    opened = look_at(delivered)
    settle(opened.page)
    assert opened.requests == [delivered.as_uri()]
    assert opened.complaints == []
    drawn = opened.page.evaluate(MARKS)
    assert len(drawn) == delivered.read_text(encoding="utf-8").count("<figure id=") > 6
    assert all(one["width"] > 300 and one["height"] > 100 and one["seen"] >= 3 for one in drawn)


def test_it_is_accessible_and_reflows(look_at: Open, delivered: Path) -> None:
    # Colours come from the styles, which know no language: contrast, most of the work, is looked at in one.
    contrast = delivered.parent.name == "nl"
    for width in (1280, 320):
        page = look_at(delivered, width).page
        assert violations(page, contrast=contrast) == []
        assert overflow(page) == 0


def test_it_speaks_one_language(look_at: Open, delivered: Path) -> None:
    page = look_at(delivered).page
    # A path is the identity of a number, in the language of the case file.
    show = "shown => document.querySelectorAll('th small').forEach(path => path.style.display = shown ? '' : 'none')"
    page.evaluate(show, False)
    text = page.inner_text("main")
    page.evaluate(show, True)
    language = delivered.parent.name
    foreign = {
        "nl": ("Present value", "Baseline", "benefits", "society"),
        "en": ("Contante waarde", "Nulalternatief"),
    }
    assert not [word for word in foreign[language] if word in text]


def test_no_key_figure_is_broken_over_lines(look_at: Open, delivered: Path) -> None:
    # Key figures are text: they follow the width of the page, however it came by it.
    page = look_at(delivered, 1280).page
    for width in (320, 800, 1200, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        lines = page.eval_on_selector_all(
            ".ranged .key",
            "all => all.map(one => one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight))",
        )
        assert len(lines) >= 3
        assert max(lines) < 1.5
