"""An attack on public versions of generated cases: what can be calculated back from everything that is published.

Two attacks, of which neither knows how the suite hides. The first takes every number in every file of the folder at its
word, with the interval that its rounding leaves, and all that is not confidential, and asks a linear program for the
smallest and the largest amount that still fit (``public_attack.py``). The second knows the rules, but not the noise: it
asks that any other bid, smaller or larger, could have given the same files, byte for byte, and any small count too. A
file of a later kind is attacked by lying there.
"""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from count_kills import contents
from hypothesis import given, settings
from hypothesis import strategies as st
from public_attack import Attack
from public_cases import (
    AMOUNT,
    COVERED,
    KNOWN,
    SHARE,
    SPREAD,
    amounts_of,
    flow,
    line,
    noises,
    publish,
    share,
    tenders,
)
from public_files import KINDS

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case

Raw = dict[str, Any]


def coarse_factors(noise: dict[str, float]) -> dict[str, float]:
    return {path: math.exp(SPREAD * standard_noise) for path, standard_noise in noise.items()}


@pytest.mark.parametrize("scenario", [None, "low"])
@settings(max_examples=12)
@given(data=st.data(), case=tenders())
def test_no_amount_is_known_closer_than_the_promise(
    scenario: str | None, case: Raw, data: st.DataObject
) -> None:
    hidden = amounts_of(case)
    noise = dict(zip(sorted(hidden), data.draw(noises(len(hidden))), strict=True))
    with tempfile.TemporaryDirectory() as name:
        more = () if scenario is None else ("--scenario", scenario)
        folder = publish(Path(name), case, noise, *more)
        attack = Attack(Path(name) / "b.yaml", hidden, folder, scenario, coarse_factors(noise))
        for path in hidden:
            for own in [None, *(other for other in hidden if other != path)]:
                least, most = attack.bounds(path, own)
                assert least <= 1 - SHARE + 1e-9 and most >= 1 + SHARE - 1e-9, (path, own, least, most)


def plain_tender() -> Raw:
    """Two bids by year beside a known cost and a gain: by hand, everything that the attack needs is linear."""
    by_year = {2026: 73_219.0, 2027: 70_000.0, 2028: 71_500.0}
    bid = line({"value": by_year}, ["project"], confidential=True)
    del bid["years"]
    gain = flow(
        {"value": 190_107.0}, ["project"], payer="welfare", receiver="residents", years={"from": 2027}
    )
    del gain["btw"]
    return {
        "case": {
            "id": "b",
            "title": "B",
            "base_year": 2026,
            "horizon": 2,
            "draws": 256,
            "discounting": {"rate": 0.03},
        },
        "alternatives": {"baseline": {}, "project": {}},
        "lines": {"bid": bid, "known": line({"value": 44_107}, ["project"]), "gain": gain},
    }


PATH = "lines.bid.amount"


def told(case_file: Path, criterion: str) -> Raw:
    """One exact result of the case, as a row of a table."""
    study = appraise(load_case(case_file))
    if criterion == "switching_value":
        npv = study.value("society", "project", "npv")["central"]
        gain_npv = (
            npv - study.changed({"lines.gain.amounts": 0.0}).value("society", "project", "npv")["central"]
        )
        number = 190_107.0 * (gain_npv - npv) / gain_npv
        pair = {"perspective": "society", "alternative": "project"}
        return {**pair, "criterion": criterion, "path": "lines.gain.amounts", "central": round(number, 1)}
    row = study.value("society", "project", criterion)
    return {
        name: row[name]
        for name in ("perspective", "alternative", "criterion", "central", "mean", "p05", "p95")
    }


@pytest.mark.parametrize(("before", "is_told"), [(" ", True), ("f" * 58 + "b", False)])
def test_the_attack_takes_a_digest_for_no_amount(before: str, is_told: bool, tmp_path: Path) -> None:
    """A digest in the manifest changes with the day; a total that stands beside it is found as ever."""
    folder = publish(tmp_path, plain_tender(), {PATH: 0.5})
    (folder / "extra.json").write_text(json.dumps({"files": f"{before}37846"}), encoding="utf-8")
    attack = Attack(tmp_path / "b.yaml", amounts_of(plain_tender()), folder)
    attack.functionals = {
        ("society", "project", "npv", "central"): (-73_219.0 + 37_846.0, np.array([73_219.0]))
    }
    least, most = attack.bounds(PATH)
    assert (most - least < 1e-4) is is_told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("criterion", ["npv", "pv_costs"])
def test_the_attack_finds_an_exact_total_in_a_file_of_any_kind(
    kind: str, criterion: str, tmp_path: Path
) -> None:
    """The guard of the attack: it bites wherever a total lies, and one total gives the whole bid away."""
    folder = publish(tmp_path, plain_tender(), {PATH: 0.5})
    hidden = amounts_of(plain_tender())
    least, most = Attack(tmp_path / "b.yaml", hidden, folder).bounds(PATH)
    assert least <= 0.9 and most >= 1.1
    KINDS[kind](folder, told(tmp_path / "b.yaml", criterion))
    least, most = Attack(tmp_path / "b.yaml", hidden, folder).bounds(PATH)
    assert least == pytest.approx(1, abs=1e-3) and most == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("criterion", ["bcr", "irr", "switching_value"])
