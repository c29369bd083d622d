"""The public version tells what is advised, and no amount that follows from a confidential one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from test_pilot_inputs import CASE, GOOD

from mll_finance.cli.main import main

PARAMETERS = Path(__file__).parents[2] / "parameters"
CONFIDENTIAL_LINES = {
    "vroegsignalering_eindhoven": "licence",
    "samenwerking_naar_werk": "guidance",
    "fraude_selectie_bijstand": "licence",
}
FIGURES_SHOWN = 0.05
"""How far two figures, as a page shows, may be from the total in ``results.json``."""
NUMBER = re.compile(r"\d+(?:\.\d+)?")

PILOT = GOOD[:-1] + ", cost: {fixed: 7}}"
HIDDEN = ("payer: welfare", "payer: municipality")
TOGETHER = """
correlations:
  both: {between: [lines.gain.amounts, lines.more.amounts], rank: 0.5, source: invented, quality: B}
"""
MORE = """
  more: {kind: cash_flow, alternative: tool, payer: welfare, receiver: residents, years: 2031,
    amounts: {distribution: {kind: uniform, low: 11, high: 13}, unit: EUR/yr, price_year: 2030, source: invented,
      quality: B}}
pilots:"""
EUROS = re.compile(r"(?:\u20ac|EUR) ?([\u2212-]?[\d.,]+\d)( miljoen| million| mln)?")


class Texts(HTMLParser):
    """What a reader sees of a page: its texts, without scripts, styles and hidden data."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._closed = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._closed += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._closed -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._closed:
            self.seen.append(data)


def published(folder: Path, case: str) -> Path:
    path = folder / "case.yaml"
    path.write_text(case, encoding="utf-8")
    assert main(["run", str(path), "--public", "--accept", "--out", str(folder / "run")]) == 0
    return next((folder / "run").rglob("report.html")).parent


def euros(page: Path) -> Iterator[float]:
    """Every amount of euros in the texts of a page, as a Dutch or an English reader sees it."""
    texts = Texts()
    texts.feed(page.read_text(encoding="utf-8"))
    is_dutch = 'lang="nl"' in page.read_text(encoding="utf-8")
    for digits, millions in EUROS.findall("".join(texts.seen).replace("\xa0", " ")):
        plain = digits.replace("\u2212", "-")
        plain = plain.replace(".", "").replace(",", ".") if is_dutch else plain.replace(",", "")
        yield float(plain) * (1e6 if millions else 1)


def told_totals(folder: Path) -> set[float]:
    """The totals that results.json gives, and the multiple to which they are rounded."""
    told = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return {
        float(row[name])
        for row in told["results"]
        for name in ("central", "mean")
        if row.get(name) is not None
    } | {float(told["rounded_to"])}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_no_text_tells_an_amount_beside_the_rounded_totals(
    tmp_path: Path, hidden: str, language: str
) -> None:
    case = CASE.replace("LANGUAGE", language).replace("PILOT", PILOT)
    folder = published(tmp_path, case.replace(hidden, f"confidential: true, {hidden}"))
    open_amounts = {400.0} if hidden == HIDDEN[0] else {200.0, 640.0}
    assert set(map(abs, euros(folder / "report.html"))) <= {
        abs(total) for total in told_totals(folder) | open_amounts
    }


def test_a_pilot_that_pays_is_told_without_what_it_is_worth(tmp_path: Path) -> None:
    case = CASE.replace("LANGUAGE", "nl").replace("PILOT", PILOT)
    page = published(tmp_path, case.replace(HIDDEN[1], f"confidential: true, {HIDDEN[1]}")) / "report.html"
    texts = Texts()
    texts.feed(page.read_text(encoding="utf-8"))
    assert "Een pilot met 40 gevallen leert voor deze keuze meer dan hij kost." in "".join(texts.seen)


def test_numbers_that_move_together_with_a_confidential_one_are_published(tmp_path: Path) -> None:
    case = CASE.replace("LANGUAGE", "nl").replace("\npilots:", MORE).replace("PILOT", GOOD) + TOGETHER
    folder = published(tmp_path, case.replace("payer: welfare", "confidential: true, payer: welfare", 1))
    assert (folder / "report.html").exists()


@pytest.mark.parametrize("name", CONFIDENTIAL_LINES)
def test_a_page_of_an_example_tells_open_inputs_and_rounded_totals_only(tmp_path: Path, name: str) -> None:
    text = (PARAMETERS / f"{name}.yaml").read_text(encoding="utf-8")
    line = f"\n  {CONFIDENTIAL_LINES[name]}:\n"
    assert text.count(line) == 1
    folder = published(tmp_path, text.replace(line, f"{line}    confidential: true\n"))
    totals = told_totals(folder)
    entered = {float(number) for number in NUMBER.findall(text)}
    untold = {
        amount
        for page in folder.glob("*.html")
        for amount in map(abs, euros(page))
        if not any(abs(amount - abs(told)) <= FIGURES_SHOWN * abs(told) for told in totals | entered)
    }
    assert not untold
