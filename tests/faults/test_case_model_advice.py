"""What is allowed but deserves a second look: told by ``mll check``, which ends with exit code 0."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import case_from_text

CLEAN = """\
schema: 2
case:
  id: clean
  base_year: 2026
  horizon: 3
  price_level: 2026
alternatives:
  baseline: {title: Baseline}
  model: {title: Model, sourcing: buy, role: deployer, risk_class: high}
  rule: {title: Rule, sourcing: rule}
quantities:
  selection:
    kind: detection
    population: {value: 9000, unit: household/yr, source: cbs, quality: A}
    prevalence: {value: 0.1, unit: fraction, source: study, quality: B}
    precision: {by_alternative: {baseline: 0.1, model: 0.3, rule: 0.2}, unit: fraction, source: study, quality: B}
    capacity: {value: 1000, unit: flag/yr, source: study, quality: B}
  hours:
    kind: hours_saved
    cases: {ref: quantities.selection.flags}
    minutes: {value: 6, unit: minute, source: study, quality: B}
    cash_share: {value: 0.2, unit: fraction, source: study, quality: B}
lines:
  licence:
    kind: subscription
    alternative: model
    payer: municipality
    receiver: resources
    btw: {rate: 0.21, compensable: 1}
    price: {value: 9000, unit: EUR/yr, price_year: 2025, source: quote, quality: B}
  relief:
    kind: quantity_price
    alternative: all
    payer: welfare
    receiver: residents
    quantity: {ref: quantities.selection.true_positives}
    price: {value: 200, unit: EUR/household, price_year: 2024, source: study, quality: B}
  burden:
    kind: quantity_price
    alternative: all
    payer: residents
    receiver: welfare
    quantity: {ref: quantities.selection.false_positives}
    price: {value: 20, unit: EUR/household, price_year: 2024, source: study, quality: B}
  staff:
    kind: quantity_price
    alternative: [model, rule]
    payer: resources
    receiver: municipality
    cash: true
    release: {owner: team manager, taakveld: "6.3", year: 2027, action: one post less}
    quantity: {ref: quantities.hours.cash_releasing}
    price: {value: 60, unit: EUR/hour, price_year: 2024, source: study, quality: B}
"""
QUALY = """\
  {name}:
    kind: quantity_price
    alternative: all
    payer: welfare
    receiver: residents
    effect: {effect}
    category: {category}
    quantity: {{ref: quantities.selection.{output}}}
    price: {{value: 70000, unit: EUR/QALY, price_year: 2024, source: study, quality: B}}
"""
BENEFIT = """\
  {name}:
    kind: cash_flow
    alternative: model
    {title}payer: {payer}
    receiver: municipality
    cash: true
    release: {{owner: team manager, taakveld: "6.3", year: 2027, action: fewer payments}}
    amounts: {{value: 5000, unit: EUR, price_year: 2025, source: study, quality: B}}
"""
AVOIDED = """\
  avoided_social_assistance:
    kind: avoided_benefit
    alternative: model
    number: {value: 3, unit: person, source: study, quality: B}
    amount: {value: 16000, unit: EUR/person, price_year: 2025, source: study, quality: B}
