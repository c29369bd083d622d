"""What may be compared over municipalities, on the figures of all of them where ``MLL_SHARED`` names these.

A twin of a few invented figures says the same everywhere. The figures are long: a row for each municipality, year and
variable; a figure that is missing for some comes from the nation there, as a case of a user would have it.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from slips import Commands

pytestmark = pytest.mark.usefixtures("one_process")

LONG = Path(os.environ.get("MLL_SHARED", "")) / "data" / "municipalities_long.csv"
HAS_FIGURES = "MLL_SHARED" in os.environ and LONG.exists()
CASE = """\
schema: 2
case:
  {{id: debts, base_year: 2026, horizon: 2, language: nl, municipality: "{home}", draws: 64, tables: {{own: own.csv}}}}
alternatives: {{baseline: {{title: Niets doen}}, help: {{title: Hulp}}}}
lines:
  work:
    kind: product
    title: Hulp
    alternative: help
    payer: municipality
    receiver: resources
    cash: true
    years: [2026, 2026]
    factors:
      households: {{table: own, id: households, local: true}}
      share: {{table: own, id: share, local: true}}
      price: {{value: 100, unit: EUR/household/yr, price_year: 2026, source: count, quality: B}}
"""
LINE = """\
schema: 2
case:
  {{id: line, base_year: 2026, horizon: 2, language: nl, municipality: "{home}", draws: 64, tables: {{own: own.csv}}}}
alternatives: {{baseline: {{title: Niets doen}}, letters: {{title: Duidelijke brieven}}}}
lines:
  start:
    kind: cash_flow
    title: Begin
    alternative: letters
    payer: municipality
    receiver: resources
    cash: true
    amounts: {{value: {{2026: 30000}}, unit: EUR, price_year: 2026, source: count, quality: B}}
  calls:
    kind: product
    title: Minder telefoon
    alternative: letters
    payer: resources
    receiver: municipality
    cash: true
    years: [2026, 2026]
    factors:
      inhabitants: {{table: own, id: inhabitants, local: true}}
      gain: {{value: 1, unit: EUR/inhabitant/yr, price_year: 2026, source: count, quality: B}}
"""
Figure = tuple[str, str, float, int]
"""Variable, municipality, value and year."""
TWIN: tuple[Figure, ...] = (
    *(
        ("households", place, 1000.0 * number, 2024)
        for number, place in enumerate(("GM0772", "GM0794", "GM0758", "GM0855"), 1)
    ),
    ("share", "GM0772", 0.1, 2020),
    ("share", "GM0794", 0.05, 2020),
    ("share", "GM0758", 0.08, 2024),
)
SIZES: tuple[Figure, ...] = tuple(
    ("inhabitants", place, size, 2024)
    for place, size in (
        ("GM0772", 250_000.0),
        ("GM0794", 95_000.0),
        ("GM0758", 187_000.0),
        ("GM0855", 20_000.0),
    )
)


def figures(*variables: str) -> list[Figure]:
    """The figures of all municipalities."""
    with LONG.open(encoding="utf-8-sig", newline="") as file:
        return [
            (row["variable"], row["code"], float(row["value"]), int(row["year"]))
            for row in csv.DictReader(file)
            if row["variable"] in variables
        ]


def write(folder: Path, case: str, rows: Sequence[Figure], units: dict[str, str]) -> None:
    """The case, and its table with a row of the nation for a figure that some municipalities lack."""
    places = {place for _, place, _, _ in rows}
    home = next(place for _, place, _, _ in rows)
    (folder / "case.yaml").write_text(case.format(home=home), encoding="utf-8")
    with (folder / "own.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "value", "unit", "quality", "source", "region", "year"))
        for variable, place, value, year in rows:
            writer.writerow((variable, value, units[variable], "B", "count", place, year))
        for variable, unit in units.items():
            if len({place for name, place, _, _ in rows if name == variable}) < len(places):
                writer.writerow((variable, 0.08, unit, "D", "own estimate", "Nederland", 2020))
    (folder / "places.txt").write_text("\n".join(sorted(places)) + "\n", encoding="utf-8")


def batch(folder: Path, commands: Commands, *more: str) -> tuple[str, pd.DataFrame]:
    """The index of a batch, and its results: society's expected balance of the alternative."""
    asked = (
        "batch",
        str(folder / "case.yaml"),
        "--municipalities",
        str(folder / "places.txt"),
        "--workers",
        "1",
    )
    code, text = commands.given(*asked, *more, "--formats", "none", "--out", str(folder / "out"))
    assert code == 0, text
    results = pd.read_csv(folder / "out" / "results.csv", keep_default_na=False)
    is_balance = (results["criterion"] == "npv") & (results["perspective"] == "society")
    balances = results[is_balance & (results["alternative"] != "baseline")]
    index = unescape((folder / "out" / "index.html").read_text(encoding="utf-8")).replace("<wbr>", "")
    balances = balances[balances["scenario"] == ""]
    return index, balances.set_index("municipality_code").astype({"mean": float})


def row_of(index: str, place: str) -> str:
    """The row of a municipality in the table of all reports."""
    table = index[index.index('id="table-overview"') :]
    return table.partition(f">{place}<")[2].partition("<tr>")[0]


def compared(index: str, balances: pd.DataFrame) -> set[str]:
    """The municipalities of which a balance stands in the table."""
    return {
        code
        for code, name in balances["municipality"].items()
        if "niet te vergelijken" not in row_of(index, name) and "zie de lijn" not in row_of(index, name)
    }


