"""Two examples worked out anew in plain Python from their YAML and the tables: central case, no part of the engine."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource

LEVEL = 2026
RATE = 0.028
WAGES = ("full_trajectories", "value_employers", "value_garnishment")
"""Lines that follow wages because their amount does: the row of the table says so."""


@cache
def table(name: str) -> list[dict[str, str]]:
    with resource("data", f"{name}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def index(name: str, year: int) -> float:
    """Level of an index; after the last year of the table the growth of that year is kept."""
    levels = {
        int(cells["year"]): float(cells["value"]) for cells in table("price_index") if cells["id"] == name
    }
    last = max(levels)
    return levels[year] if year <= last else levels[last] * (levels[last] / levels[last - 1]) ** (year - last)


def real_wages(year: int) -> float:
    """Wages over prices, one at the price level."""
    return index("wages", year) / index("wages", LEVEL) / (index("cpi", year) / index("cpi", LEVEL))


def row(name: str, key: str, region: str) -> dict[str, str]:
    rows = [row for row in table(name) if row["id"] == key]
    own = [row for row in rows if row["region"] == region] or [
        row for row in rows if row["region"] == "Nederland"
    ]
    return max(own or rows, key=lambda row: int(row.get("year") or 0))


def mean(spread: dict[str, Any]) -> float:
    if spread["kind"] == "uniform":
        return (spread["low"] + spread["high"]) / 2
    return (spread["low"] + 4 * spread["mode"] + spread["high"]) / 6


class Book:
    """The raw case: central values by path, euros at the price level."""

    def __init__(self, name: str) -> None:
        text = resource("parameters", f"{name}.yaml").read_text(encoding="utf-8")
        self.raw = yaml.load(text, Loader=yaml.CSafeLoader)
        self.region = self.raw["case"]["municipality"]
        self.years = range(
            self.raw["case"]["base_year"], self.raw["case"]["base_year"] + self.raw["case"]["horizon"] + 1
        )

    def node(self, path: str, alternative: str) -> dict[str, Any]:
        node: Any = self.raw
        for key in path.split("."):
            node = node[key]
        if "by_alternative" in node:
            children = node["by_alternative"]
            child = children.get(alternative, children.get("default"))
            shared = {key: node[key] for key in ("unit", "price_year") if key in node}
            node = (
                {**shared, **child}
                if isinstance(child, dict) and not set(child) <= set(self.years)
                else {**shared, "value": child}
            )
        return node

    def number(self, path: str, alternative: str = "", year: int = 0) -> float:
        node = self.node(path, alternative)
        if "ref" in node:
            return self.number(node["ref"], alternative, year)
        section, name = path.split(".")[:2]
        price_year, series = node.get("price_year"), self.raw[section][name].get("index") or "cpi"
        if "table" in node:
            cells = row(node["table"], node["id"], node.get("region", self.region))
            amount, price_year = float(cells["value"]), cells["price_year"] or None
            series = cells.get("index") or series
        elif "value" in node:
            amount = node["value"]
            if isinstance(amount, dict):
                amount = (
                    amount[max(named for named in amount if named <= year)] if min(amount) <= year else 0.0
                )
        else:
            amount = mean(node["distribution"])
        moved = index(series, LEVEL) / index(series, int(price_year)) if price_year else 1.0
        return float(amount) * moved

    def present(self, line: str, euros: dict[int, float]) -> float:
        """Present value, with the ramp, timing and years of the line."""
        raw = self.raw["lines"][line]
        years, ramp = raw.get("years"), raw.get("ramp_up", 1)
        if isinstance(years, dict):
            years = range(years.get("from", self.years[0]), years.get("until", self.years[-1]) + 1)
        years = [years] if isinstance(years, int) else list(self.years) if years is None else list(years)
        has_wages = (
            raw.get("index") == "wages"
            or raw["kind"] in ("staffing", "avoided_benefit")
            or line in WAGES
            or raw.get("effect") == "production"
        )
        late = 1.0 if raw.get("timing") == "end_of_year" else 0.5
        return sum(
            euros[year]
            * (real_wages(year) if has_wages else 1.0)
            * min(1.0, (year - years[0] + 1) / ramp)
            / (1 + RATE) ** (year - self.years[0] + late)
            for year in years
        )

    def every_year(self, amount: float) -> dict[int, float]:
        return dict.fromkeys(self.years, amount)


def eindhoven(alternative: str) -> Iterator[tuple[str, float, float]]:
    """Line, present value to society and to the municipality's budget, without the baseline taken off."""
    book = Book("vroegsignalering_eindhoven")

    def n(path: str, year: int = 0) -> float:
        return book.number(path, alternative, year)

    inhabitants = float(row("municipalities", "inhabitants", "Eindhoven")["value"])
    files = inhabitants / 1000 * n("quantities.signals.rate") * n("quantities.files.factors.files_per_signal")
    contacts = (
        inhabitants / 10000 * n("quantities.staff.rate") * n("quantities.contact_capacity.factors.per_fte")
    )
    found = (
        n("quantities.contact_yield.factors.reached")
        * n("quantities.today.acceptance_rate")
        * n("quantities.contact_yield.factors.relative_yield")
    )
    flags = min(files, contacts)
    accepted = min(flags * found, files * n("quantities.visits.prevalence"))
    helped = accepted * n("quantities.helped.factors.unique_share")
    extra = helped * (1 - n("quantities.extra_help.now"))
    later = extra * (1 - n("quantities.extra_help.never"))
    earlier = n("quantities.extra_help.years")
    gone = later * ((1 + n("quantities.extra_help.growth")) / (1 + RATE)) ** earlier
    debt_years = (
        (extra - later / (1 + RATE) ** earlier)
        * n("quantities.debt_years_avoided.factors.causal_effect")
        * n("quantities.debt_years_avoided.factors.effective_years")
    )
    full, hour = n("quantities.trajectories.factors.full_share"), n("lines.light_help.factors.price")
    light = n("lines.light_help.factors.hours") * hour
    trajectory = n("lines.full_trajectories.price")
    amounts = {
        "light_help": -extra * light,
        "full_trajectories": -extra * full * trajectory,
        "help_later": gone * light,
        "trajectories_later": gone * full * trajectory,
        "contact_burden": -(flags - accepted) * n("lines.contact_burden.price"),
        "lower_benefits": debt_years
        * n("quantities.benefit_years.factors.benefit_years")
        * n("lines.lower_benefits.amount"),
    }
    for name, line in book.raw["lines"].items():
        if name.startswith("value_"):
            share = n(f"lines.{name}.share") if "share" in line else 1.0
            amounts[name] = debt_years * n(f"lines.{name}.price") * share
    for name, amount in amounts.items():
        value = book.present(name, book.every_year(amount))
        in_budget = name in ("light_help", "full_trajectories", "lower_benefits")
        yield name, 0.0 if name == "lower_benefits" else value, value if in_budget else 0.0
    for name, line in book.raw["lines"].items():
        named = line["alternative"] if isinstance(line["alternative"], list) else [line["alternative"]]
        if alternative not in named or name in amounts or line["kind"] in ("cash_flow", "transfer"):
            continue
        kind, sign = line["kind"], 1.0 if line["receiver"] == "municipality" else -1.0
        if kind == "staffing":
            people = {
                "lines.extra_staff": inhabitants / 10000 * n("quantities.extra_fte.rate"),
                "lines.released_staff": inhabitants / 10000 * n("quantities.released_fte.rate"),
            }.get(f"lines.{name}")
            wage = n(f"lines.{name}.wage")
            euros = {year: (people or n(f"lines.{name}.fte", year)) * wage for year in book.years}
        elif kind == "purchase":
            euros = dict.fromkeys(book.years, 0.0)
            written = line["amount"].get("value")
            for year in book.years:
                if not isinstance(written, dict):
                    euros[year] = n(f"lines.{name}.amount")
                elif year in written:
                    euros[year] = float(written[year])
        elif kind == "subscription":
            units = inhabitants if "units" in line else 1.0
            euros = book.every_year(n(f"lines.{name}.price") * units)
        elif kind == "quantity_price":
            euros = book.every_year(n(f"lines.{name}.quantity") * n(f"lines.{name}.price"))
        else:
            assert name == "oversight"
            euros = book.every_year(
                flags * n("lines.oversight.factors.hours") * n("lines.oversight.factors.price")
            )
        value = sign * book.present(name, euros)
        yield name, value * (1 + line.get("btw", {}).get("rate", 0.0)), value


