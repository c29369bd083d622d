"""What must hold for any case: the cost of an evaluation counts once, and sections with words only change no result."""

from __future__ import annotations

import copy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mll_finance.engine.study import appraise
from mll_finance.formulas.sample_size import detectable_share, detection_power, required_sample
from mll_finance.inputs.case.case import Case, case_from_text

BASE = {
    "case": {"id": "one", "base_year": 2026, "horizon": 3, "discounting": {"rate": 0.03}},
    "alternatives": {"baseline": {"title": "Baseline"}, "project": {"title": "Project"}},
    "quantities": {
        "reached": {
            "kind": "product",
            "unit": "fraction",
            "factors": {
                "share": {
                    "unit": "fraction",
                    "source": "study",
                    "quality": "B",
                    "by_alternative": {"baseline": 0.2, "project": 0.3},
                }
            },
        }
    },
    "lines": {
        "measuring": {
            "kind": "purchase",
            "alternative": "project",
            "payer": "municipality",
            "receiver": "resources",
            "btw": {"rate": 0.21, "compensable": 1.0},
            "category": "evaluation",
            "phase": "pilot",
            "duration": "incidental",
            "amount": {
                "value": {2026: 100, 2028: 50},
                "unit": "EUR",
                "price_year": 2026,
                "source": "offer",
                "quality": "B",
            },
        }
    },
}
EVALUATION = {
    "question": "Does it work?",
    "go_live": 2027,
    "baseline": {"what": "records", "year": 2026},
    "design": "stepped",
    "comparison": "those whose turn comes later",
    "indicators": {"reached": {"title": "Reached", "path": "quantities.reached.number"}},
}


def case_of(**sections: object) -> Case:
    return case_from_text(
        yaml.dump({**copy.deepcopy(BASE), **sections}, Dumper=yaml.CSafeDumper, sort_keys=False)
    )


def npvs(case: Case) -> dict[tuple[str, str], float]:
    study = appraise(case)
    return {
        (row["perspective"], row["alternative"]): row["central"]
        for row in study.rows
        if row["criterion"] == "npv"
    }


def test_a_bound_cost_adds_nothing() -> None:
    bound = case_of(evaluation={**EVALUATION, "cost": {"line": "measuring"}})
    assert list(bound.lines) == ["measuring"]
    assert npvs(bound) == npvs(case_of())


@settings(max_examples=20)
@given(
    st.dictionaries(st.integers(2026, 2029), st.integers(0, 10**6), min_size=1), st.sampled_from([0, 0.21])
)
def test_an_amount_counts_once_as_the_line_that_it_becomes(amounts: dict[int, int], rate: float) -> None:
    amount = {"value": amounts, "unit": "EUR", "price_year": 2026, "source": "offer", "quality": "B"}
    btw = {"rate": rate, "compensable": 1.0}
    cost = {"amount": amount, "alternative": "project", "btw": btw}
    made = case_of(evaluation={**EVALUATION, "cost": cost})
    by_hand = case_of(
        lines={
            **BASE["lines"],  # type: ignore[dict-item]
            "other": {**BASE["lines"]["measuring"], "amount": amount, "btw": btw},  # type: ignore[index]
        }
    )
    assert set(made.lines) == {"measuring", "evaluation_cost"}
    assert npvs(made) == pytest.approx(npvs(by_hand))


def test_words_change_no_result() -> None:
    words = case_of(
        residents={
            "alternative": "project",
            "introduction": "We help.",
            "notices": ["a letter"],
            "objection": ["write to us"],
            "not_done": ["nothing secret"],
        },
        personal_data={
            "purposes": {
                "help": {
                    "title": "Helping",
                    "subjects": ["residents"],
                    "ground": "public_task",
                    "data": {"address": {"title": "Address"}},
                }
            }
        },
        sign_off={"assumptions": {"lines.measuring": {"owner": "finance"}}},
    )
    assert npvs(words) == npvs(case_of())


shares = st.floats(0.02, 0.98)


@settings(max_examples=50)
@given(shares, shares, st.floats(0.01, 0.2), st.floats(0.55, 0.95))
def test_the_needed_sample_has_the_demanded_power(
    first: float, second: float, significance: float, power: float
) -> None:
    if abs(first - second) < 0.01:
        return
    needed = required_sample(first, second, significance=significance, power=power)
    reached = detection_power(first, second, per_group=needed, significance=significance)
    assert reached >= power - 1e-9
    if needed > 1:
        assert detection_power(first, second, per_group=needed - 1, significance=significance) < power


@settings(max_examples=50)
@given(shares, st.integers(20, 20000))
def test_the_smallest_difference_is_just_detectable(first: float, per_group: int) -> None:
    found = detectable_share(first, per_group=per_group, significance=0.05, power=0.8)
    if found is None:
        return
    reached = detection_power(first, found, per_group=per_group, significance=0.05)
    assert reached == pytest.approx(0.8, abs=1e-6)
