"""The engine against a second implementation: plain loops over draws, years, lines and legs, with nothing shared.

The loops below read the case as a plain dictionary and the tables with the csv module, and follow the text of the
rulings in docs/design.md. They take the engine's draws as given; test_engine_draws.py judges those.
"""

from __future__ import annotations

import copy
import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import build_case
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.yaml_text import Document

DATA = Path(__file__).resolve().parents[2] / "data"
PARTIES = [
    "municipality",
    "residents",
    "state",
    "health_insurers",
    "housing_associations",
    "creditors",
    "partner",
]
STANDARD = {
    "society": {"parties": PARTIES, "btw": "included", "effects": "all"},
    "municipality": {"parties": ["municipality"], "btw": "compensated", "effects": "cash"},
}
MONEY = {
    "cash_flow": ["amounts"],
    "transfer": ["amount"],
    "purchase": ["amount"],
    "subscription": ["price"],
    "staffing": ["wage"],
    "quantity_price": ["price"],
    "avoided_benefit": ["amount"],
}
FACTORS = {
    "cash_flow": ["amounts"],
    "transfer": ["amount", "quantity"],
    "purchase": ["amount"],
    "subscription": ["price", "units"],
    "staffing": ["fte", "wage"],
    "quantity_price": ["quantity", "price", "share"],
    "avoided_benefit": ["number", "amount"],
}
NAMED_YEARS_ONLY = ("cash_flow", "purchase", "transfer")


@cache
def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def index_levels() -> dict[str, dict[int, float]]:
    made: dict[str, dict[int, float]] = {}
    for row in table("price_index"):
        made.setdefault(row["id"], {})[int(row["year"])] = float(row["value"])
    return made


LEVELS = index_levels()