def check_debts(index: str, balances: pd.DataFrame, rows: Sequence[Figure], common_year: int) -> None:
    """Only what is its own, and of the year that holds for all, is compared; each row says what is its own."""
    year_by_place = {place: year for name, place, _, year in rows if name == "share"}
    assert compared(index, balances) == {
        place for place, year in year_by_place.items() if year == common_year
    }
    for code, name in balances["municipality"].items():
        own = 2 if code in year_by_place else 1
        assert f"{own} van 2" in row_of(index, name)
        assert balances.loc[code, ["local_own", "local_count"]].tolist() == [own, 2]
    assert f"share: {common_year}<" in index and "households: 2024<" in index
    households = {place: value for name, place, value, _ in rows if name == "households"}
    share = {place: value for name, place, value, _ in rows if name == "share"}
    # One year of cost in the middle of the first year of a rate of 2.25 %: the factor is the same for all.
    factors = {
        code: -balances.loc[code, "mean"] / (100 * households[code] * share.get(code, 0.08))
        for code in balances.index
    }
    assert max(factors.values()) == pytest.approx(min(factors.values()))
    # What one gains another may lose: neither the index nor the table adds up.
    assert "Saldo's zijn niet opgeteld" in index
    total = f"{abs(round(balances['mean'].sum())):,}".replace(",", ".")
    assert total not in index


def test_what_is_borrowed_or_of_another_year_is_not_compared(tmp_path: Path, commands: Commands) -> None:
    write(tmp_path, CASE, TWIN, {"households": "household", "share": "fraction"})
    check_debts(*batch(tmp_path, commands), TWIN, 2020)


def check_line(index: str, balances: pd.DataFrame, rows: Sequence[Figure]) -> None:
    """A straight line is printed with the sizes at which it pays, in the place of a balance for each."""
    size_by_place = {place: value for _, place, value, _ in rows}
    assert compared(index, balances) == set()
    # The gain of 1 euro an inhabitant has paid the 30,000 of the start at 30,000 inhabitants, whatever the rate.
    for code, balance in balances["mean"].items():
        assert (balance > 0) == (size_by_place[code] > 30_000)
    slope = (balances["mean"] + 30_000).div(pd.Series(size_by_place))
    assert slope.dropna().max() == pytest.approx(slope.dropna().min(), abs=0.5)
    assert "een rechte lijn in het aantal inwoners" in index
    assert "30.000" in index.partition("rechte lijn")[2].partition('id="table-overview"')[0]
    assert "dots-" not in index


def test_a_straight_line_is_printed_with_where_it_pays(tmp_path: Path, commands: Commands) -> None:
    write(tmp_path, LINE, SIZES, {"inhabitants": "inhabitant"})
    check_line(*batch(tmp_path, commands), SIZES)


SHARED = (
    LINE.rstrip()
    + """
  join:
    kind: cash_flow
    title: Aansluiten
    alternative: letters
    payer: municipality
    receiver: resources
    cash: true
    amounts: {{value: {{2026: 10000}}, unit: EUR, price_year: 2026, source: count, quality: B}}
sharing:
  alternative: letters
  development: [start]
  key: equal
  participants: {{Eindhoven: {{}}, Helmond: {{}}, Breda: {{}}, Tilburg: {{}}}}
scenarios:
  dear: {{title: Duurder begin, set: {{"lines.start.amounts": {{times: 2}}}}}}
  poor: {{title: Minder baten, set: {{"lines.calls.factors.gain": 0.5}}}}
"""
)
"""The line with what each participant pays itself and what it shares; a dearer start and a smaller gain."""


def test_each_scenario_has_its_own_line_and_where_it_pays_alone_and_together(
    tmp_path: Path, commands: Commands
) -> None:
    write(tmp_path, SHARED, SIZES, {"inhabitants": "inhabitant"})
    index, _ = batch(tmp_path, commands, "--scenarios", "all")
    assert index.count("een rechte lijn in het aantal inwoners") == 1
    sections = index.partition('id="all"')[0].split("<caption><span>De lijn van elke keuze (")[1:]
    for start, gain, section in zip((30_000, 60_000, 30_000), (1.0, 1.0, 0.5), sections, strict=True):
        # All is paid at the start of the base year, so nothing is discounted: what is fixed over what each brings.
        alone = (start + 10_000) / gain
        # Four together bear the start once and joining four times.
        together = (start + 4 * 10_000) / gain
        for size in (alone, together):
            assert f"vanaf {size:,.0f} inwoners".replace(",", ".") in section
        assert f"€\u00a0−{start + 10_000:,}".replace(",", ".") in section.replace(" −", "\u00a0−")
        assert f">{gain:.2f}".replace(".", ",") in section


@pytest.mark.skipif(
    not HAS_FIGURES, reason="MLL_SHARED names no folder with the figures of all municipalities"
)
class TestOnTheFiguresOfAllMunicipalities:
    """The published shares of problem debt: fifteen municipalities, fourteen in 2020 and one in 2024."""

    def test_what_is_borrowed_or_of_another_year_is_not_compared(
        self, tmp_path: Path, commands: Commands
    ) -> None:
        published = [
            ("share", place, value / 100, year)
            for _, place, value, year in figures("problem_debt_household_share")
        ]
        assert len(published) == 15
        known = {place for _, place, _, _ in published}
        households = figures("households")
        assert len(households) == 342
        # All that have a share of their own, and every fifth of the others.
        others = [place for _, place, _, _ in households if place not in known][::16]
        rows = [row for row in households if row[1] in known or row[1] in others] + published
        write(tmp_path, CASE, rows, {"households": "household", "share": "fraction"})
        check_debts(*batch(tmp_path, commands), rows, 2020)

    def test_a_straight_line_is_printed_with_where_it_pays(self, tmp_path: Path, commands: Commands) -> None:
        rows = figures("inhabitants")[::12]
        write(tmp_path, LINE, rows, {"inhabitants": "inhabitant"})
        check_line(*batch(tmp_path, commands), rows)
