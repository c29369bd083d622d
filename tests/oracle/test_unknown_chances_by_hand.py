"""Chances beside what is unknown, against an economist's answers by hand.

Each case costs the municipality 1,000 unless it says otherwise; what residents gain is normal, so chances come from the
standard normal. An unknown cost or harm leaves no chance to whom it touches; an unknown benefit makes it a bound.
"""

from __future__ import annotations

from typing import Any

import pytest
from advice_cases import case_text

from mll_finance.drivers.sensitivity import switching_values
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.judgement.advice import advice
from mll_finance.judgement.chances import (
    BOTH_WAYS,
    REASON,
    Chance,
    chance_negative,
    chance_of_loss,
    chance_of_worse_than_budgeted,
    chance_of_wrong_pocket,
    results,
)
from mll_finance.judgement.contenders import contenders, ranked_choices
from mll_finance.judgement.decision import ranked_scenarios
from mll_finance.report.context import Context
from mll_finance.report.page import page
from mll_finance.report.sections import (
    council_proposal,
    incidence,
    scenario_detail,
    scenarios,
    uncertainty,
)
from mll_finance.report.sections import (
    results as results_section,
)

GAIN = {"normal": [1130, 100]}
"""Society gains 130 with a deviation of 100: it loses with a chance of Phi(-1.3) = 0.0968."""
LOSES = 0.0968
WITHIN = 2e-4
"""Draws are stratified: a share of 16,384 of them is this close."""
HARM = {"id": "worry", "direction": "harm"}
RELIEF = {"id": "relief", "direction": "benefit"}
HOSTING = {"id": "hosting", "direction": "cost"}
GRANT = {"id": "grant", "payer": "state", "receiver": "municipality"}
TAX = {"id": "tax", "payer": "residents", "receiver": "state"}
SAVING = {"id": "saving", "payer": "resources", "receiver": "municipality"}


def study_of(alternatives: dict[str, Any], **more: Any) -> Study:
    return appraise(case_from_text(case_text({"id": "unknown", "alternatives": alternatives, **more})))


def one_ai(*pm: dict[str, Any], benefit: Any = GAIN) -> Study:
    return study_of({"ai": {"as": "ai", "benefit": benefit, "pm": list(pm)}})


def check(chance: Chance, share: float | None, bound: str = "is", reason: str | None = None) -> None:
    assert chance.share == (None if share is None else pytest.approx(share, abs=WITHIN))
    assert (chance.bound, chance.reason) == (bound, reason)


# ------------------------------------------------------------------------------------------------- loss of a party


def test_without_unknowns_every_party_has_its_chance() -> None:
    study = one_ai()
    check(chance_of_loss(study, "ai", "residents"), 0.0)
    check(chance_of_loss(study, "ai", "municipality"), 1.0)


def test_an_unknown_harm_leaves_residents_no_chance_and_the_municipality_its_own() -> None:
    study = one_ai(HARM)
    check(chance_of_loss(study, "ai", "residents"), None, reason=REASON)
    check(chance_of_loss(study, "ai", "municipality"), 1.0)
    check(chance_of_loss(study, "ai", "state"), 0.0)


def test_an_unknown_payment_within_society_counts_for_both_ends_and_not_for_society() -> None:
    study = one_ai(TAX)
    check(chance_of_loss(study, "ai", "residents"), None, reason=REASON)
    check(chance_of_loss(study, "ai", "state"), 0.0, "at_most")
    check(chance_negative(study, "society", "ai"), LOSES)


def test_an_unknown_benefit_makes_it_a_chance_of_at_most() -> None:
    study = one_ai(RELIEF)
    check(chance_of_loss(study, "ai", "residents"), 0.0, "at_most")
    check(chance_negative(study, "society", "ai"), LOSES, "at_most")
    check(chance_of_loss(study, "ai", "municipality"), 1.0)
    check(chance_negative(study, "municipality", "ai"), 1.0)


def test_at_most_every_draw_excludes_nothing() -> None:
    # The municipality loses 1,000 for sure, unless the grant of which nobody knows the amount is more.
    chance = chance_of_loss(one_ai(GRANT), "ai", "municipality")
    check(chance, 1.0, "at_most")
    assert chance.told() is None


