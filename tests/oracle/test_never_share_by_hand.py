"""The share that would never have been helped: where it turns the balance, by hand, and the sentence that says so."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mll_finance.engine.study import Study, appraise
from mll_finance.facade.results_file import standard_document
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.judgement.never_share import never_shares
from mll_finance.report.context import Context
from mll_finance.report.pieces.never_share import never_share_sentences

WITHDRAWN = 1.028**-8
"""Worth now of one euro of help that would have come eight years later, its price constant."""


def number(value: float | dict[str, Any], unit: str) -> dict[str, Any]:
    money = {"price_year": 2026} if unit.startswith("EUR") else {}
    spread = {"distribution": value} if isinstance(value, dict) else {"value": value}
    return {**spread, "unit": unit, "source": "s", "quality": "B", **money}


def study(cost: float, never: Any = None) -> Study:
    """100 are helped, 20 of them anyway; a euro each of what is added; ``cost`` in the same year."""
    drawn = {"kind": "triangular", "low": 0.2, "mode": 0.5, "high": 0.8}
    share = number(drawn, "fraction") if never is None else never
    help_ = {
        "kind": "brought_forward",
        "of": {"by_alternative": {"baseline": 0, "project": 100}} | number(0, "person/yr"),
        "now": number(0.2, "fraction"),
        "never": share | {"title": {"nl": "Nooit geholpen", "en": "Never helped"}},
        "years": number(8, "yr"),
    }
    help_["of"].pop("value")
    line = {"payer": "municipality", "receiver": "resources"}
    lines = {
        "gain": {
            "kind": "quantity_price",
            "alternative": "all",
            "payer": "welfare",
            "receiver": "residents",
            "quantity": {"ref": "quantities.help.added"},
            "price": number({"kind": "uniform", "low": 0.5, "high": 1.5}, "EUR/person"),
        },
        "cost": {"kind": "cash_flow", "alternative": "project", **line, "amounts": number(cost, "EUR")},
    }
    case = {"id": "never", "base_year": 2026, "horizon": 0, "price_level": 2026, "draws": 16384}
    settings = {"timing": "start_of_year", "discounting": {"rate": 0.028}}
    text = {
        "case": case | settings,
        "alternatives": {"baseline": None, "project": {"title": {"nl": "Plan", "en": "Plan"}}},
        "quantities": {"help": help_},
        "lines": lines,
    }
    return appraise(case_from_text(yaml.dump(text, sort_keys=False, Dumper=yaml.CSafeDumper)))


def balance(share: float, cost: float) -> float:
    return 80 * (1 - (1 - share) * WITHDRAWN) - cost


@pytest.mark.parametrize(("cost", "side"), [(100, "below"), (50, "turns"), (10, "above")])
def test_the_ends_and_the_turning_point_are_those_by_hand(cost: float, side: str) -> None:
    (share,) = never_shares(study(cost), "project")
    assert share.side == side
    assert share.expected == pytest.approx(0.5, abs=1e-3)
    assert share.at_none == pytest.approx(balance(0, cost), abs=0.01)
    assert share.at_all == pytest.approx(balance(1, cost), abs=0.01)
    # 80 (1 - (1 - s) w) = 50 at s = 1 - 30 / (80 w)
    turning = None if side != "turns" else pytest.approx(1 - 30 / (80 * WITHDRAWN), abs=1e-3)
    assert share.turns_at == turning


@pytest.mark.parametrize(
    ("cost", "language", "claim"),
    [
        (100, "nl", "heeft geen omslagpunt: van 0% tot 100% blijft het verwachte saldo van 'Plan' onder nul"),
        (100, "en", "has no break-even: from 0% to 100% the expected balance of 'Plan' stays below zero"),
        (50, "nl", "bij 53,2% is het verwachte saldo van 'Plan' nul"),
        (50, "en", "at 53.2% the expected balance of 'Plan' is zero"),
        (10, "nl", "blijft het verwachte saldo van 'Plan' boven nul"),
        (10, "en", "stays above zero"),
    ],
)
def test_the_sentence_says_which_of_the_three_it_is(cost: float, language: Any, claim: str) -> None:
    (sentence,) = never_share_sentences(Context(study(cost), language), "project")
    assert claim in sentence


def test_results_json_says_what_the_page_says() -> None:
    turning = standard_document(study(50))["never_share"]
    (row,) = turning["project"]
    assert row == {
        "path": "quantities.help.never",
        "expected": pytest.approx(0.5, abs=1e-3),
        "npv_at_none": pytest.approx(balance(0, 50), abs=0.01),
        "npv_at_all": pytest.approx(30, abs=0.01),  # 80 helped more for a euro each, less 50
        "side": "turns",
        "turns_at": pytest.approx(1 - 30 / (80 * WITHDRAWN), abs=1e-3),
    }
    assert standard_document(study(100))["never_share"]["project"][0]["turns_at"] is None


def test_a_share_that_is_not_known_or_moves_nothing_is_not_told() -> None:
    assert never_shares(study(50, never={"pm": "no source"}), "project") == ()
    case = study(50).case.with_({"lines.gain.price": 0.0})
    assert never_shares(appraise(case), "project") == ()


@pytest.mark.parametrize("alternative", ["model", "fewer_contacts", "rule", "extra_fte"])
def test_in_eindhoven_the_claim_holds_at_every_share_that_is_tried(alternative: str) -> None:
    eindhoven = load_case("vroegsignalering_eindhoven").with_({"case.draws": 1024})
    (share,) = never_shares(appraise(eindhoven), alternative)
    means = []
    for never in (0.0, 0.3, 0.6, 1.0):
        changed = appraise(eindhoven.with_({share.input.path: never}))
        means.append(changed.value("society", alternative, "npv")["mean"])
    assert (means[0], means[-1]) == pytest.approx((share.at_none, share.at_all), rel=1e-9)
    assert (share.side == "below") == all(mean < 0 for mean in means)
