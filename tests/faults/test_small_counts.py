"""No count of people below the threshold follows from what a public version does show.

The attack takes each count that can be worked out from totals, with the tens that it is rounded to, and asks a linear
program how small and how large the count can be that is not shown. Of a product it asks for the same bytes.
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
from count_kills import contents
from hypothesis import given, settings
from hypothesis import strategies as st
from public_cases import KNOWN, publish, share
from scipy.optimize import linprog

from mll_finance.batch.confidential_search import readings
from mll_finance.batch.file_texts import texts

Raw = dict[str, Any]
THRESHOLD = 10
"""From docs/openbaar.md: counts below it are not shown, the others are rounded to tens."""
PRICE = 1_000.0


def people(number: Any, unit: str = "person/yr") -> Raw:
    return {"value": number, "unit": unit, **KNOWN}


def case_of(quantities: Raw) -> Raw:
    """Quantities that each stand in a line of an alternative of their own, at a known price: totals tell them all."""
    names = [f"option_{place}" for place in range(len(quantities))]
    price = {"value": PRICE, "unit": "EUR/person", "price_year": 2026, **KNOWN}
    return {
        "case": {"id": "b", "title": "B", "base_year": 2026, "horizon": 0, "discounting": {"rate": 0.0}},
        "alternatives": {"baseline": {}, **{name: {} for name in names}},
        "quantities": {
            name: {"title": name, "kind": "product", "unit": "person/yr", "factors": factors}
            for name, factors in quantities.items()
        },
        "lines": {
            f"help_{name}": {
                "kind": "quantity_price",
                "alternative": alternative,
                "payer": "welfare",
                "receiver": "residents",
                "quantity": {"ref": f"quantities.{name}.number"},
                "price": price,
            }
            for name, alternative in zip(quantities, names, strict=True)
        },
    }


def counts_told(folder: Path) -> list[tuple[float, float]]:
    """Of each alternative in order, the count that its total gives away, with how far it may be off."""
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    told = {
        row["alternative"]: row["central"]
        for row in results["results"]
        if row["criterion"] == "npv" and row["perspective"] == "society" and row["central"] is not None
    }
    names = sorted({row["alternative"] for row in results["results"]} | set(results["rounded"]))
    counts = []
    for name in names:
        if name not in told:
            counts.append((0.0, math.inf))
            continue
        count = told[name] / PRICE
        margin = results["rounded_to"] / 2 / PRICE if name in results["rounded"] else 0.0
        counts.append((count, margin + (5.0 if math.isclose(count % 10 % 10, 0, abs_tol=1e-9) else 0.0)))
    return counts


def bounds(weights: list[float], counts: list[tuple[float, float]]) -> tuple[float, float]:
    """The least and the most that a sum or difference of counts can be."""
    ranges = [
        (max(0.0, count - margin), None if margin == math.inf else count + margin) for count, margin in counts
    ]
    ends = []
    for sign in (1.0, -1.0):
        outcome = linprog([sign * weight for weight in weights], bounds=ranges)
        ends.append(-sign * math.inf if outcome.status == 3 else sign * outcome.fun)
    return ends[0], ends[1]


@settings(max_examples=12)
@given(
    parts=st.lists(st.integers(10, 400), min_size=1, max_size=3),
    rest=st.integers(1, THRESHOLD - 1),
)
def test_the_rest_of_a_group_is_not_known(
    parts: list[int], rest: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = sum(parts) + rest
    quantities = {"whole": {"n": people(whole)}}
    quantities |= {f"part_{place}": {"n": people(part)} for place, part in enumerate(parts)}
    folder = publish(tmp_path_factory.mktemp("rest"), case_of(quantities), {})
    least, most = bounds([1.0, *(-1.0 for _ in parts)], counts_told(folder))
    assert least <= 1 and most >= THRESHOLD - 1


def test_the_attack_knows_the_rest_where_nothing_is_small(tmp_path: Path) -> None:
    """The guard: exact totals are published where no small count follows, and the attack reads them."""
    folder = publish(tmp_path, case_of({"whole": {"n": people(437)}, "part": {"n": people(312)}}), {})
    least, most = bounds([1.0, -1.0], counts_told(folder))
    assert least == pytest.approx(125) and most == pytest.approx(125)


SHARE_PATH = "quantities.ill.factors.share"


@pytest.mark.parametrize("fraction", [0.01, 0.02, 0.055, 0.09])
def test_a_small_product_of_open_numbers_is_the_same_for_every_share(fraction: float, tmp_path: Path) -> None:
    """100 people times 7% is 7 people: any other small number of people gives the same files."""

    def ill(number: float) -> Raw:
        return case_of({"all": {"n": people(100)}, "ill": {"n": people(100), "share": share(number)}})

    one = contents(publish(tmp_path / "one", ill(0.07), {SHARE_PATH: 0.3}))
    other = contents(publish(tmp_path / "other", ill(fraction), {SHARE_PATH: -1.1}))
    assert one == other


@pytest.mark.parametrize(
    ("quantities", "share_paths"),
    [
        ({"ill": {"n": people(100), "share": share(0.93)}}, [SHARE_PATH]),
        (
            {
                "ill": {
                    "n": people(1000),
                    "share": {"by_alternative": {"baseline": share(0.114), "default": share(0.107)}},
                }
            },
            [f"{SHARE_PATH}.by_alternative.{name}" for name in ("baseline", "default")],
        ),
    ],
)
def test_a_share_that_tells_a_small_rest_or_difference_is_not_shown(
    quantities: Raw, share_paths: list[str], tmp_path: Path
) -> None:
    """7 of 100 people are not ill; 7 of 1000 people fewer are ill than without the project."""
    folder = publish(tmp_path, case_of(quantities), dict.fromkeys(share_paths, 1.5))
    shares = {0.93, 0.07, 0.114, 0.107, 93.0, 107.0, 114.0, 930.0}
    seen = {
        reading.number
        for file in folder.iterdir()
        if file.suffix == ".html"
        for text in texts(file)
        for reading in readings(re.sub(r"(?s)<style.*?</style>|<[^>]*>", " ", text))
    }
    assert seen & shares == set()
    assert json.loads((folder / "results.json").read_text(encoding="utf-8"))["rounded"] == ["option_0"]


def test_a_share_of_a_large_group_is_shown(tmp_path: Path) -> None:
    """The guard of that test: 370 of 1000 people tell nobody apart."""
    folder = publish(tmp_path, case_of({"ill": {"n": people(1000), "share": share(0.37)}}), {})
    assert re.search(r"37(,0)?\s?%", (folder / "report.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("count", [{2026: 40, 2027: 33}, {2026: 40, 2027: 4}])
def test_a_small_count_in_some_year_is_not_known(count: Raw, tmp_path: Path) -> None:
    quantities = {"whole": {"n": people({2026: 90, 2027: 74})}, "part": {"n": people(count)}}
    quantities["other"] = {"n": people({2026: 43, 2027: 38})}
    case = case_of(quantities)
    case["case"]["horizon"] = 1
    report = (publish(tmp_path, case, {}) / "report.html").read_text(encoding="utf-8")
    assert re.search(r"2027: (?:33|38|74|4)\b", report) is None
