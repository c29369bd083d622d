"""Each domain rule has tests that exist under the names given here."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
BUDGET = "oracle/test_domain_rules_budget.py"
EFFECT = "oracle/test_domain_rules_effect_and_trust.py"
ADVICE = "faults/test_case_model_advice.py"
SECOND = "faults/test_second_look_units.py"
LOCK = "faults/test_accountability_input.py"
PUBLIC = "faults/test_public_version.py"

RULES: dict[int, tuple[str, ...]] = {
    1: (f"{BUDGET}::test_rule_1_btw_is_a_cost_to_society_and_not_to_the_budget_where_it_is_compensated",),
    2: (f"{BUDGET}::test_rule_2_an_avoided_benefit_is_a_gain_to_the_budget_and_nothing_to_society",),
    3: (f"{BUDGET}::test_rule_3_the_wage_cost_or_its_parts",),
    4: (
        f"{BUDGET}::test_rule_4_a_saving_on_assistance_is_not_multiplied_over_municipalities",
        "oracle/test_partnership_loops.py::test_a_saving_on_bijstand_is_not_multiplied",
    ),
    5: (
        f"{BUDGET}::test_rule_5_a_debt_remitted_moves_money_and_a_collection_saved_is_welfare",
        f"{SECOND}::test_an_average_that_holds_transfers_is_not_a_gain_as_a_whole",
    ),
    6: (
        f"{BUDGET}::test_rule_6_health_effects_are_discounted_as_the_rest",
        f"{ADVICE}::test_qaly_and_wellbeing_for_one_effect",
    ),
    7: (f"{BUDGET}::test_rule_7_money_of_the_eu_is_outside_the_fence_and_needs_a_second_look",),
    8: (
        f"{BUDGET}::test_rule_8_parties_add_up_under_one_lens_and_a_bridge_stands_between_two",
        "identity/test_engine_identities.py::test_parties_add_up_under_one_lens",
        "identity/test_budget_identities.py::test_the_bridge_adds_up",
    ),
    9: (f"{BUDGET}::test_rule_9_the_denominator_is_what_the_parties_of_the_perspective_pay",),
    10: (
        f"{EFFECT}::test_rule_10_selection_and_self_recovery_are_two_layers_and_each_counts_once",
        f"{EFFECT}::test_rule_10_an_effect_that_is_causal_takes_no_attribution",
        f"{SECOND}::test_a_gain_that_counts_every_case",
    ),
    11: (f"{EFFECT}::test_rule_11_a_risk_is_a_shift_or_a_distribution_and_no_shift_is_the_default",),
    12: (
        f"{BUDGET}::test_rule_12_freed_hours_are_welfare_but_budget_only_where_a_budget_goes_down",
        f"{ADVICE}::test_a_cash_saving_that_nobody_releases",
    ),
    13: (f"{BUDGET}::test_rule_13_an_npv_never_holds_both_the_investment_and_its_charges",),
    14: (f"{BUDGET}::test_rule_14_budgets_are_undiscounted_and_rise_by_their_own_index",),
    15: (
        f"{BUDGET}::test_rule_15_a_council_proposal_holds_what_a_council_needs",
        "reference/test_budget_published.py::test_european_thresholds",
    ),
    16: (
        f"{LOCK}::test_a_changed_number_is_refused_and_named",
        f"{LOCK}::test_adopted_without_a_lock_is_refused",
        f"{LOCK}::test_a_draft_cannot_be_locked",
    ),
    17: (
        f"{PUBLIC}::test_no_file_holds_a_confidential_number",
        f"{PUBLIC}::test_small_counts_are_not_shown_and_others_are_rounded",
    ),
    18: (f"{EFFECT}::test_rule_18_what_a_municipality_has_not_got_is_not_filled_in_from_the_nation",),
    19: (f"{EFFECT}::test_rule_19_a_default_report_asks_what_matters_and_leaves_the_rest_to_an_appendix",),
    20: (
        "identity/test_accountability_identities.py::test_an_amount_counts_once_as_the_line_that_it_becomes",
        f"{LOCK}::test_each_fault_names_its_place_and_the_remedy",
    ),
}


@lru_cache(maxsize=32)
def names_in(file: str) -> frozenset[str]:
    """Names of the tests of a file."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_there_are_twenty_rules() -> None:
    assert list(RULES) == list(range(1, 21))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_tests_that_exist(rule: int) -> None:
    assert RULES[rule]
    for test in RULES[rule]:
        file, _, name = test.partition("::")
        assert (TESTS / file).is_file(), f"rule {rule}: no file {file}"
        assert name in names_in(file), f"rule {rule}: no test {name} in {file}"