def working_together(alternative: str) -> Iterator[tuple[str, float, float]]:
    """Line, present value to society and to the municipality, of which the baseline has nothing.

    To society what passes between its parties cancels, in any form. To the municipality btw is compensated and gains in
    kind are nothing; what the financier advances is not its own, and it pays for results instead.
    """
    book = Book("samenwerking_naar_werk")
    lines, form = book.raw["lines"], book.raw["partnership"]

    def n(path: str, year: int = 0) -> float:
        return book.number(path, alternative, year)

    places = {year: n("quantities.participants.factors.places", year) for year in book.years}
    into_work = {year: places[year] * n("quantities.into_work.factors.effect") for year in book.years}
    stays = 1 - n("quantities.at_work.drop_off")
    lasting = book.raw["quantities"]["at_work"]["years"]
    at_work = {
        year: sum(into_work.get(year - age, 0.0) * stays**age for age in range(lasting))
        for year in book.years
    }
    advanced_by_line = {}
    for name, line in lines.items():
        named = line["alternative"] if isinstance(line["alternative"], list) else [line["alternative"]]
        if line["kind"] == "transfer" or not {alternative, "all"} & set(named):
            continue
        is_benefit = line["kind"] == "avoided_benefit"
        is_gain = is_benefit or line["payer"] in ("resources", "welfare")
        if line["kind"] in ("cash_flow", "purchase"):
            field = "amounts" if line["kind"] == "cash_flow" else "amount"
            written = book.node(f"lines.{name}.{field}", alternative).get("value")
            euros = {
                year: n(f"lines.{name}.{field}", year)
                if not isinstance(written, dict) or year in written
                else 0.0
                for year in book.years
            }
        elif line["kind"] == "staffing":
            euros = {year: n(f"lines.{name}.fte", year) * n(f"lines.{name}.wage") for year in book.years}
        elif line["kind"] == "oversight":
            price = n(f"lines.{name}.minutes") / 60 * n(f"lines.{name}.wage")
            euros = {year: places[year] * price for year in book.years}
        elif is_benefit:
            # Social assistance follows wages: its amount is brought to the price level by them.
            of_year = line["amount"]["price_year"]
            amount = line["amount"]["value"] * index("wages", LEVEL) / index("wages", of_year)
            euros = {year: at_work[year] * amount for year in book.years}
        else:
            share = n(f"lines.{name}.share") if "share" in line else 1.0
            of_people = "ref" in line["quantity"]
            euros = {
                year: (at_work[year] if of_people else n(f"lines.{name}.quantity"))
                * n(f"lines.{name}.price")
                * share
                for year in book.years
            }
        value = (1.0 if is_gain else -1.0) * book.present(name, euros)
        in_society = 0.0 if is_benefit else value * (1 + line.get("btw", {}).get("rate", 0.0))
        in_kind = line.get("cash") is False
        if alternative == form["alternative"] and name in form["costs"].values():
            has_wages = line.get("index") == "wages"
            advanced_by_line[name] = {
                year: amount * (real_wages(year) if has_wages else 1.0) for year, amount in euros.items()
            }
            yield name, in_society, 0.0
        else:
            yield name, in_society, 0.0 if in_kind else value
    if alternative == form["alternative"]:
        yield (
            "outcome_payment",
            0.0,
            -sum(
                paid / (1 + RATE) ** (year - book.years[0] + 0.5)
                for year, paid in paid_for_results(book, into_work, advanced_by_line).items()
            ),
        )


