"""What each change between two cases moves: by hand, and by going through every order one by one."""

from __future__ import annotations

import copy
import json
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from mll_finance import load_case
from mll_finance.cli.main import main
from mll_finance.engine.study import Study
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.mixing.pieces import pieces, told_paths
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.judgement.advice import advice
from mll_finance.judgement.differing.difference import CaseDifference, difference
from mll_finance.judgement.differing.firming import firming

OWN = {"source": "own_estimate", "quality": "D", "accepted_by": "analyst"}


def number(value: Any, unit: str, **more: Any) -> dict[str, Any]:
    """A number of a case, as it is written."""
    return {"value": value, "unit": unit, **OWN, **more}


def euros(value: Any, unit: str = "EUR", **more: Any) -> dict[str, Any]:
    """An amount at the price level of the case."""
    return number(value, unit, price_year=2026, **more)


def raw_case() -> dict[str, Any]:
    """1,000 euros once, and two years of 10 hours at 30 euros; without discounting."""
    return {
        "schema": 2,
        "case": {
            "id": "small",
            "base_year": 2026,
            "horizon": 2,
            "price_level": 2026,
            "timing": "start_of_year",
            "discounting": {"rate": 0.0},
            "language": "en",
        },
        "alternatives": {"baseline": {"title": "As it is"}, "project": {"title": "Project"}},
        "lines": {
            "investment": {
                "title": "Investment",
                "kind": "cash_flow",
                "alternative": "project",
                "payer": "municipality",
                "receiver": "resources",
                "amounts": euros({2026: 1000}),
            },
            "hours": {
                "title": "Hours saved",
                "kind": "product",
                "alternative": "project",
                "payer": "resources",
                "receiver": "municipality",
                "cash": True,
                "years": [2027, 2028],
                "factors": {"number": number(10, "hour/yr"), "wage": euros(30, "EUR/hour")},
            },
        },
    }


def case_of(raw: dict[str, Any], folder: Path, name: str = "small.yaml") -> Case:
    """A case as it is read from a file."""
    path = folder / name
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return load_case(path)


def npv_by_path(
    between: CaseDifference, perspective: str = "society", alternative: str = "project"
) -> dict[str, float]:
    """What each change moves, by path."""
    return {change.piece.path: change.npv[perspective][alternative] for change in between.changes}