class Naive:
    """One case, one draw at a time."""

    def __init__(self, case: dict) -> None:
        parties = {"payer": "residents", "receiver": "municipality"}  # those of an avoided benefit
        self.case = {**case, "lines": {name: {**parties, **line} for name, line in case["lines"].items()}}
        self.settings = case["case"]
        self.first = self.settings["base_year"]
        self.years = [self.first + t for t in range(self.settings["horizon"] + 1)]
        self.level_year = self.settings.get("price_level", self.first)
        self.level = cache(self.level)
        self.discount = cache(self.discount)

    def level(self, index: str, year: int) -> float:
        levels = LEVELS[index]
        inflation = self.settings.get("inflation")
        if inflation is not None and year > self.level_year:
            value = self.level(index, self.level_year)
            for _ in range(year - self.level_year):
                value *= 1 + inflation["rate"]
            return value
        if year in levels:
            return levels[year]
        last = max(levels)
        value = levels[last]
        for _ in range(year - last):
            value = value * levels[last] / levels[last - 1]
        return value

    def discount(self, schedule: str, shift: float, year: int) -> float:
        chosen = self.settings.get("discounting") or schedule
        if isinstance(chosen, dict):
            return (1 + chosen["rate"]) ** -(year - self.first + shift)
        steps = [
            (int(row["from_year"] or 1), float(row["value"]))
            for row in table("discount_rates")
            if row["id"] == chosen
        ]
        factor, t = 1.0, year - self.first

        def rate(k: int) -> float:
            return max((step for step in steps if step[0] <= k), key=lambda step: step[0])[1]

        for k in range(1, t + 1):
            factor /= 1 + rate(k)
        return factor / (1 + rate(t + 1)) ** shift

    def number(
        self, path: str, found: dict, year: int, drawn: dict, *, alternative: str, only_named: bool
    ) -> float:
        """An assumption in one year of one alternative, at the price level unless the line is nominal."""
        if "by_alternative" in found:
            children = found["by_alternative"]
            name = alternative if alternative in children else "default"
            child = children[name] if isinstance(children[name], dict) else {"value": children[name]}
            common = {key: value for key, value in found.items() if key != "by_alternative"}
            child_path = f"{path}.by_alternative.{name}"
            return self.number(
                child_path, {**common, **child}, year, drawn, alternative=alternative, only_named=only_named
            )
        if "ref" in found:
            return self.reference(found["ref"], year, drawn, alternative)
        if path in drawn:
            value = drawn[path]
        elif "value" in found and isinstance(found["value"], dict):
            by_year = found["value"]
            held = max((named for named in by_year if named <= year), default=year)
            value = by_year.get(year if only_named else held, 0.0)
        elif "value" in found:
            value = found["value"]
        else:
            value = mean(found["distribution"])
        if "EUR" in found["unit"] and not found.get("nominal"):
            index = found.get("index", "cpi")
            value = value * self.level(index, self.level_year) / self.level(index, found["price_year"])
        return value

    def reference(self, ref: str, year: int, drawn: dict, alternative: str) -> float:
        words = ref.split(".")
        part = self.case[words[0]][words[1]]
        if words[0] == "quantities" and (len(words) == 2 or (words[2] not in part and "kind" in part)):
            return self.quantity(words[1], words[2] if len(words) > 2 else "number", year, drawn, alternative)
        found = part
        for word in words[2:]:
            found = found[word]
        return self.number(ref, found, year, drawn, alternative=alternative, only_named=False)

    def quantity(self, name: str, output: str, year: int, drawn: dict, alternative: str) -> float:
        part = self.case["quantities"][name]

        def of(field: str) -> float:
            path = f"quantities.{name}.{field}"
            return self.number(path, part[field], year, drawn, alternative=alternative, only_named=False)

        if part["kind"] == "per_inhabitant":
            return of("inhabitants") * of("rate") / part.get("per", 1)
        if part["kind"] == "uptake":
            contacted = of("of") * of("contact_rate")
            start = part.get("start", self.first)
            if year < start:
                contacted = 0.0
            elif "ramp_up" in part:
                contacted *= min(1.0, (year - start + 1) / part["ramp_up"])
            return contacted if output == "contacted" else contacted * of("acceptance_rate")
        if part["kind"] == "product":
            made = 1.0
            for factor, found in part["factors"].items():
                path = f"quantities.{name}.factors.{factor}"
                made *= self.number(path, found, year, drawn, alternative=alternative, only_named=False)
            return made
        flags = of("population")
        if "capacity" in part:
            flags = min(flags, of("capacity"))
        if "flagged_share" in part:
            flags = min(flags, of("flagged_share") * of("population"))
        wanted = of("prevalence") * of("population")
        hits = min(of("precision") * flags, wanted)
        return {
            "flags": flags,
            "true_positives": hits,
            "false_positives": flags - hits,
            "false_negatives": wanted - hits,
            "recall": hits / wanted,
        }[output]

    def euros(self, name: str, line: dict, alternative: str, year: int, drawn: dict) -> float:
        """Euros ex btw at the price level, of one line in one year of one alternative."""
        stands = line["alternative"]
        if stands != "all" and alternative not in ([stands] if isinstance(stands, str) else stands):
            return 0.0
        active = self.active(line)
        if year not in active:
            return 0.0
        kind, made = line["kind"], 1.0
        fields = [f"factors.{key}" for key in line["factors"]] if kind == "product" else FACTORS[kind]
        for field in fields:
            found = line["factors"][field.removeprefix("factors.")] if kind == "product" else line.get(field)
            if found is None:
                continue
            if line.get("basis") == "nominal":
                found = {**found, "nominal": True}
            named = kind in NAMED_YEARS_ONLY and field in MONEY[kind]
            path = f"lines.{name}.{field}"
            made *= self.number(path, found, year, drawn, alternative=alternative, only_named=named)
        if "ramp_up" in line:
            made *= min(1.0, (year - active[0] + 1) / line["ramp_up"])
        if "growth" in line:
            growth = line["growth"]
            if isinstance(growth, dict):
                growth = self.number(
                    f"lines.{name}.growth", growth, year, drawn, alternative=alternative, only_named=False
                )
            made *= (1 + growth) ** (year - self.level_year)
        if line.get("basis") == "nominal":
            index = line.get("index", "cpi")
            made *= self.level(index, self.level_year) / self.level(index, year)
        return made

    def active(self, line: dict) -> list[int]:
        years = line.get("years")
        if years is None:
            return self.years
        if isinstance(years, list):
            return [year for year in self.years if year in years]
        return [
            y for y in self.years if years.get("from", self.first) <= y <= years.get("until", self.years[-1])
        ]

    def appraise(self, drawn: dict) -> dict[tuple[str, str, str], float]:
        """NPV, costs and benefits of every alternative through every perspective, in one draw."""
        made = {}
        for perspective, lens in {**STANDARD, **self.case.get("perspectives", {})}.items():
            for alternative in self.case["alternatives"]:
                if alternative == "baseline":
                    continue
                costs = benefits = 0.0
                for name, line in self.case["lines"].items():
                    if not counts(line, lens):
                        continue
                    shift = {"start_of_year": 0.0, "mid_year": 0.5, "end_of_year": 1.0}[
                        line.get("timing", self.settings.get("timing", "start_of_year"))
                    ]
                    for year in self.years:
                        euros = self.euros(name, line, alternative, year, drawn)
                        euros -= self.euros(name, line, "baseline", year, drawn)
                        euros *= self.discount(lens.get("schedule", "nl_2025"), shift, year)
                        entering = 0.0
                        for payer, receiver, share in legs(line, lens["btw"]):
                            entering += euros * share if receiver in lens["parties"] else 0.0
                            entering -= euros * share if payer in lens["parties"] else 0.0
                        if line["payer"] in lens["parties"]:
                            costs -= entering
                        else:
                            benefits += entering
                made[perspective, alternative, "pv_costs"] = costs
                made[perspective, alternative, "pv_benefits"] = benefits
                made[perspective, alternative, "npv"] = benefits - costs
        return made