def test_an_accepted_bound_gives_the_chance_at_that_bound() -> None:
    # Residents gain N(1130, 100) and pay at most 1,230: they lose at most in Phi(1) = 0.8413 of the draws.
    study = one_ai({**TAX, "at_most": 1230})
    check(chance_of_loss(study, "ai", "residents"), 0.8413, "at_most")


# ------------------------------------------------------------------------------------------------- wrong pocket


@pytest.mark.parametrize(
    ("pm", "expected"),
    [
        ((), (1 - LOSES, "is", None)),  # the municipality loses for sure, society gains with 1 - Phi(-1.3)
        ((RELIEF,), (1 - LOSES, "at_least", None)),  # society may gain more often
        ((GRANT,), (1 - LOSES, "at_most", None)),  # the municipality may not lose
        ((RELIEF, GRANT), (None, "is", BOTH_WAYS)),
        ((SAVING,), (None, "is", BOTH_WAYS)),  # both gain by it
        ((HARM,), (None, "is", REASON)),
        ((HOSTING,), (None, "is", REASON)),
        ((TAX,), (1 - LOSES, "is", None)),  # neither the municipality nor society as a whole
        (
            ({**HARM, "at_most": 100},),
            (0.6179, "at_least", None),
        ),  # Phi(0.3): society gains N(30, 100) at the worst
    ],
)
def test_wrong_pocket(pm: tuple[dict[str, Any], ...], expected: tuple[float | None, str, str | None]) -> None:
    check(chance_of_wrong_pocket(one_ai(*pm), "ai"), *expected)


# ------------------------------------------------------------------------------------------------- the best


def best(study: Study) -> dict[str, Chance]:
    field = contenders(study)
    return {name: field.chance_best(name) for name in field.by_id}


def test_the_best_without_unknowns() -> None:
    chances = best(one_ai())
    check(chances["ai"], 1 - LOSES)
    check(chances["baseline"], LOSES)


def test_an_unknown_cost_leaves_its_own_no_chance_and_the_others_at_most_theirs() -> None:
    rule = {"as": "rule", "benefit": GAIN}
    chances = best(study_of({"ai": {"as": "ai", "benefit": 1200, "pm": [HOSTING]}, "rule": rule}))
    check(chances["ai"], None, reason=REASON)
    check(chances["rule"], 1 - LOSES, "at_most")
    check(chances["baseline"], LOSES, "at_most")


def test_what_loses_before_its_unknown_cost_moves_nobody_elses_chance() -> None:
    # -200 before a cost that can only lower it: the best only where nothing else is.
    rule = {"as": "rule", "benefit": GAIN}
    chances = best(study_of({"ai": {"as": "ai", "benefit": 800, "pm": [HOSTING]}, "rule": rule}))
    check(chances["ai"], None, reason=REASON)
    check(chances["rule"], 1 - LOSES)
    check(chances["baseline"], LOSES)


def test_doing_nothing_beside_only_unknown_costs_excludes_nothing() -> None:
    assert best(one_ai(HOSTING))["baseline"].told() is None


def test_an_unknown_benefit_makes_its_own_at_least_and_the_others_at_most() -> None:
    chances = best(one_ai(RELIEF))
    check(chances["ai"], 1 - LOSES, "at_least")
    check(chances["baseline"], LOSES, "at_most")


def test_unknown_benefits_of_two_leave_both_without_a_chance() -> None:
    ai = {"as": "ai", "benefit": GAIN, "pm": [RELIEF]}
    rule = {"as": "rule", "benefit": {"same_as": "ai"}, "pm": [RELIEF]}
    chances = best(study_of({"ai": ai, "rule": rule}))
    check(chances["ai"], None, reason=BOTH_WAYS)
    check(chances["rule"], None, reason=BOTH_WAYS)
    check(chances["baseline"], LOSES, "at_most")


def test_what_cannot_be_chosen_moves_nobody_else() -> None:
    ai = {"as": "ai", "benefit": GAIN, "pm": [RELIEF]}
    refused = study_of(
        {"ai": ai, "rule": {"as": "rule", "benefit": GAIN}}, checks_of={"ai": {"dpia": "refused"}}
    )
    assert best(refused)["ai"].share is None
    check(best(refused)["rule"], 1 - LOSES)