def test_two_changes_of_one_product_share_what_they_do_together(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    factors = other["lines"]["hours"]["factors"]
    factors["number"]["value"], factors["wage"]["value"] = 20, 40
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    # Two years: from 2 x 300 to 2 x 800, 1,000 more. Hours first: 2 x 10 x 30 = 600, then wage 2 x 20 x 10 = 400; wage
    # first: 2 x 10 x 10 = 200, then hours 2 x 10 x 40 = 800. On average 700 and 300.
    assert npv_by_path(between) == pytest.approx(
        {"lines.hours.factors.number": 700.0, "lines.hours.factors.wage": 300.0}
    )
    assert between.total["society"]["project"] == pytest.approx(1000.0)
    assert between.total["municipality"]["project"] == pytest.approx(1000.0)


def test_the_change_that_turns_the_advice_is_named(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    # -400 before; the investment alone makes it +400, the wage alone -380.
    other["lines"]["investment"]["amounts"]["value"] = {2026: 200}
    other["lines"]["hours"]["factors"]["wage"]["value"] = 31
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    assert [[piece.path for piece in sets] for sets in between.turning.sets] == [["lines.investment.amounts"]]
    assert between.turning.turned
    assert between.turning.is_fewest
    back = difference(between.now.case, between.was.case)
    assert [[piece.path for piece in sets] for sets in back.turning.sets] == [["lines.investment.amounts"]]


def test_two_changes_that_turn_the_advice_only_together(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    # -400 before. Hours alone: 2 x 16 x 30 = 960, still below 1,000; wage alone 2 x 10 x 48 = 960; together 1,536.
    factors = other["lines"]["hours"]["factors"]
    factors["number"]["value"], factors["wage"]["value"] = 16, 48
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    assert [{piece.path for piece in sets} for sets in between.turning.sets] == [
        {"lines.hours.factors.number", "lines.hours.factors.wage"}
    ]


def test_a_line_that_came_is_one_change(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    other["lines"]["training"] = {
        "title": "Training",
        "kind": "cash_flow",
        "alternative": "project",
        "payer": "municipality",
        "receiver": "resources",
        "amounts": euros({2026: 150}),
    }
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    assert npv_by_path(between) == pytest.approx({"lines.training": -150.0})
    back = difference(between.now.case, between.was.case)
    assert npv_by_path(back) == pytest.approx({"lines.training": 150.0})


def test_a_line_goes_over_with_the_quantity_that_it_needs(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    other["quantities"] = {
        "visits": {"kind": "product", "unit": "visit/yr", "factors": {"people": number(4, "visit/yr")}}
    }
    other["lines"]["visits"] = {
        "kind": "product",
        "alternative": "project",
        "payer": "municipality",
        "receiver": "resources",
        "years": [2027],
        "factors": {"visits": {"ref": "quantities.visits.number"}, "price": euros(25, "EUR/visit")},
    }
    other["lines"]["investment"]["amounts"]["value"] = {2026: 900}
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    moved = npv_by_path(between)
    assert sorted(moved.values()) == pytest.approx([-100.0, 100.0])
    (together,) = [change.piece for change in between.changes if change.piece.parts]
    assert {part.path for part in together.parts} == {"quantities.visits", "lines.visits"}


def test_a_text_is_no_change(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    other["alternatives"]["project"]["title"] = "Another name"
    other["lines"]["investment"]["amounts"] |= {"quality": "B", "source": "A good study, 2025"}
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    assert not between.changes
    assert set(between.told) == {"alternatives.project.title", "lines.investment.amounts"}
    (firmer,) = firming(between.was, between.now)
    assert (firmer.path, firmer.quality, firmer.is_firmer) == ("lines.investment.amounts", ("D", "B"), True)


def test_a_narrower_range_is_firmer_and_a_wider_one_is_not(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    wide = {"kind": "uniform", "low": 20, "high": 40}
    was["lines"]["hours"]["factors"]["wage"]["distribution"] = wide
    other["lines"]["hours"]["factors"]["wage"]["distribution"] = {"kind": "uniform", "low": 25, "high": 35}
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    (step,) = firming(between.was, between.now)
    # P5 to P95 of a uniform is nine tenths of its width: 18 and 9 on 30.
    assert step.spread == pytest.approx((0.6, 0.3))
    assert step.is_firmer
    assert not step.is_looser
    (back,) = firming(between.now, between.was)
    assert back.is_looser


def test_more_than_ten_lines_are_weighed_by_some_orders_and_still_add_up(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    for place in range(12):
        for raw, units in ((was, 2), (other, 3)):
            raw["lines"][f"cost_{place}"] = {
                "kind": "product",
                "alternative": "project",
                "payer": "municipality",
                "receiver": "resources",
                "years": [2027],
                "factors": {"units": number(units + place, "unit/yr"), "price": euros(7, "EUR/unit")},
            }
    other["case"]["discounting"] = {"rate": 0.1}
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    assert between.orders is not None
    moved = npv_by_path(between)
    assert sum(moved.values()) == pytest.approx(between.total["society"]["project"], rel=1e-12)
    expected = Study(between.now.case).value("society", "project", "npv")["central"]
    expected -= Study(between.was.case).value("society", "project", "npv")["central"]
    assert between.total["society"]["project"] == pytest.approx(expected, rel=1e-12)
    # Each cost rises by 7 euros, at a discount factor that is 1 before the rate changes and 1/1.1 after: half of both.
    costs = [amount for path, amount in moved.items() if path.startswith("lines.cost")]
    errors = [
        change.npv_error["society"]["project"]
        for change in between.changes
        if change.npv_error is not None and change.piece.path.startswith("lines.cost")
    ]
    assert len(costs) == len(errors) == 12
    shapley = -7 * (1 + 1 / 1.1) / 2
    # A pair of orders, one the reverse of the other, has the rate once before and once after each cost: no error.
    assert costs == pytest.approx([shapley] * 12)
    assert errors == pytest.approx([0.0] * 12, abs=1e-9)


def test_eleven_numbers_of_ten_parts_go_together_by_part(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    for raw, wage in ((was, 20), (other, 21)):
        for place in range(6):
            raw["lines"][f"cost_{place}"] = {
                "kind": "product",
                "alternative": "project",
                "payer": "municipality",
                "receiver": "resources",
                "years": [2027],
                "factors": {"units": number(wage, "unit/yr"), "price": euros(wage, "EUR/unit")},
            }
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    assert between.orders is None
    # 21 x 21 - 20 x 20 = 41 a line.
    assert npv_by_path(between) == pytest.approx({f"lines.cost_{place}": -41.0 for place in range(6)})
    assert {len(change.piece.parts) for change in between.changes} == {2}


def every_order(was: Case, changes: dict[str, Any]) -> dict[str, float]:
    """What each change adds to the expected balance, on average over every order, made one after the other."""
    balance: dict[frozenset[str], float] = {}

    def of(names: frozenset[str]) -> float:
        if names not in balance:
            case = was.with_({path: changes[path] for path in changes if path in names}, accept=True)
            balance[names] = float(Study(case).outcomes["society", was.projects[0], "npv"].mean())
        return balance[names]

    added: dict[str, list[float]] = {path: [] for path in changes}
    for order in permutations(changes):
        for place, path in enumerate(order):
            added[path].append(of(frozenset(order[: place + 1])) - of(frozenset(order[:place])))
    return {path: float(np.mean(amounts)) for path, amounts in added.items()}


@pytest.mark.parametrize("example", ["vroegsignalering_eindhoven", "virtuele_assistent_kcc", "wmo_intake"])
def test_as_every_order_gone_through_one_by_one(example: str) -> None:
    was = load_case(example)
    was = was.with_({"case.draws": 256})
    uncertain = [
        path
        for path, leaf in was.graph.leaves.items()
        if leaf.assumption.distribution is not None and "by_alternative" not in path
    ][:3]
    changes: dict[str, Any] = {path: {"times": 1.2} for path in uncertain} | {
        "case.discounting": {"rate": 0.05}
    }
    between = difference(was, was.with_(changes, accept=True))
    expected = every_order(was, changes)
    moved = npv_by_path(between, alternative=was.projects[0])
    scale = max(map(abs, expected.values()))
    assert moved == pytest.approx(expected, abs=1e-9 * scale)


def test_the_draws_are_those_of_the_first_case(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    for raw in (was, other):
        raw["lines"]["hours"]["factors"]["wage"]["distribution"] = {"kind": "uniform", "low": 20, "high": 40}
    other["case"] |= {"seed": 7, "draws": 64}
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    assert not between.changes
    assert between.total["society"]["project"] == 0.0
    assert between.now.draws.plan.total == between.was.draws.plan.total


def test_an_own_table_that_changed_is_a_change_and_its_numbers_follow(tmp_path: Path) -> None:
    raw = raw_case()
    raw["case"]["tables"] = {"own": "own.csv"}
    raw["lines"]["hours"]["factors"]["wage"] = {"table": "own", "id": "wage"}
    folders = [tmp_path / name for name in ("first", "second")]
    cases = []
    for folder, wage in zip(folders, (30, 36), strict=True):
        folder.mkdir()
        (folder / "own.csv").write_text(
            f"id,value,unit,quality,source,year,price_year\nwage,{wage},EUR/hour,B,A study of 2025,2026,2026\n",
            encoding="utf-8",
        )
        cases.append(case_of(raw, folder))
    between = difference(*cases)
    assert npv_by_path(between) == pytest.approx({"case.tables.own": 2 * 10 * 6.0})
    (follower,) = between.followers
    assert (follower.path, follower.was, follower.now) == ("lines.hours.factors.wage", 30.0, 36.0)


def test_numbers_that_follow_stand_in_the_order_of_the_case(tmp_path: Path) -> None:
    raw = raw_case()
    raw["case"]["tables"] = {"own": "own.csv"}
    names = ("north", "east", "south", "west", "middle", "coast")
    for name in names:
        raw["lines"][name] = copy.deepcopy(raw["lines"]["hours"])
        raw["lines"][name]["factors"]["wage"] = {"table": "own", "id": "wage"}
    cases = []
    for folder, wage in ((tmp_path / "first", 30), (tmp_path / "second", 36)):
        folder.mkdir()
        (folder / "own.csv").write_text(
            f"id,value,unit,quality,source,year,price_year\nwage,{wage},EUR/hour,B,A study of 2025,2026,2026\n",
            encoding="utf-8",
        )
        cases.append(case_of(raw, folder))
    followers = difference(*cases).followers
    assert [follower.path for follower in followers] == [f"lines.{name}.factors.wage" for name in names]


def test_cases_without_an_alternative_in_common_are_refused(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    other["alternatives"]["plan"] = other["alternatives"].pop("project")
    for line in other["lines"].values():
        line["alternative"] = "plan"
    with pytest.raises(InputError, match="no alternative that both cases have"):
        difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))


def with_a_rival(raw: dict[str, Any], name: str, extra: float) -> dict[str, Any]:
    """The case with a second choice that saves the same hours, at an outlay of its own."""
    raw["alternatives"][name] = {"title": name.capitalize()}
    raw["lines"]["extra"] = {
        "title": "Extra",
        "kind": "cash_flow",
        "alternative": name,
        "payer": "municipality",
        "receiver": "resources",
        "amounts": euros({2026: extra}),
    }
    raw["lines"]["hours"]["alternative"] = ["project", name]
    return raw


def test_a_choice_with_another_name_leaves_the_others_to_be_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    was, other = with_a_rival(raw_case(), "plan", 500), with_a_rival(raw_case(), "scheme", 450)
    other["lines"]["investment"]["amounts"]["value"] = {2026: 900}
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    moved = npv_by_path(between)
    # The project invests 100 less; what the rival is called and costs is nothing to it.
    assert moved.pop("lines.investment.amounts") == pytest.approx(100.0)
    assert set(moved) == {"alternatives.plan", "lines.extra.amounts"}
    assert list(moved.values()) == pytest.approx([0.0, 0.0])
    assert list(between.total["society"]) == ["project"]
    # 600 - 500 and 600 - 450 are above zero, 600 - 900 is not: the rival is the choice under either name.
    assert between.turning.turned
    assert [[piece.path for piece in sets] for sets in between.turning.sets] == [["alternatives.plan"]]
    assert main(["diff", str(tmp_path / "small.yaml"), str(tmp_path / "other.yaml")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Only in the first, and therefore not compared: - Plan" in told
    assert "Only in the second, and therefore not compared: - Scheme" in told


def test_a_case_that_starts_a_year_later_is_one_change_beside_another(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    for raw in (was, other):
        raw["case"]["discounting"] = {"rate": 0.05}
    other["case"] |= {"base_year": 2027, "horizon": 1}
    other["lines"]["investment"]["amounts"]["value"] = {2027: 1000}
    other["lines"]["hours"]["factors"]["wage"]["value"] = 31
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))

    def balance(base_year: int, wage: float) -> float:
        flows = {base_year: -1000.0, 2027: 10 * wage, 2028: 10 * wage}
        if base_year == 2027:
            flows[2027] -= 1000.0
        return sum(amount / 1.05 ** (year - base_year) for year, amount in flows.items())

    shift = [balance(2027, wage) - balance(2026, wage) for wage in (30, 31)]
    dearer = [balance(year, 31) - balance(year, 30) for year in (2026, 2027)]
    assert npv_by_path(between) == pytest.approx(
        {"case.base_year": sum(shift) / 2, "lines.hours.factors.wage": sum(dearer) / 2}
    )
    assert between.total["society"]["project"] == pytest.approx(balance(2027, 31) - balance(2026, 30))


def checks(**status_by_check: str) -> dict[str, Any]:
    """Preconditions with their statuses."""
    return {name: {"status": status, "evidence": "seen"} for name, status in status_by_check.items()}


def test_a_refused_check_that_is_met_turns_the_advice_and_moves_no_euro(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    was["preconditions"] = checks(legal_basis="refused", necessity="met")
    other["preconditions"] = checks(legal_basis="met", necessity="met")
    other["lines"]["hours"]["factors"]["wage"]["value"] = 31
    for raw in (was, other):
        raw["lines"]["hours"]["factors"]["number"]["value"] = 100_000
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    # The checks that stay open cost a year: of the hours of 2027 and 2028 those of one are left, at a euro more.
    assert npv_by_path(between) == pytest.approx(
        {"lines.hours.factors.wage": 100_000.0, "preconditions.legal_basis.status": 0.0}
    )
    assert [finding.kind for finding in advice(between.was).in_order] == ["stop"]
    assert [finding.kind for finding in advice(between.now).in_order] != ["stop"]
    assert [[piece.path for piece in sets] for sets in between.turning.sets] == [
        ["preconditions.legal_basis.status"]
    ]


def test_two_refused_checks_turn_the_advice_together_only(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    was["preconditions"] = checks(legal_basis="refused", necessity="refused")
    other["preconditions"] = checks(legal_basis="met", necessity="met")
    for raw in (was, other):
        raw["lines"]["hours"]["factors"]["number"]["value"] = 100_000
    between = difference(case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml"))
    assert list(npv_by_path(between).values()) == pytest.approx([0.0, 0.0])
    assert [{piece.path for piece in sets} for sets in between.turning.sets] == [
        {"preconditions.legal_basis.status", "preconditions.necessity.status"}
    ]


def test_an_open_check_costs_what_waiting_for_it_costs(tmp_path: Path) -> None:
    """A check that was open is met: the wait and the cost of finding out are what the change moves."""
    names = list(checklist())
    was, other = raw_case(), raw_case()
    was["preconditions"] = checks(**{**dict.fromkeys(names, "met"), "legal_basis": "open"})
    other["preconditions"] = checks(**dict.fromkeys(names, "met"))
    cases = case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml")
    between = difference(*cases)
    balances = [Study(case).value("society", "project", "npv")["mean"] for case in cases]
    assert balances[0] != pytest.approx(balances[1])
    assert npv_by_path(between) == pytest.approx(
        {"preconditions.legal_basis.status": balances[1] - balances[0]}
    )


def test_the_advice_of_each_end_is_that_of_the_case_itself() -> None:
    was = load_case("dakloosheid_preventie")
    now = was.with_({"case.discounting": {"rate": 0.08}})
    between = difference(was, now)
    for study, case in ((between.was, was), (between.now, now)):
        assert advice(study).as_json()["choice"] == advice(Study(case)).as_json()["choice"]


def test_what_json_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was, other = raw_case(), raw_case()
    other["lines"]["hours"]["factors"]["wage"]["value"] = 40
    case_of(was, tmp_path)
    case_of(other, tmp_path, "other.yaml")
    names = [str(tmp_path / name) for name in ("small.yaml", "other.yaml")]
    assert main(["diff", *names, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (row,) = document["rows"]
    assert (row["path"], row["was"], row["is"]) == ("lines.hours.factors.wage", 30, 40)
    assert (
        row["npv"] == document["total"] == {"society": {"project": 200.0}, "municipality": {"project": 200.0}}
    )
    assert document["advice"]["turned"] is False


def test_pieces_and_texts_together_are_all_that_differs(tmp_path: Path) -> None:
    was, other = raw_case(), raw_case()
    other["case"]["title"] = "A title"
    other["scenarios"] = {"worse": {"set": {"lines.hours.factors.wage": 20}}}
    other["lines"]["hours"]["factors"]["wage"]["value"] = 31
    first, second = case_of(was, tmp_path), case_of(other, tmp_path, "other.yaml")
    assert [piece.path for piece in pieces(first, second)] == ["lines.hours.factors.wage"]
    assert sorted(told_paths(first, second)) == ["case.title", "scenarios"]