def mean(distribution: dict) -> float:
    kind = distribution["kind"]
    if kind in ("normal", "lognormal"):
        return distribution["mean"]
    if kind == "fixed":
        return distribution["value"]
    low, high = distribution["low"], distribution["high"]
    if kind == "uniform":
        return (low + high) / 2
    if kind == "triangular":
        return (low + distribution["mode"] + high) / 3
    return (low + 4 * distribution["mode"] + high) / 6


def counts(line: dict, lens: dict) -> bool:
    """Rulings 5 and 6: cash is what a real party pays, unless the line says otherwise; charges are not in the NPV."""
    if line.get("accounting") == "budget":
        return False
    cash = line.get("cash", line["payer"] not in ("resources", "welfare"))
    return cash or lens["effects"] == "all"


def legs(line: dict, rule: str) -> list[tuple[str, str, float]]:
    """Ruling 2, in words of payments: who pays whom how much for one euro ex btw."""
    payer, receiver = line["payer"], line["receiver"]
    btw = line.get("btw", {"rate": 0.0})
    tax, back = btw["rate"], btw["rate"] * btw.get("compensable", 0.0)
    if rule == "excluded":
        return [(payer, receiver, 1.0)]
    if payer == "resources":  # what is saved is what would have been paid, the other way round
        bought = [(receiver, payer, 1.0)]
        bought += [(receiver, payer, tax)] if rule == "included" else [(receiver, "state", tax)]
        bought += [("state", receiver, back)]
        return [(to, whom, share) for whom, to, share in bought]
    made = [(payer, receiver, 1.0)]
    made += (
        [(payer, receiver, tax)]
        if rule == "included" and receiver == "resources"
        else [(payer, "state", tax)]
    )
    return [*made, ("state", payer, back)]