def test_the_attack_reads_a_ratio_a_rate_and_a_switching_value(criterion: str, tmp_path: Path) -> None:
    folder = publish(tmp_path, plain_tender(), {PATH: 0.5})
    row = told(tmp_path / "b.yaml", criterion)
    assert isinstance(row["central"], float)
    row["central"] = round(row["central"], 4)
    row = {name: cell for name, cell in row.items() if name not in ("mean", "p05", "p95")}
    (folder / "more.json").write_text(json.dumps([row]), encoding="utf-8")
    least, most = Attack(tmp_path / "b.yaml", amounts_of(plain_tender()), folder).bounds(PATH)
    assert 0.95 < least <= 1 <= most < 1.05


def study_of(bid: float, count: float, rest: float = 0.5) -> Raw:
    """A case with what a public page may show: counts, residents, evaluation, scenario, growth, uncertainty."""
    names = ["option_0", "option_1"]
    later = line({"value": {2027: bid, 2029: bid / 2}}, names, confidential=True)
    del later["years"]
    drawn = {"distribution": {"kind": "uniform", "low": 9_000, "high": 14_000}}
    sure = flow(drawn, names, payer="residents", receiver="municipality")
    del sure["btw"]
    number = {"value": count, "unit": "huishouden/jr", **KNOWN}
    price = {"value": 1000, "unit": "EUR/person", "price_year": 2026, **KNOWN}
    return {
        "case": {
            "id": "b",
            "title": "B",
            "base_year": 2026,
            "horizon": 5,
            "draws": 256,
            "discounting": {"rate": 0.03},
        },
        "alternatives": {"baseline": {}, **{name: {} for name in names}},
        "quantities": {"helped": {"kind": "product", "unit": "huishouden/jr", "factors": {"n": number}}},
        "lines": {
            "bid": line({"value": bid}, names, confidential=True),
            "later": later,
            "mirror": {**line({}, names), "amount": {"ref": PATH}},
            "growing": flow({"value": bid}, names, confidential=True, growth=share(0.03, "1/yr")),
            "known_0": line({"value": 52_700}, names[:1]),
            "known_1": line({"value": 310_000}, names[1:]),
            "sure": sure,
            "help": {
                "kind": "quantity_price",
                "alternative": names[0],
                "payer": "welfare",
                "receiver": "residents",
                "quantity": {"ref": "quantities.helped.number"},
                "price": price,
            },
        },
        "scenarios": {"low": {"set": {"lines.known_0.amount": 41_000}}},
    }


PATHS = (PATH, "lines.later.amount", "lines.growing.amounts")
SCENARIOS = [(), ("--scenario", "low"), ("--set", "lines.known_1.amount=290000")]


@pytest.mark.parametrize("scenario", SCENARIOS)
@settings(max_examples=4)
@given(
    bid=AMOUNT,
    factor=st.floats(0.3, 3.0),
    noise=noises(3),
    counts=st.tuples(st.integers(1, 9), st.integers(1, 9)),
)
def test_every_file_is_the_same_for_another_bid_with_other_noise_and_every_small_count(
    scenario: tuple[str, ...], bid: int, factor: float, noise: list[float], counts: tuple[int, int]
) -> None:
    """No bid is excluded by anything in the folder, however far below or above the true one."""
    here = dict(zip(PATHS, noise, strict=True))
    there = {path: standard_noise - math.log(factor) / SPREAD for path, standard_noise in here.items()}
    with tempfile.TemporaryDirectory() as name:
        one = contents(publish(Path(name) / "one", study_of(float(bid), counts[0]), here, *scenario))
        other = contents(publish(Path(name) / "other", study_of(bid * factor, counts[1]), there, *scenario))
    assert one.keys() == other.keys()
    assert [file for file in one if one[file] != other[file]] == []


def test_the_files_do_tell_noise_and_counts_apart(tmp_path: Path) -> None:
    """The guard of that test: a bid ten times as large changes what is published, and so does a larger count."""
    still = dict.fromkeys(PATHS, 0.0)
    here = contents(publish(tmp_path / "here", study_of(70_000, 4), still))
    assert contents(publish(tmp_path / "bid", study_of(700_000, 4), still)) != here
    assert contents(publish(tmp_path / "count", study_of(70_000, 400), still)) != here


def test_the_noise_that_is_drawn_is_normal_and_kept(tmp_path: Path) -> None:
    """By the quantiles of the normal distribution, at a chance of one in a million to fail."""
    case = study_of(70_000, 4)
    names = [f"bid_{place}" for place in range(400)]
    case["lines"] |= {name: line({"value": 1_000}, ["option_1"], confidential=True) for name in names}
    folder = publish(tmp_path, case, None)
    file = tmp_path / "b.private.json"
    noise = np.array(list(json.loads(file.read_text(encoding="utf-8"))["noise"].values()))
    assert noise.size == 403 and abs(noise.mean()) < 4.9 / math.sqrt(noise.size)
    assert abs((np.abs(noise) < 0.6745).mean() - 0.5) < 4.9 * 0.5 / math.sqrt(noise.size)
    assert (np.abs(noise) > COVERED).mean() < 0.01 + 4.9 * math.sqrt(0.01 / noise.size)
    assert file.stat().st_mode & 0o077 == 0
    assert all(b"private" not in content for content in contents(folder).values())
    first = contents(folder)
    assert contents(publish(tmp_path, case, None)) == first
