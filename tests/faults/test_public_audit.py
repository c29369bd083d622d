"""An attack on public versions of generated cases: what can be calculated back from everything that is published.

Two attacks, of which neither knows how the suite hides. The first takes every total that is published, with the
interval that its rounding leaves, and all that is not confidential, and asks a linear program for the smallest and the
largest bid that still fit. The second moves a bid within its cell of the grid, or a small count between 1 and 9, and
asks that every file of the folder stays the same, byte for byte: a file of a later kind is attacked by lying there.
"""

from __future__ import annotations

import csv
import json
import math
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from mll_finance.cli.main import main

Raw = dict[str, Any]
SHARE = 0.1
"""The p of the promise, from docs/openbaar.md."""
BTW = {"society": 1.21, "municipality": 1.0}
"""Each line is a purchase with 21% btw, all of it compensated: by hand, rate 0 and one year."""
AMOUNT = st.integers(min_value=2_000, max_value=900_000)


def line(amount: Any, alternatives: list[str], **more: Any) -> Raw:
    return {
        "kind": "purchase",
        "alternative": alternatives,
        "payer": "municipality",
        "receiver": "resources",
        "years": 2026,
        "btw": {"rate": 0.21, "compensable": 1.0},
        "amount": {"unit": "EUR", "price_year": 2026, "source": "offer", "quality": "B", **amount},
        **more,
    }


def tender(bids: list[int], known: list[int]) -> Raw:
    """Bids that stand in every alternative, beside a known cost of each alternative."""
    names = [f"option_{place}" for place in range(len(known))]
    lines = {f"bid_{place}": line({"value": bid}, names, confidential=True) for place, bid in enumerate(bids)}
    lines |= {f"known_{name}": line({"value": cost}, [name]) for name, cost in zip(names, known, strict=True)}
    return {
        "case": {"id": "b", "title": "B", "base_year": 2026, "horizon": 0, "discounting": {"rate": 0.0}},
        "alternatives": {"baseline": {}, **{name: {} for name in names}},
        "lines": lines,
    }