def paid_for_results(
    book: Book, results: dict[int, float], advanced_by_line: dict[str, dict[int, float]]
) -> dict[int, float]:
    """What is paid each year: a price that follows wages, no more than what is still due on the advances.

    What is due grows with the highest return a year in the table of terms, which is real.
    """
    price = book.raw["partnership"]["terms"]["outcome_price"]["value"]
    (terms,) = [row for row in table("partnership_terms") if row["id"] == "outcome_cap"]
    due, paid = 0.0, {}
    for year in book.years:
        due = due * (1 + float(terms["value"])) + sum(euros[year] for euros in advanced_by_line.values())
        paid[year] = min(due, results[year] * price * real_wages(year))
        due -= paid[year]
    return paid


@cache
def study(name: str) -> Study:
    return appraise(load_case(name))


@pytest.mark.parametrize("alternative", ["model", "fewer_contacts", "rule", "extra_fte"])
def test_eindhoven_is_worth_what_a_reader_of_its_yaml_works_out(alternative: str) -> None:
    with_it, without = list(eindhoven(alternative)), list(eindhoven("baseline"))
    society = sum(value for _, value, _ in with_it) - sum(value for _, value, _ in without)
    budget = sum(value for *_, value in with_it) - sum(value for *_, value in without)
    central = study("vroegsignalering_eindhoven").value
    assert central("society", alternative, "npv")["central"] == pytest.approx(society, rel=1e-9)
    assert central("municipality", alternative, "npv")["central"] == pytest.approx(budget, rel=1e-9)