# ------------------------------------------------------------------------------------------------- the budget


def test_a_budget_line_without_an_amount_leaves_no_chance_of_worse_than_budgeted() -> None:
    # Costs N(1000, 100), budgeted at the mean: half the draws are worse. What the state gives can only help.
    cost = {"as": "ai", "cost": {"normal": [1000, 100]}, "benefit": 1200}
    check(chance_of_worse_than_budgeted(study_of({"ai": cost}), "ai"), 0.5)
    check(
        chance_of_worse_than_budgeted(study_of({"ai": {**cost, "pm": [HOSTING]}}), "ai"), None, reason=REASON
    )
    check(chance_of_worse_than_budgeted(study_of({"ai": {**cost, "pm": [GRANT]}}), "ai"), 0.5, "at_most")
    check(chance_of_worse_than_budgeted(study_of({"ai": {**cost, "pm": [HARM]}}), "ai"), 0.5)


# ------------------------------------------------------------------------------------------------- files


def test_results_say_the_bound_or_the_reason() -> None:
    for pm, share, bound in (((), LOSES, "is"), ((RELIEF,), LOSES, "at_most"), ((HARM,), None, None)):
        study = one_ai(*pm)
        (row,) = (
            row
            for row in results(study)
            if (row["perspective"], row["criterion"]) == ("society", "probability_npv_negative")
        )
        assert (row["mean"], row["bound"]) == (share and pytest.approx(share, abs=WITHIN), bound)
        fields = advice(study).of("ai").as_json()
        assert fields["probability_negative"] == row["mean"]
        assert fields["probability_negative_bound"] == bound
        assert fields["probability_negative_reason"] == (REASON if share is None else None)
        assert fields["probability_best_bound"] == (
            {"is": "is", "at_most": "at_least"}.get(bound) if bound else None
        )


# ------------------------------------------------------------------------------------------------- ranks


WITH_SCENARIO = """
scenarios:
  priced: {title: Priced, set: {lines.ai_hosting.amounts: {value: 500, unit: EUR, price_year: 2026,
    source: own_estimate, quality: D, accepted_by: director}}}
"""


def with_scenario() -> Study:
    compact = {
        "id": "unknown",
        "alternatives": {
            "ai": {"as": "ai", "benefit": {"normal": [1900, 100]}, "pm": [HOSTING]},
            "rule": {"as": "rule", "benefit": GAIN},
        },
    }
    return appraise(case_from_text(case_text(compact) + WITH_SCENARIO))


def test_a_scenario_that_prices_the_cost_gives_a_rank_there_only() -> None:
    # Priced at 500 the AI brings N(400, 100) beside N(130, 100): it is better with Phi(270 / sqrt(2) / 100) = 0.9719,
    # and better than nothing nearly always.
    study = with_scenario()
    check(contenders(study).chance_best("ai"), None, reason=REASON)
    check(contenders(study).chance_best("rule"), 1 - LOSES, "at_most")
    priced = contenders(study.in_scenario("priced"))
    assert priced.chance_best("ai").share == pytest.approx(0.9719, abs=0.004)
    assert priced.chance_best("ai").bound == "is"


def test_regret_and_the_best_scenario_leave_out_what_has_no_rank() -> None:
    # The AI has the highest balance of what has a number in both scenarios, 900 and 400; it has no rank in the first.
    ranked = ranked_scenarios(with_scenario())
    assert ranked.choices == ("baseline", "rule")
    assert ranked.best == ("rule", "rule")
    assert ranked.regret[0].tolist() == pytest.approx([130.0, 130.0])


def test_the_choice_never_flips_to_what_has_no_rank() -> None:
    study = with_scenario()
    assert ranked_choices(study) == ("baseline", "rule")
    flips = switching_values(study, "rule", choices=ranked_choices(study))
    assert {row.best.to for row in flips if row.best is not None} == {"baseline"}


# ------------------------------------------------------------------------------------------------- pages


