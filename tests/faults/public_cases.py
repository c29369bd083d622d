"""Cases to publish and attack: bids in every form that a case may give an amount, and the noise on them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from mll_finance.cli.main import main

Raw = dict[str, Any]
SHARE = 0.1
"""The p of the promise, and SPREAD and COVERED what docs/openbaar.md says of the noise."""
SPREAD = math.log(1 + SHARE)
COVERED = 2.5758
"""Standard deviations within which a normal draw lies with a chance of 99% (any table of the normal distribution)."""
AMOUNT = st.integers(min_value=2_000, max_value=900_000)
KNOWN = {"source": "s", "quality": "B"}


def line(amount: Any, alternatives: Any, **more: Any) -> Raw:
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


def flow(amount: Any, alternatives: Any, **more: Any) -> Raw:
    """An amount in several years, or one that is drawn."""
    written = line(amount, alternatives, kind="cash_flow", **more)
    written["amounts"] = written.pop("amount")
    written["years"] = more.get("years", {"from": 2026})
    return written


def share(number: float, unit: str = "fraction") -> Raw:
    return {"value": number, "unit": unit, **KNOWN}


@st.composite
def tenders(draw: st.DrawFn) -> Raw:
    """Bids over years, with growth, by year, drawn, saved from the baseline; beside them all that a page may tell."""
    horizon = draw(st.integers(0, 5))
    years = [2026 + place for place in range(horizon + 1)]
    names = [f"option_{place}" for place in range(draw(st.integers(1, 3)))]
    lines: Raw = {}
    volumes: Raw = {}
    drawn_volume = {"kind": "uniform", "low": 80, "high": 120}
    for place in range(draw(st.integers(1, 3))):
        bid, lines_of = draw(AMOUNT), draw(st.sampled_from([names, names[:1], "baseline"]))
        form = draw(st.sampled_from(["once", "map", "growing", "drawn", "drawn map"]))
        by_year = {year: round(bid * draw(st.floats(0.5, 2.0))) for year in years}
        spread = {"kind": "uniform", "low": 0.8 * bid, "high": 1.3 * bid}
        if form == "once":
            written = line({"value": bid}, lines_of)
        elif form == "map":
            written = line({"value": by_year}, lines_of)
            del written["years"]
        elif form == "growing":
            written = flow({"value": bid}, lines_of, growth=share(0.02, "1/yr"))
        elif form == "drawn":
            written = flow({"distribution": spread}, lines_of)
        else:
            volumes[f"volume_{place}"] = {
                "kind": "product",
                "unit": "contact/yr",
                "factors": {"number": {"distribution": drawn_volume, "unit": "contact/yr", **KNOWN}},
            }
            price = {year: round(amount / 100, 1) for year, amount in by_year.items()}
            written = {
                "kind": "quantity_price",
                "alternative": lines_of,
                "payer": "municipality",
                "receiver": "resources",
                "quantity": {"ref": f"quantities.volume_{place}.number"},
                "price": {"value": price, "unit": "EUR/contact", "price_year": 2026, **KNOWN},
            }
        lines[f"bid_{place}"] = {**written, "confidential": True}
    for name in names:
        lines[f"known_{name}"] = line({"value": draw(AMOUNT)}, [name])
        high = draw(AMOUNT)
        unsure = {"distribution": {"kind": "uniform", "low": high / 2, "high": high}}
        payer, receiver = draw(st.sampled_from([("residents", "municipality"), ("welfare", "residents")]))
        lines[f"gain_{name}"] = flow(unsure, [name], payer=payer, receiver=receiver)
        del lines[f"gain_{name}"]["btw"]
    if draw(st.booleans()):
        lines["unknown"] = {**line({}, names), "amount": {"pm": "nog niet bekend"}}
    case: Raw = {
        "case": {
            "id": "b",
            "title": "B",
            "base_year": 2026,
            "horizon": horizon,
            "draws": 256,
            "discounting": {"rate": draw(st.sampled_from([0.0, 0.0225, 0.05]))},
        },
        "alternatives": {"baseline": {}, **{name: {} for name in names}},
        **({"quantities": volumes} if volumes else {}),
        "lines": lines,
        "scenarios": {"low": {"set": {f"lines.known_{names[0]}.amount": 41_000}}},
    }
    if len(names) > 1:
        between = [f"lines.gain_{name}.amounts" for name in names[:2]]
        case["correlations"] = {"together": {"between": between, "rank": 0.5, **KNOWN}}
    return case


def amounts_of(case: Raw) -> Raw:
    """The confidential amounts of a tender by path, a drawn one at its mean."""
    return {
        f"lines.{name}.{key}": _mean(written[key])
        for name, written in case["lines"].items()
        if written.get("confidential")
        for key in ("amount", "amounts", "price")
        if key in written
    }


def _mean(amount: Raw) -> Any:
    if "distribution" not in amount:
        return amount["value"]
    return (amount["distribution"]["low"] + amount["distribution"]["high"]) / 2


def noises(count: int, most: float = COVERED) -> st.SearchStrategy[list[float]]:
    """Noise on so many numbers that is together as unlikely as the most is for one."""
    return st.lists(st.floats(-1, 1), min_size=count, max_size=count).map(
        lambda parts: [part * most / math.sqrt(count) for part in parts]
    )


def publish(folder: Path, case: Raw, noise: dict[str, float] | None, *more: str) -> Path:
    """The public folder of a case, made with noise that is given; without it the suite draws its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "b.yaml"
    path.write_text(yaml.dump(case, sort_keys=False, Dumper=yaml.CSafeDumper), encoding="utf-8")
    if noise is not None:
        document = {"schema": 1, "noise": noise}
        (folder / "b.private.json").write_text(json.dumps(document), encoding="utf-8")
    assert main(["run", str(path), "--public", "--accept", "--out", str(folder / "public"), *more]) == 0
    return folder / "public"