def agree(case: dict, *, draws: int = 16) -> None:
    """Assert that engine and loops give the same for the central case and for every draw."""
    case = {**case, "case": {**case["case"], "draws": draws}}
    study = appraise(build_case(Document(copy.deepcopy(case)), files=CaseFiles(Path())))
    naive = Naive(case)
    for key, expected in naive.appraise({}).items():
        close(study.value(*key)["central"], expected, naive, key)
    paths = list(study.draws.uncertain)
    drawn = {path: study.draws.of_path(path) for path in paths}
    for draw in range(study.draws.plan.total):
        for key, expected in naive.appraise({path: float(drawn[path][draw]) for path in paths}).items():
            close(study.outcomes[key][draw], expected, naive, key)


def close(ours: float, expected: float, naive: Naive, key: tuple[str, str, str]) -> None:
    # What is added up may cancel, so the difference is measured against a euro or the result itself.
    assert ours == pytest.approx(expected, rel=1e-9, abs=1e-6), (key, naive.case)


def sure(value: object, unit: str, **more: object) -> dict:
    money = {"price_year": 2026} if "EUR" in unit else {}
    return {"value": value, "unit": unit, "source": "a test", "quality": "B", **money, **more}


def unsure(kind: str, unit: str, **numbers: float) -> dict:
    return {
        "distribution": {"kind": kind, **numbers},
        "unit": unit,
        "source": "a test",
        "quality": "B",
        "price_year": 2024,
    }


# --- Rich cases ---------------------------------------------------------------------------------------------------

TITLES = {"baseline": {"title": "Baseline"}, "model": {"title": "Model"}, "rule": {"title": "Rule"}}

BTW_EVERY_WAY = {
    "case": {
        "id": "btw",
        "base_year": 2026,
        "horizon": 3,
        "discounting": {"rate": 0.04},
        "timing": "mid_year",
    },
    "perspectives": {
        "public": {
            "parties": ["municipality", "state"],
            "btw": "compensated",
            "prices": "nominal",
            "effects": "cash",
        },
        "state_alone": {"parties": ["state"], "btw": "included", "prices": "real", "effects": "all"},
        "supply": {
            "parties": ["municipality", "partner"],
            "btw": "included",
            "prices": "real",
            "effects": "all",
        },
        "bare": {"parties": ["municipality"], "btw": "excluded", "prices": "real", "effects": "all"},
    },
    "alternatives": TITLES,
    "lines": {
        f"{payer}_{receiver}_{place}": {
            "kind": "cash_flow",
            "alternative": ["model"] if place else ["baseline", "rule"],
            "payer": payer,
            "receiver": receiver,
            "btw": {"rate": 0.21, "compensable": share},
            "amounts": sure({2026: 100 + 10 * place, 2028: 7}, "EUR", price_year=2024),
        }
        for place, (payer, receiver, share) in enumerate(
            [
                ("municipality", "resources", 1.0),
                ("municipality", "resources", 0.4),
                ("municipality", "partner", 1.0),
                ("resources", "municipality", 0.7),
                ("partner", "resources", 0.0),
                ("residents", "partner", 0.0),
                ("state", "municipality", 0.0),
            ]
        )
    },
}

