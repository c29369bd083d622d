"""Which numbers differ by municipality, and which of those are its own: a case of four, counted by hand."""

from __future__ import annotations

import pytest

from mll_finance import appraise, load_case
from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.facade import frames
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.second_look.local_inputs import local_inputs

CASE = """
schema: 2
case: {id: own, base_year: 2026, horizon: 1, price_level: 2026, %s}
alternatives: {baseline: {}, project: {}}
quantities:
  signals: {kind: per_inhabitant, rate: {table: incidence, id: early_signals_per_1000_inhabitants, local: true}}
  talks: {kind: per_inhabitant, rate: {value: 3, unit: talk, source: s, quality: B, %s}}
  gain: {kind: product, factors: {share: {value: 0.1, unit: fraction, source: s, quality: B}}}
lines:
  cost:
    kind: quantity_price
    alternative: project
    payer: municipality
    receiver: resources
    quantity: {ref: quantities.talks.number}
    price: {pm: not known, local: true}
"""


def case_of(settings: str = "municipality: Eindhoven", more: str = "local: true") -> Case:
    return case_from_text(CASE % (settings, more))


def test_a_row_of_the_municipality_is_its_own_and_that_of_the_nation_is_not() -> None:
    inputs = local_inputs(case_of())
    # Inhabitants stand in two quantities and are one figure; the price without a number is nobody's own.
    assert inputs.own == ("quantities.signals.inhabitants",)
    assert inputs.borrowed == ("quantities.signals.rate", "quantities.talks.rate", "lines.cost.price")
    assert inputs.count == 4 and len(inputs.is_own) == 5
    assert (
        inputs.is_own["quantities.talks.inhabitants"] and "quantities.gain.factors.share" not in inputs.is_own
    )


@pytest.mark.parametrize("written", ["Eindhoven", "GM0772", "gemeente eindhoven"])
def test_a_number_written_in_the_case_is_own_by_its_region(written: str) -> None:
    case = case_of(more=f"local: true, region: {written}")
    assert "quantities.talks.rate" in local_inputs(case).own
    assert "quantities.talks.rate" in local_inputs(case.with_({"case.municipality": "Breda"})).borrowed


def test_without_a_municipality_no_number_is_own() -> None:
    talks = "{value: 3, unit: talk, source: s, quality: B, local: true, region: Eindhoven}"
    line = "{kind: cash_flow, alternative: x, payer: municipality, receiver: resources, amounts: {pm: y}}"
    text = (
        "case: {id: own, base_year: 2026, horizon: 1}\nalternatives: {baseline: {}, x: {}}\n"
        f"quantities: {{talks: {{kind: product, factors: {{number: {talks}}}}}}}\nlines: {{cost: {line}}}\n"
    )
    inputs = local_inputs(case_from_text(text))
    assert not inputs.own and inputs.borrowed == ("quantities.talks.factors.number",)


def test_what_is_scaled_or_set_still_differs_by_municipality() -> None:
    for change in (4, {"times": 2}):
        changed = case_of().with_({"quantities.talks.rate": change})
        assert "quantities.talks.rate" in local_inputs(changed).borrowed


def test_a_reference_is_not_local_the_number_that_it_points_at_is() -> None:
    text = CASE % ("municipality: Eindhoven", "local: true")
    with pytest.raises(InputError) as refused:
        case_from_text(
            text.replace("ref: quantities.talks.number", "ref: quantities.talks.number, local: true")
        )
    assert refused.value.problems[0].path == "lines.cost.quantity.local"


def test_the_marks_stand_in_the_list_of_assumptions() -> None:
    marks = frames.assumptions(appraise(case_of(), draws=16)).set_index("path")["local"].to_dict()
    assert marks["quantities.signals.inhabitants"] == "own" and marks["quantities.signals.rate"] == "borrowed"
    assert marks["quantities.gain.factors.share"] == ""


def test_every_example_says_what_is_local_and_check_counts_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert local_inputs(load_case("wmo_intake")).count > 4
    assert main(["check", "wmo_intake", "--language", "en"]) == 0
    told = capsys.readouterr().out
    inputs = local_inputs(load_case("wmo_intake"))
    assert f"numbers that differ by municipality: {inputs.count}, of which Eindhoven's own: 1" in told
    assert all(path in told for path in inputs.borrowed)