@pytest.mark.parametrize("alternative", ["tool", "counsellors"])
def test_working_together_is_worth_what_a_reader_of_its_yaml_works_out(alternative: str) -> None:
    lines, central = list(working_together(alternative)), study("samenwerking_naar_werk").value
    society, budget = sum(value for _, value, _ in lines), sum(value for *_, value in lines)
    assert central("society", alternative, "npv")["central"] == pytest.approx(society, rel=1e-9)
    assert central("municipality", alternative, "npv")["central"] == pytest.approx(budget, rel=1e-9)


def test_the_financier_of_working_together_is_paid_no_more_than_its_highest_return() -> None:
    """In the last year the price of the results is above what is due, so the ceiling binds and is tested above."""
    lines = {name: budget for name, _, budget in working_together("tool")}
    uncapped = sum(
        80 * 0.2 * 45000 * real_wages(year) / (1 + RATE) ** (year - 2026.5) for year in (2028, 2029, 2030)
    )
    assert 0 < -lines["outcome_payment"] < uncapped


def euros_per_euro_of_help(*, every_item: bool = False, benefits: bool = False) -> float:
    """What a euro of help brings society, net of the help that is no longer needed later."""
    book, after, before = Book("vroegsignalering_eindhoven"), dict[str, float](), dict[str, float]()
    for amounts, alternative in ((after, "rule"), (before, "baseline")):
        for name, society, budget in eindhoven(alternative):
            shared = book.raw["lines"][name].get("share")
            whole = society / mean(shared["distribution"]) if every_item and shared else society
            amounts[name] = budget if name == "lower_benefits" else whole
    added = {name: amount - before[name] for name, amount in after.items() if name in before}
    gains = sum(amount for name, amount in added.items() if name.startswith("value_"))
    gains += added["lower_benefits"] if benefits else 0.0
    help_lines = ("light_help", "full_trajectories", "help_later", "trajectories_later")
    return gains / -sum(added[name] for name in help_lines)


def test_the_text_that_confronts_published_ratios_gives_the_ratios_of_the_case() -> None:
    note = Book("vroegsignalering_eindhoven").raw["alternatives"]["baseline"]["note"]
    own = euros_per_euro_of_help()
    with_benefits = euros_per_euro_of_help(benefits=True)
    most = euros_per_euro_of_help(benefits=True, every_item=True)
    assert (
        f"{own:.1f} euro for each euro" in note["en"]
        and f"social assistance it is {with_benefits:.1f}" in note["en"]
    )
    assert f"counted whole too, {most:.1f}" in note["en"] and "1.7 to 2.6" in note["en"]
    assert own < 1.7 <= most <= 2.6
    for figure in (own, with_benefits, most):
        assert f"{figure:.1f}".replace(".", ",") in note["nl"]


@pytest.mark.parametrize("alternative", ["model", "extra_fte", "rule"])
def test_no_share_of_never_turns_the_sign_in_the_central_case(alternative: str) -> None:
    case = load_case("vroegsignalering_eindhoven")
    for never in (0.0, 0.25, 0.5, 0.75, 1.0):
        changed = appraise(case.with_({"quantities.extra_help.never": never}))
        assert changed.value("society", alternative, "npv")["central"] < 0


def test_the_items_of_2024_add_up_to_what_the_case_says_of_them() -> None:
    # Published totals a year over 730,000 households, transfers apart (Panteia, HU and Nibud 2024).
    counted = (
        687.0864 + 23.459289 + 3.510642 + 305.0082 + 36.0 + 5.5245 + 37.0 + 53.231209 + 4472.097 + 19.932454
    )
    left_out = (
        138.976 + 129.2356 + 198.5911 + 45.4025
    )  # bailiffs, suicide, the help itself, administration twice
    households = 0.73
    assert (counted + left_out) / households == pytest.approx(8432, abs=1)
    assert (counted + left_out - 4472.097) / households == pytest.approx(2305, abs=1)
    rows = [
        row
        for row in table("unit_costs")
        if row["id"].startswith("debt_year_") and row["unit"] == "EUR/household/yr"
    ]
    shipped = sum(float(row["value"]) for row in rows if row["id"] != "debt_year_protection_fee")
    assert shipped == pytest.approx(counted / households, abs=0.05)