QUANTITIES = {
    "case": {
        "id": "quantities",
        "base_year": 2026,
        "horizon": 5,
        "price_level": 2025,
        "timing": "end_of_year",
    },
    "alternatives": TITLES,
    "quantities": {
        "signals": {
            "kind": "per_inhabitant",
            "per": 1000,
            "inhabitants": sure({2026: 240_000, 2029: 250_000}, "inhabitant"),
            "rate": unsure("pert", "signal/yr", low=40, mode=55, high=80),
        },
        "selection": {
            "kind": "detection",
            "population": {"ref": "quantities.signals.number"},
            "prevalence": unsure("uniform", "fraction", low=0.05, high=0.2),
            "precision": {
                "by_alternative": {
                    "baseline": 0.2,
                    "model": {"distribution": {"kind": "triangular", "low": 0.2, "mode": 0.3, "high": 0.5}},
                    "default": 0.25,
                },
                "unit": "fraction",
                "source": "a test",
                "quality": "B",
            },
            "capacity": unsure("normal", "flag/yr", mean=2500, sd=300),
            "flagged_share": sure(0.2, "fraction"),
        },
        "help": {
            "kind": "uptake",
            "of": {"ref": "quantities.selection.true_positives"},
            "contact_rate": sure({2026: 0.3, 2028: 0.5}, "fraction"),
            "acceptance_rate": unsure("pert", "fraction", low=0.1, mode=0.3, high=0.4),
            "start": 2027,
            "ramp_up": 3,
        },
        "hours": {
            "kind": "product",
            "factors": {
                "flags": {"ref": "quantities.selection.flags"},
                "each": unsure("lognormal", "hour", mean=3, sd=1),
            },
        },
    },
    "lines": {
        "work": {
            "kind": "quantity_price",
            "alternative": "all",
            "payer": "municipality",
            "receiver": "resources",
            "quantity": {"ref": "quantities.hours.number"},
            "price": unsure("pert", "EUR/hour", low=40, mode=55, high=90),
        },
        "relief": {
            "kind": "product",
            "alternative": "all",
            "payer": "welfare",
            "receiver": "residents",
            "years": {"from": 2027},
            "growth": unsure("normal", "1/yr", mean=0.01, sd=0.002),
            "timing": "mid_year",
            "factors": {
                "helped": {"ref": "quantities.help.accepted"},
                "effect": sure({2027: 0.1, 2030: 0.05}, "fraction"),
                "value": unsure("triangular", "EUR/person", low=1000, mode=3000, high=9000),
            },
        },
        "fewer_benefits": {
            "kind": "avoided_benefit",
            "alternative": ["model", "rule"],
            "number": {"ref": "quantities.selection.recall"},
            "amount": {"ref": "lines.relief.factors.value"},
        },
        "missed": {
            "kind": "quantity_price",
            "alternative": "all",
            "payer": "residents",
            "receiver": "welfare",
            "cash": False,
            "quantity": {"ref": "quantities.selection.false_negatives"},
            "price": sure(12, "EUR/person", price_year=2015),
            "share": sure(0.5, "fraction"),
        },
    },
}

LONG_AND_NOMINAL = {
    "case": {"id": "long", "base_year": 2024, "horizon": 45, "price_level": 2023, "timing": "mid_year"},
    "perspectives": {
        "abroad": {
            "parties": ["state", "municipality"],
            "btw": "included",
            "prices": "nominal",
            "effects": "all",
            "schedule": "uk_green_book",
        }
    },
    "alternatives": TITLES,
    "lines": {
        "charges": {
            "kind": "subscription",
            "alternative": "model",
            "payer": "municipality",
            "receiver": "resources",
            "basis": "nominal",
            "index": "wages",
            "btw": {"rate": 0.21, "compensable": 0.5},
            "price": {**sure(1000, "EUR/yr"), "price_year": 1999},
        },
        "team": {
            "kind": "staffing",
            "alternative": ["baseline", "model"],
            "payer": "municipality",
            "receiver": "resources",
            "growth": 0.005,
            "index": "wages",
            "fte": sure({2024: 2, 2030: 1.5}, "fte"),
            "wage": {**unsure("pert", "EUR/fte/yr", low=70e3, mode=80e3, high=110e3), "index": "wages"},
        },
        "grant": {
            "kind": "transfer",
            "alternative": ["model", "rule"],
            "payer": "state",
            "receiver": "municipality",
            "basis": "nominal",
            "years": [2025, 2027, 2060],
            "amount": sure(50_000, "EUR"),
            "quantity": unsure("uniform", "grant", low=0.5, high=2),
        },
        "kit": {
            "kind": "purchase",
            "alternative": "rule",
            "payer": "municipality",
            "receiver": "partner",
            "timing": "start_of_year",
            "btw": {"rate": 0.09, "compensable": 1},
            "years": {"from": 2040, "until": 2042},
            "ramp_up": 2,
            "amount": sure(9000, "EUR", price_year=2010),
        },
        "written_down": {
            "kind": "cash_flow",
            "alternative": "model",
            "payer": "municipality",
            "receiver": "resources",
            "accounting": "budget",
            "amounts": sure(777, "EUR"),
        },
    },
}