def publish(folder: Path, case: Raw, *more: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "b.yaml"
    path.write_text(yaml.dump(case, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    assert main(["run", str(path), "--public", "--accept", "--out", str(folder / "public"), *more]) == 0
    return folder / "public"


def published_rows(folder: Path) -> Iterator[Raw]:
    """Every row of results in any table of the folder, whatever the file is called."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        if file.suffix == ".json":
            yield from json.loads(file.read_text(encoding="utf-8")).get("results", [])
        elif file.suffix == ".csv":
            with file.open(encoding="utf-8-sig", newline="") as stream:
                yield from (row for row in csv.DictReader(stream) if "criterion" in row)


def bounds(
    folder: Path, bids: list[int], known: list[int], place: int, own: int | None
) -> tuple[float, float]:
    """The least and the most that one bid can be, to somebody who knows all but the bids, or his own too."""
    base = json.loads((folder / "results.json").read_text(encoding="utf-8"))["rounded_to"]
    rows_of_limits, limits = [], []
    for row in published_rows(folder):
        for number in (row.get(name) for name in ("central", "mean", "p05", "p50", "p95")):
            if number in (None, "") or row["criterion"] not in ("npv", "pv_costs"):
                continue
            factor, cost = BTW[row["perspective"]], known[int(row["alternative"].removeprefix("option_"))]
            total = abs(float(number))
            # factor * (sum of the bids + cost) lies within half the base of the published total.
            rows_of_limits += [[factor] * len(bids), [-factor] * len(bids)]
            limits += [total + base / 2 - factor * cost, -(total - base / 2 - factor * cost)]
    ranges = [(bid, bid) if other == own else (0, None) for other, bid in enumerate(bids)]
    ends = []
    for sign in (1, -1):
        objective = [sign * float(other == place) for other in range(len(bids))]
        outcome = linprog(objective, A_ub=rows_of_limits or None, b_ub=limits or None, bounds=ranges)
        if outcome.status == 3:
            ends.append(-sign * math.inf)
        else:
            assert outcome.status == 0, f"what is published contradicts itself: {outcome.message}"
            ends.append(sign * outcome.fun)
    return ends[0], ends[1]


@settings(max_examples=25)
@given(
    bids=st.lists(AMOUNT, min_size=1, max_size=3),
    known=st.lists(AMOUNT, min_size=1, max_size=4),
)
def test_no_bid_is_known_closer_than_the_promise(bids: list[int], known: list[int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = publish(Path(name), tender(bids, known))
        for place, bid in enumerate(bids):
            for own in [None, *(other for other in range(len(bids)) if other != place)]:
                least, most = bounds(folder, bids, known, place, own)
                assert least <= max(0.0, bid * (1 - SHARE)) * (1 + 1e-9), (place, own)
                assert most >= bid * (1 + SHARE) * (1 - 1e-9), (place, own)


def test_totals_are_published_and_the_attack_finds_what_they_tell(tmp_path: Path) -> None:
    """The guard of the attack: totals are there, and were they exact, it would find the bid."""
    bids, known = [73_219], [310_000, 152_700, 44_100]
    folder = publish(tmp_path, tender(bids, known))
    least, most = bounds(folder, bids, known, 0, None)
    assert 0 < most < math.inf
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    for row in results["results"]:
        cost = known[int(row["alternative"].removeprefix("option_"))]
        exact = BTW[row["perspective"]] * (bids[0] + cost)
        row.update(dict.fromkeys(("central", "mean", "p05", "p50", "p95"), exact))
    results["rounded_to"] = 1.0
    (folder / "results.json").write_text(json.dumps(results), encoding="utf-8")
    bare = [row for row in results["results"] if row["criterion"] != "pv_benefits"]
    results["results"] = bare
    (folder / "results.json").write_text(json.dumps(results), encoding="utf-8")
    least, most = bounds(folder, bids, known, 0, None)
    assert least == pytest.approx(73_219, abs=1) and most == pytest.approx(73_219, abs=1)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder; the moment at which it was made tells nothing of the case."""
    return {
        str(path.relative_to(folder)): re.sub(rb'"made": "[^"]*"', b"", path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def cell_of(bid: float) -> tuple[float, float]:
    """The ends of the cell of a bid, by the R10 series of ISO 3: ten steps a decade, cut halfway by ratio."""
    place = round(10 * math.log10(bid))
    return 10 ** ((place - 0.49) / 10), 10 ** ((place + 0.49) / 10)


def study_of(bid: float, count: float) -> Raw:
    """A case with what a public page may show: counts, residents, evaluation, scenario, growth, uncertainty."""
    case = tender([1], [52_700, 310_000])
    case["case"] |= {"horizon": 5, "draws": 256, "discounting": {"rate": 0.03}}
    names = ["option_0", "option_1"]
    case["lines"]["bid_0"] = line({"value": bid}, names, confidential=True)
    case["lines"]["later"] = {**line({"value": {2027: bid * 2}}, names), "confidential": True}
    del case["lines"]["later"]["years"]
    case["lines"]["mirror"] = line({}, names)
    case["lines"]["mirror"]["amount"] = {"ref": "lines.bid_0.amount"}
    uniform = {"kind": "uniform", "low": 9_000, "high": 14_000}
    case["lines"]["sure"] = {
        **line({"distribution": uniform}, names),
        "payer": "residents",
        "receiver": "municipality",
    }
    del case["lines"]["sure"]["btw"]
    case["lines"]["sure"]["kind"] = "cash_flow"
    case["lines"]["sure"]["amounts"] = case["lines"]["sure"].pop("amount")
    number = {"value": count, "unit": "huishouden/jr", "source": "s", "quality": "B"}
    case["quantities"] = {"helped": {"kind": "product", "unit": "huishouden/jr", "factors": {"n": number}}}
    price = {"value": 1000, "unit": "EUR/person", "price_year": 2026, "source": "s", "quality": "B"}
    case["lines"]["help"] = {
        "kind": "quantity_price",
        "alternative": names[0],
        "payer": "welfare",
        "receiver": "residents",
        "quantity": {"ref": "quantities.helped.number"},
        "price": price,
    }
    case["scenarios"] = {"low": {"set": {"lines.known_option_0.amount": 41_000}}}
    return case


@pytest.mark.parametrize(
    "scenario", [(), ("--scenario", "low"), ("--set", "lines.known_option_1.amount=290000")]
)
@settings(max_examples=4)
@given(bid=AMOUNT, share=st.floats(0, 1), counts=st.tuples(st.integers(1, 9), st.integers(1, 9)))
def test_every_file_is_the_same_for_every_bid_of_a_cell_and_every_small_count(
    scenario: tuple[str, ...], bid: int, share: float, counts: tuple[int, int]
) -> None:
    low, high = cell_of(bid)
    low_twice, high_twice = cell_of(2 * bid)
    low, high = max(low, low_twice / 2), min(high, high_twice / 2)
    other_bid = low + share * (high - low)
    with tempfile.TemporaryDirectory() as name:
        one = contents(publish(Path(name) / "one", study_of(float(bid), counts[0]), *scenario))
        other = contents(publish(Path(name) / "other", study_of(other_bid, counts[1]), *scenario))
    assert one.keys() == other.keys()
    assert [file for file in one if one[file] != other[file]] == []


def test_the_files_do_tell_cells_apart(tmp_path: Path) -> None:
    """The guard of that test: a bid of another cell changes what is published, and a count above the threshold too."""
    here = contents(publish(tmp_path / "here", study_of(70_000, 4)))
    assert contents(publish(tmp_path / "bid", study_of(700_000, 4))) != here
    assert contents(publish(tmp_path / "count", study_of(70_000, 400))) != here


@given(bid=st.floats(min_value=0.01, max_value=1e12))
def test_a_cell_is_as_wide_as_promised(bid: float) -> None:
    """By arithmetic on ISO 3: at least twice p of its upper end; the neighbours at least p from the bid."""
    place = round(10 * math.log10(bid))
    lower_end, upper_end = 10 ** ((place - 0.5) / 10), 10 ** ((place + 0.5) / 10)
    assert upper_end - lower_end >= 2 * SHARE * upper_end
    assert 10 ** ((place - 1) / 10) <= bid * (1 - SHARE) and 10 ** ((place + 1) / 10) >= bid * (1 + SHARE)