def cells(study: Study, section: Any, anchor: str) -> dict[str, list[str]]:
    """The text of the cells of a table by row; a dash is empty."""
    blocks = section.blocks.blocks(Context(study, "nl"))
    (table,) = (block for block in blocks if getattr(block, "anchor", None) == anchor)
    return {row.head: [str(cell.value or "") for cell in row.cells] for row in table.rows}


def test_the_table_of_parties_tells_chances_by_the_rule() -> None:
    rows = cells(one_ai(HARM, GRANT), incidence, "table-incidence-draws-ai")
    chance_by_party = {head.removesuffix(" + PM"): texts[-1] for head, texts in rows.items()}
    assert chance_by_party["Inwoners"] == ""
    assert chance_by_party["Gemeente"] == ""
    (pocket,) = cells(one_ai(RELIEF), incidence, "table-pocket").values()
    assert pocket[-1] == "ten minste 90%"


def test_the_table_of_scenarios_tells_chances_by_the_rule() -> None:
    rows = cells(with_scenario(), scenario_detail, "table-scenario-best")
    assert rows["Case zoals hij is"] == ["hooguit 10%", "", "hooguit 90%"]
    assert all(rows["Priced"]) and "hooguit" not in " ".join(rows["Priced"])


def test_the_best_choice_of_a_scenario_has_a_rank() -> None:
    rows = cells(with_scenario(), scenarios, "table-scenarios")
    assert [texts[-1] for texts in rows.values()] == ["rule", "rule"]


def titles(study: Study, section: Any) -> str:
    return " | ".join(getattr(block, "title", "") for block in section.blocks.blocks(Context(study, "nl")))


def test_what_bears_most_is_said_of_what_has_an_amount() -> None:
    assert "gemeente: €\xa0−1.000 |" in titles(one_ai(), incidence)
    assert "gemeente: €\xa0−1.000, van wat een bedrag heeft |" in titles(one_ai(HARM), incidence)


def scenarios_of(pm: list[dict[str, Any]]) -> Study:
    compact = {"id": "unknown", "alternatives": {"ai": {"as": "ai", "benefit": GAIN, "pm": pm}}}
    dearer = """
scenarios:
  dearer: {title: Dearer, set: {lines.ai_cost.amounts: {value: 2000, unit: EUR, price_year: 2026,
    source: own_estimate, quality: D, accepted_by: director}}}
"""
    return appraise(case_from_text(case_text(compact) + dearer))


def test_the_least_regret_is_said_of_what_has_an_amount() -> None:
    # As it is +130, dearer -870: choosing the AI costs at most 870, doing nothing at most 130.
    for pm, is_all_known in (([], True), ([RELIEF], False)):
        title = titles(scenarios_of(pm), scenarios)
        assert "geeft de minste spijt: hooguit €\xa0130 slechter" in title
        assert ("'Case zoals hij is', van wat een bedrag heeft" not in title) == is_all_known


def test_without_a_second_choice_that_has_a_rank_there_is_no_regret() -> None:
    study = scenarios_of([HARM])
    assert "spijt" not in titles(study, scenarios)
    assert [texts[-1] for texts in cells(study, scenarios, "table-scenarios").values()] == ["", ""]
    # As it is the AI may win or lose in any draw; dearer it loses 870 before its harm, so doing nothing is the best.
    rows = cells(study, scenario_detail, "table-scenario-best")
    assert list(rows.values()) == [["", ""], ["> 99%", ""]]


@pytest.mark.parametrize("pm", [(HARM,), (RELIEF,), (HARM, GRANT, TAX), (SAVING,)])
def test_no_page_is_surer_than_the_rule(pm: tuple[dict[str, Any], ...]) -> None:
    """Where society's balance has an unknown, no sentence says 'always', and every chance is a bound or none."""
    context = Context(one_ai(*pm), "nl")
    text = " ".join(
        repr(block)
        for section in (uncertainty, results_section, scenario_detail, incidence, council_proposal)
        for block in section.blocks.blocks(context)
    )
    assert "altijd boven nul" not in text and "altijd onder nul" not in text
    assert "90% kans" not in text and "{" not in text
    assert page(context.study, "nl") is not None