INFLATION = {
    **LONG_AND_NOMINAL,
    "case": {
        **LONG_AND_NOMINAL["case"],
        "inflation": {"rate": 0.03},
        "discounting": "nl_2020",
        "horizon": 40,
    },
}


@pytest.mark.parametrize(
    "case",
    [BTW_EVERY_WAY, QUANTITIES, LONG_AND_NOMINAL, INFLATION],
    ids=["btw", "quantities", "long", "inflation"],
)
def test_rich_cases(case):
    agree(case)


# --- Generated cases ----------------------------------------------------------------------------------------------

FIRST, HORIZON = 2026, 4
LAST = FIRST + HORIZON
REAL = st.sampled_from(["municipality", "residents", "state", "partner"])
ANYONE = st.sampled_from(["municipality", "residents", "state", "partner", "resources", "welfare"])


def euro_amounts() -> st.SearchStrategy[float]:
    return st.integers(-25_000, 50_000).map(lambda quarters: quarters / 4)


def positive() -> st.SearchStrategy[float]:
    return st.integers(1, 2000).map(lambda quarters: quarters / 4)


@st.composite
def spreads(draw, *, signed: bool = True) -> dict:
    kinds = ["uniform", "triangular", "pert", "lognormal", "fixed", *(["normal"] if signed else [])]
    kind = draw(st.sampled_from(kinds))
    if kind in ("normal", "lognormal"):
        return {"kind": kind, "mean": draw(positive()), "sd": draw(positive())}
    if kind == "fixed":
        return {"kind": kind, "value": draw(positive())}
    low, middle, high = draw(positive()), draw(positive()), draw(positive())
    made = {"kind": kind, "low": low, "high": low + middle + high}
    return made if kind == "uniform" else {**made, "mode": low + middle}


@st.composite
def assumptions(
    draw,
    unit: str,
    *,
    literal: bool = False,
    first: int = FIRST,
    years: tuple[int, ...] = (),
    signed: bool = True,
) -> dict:
    euros = euro_amounts() if signed else positive()
    money = "EUR" in unit
    common = {"unit": unit, "source": "a test", "quality": "B"}
    if money:
        common["price_year"] = draw(st.integers(2015, 2027))
        common |= draw(st.sampled_from([{}, {}, {"index": "wages"}]))
    form = draw(st.sampled_from(["value", "map", "distribution", "by_alternative"]))
    if form == "map" and literal:
        named = draw(st.sets(st.sampled_from(years), min_size=1))
        return {"value": {year: draw(euros) for year in sorted(named)}, **common}
    if form == "map":
        later = draw(st.sets(st.integers(first + 1, LAST))) if first < LAST else set()
        return {"value": {year: draw(euros) for year in sorted({first, *later})}, **common}
    if form == "distribution":
        return {"distribution": draw(spreads(signed=signed)), **common}
    if form == "by_alternative":
        children = {"baseline": draw(euros), "default": {"distribution": draw(spreads(signed=signed))}}
        return {"by_alternative": children, **common}
    return {"value": draw(euros), **common}


