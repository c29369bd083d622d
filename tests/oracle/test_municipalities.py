"""Municipalities by CBS code, whatever they are called; figures in one reference year."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.inputs.tables.municipality_names import municipality_register
from mll_finance.inputs.tables.problems import TableLookupError

SHARED = Path(os.environ.get("MLL_SHARED", "")) / "data" if os.environ.get("MLL_SHARED") else None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("GM0772", "GM0772"),
        ("gm0772  ", "GM0772"),
        ("Den Haag", "GM0518"),
        ("'s-Gravenhage", "GM0518"),
        ("’s-Gravenhage (gemeente)", "GM0518"),
        ("den bosch", "GM0796"),
        ("Gemeente Breda", "GM0758"),
        ("Utrecht (gemeente)", "GM0344"),
        ("Hengelo", "GM0164"),
        ("Sudwest Fryslan", "GM1900"),
    ],
)
def test_a_name_finds_its_code(written: str, code: str) -> None:
    assert municipality_register().find(written).code == code


@pytest.mark.parametrize("written", ["Bergen", "Utrecht (PV)", "Atlantis", "GM9999", ""])
def test_a_name_that_is_no_municipality_or_several(written: str) -> None:
    with pytest.raises(TableLookupError):
        municipality_register().find(written)


def test_the_reference_year_is_the_same_for_every_municipality() -> None:
    table = SHIPPED.table("municipalities")
    years = {region: table.find("inhabitants", region=region).year for region in table.regions("inhabitants")}
    assert len(years) > 30 and set(years.values()) == {table.reference_year("inhabitants")}


def test_a_municipality_without_the_reference_year_has_no_value() -> None:
    # Helmond has households of 2019 only; a second municipality moves the reference year to another.
    with pytest.raises(TableLookupError, match="of 2025; there is 2019"):
        SHIPPED.table("municipalities").find("households", region="Helmond", year=2025)


@pytest.mark.skipif(
    SHARED is None, reason="MLL_SHARED names no folder with the figures of all municipalities"
)
def test_every_alias_that_people_use() -> None:
    assert SHARED is not None
    with (SHARED / "municipality_aliases.csv").open(encoding="utf-8", newline="") as aliases:
        for row in csv.DictReader(aliases):
            ambiguous = row["alias"].startswith("AMBIGUOUS: ")
            codes = municipality_register().codes(row["alias"].removeprefix("AMBIGUOUS: "))
            assert row["code"] in codes and (len(codes) > 1) == ambiguous


def test_every_municipality_has_its_inhabitants_of_one_year_and_they_add_up_to_the_nation() -> None:
    rows = [row for row in SHIPPED.table("municipalities").rows if row.id == "inhabitants"]
    of_2024 = {row.extra["code"]: row for row in rows if row.extra["year"] == "2024" and row.extra["code"]}
    assert set(of_2024) == set(SHIPPED.register.official)
    (nation,) = [row for row in rows if row.extra["year"] == "2024" and not row.extra["code"]]
    # Eindhoven has a preliminary figure; the table that all others but a few come from has this one.
    eindhoven = {"GM0772": 246_417.0}
    counted = {code: row.value for code, row in of_2024.items()} | eindhoven
    assert sum(counted.values()) == nation.value == 17_942_942
    assert of_2024["GM0772"].value - eindhoven["GM0772"] == 238
