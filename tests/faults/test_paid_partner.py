"""A supplier is no partner whose costs vanish: it is refused, covered by its own costs, or left out with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mll_finance import InputError, appraise
from mll_finance.cli.main import main
from mll_finance.inputs.case.case import case_from_text

CASE = """
schema: 2
case: {{id: reading_aid, language: {language}, base_year: 2026, horizon: 2, discounting: {{rate: 0.0}}{more}}}
parties: {{printer: {{title: Printer{outside}}}}}
alternatives: {{baseline: {{title: Nothing}}, project: {{title: Project}}}}
lines:
  platform:
    kind: {kind}
    alternative: project
    payer: municipality
{receiver}    btw: {{rate: 0, compensable: 0}}
    {amount}: {{value: 1000, unit: EUR/yr, price_year: 2026, source: bid, quality: B}}
    years: [2026, 2027, 2028]
{costs}"""
COSTS = """  own_costs:
    kind: cash_flow
    alternative: project
    payer: {payer}
    receiver: {receiver}
    amounts: {{value: {value}, unit: EUR, price_year: 2026, source: bid, quality: B}}
"""


def case(
    receiver: str | None = "partner",
    costs: str = "",
    *,
    more: str = "",
    kind: str = "subscription",
    outside: str = "",
    language: str = "en",
) -> str:
    return CASE.format(
        language=language,
        more=more,
        outside=outside,
        kind=kind,
        amount={"subscription": "price", "purchase": "amount", "transfer": "amount", "cash_flow": "amounts"}[
            kind
        ],
        receiver="" if receiver is None else f"    receiver: {receiver}\n",
        costs=costs,
    )


def npv(text: str) -> float:
    return appraise(case_from_text(text)).value("society", "project", "npv")["central"]


def test_what_is_bought_goes_to_resources_unless_the_case_says_otherwise() -> None:
    assert npv(case(None)) == pytest.approx(-3000)
    assert npv(case(None, kind="purchase")) == pytest.approx(-3000)


@pytest.mark.parametrize("receiver", ["partner", "printer", "state", "health_insurers"])
@pytest.mark.parametrize("kind", ["subscription", "purchase"])
def test_a_paid_party_without_costs_of_its_own_is_refused(receiver: str, kind: str) -> None:
    with pytest.raises(
        InputError, match=rf"lines.platform.receiver .*'{receiver}' receives 3000 euros in project"
    ):
        npv(case(receiver, kind=kind))


def test_what_an_own_party_is_paid_by_another_kind_is_asked_too_and_a_transfer_is_not() -> None:
    with pytest.raises(InputError, match="write kind: transfer where nothing is delivered"):
        npv(case("printer", kind="cash_flow"))
    assert npv(case("printer", kind="transfer")) == 0
    assert npv(case("printer", outside=", outside: true")) == pytest.approx(-3000)


@pytest.mark.parametrize(("value", "share"), [(499, False), (500, True), (900, True)])
def test_own_costs_of_at_least_half_in_present_value_cover(value: float, share: bool) -> None:
    text = case("partner", COSTS.format(payer="partner", receiver="resources", value=value))
    if share:
        assert npv(text) == pytest.approx(-3 * value)
    else:
        with pytest.raises(InputError, match="has 1497 euros of own costs"):
            npv(text)


def test_present_value_counts_not_the_sum() -> None:
    # Half of the sum, but at 50 % a year three costs of 500 in the last year are worth far less than three payments.
    late = COSTS.format(payer="partner", receiver="resources", value="{2028: 1600}")
    text = case("partner", late)
    assert npv(text) == pytest.approx(-1600)
    with pytest.raises(InputError, match="has 711 euros of own costs"):
        npv(text.replace("rate: 0.0", "rate: 0.5"))


def test_money_that_goes_back_is_no_cost_of_its_own() -> None:
    with pytest.raises(InputError, match="has 0 euros of own costs"):
        npv(case("partner", COSTS.format(payer="partner", receiver="municipality", value=900)))


def test_every_command_refuses_it_in_the_language_of_the_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(case(language="nl"), encoding="utf-8")
    for command in (["check"], ["appraise"], ["run", "--out", str(tmp_path / "out")]):
        assert main([command[0], str(path), *command[1:]]) == 2
        said = capsys.readouterr().err
        assert "lines.platform.receiver (regel 11)" in said
        assert "schrijf receiver: resources" in said
    assert not (tmp_path / "out").exists()


def test_a_reason_stands_beside_the_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reason = "the partner opens its books only after the tender"
    path = tmp_path / "case.yaml"
    path.write_text(case(more=f", partner_costs: {{none: {reason}}}"), encoding="utf-8")
    assert main(["appraise", str(path)]) == 0
    shown = capsys.readouterr().out
    assert reason in " ".join(shown.split("Criteria")[0].split())
    assert main(["appraise", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["partner_costs"]["none"]["en"] == reason


@pytest.mark.parametrize("written", ["none", "{none: }", "{reason: later}"])
def test_leaving_costs_out_takes_a_reason(written: str) -> None:
    with pytest.raises(InputError, match=r"case.partner_costs .*no reason"):
        case_from_text(case(more=f", partner_costs: {written}"))