@st.composite
def lines(draw) -> dict:
    kind = draw(st.sampled_from(["cash_flow", "product", "purchase", "subscription", "staffing", "transfer"]))
    payer = draw(REAL if kind == "transfer" else ANYONE)
    receiver = draw((REAL if kind == "transfer" else ANYONE).filter(lambda party: party != payer))
    line: dict = {
        "kind": kind,
        "alternative": draw(st.sampled_from(["all", "project", ["baseline"], ["project", "other"]])),
        "payer": payer,
        "receiver": receiver,
    }
    active = list(range(FIRST, LAST + 1))
    when = draw(st.sampled_from(["always", "range", "list"]))
    if when == "range":
        first, last = sorted([draw(st.sampled_from(active)), draw(st.sampled_from(active))])
        line["years"], active = {"from": first, "until": last}, list(range(first, last + 1))
    elif when == "list" or kind == "purchase":
        active = sorted(draw(st.sets(st.sampled_from(active), min_size=1)))
        line["years"] = active
    for key, values in {
        "ramp_up": st.integers(1, 5),
        "growth": st.sampled_from([-0.02, 0.01, 0.03]),
        "timing": st.sampled_from(["start_of_year", "mid_year", "end_of_year"]),
        "basis": st.sampled_from(["real", "nominal"]),
        "index": st.just("wages"),
        "cash": st.booleans(),
        "accounting": st.sampled_from(["cash", "budget", "both"]),
    }.items():
        if draw(st.integers(0, 2)) == 0:
            line[key] = draw(values)
    # Btw belongs to what is bought: from resources or a party, or saved on resources; compensated to the municipality.
    if kind in ("purchase", "subscription") or draw(st.booleans()):
        bought = "welfare" not in (payer, receiver)
        compensated = payer == "municipality" or (payer == "resources" and receiver == "municipality")
        line["btw"] = {
            "rate": draw(st.sampled_from([0, 0.09, 0.21])) if bought else 0,
            "compensable": draw(st.sampled_from([0, 0.5, 1])) if compensated else 0,
        }
    money = {"literal": True, "years": tuple(active)}
    if kind == "cash_flow":
        line["amounts"] = draw(assumptions("EUR", **money))
    elif kind in ("purchase", "transfer"):
        line["amount"] = draw(assumptions("EUR", signed=False, **money))
    elif kind == "subscription":
        line["price"] = draw(assumptions("EUR/yr", signed=False, first=active[0]))
    elif kind == "staffing":
        line["fte"] = draw(assumptions("fte", signed=False, first=active[0]))
        line["wage"] = draw(assumptions("EUR/fte/yr", signed=False, first=active[0]))
    else:
        line["factors"] = {
            "count": draw(assumptions("visit/yr", first=active[0])),
            "price": draw(assumptions("EUR/visit", first=active[0])),
        }
    return line


@st.composite
def cases(draw) -> dict:
    head = {
        "id": "generated",
        "base_year": FIRST,
        "horizon": HORIZON,
        "seed": draw(st.integers(0, 1000)),
        "price_level": draw(st.integers(2022, 2028)),
        "timing": draw(st.sampled_from(["start_of_year", "mid_year", "end_of_year"])),
    }
    head |= draw(st.sampled_from([{}, {"discounting": {"rate": 0.06}}, {"discounting": "nl_2015"}]))
    head |= draw(st.sampled_from([{}, {"inflation": {"rate": 0.025}}]))
    fence = sorted(draw(st.sets(REAL, min_size=1)))
    lens = {
        "parties": fence,
        "btw": draw(st.sampled_from(["included", "compensated", "excluded"])),
        "prices": draw(st.sampled_from(["real", "nominal"])),
        "effects": draw(st.sampled_from(["all", "cash"])),
    }
    return {
        "case": head,
        "perspectives": {"own": lens},
        "alternatives": {name: {"title": name} for name in ("baseline", "project", "other")},
        "lines": {
            f"line_{number}": line
            for number, line in enumerate(draw(st.lists(lines(), min_size=1, max_size=4)))
        },
    }


@settings(max_examples=100)
@given(case=cases())
def test_generated_cases(case):
    agree(case)
