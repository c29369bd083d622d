"""A model that contradicts itself says so: ``mll appraise`` shows its numbers, names the identity, and fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from mll_finance.cli.main import main
from mll_finance.engine.arithmetic import DrawnAmounts
from mll_finance.engine.ledger import Seen
from mll_finance.engine.stream import Stream
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.judgement import identities
from mll_finance.municipal_budget.budget import BudgetTable
from mll_finance.parties.incidence import IncidenceTable


@pytest.fixture
def one_line_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The value of one line is counted twice where the model is checked."""
    whole = identities.line_values

    def doubled(*arguments: Any) -> list[Any]:
        first, *rest = whole(*arguments)
        return [replace(first, present_value=2 * first.present_value), *rest]

    monkeypatch.setattr(identities, "line_values", doubled)


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.usefixtures("one_line_doubled")
def test_a_broken_identity_fails_the_command(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["appraise", "two_years", "--format", form]) == 1
    shown = capsys.readouterr()
    assert "do not use these numbers" in shown.err
    # By hand: the outlay of 1000 is there twice, and without it the lines were 115.65.
    assert "lines_add_up (project, society): -1000 is left over on 3115.65" in shown.err
    assert "years_add_up" not in shown.err
    assert "Traceback" not in shown.err
    if form == "json":
        assert json.loads(shown.out)["case"] == "two_years"


def test_a_sound_model_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["appraise", "two_years"]) == 0
    assert capsys.readouterr().err == ""


Break = Callable[[pytest.MonkeyPatch], None]


def off(owner: Any, name: str, change: Callable[[Any], Any]) -> Break:
    """A function, method or property that gives something else than it should."""

    def put(monkeypatch: pytest.MonkeyPatch) -> None:
        whole = vars(owner)[name]
        if callable(whole):
            monkeypatch.setattr(owner, name, lambda *given, **named: change(whole(*given, **named)))
            return
        read = whole.fget if isinstance(whole, property) else whole.func
        monkeypatch.setattr(owner, name, property(lambda self: change(read(self))))

    return put


def bridge_off(npv: float, budget: float) -> Callable[[Any], Any]:
    return lambda whole: SimpleNamespace(left_at_npv=npv, left_at_budget=budget, scale=whole.scale)


def twice_the_flags(outputs: dict[str, Any]) -> dict[str, Any]:
    return {**outputs, "flags": 2 * outputs["flags"]} if "flags" in outputs else outputs


def plus_one(amount: Any) -> Any:
    return amount + 1.0


BROKEN: dict[str, Break] = {
    "parties_add_up": off(
        identities, "incidence", lambda shares: [replace(share, npv=share.npv + 1) for share in shares]
    ),
    "phases_add_up": off(identities, "costs_by_phase", lambda costs: {**costs, "more": 1.0}),
    "budget_adds_up": off(BudgetTable, "total", plus_one),
    "budget_groups_add_up": off(BudgetTable, "groups", lambda groups: groups[1:]),
    "party_years_add_up": off(IncidenceTable, "total_by_year", plus_one),
    "party_lines_add_up": off(IncidenceTable, "total_by_line", lambda totals: {**totals, "more": 1.0}),
    "party_draws_add_up": off(
        Study,
        "by_draw",
        lambda whole: SimpleNamespace(parties={key: draws + 1.0 for key, draws in whole.parties.items()}),
    ),
    "bridge_reaches_npv": off(identities, "bridge", bridge_off(1.0, 0.0)),
    "bridge_reaches_budget": off(identities, "bridge", bridge_off(0.0, 1.0)),
    "lines_add_up": off(identities, "line_values", lambda values: values[1:]),
    "years_add_up": off(Stream, "discounted", plus_one),
    "real_equals_nominal": off(Seen, "nominal", plus_one),
    "library_agrees": off(identities.numpy_financial, "npv", plus_one),
    "zero_at_irr": off(
        identities.criteria,
        "internal_rates",
        lambda rates: replace(rates, rates=tuple(rate + 0.01 for rate in rates.rates)),
    ),
    "flags_add_up": off(DrawnAmounts, "quantity", twice_the_flags),
}


def case_of(identity: str) -> list[str]:
    return ["fraude_selectie_bijstand", "--draws", "16"] if identity == "flags_add_up" else ["two_years"]


@pytest.mark.parametrize("identity", BROKEN)
def test_each_identity_fails_the_command_when_it_is_broken(
    identity: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    BROKEN[identity](monkeypatch)
    assert main(["appraise", *case_of(identity)]) == 1
    assert f"{identity} (" in capsys.readouterr().err


def test_no_identity_goes_without_a_test() -> None:
    asked = {
        check.id
        for name in ("two_years", "fraude_selectie_bijstand")
        for check in identities.checks(appraise(load_case(name)))
    }
    assert asked == set(BROKEN)