"""

Advised = Callable[[str], list[str]]


@pytest.fixture
def advised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Advised:
    """The points that the command makes of a case, which is in order."""

    def of(text: str) -> list[str]:
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        code = main(["check", str(path), "--language", "en"])
        captured = capsys.readouterr()
        assert code == 0, captured.err
        assert captured.err == "" and ": in order" in captured.out
        told = [line for line in captured.out.splitlines() if line.startswith("  - ")]
        assert ("worth a second look:" in captured.out) == bool(told)
        return told

    return of


def only(told: list[str], path: str, text: str) -> None:
    """Assert that there is one point, at its place with its line, in three parts."""
    assert len(told) == 1 and told[0].startswith(f"  - {path} (line "), told
    assert text in told[0] and len(told[0].split("; ")) >= 3, told


def changed(old: str, new: str, *, times: int = 1) -> str:
    assert CLEAN.count(old) == times
    return CLEAN.replace(old, new)


def qaly(name: str, output: str, *, effect: str, category: str) -> str:
    return QUALY.format(name=name, output=output, effect=effect, category=category)


def test_a_clean_case_gets_no_advice(advised):
    assert advised(CLEAN) == []


# --- Social benefits ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("uitkeringen", ""),
        ("less_spending", "title: {nl: Minder bijstand, en: Fewer payments}\n    "),
        ("less_spending", "title: Lower social assistance\n    "),
        ("less_spending", "category: uitkering\n    "),
    ],
)
def test_a_saved_benefit_booked_from_resources(advised, name, title):
    # DOMAIN_RULES 2: an avoided uitkering is a transfer reversed, never resources -> municipality.
    told = advised(CLEAN + BENEFIT.format(name=name, title=title, payer="resources"))
    only(told, f"lines.{name}", "avoided_benefit")


def test_an_avoided_benefit_is_clean(advised):
    assert advised(CLEAN + AVOIDED) == []
    assert advised(CLEAN + BENEFIT.format(name="uitkeringen", title="", payer="residents")) == []


# --- Double counting ----------------------------------------------------------------------------------------------


def test_one_quantity_valued_twice_for_one_party(advised):
    again = qaly("again", "true_positives", effect="health", category="qaly").replace(
        "    effect: health\n", ""
    )
    only(advised(CLEAN + again), "lines.again.quantity", "lines.relief")


def test_one_quantity_with_two_effects_is_clean(advised):
    assert advised(CLEAN + qaly("health", "true_positives", effect="health", category="qaly")) == []


def test_one_quantity_for_two_parties_is_clean(advised):
    spared = qaly("spared", "true_positives", effect="x", category="care").replace("    effect: x\n", "")
    spared = spared.replace(
        "payer: welfare\n    receiver: residents", "payer: resources\n    receiver: creditors"
    )
    assert advised(CLEAN + spared) == []


def test_the_third_line_is_compared_with_the_second_too(advised):
    # relief values nothing by name, the next two value the same effect of the same quantity.
    second = qaly("second", "true_positives", effect="health", category="care")
    third = qaly("third", "true_positives", effect="health", category="care")
    only(advised(CLEAN + second + third), "lines.third.quantity", "lines.second")


def test_one_quantity_in_alternatives_that_exclude_each_other_is_clean(advised):
    # Each alternative holds one of the two lines, so nothing is counted twice.
    text = changed(
        "  relief:\n    kind: quantity_price\n    alternative: all",
        "  relief:\n    kind: quantity_price\n    alternative: [baseline, rule]",
    )
    other = qaly("relief_by_model", "true_positives", effect="x", category="care").replace(
        "    effect: x\n", ""
    )
    other = other.replace("alternative: all", "alternative: model")
    assert advised(text + other) == []


def test_qaly_and_wellbeing_for_one_effect(advised):
    lines = qaly("health", "true_positives", effect="health", category="qaly")
    lines += qaly("happiness", "recall", effect="health", category="wellbeing")
    only(advised(CLEAN + lines), "lines", "well-being")


def test_qaly_and_wellbeing_for_two_effects_are_clean(advised):
    lines = qaly("health", "true_positives", effect="health", category="qaly")
    lines += qaly("happiness", "recall", effect="happiness", category="wellbeing")
    assert advised(CLEAN + lines) == []


# --- Selection and rivals -----------------------------------------------------------------------------------------


def test_a_detection_without_difference(advised):
    text = changed("{by_alternative: {baseline: 0.1, model: 0.3, rule: 0.2}, unit", "{value: 0.3, unit")
    # The rule differs by its staff line and the model by its licence, so only the selection is told.
    only(advised(text), "quantities.selection.precision", "by_alternative")


@pytest.mark.parametrize("sourcing", ["other", "buy", "none"])
def test_no_rival_without_ai(advised, sourcing):
    only(advised(changed("sourcing: rule", f"sourcing: {sourcing}")), "alternatives", "rule or more staff")


def test_more_staff_is_a_rival(advised):
    assert advised(changed("sourcing: rule", "sourcing: staff")) == []


def test_a_project_without_ai_needs_no_rival(advised):
    text = changed("sourcing: buy, role: deployer, risk_class: high", "sourcing: other")
    assert advised(text.replace("sourcing: rule", "sourcing: other")) == []


def test_an_alternative_equal_to_the_baseline(advised):
    text = changed("  rule: {title: Rule", "  idle: {title: Idle}\n  rule: {title: Rule")
    text = text.replace("{by_alternative: {baseline: 0.1, model: 0.3, rule: 0.2}, unit", "{value: 0.3, unit")
    told = advised(text)
    assert [point.split(" (line ")[0] for point in told] == [
        "  - alternatives.idle",
        "  - quantities.selection.precision",
    ]


# --- Risks, sources and prices ------------------------------------------------------------------------------------

ADJUSTMENT = "    adjustment: {value: 0.2, unit: fraction, source: study, quality: B}\n"
SPREAD = "{value: 9000, distribution: {kind: pert, low: 8000, mode: 9000, high: 15000}, unit: EUR/yr"


def test_a_shift_and_a_distribution_on_one_risk(advised):
    # DOMAIN_RULES 11: each risk enters once, as a mean shift or as a distribution.
    text = changed("{value: 9000, unit: EUR/yr", SPREAD)
    text = text.replace("    btw: {rate", ADJUSTMENT + "    btw: {rate")
    only(advised(text), "lines.licence.adjustment", "once")


def test_a_shift_or_a_distribution_is_clean(advised):
    assert advised(changed("    btw: {rate", ADJUSTMENT + "    btw: {rate")) == []
    assert advised(changed("{value: 9000, unit: EUR/yr", SPREAD)) == []


def test_an_adjustment_below_zero_is_clean(advised):
    lower = ADJUSTMENT.replace("0.2", "-0.2")
    assert advised(changed("    btw: {rate", lower + "    btw: {rate")) == []


@pytest.mark.parametrize(("year", "old"), [(2015, True), (2016, False), (2026, False)])
def test_an_old_price_year(advised, year, old):
    told = advised(changed("price_year: 2025", f"price_year: {year}"))
    if old:
        only(told, "lines.licence.price", "newer source")
    else:
        assert told == []


@pytest.mark.parametrize("when", ["{role: provider}", "{role: deployer, sourcing: build}"])
def test_a_line_whose_condition_no_alternative_meets(advised, when):
    # Switching a role by --set may leave a compliance cost without an alternative: allowed, but told.
    told = advised(
        changed(
            "    alternative: model\n    payer: municipality",
            f"    alternative: model\n    when: {when}\n    payer: municipality",
        )
    )
    assert any("lines.licence.when" in one and "no alternative is meant" in one for one in told)


def test_a_cash_saving_that_nobody_releases(advised):
    # DOMAIN_RULES 12: a cash-releasing saving names owner, taakveld, year and action.
    release = '    release: {owner: team manager, taakveld: "6.3", year: 2027, action: one post less}\n'
    only(advised(changed(release, "")), "lines.staff", "add release")


def test_a_growth_rate_without_a_source(advised):
    only(
        advised(changed("    btw: {rate", "    growth: 0.02\n    btw: {rate")),
        "lines.licence.growth",
        "source",
    )


@pytest.mark.parametrize("share", ["20", "1.01", "-0.1", "{2026: 0.2, 2027: 20}"])
def test_a_share_outside_0_to_1_is_more_than_a_second_look(share):
    with pytest.raises(InputError, match=r"quantities\.hours\.cash_share .*a share from 0 to 1"):
        case_from_text(changed("{value: 0.2, unit: fraction", f"{{value: {share}, unit: fraction"))


def test_each_point_is_told(advised):
    text = changed("sourcing: rule", "sourcing: other").replace("price_year: 2025", "price_year: 2010")
    text += BENEFIT.format(name="uitkeringen", title="", payer="resources")
    told = advised(text)
    assert sorted(point.split(" (line ")[0][4:] for point in told) == [
        "alternatives",
        "lines.licence.price",
        "lines.uitkeringen",
    ]
