"""Flipping one precondition changes cost, timeline and advice as the table says; a veto beats any net present value.

The expected numbers are read from the files of the table by themselves, and worked out by hand here.
"""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mll_finance.engine.study import Study, appraise
from mll_finance.facade.results_file import results_document
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.method.preconditions import Precondition
from mll_finance.judgement.advice import advice
from mll_finance.report.blocks import Briefs
from mll_finance.report.page import section
from mll_finance.report.terminal import tables
from mll_finance.resources import resource

RATE = 0.04
YEARS = range(2026, 2033)
PHASES = ("set_up", "design", "pilot", "roll_out", "run", "exit")
RULES: dict[str, dict[str, Any]] = yaml.load(
    resource("data", "preconditions.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)["checks"]
with resource("data", "preconditions.csv").open(encoding="utf-8", newline="") as handle:
    NUMBERS = {row["id"]: row for row in csv.DictReader(handle)}
FITTING = {
    "sourcing": ("join", "buy", "build"),
    "role": ("deployer", "provider"),
    "risk_class": ("high", "limited"),
}
"""Something that an alternative may be, so that each check applies to one of these."""


def kind_of(check: str) -> dict[str, str]:
    """What an alternative is to which a check applies."""
    applies = RULES[check].get("applies") or {}
    return {
        field: next(
            (word for word in words if word in applies.get(field, words)), applies.get(field, words)[0]
        )
        for field, words in FITTING.items()
    }


def text_of(check: str, status: str, *, gain: float = 400_000, extra: str = "") -> str:
    """A case in which everything is met but one check."""
    kind = kind_of(check)
    said = f"{{status: {status}, evidence: said{extra}}}"
    states = "\n".join(
        f"  {name}: {said if name == check else '{status: met, evidence: shown}'}" for name in RULES
    )
    amount = "unit: EUR, price_year: 2026, source: own_estimate, quality: D, accepted_by: analyst"
    lines = "\n".join(
        f"""\
  {phase}:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    phase: {phase}
    amounts: {{value: {{{year}: 1000}}, {amount}}}"""
        for phase, year in zip(PHASES, (2026, 2026, 2027, 2028, 2029, 2032), strict=True)
    )
    return f"""\
case: {{id: flip, base_year: 2026, horizon: 6, discounting: {{rate: {RATE}}}}}
alternatives:
  baseline: {{title: Baseline}}
  project: {{title: Project, sourcing: {kind["sourcing"]}, role: {kind["role"]}, risk_class: {kind["risk_class"]}}}
lines:
{lines}
  gain:
    kind: cash_flow
    alternative: project
    payer: welfare
    receiver: residents
    amounts: {{value: {{2029: {gain}, 2030: {gain}, 2031: {gain}, 2032: {gain}}}, {amount}}}
preconditions:
{states}
"""


def study_of(check: str, status: str, **options: Any) -> Study:
    return appraise(case_from_text(text_of(check, status, **options)))


def delay_of(check: str) -> int:
    row = NUMBERS.get(f"{check}_delay")
    return int(row["value"]) if row else 0


def euros(study: Study, line: str) -> np.ndarray:
    found = study.central.euros(line, "project")
    assert found is not None
    return np.broadcast_to(found, (len(YEARS), 1))[:, 0]


def npv(study: Study, perspective: str = "society") -> float:
    return float(study.value(perspective, "project", "npv")["central"])


def is_later(phase: str, check: str) -> bool:
    return phase != "exit" and PHASES.index(phase) >= PHASES.index(RULES[check]["before"])


@pytest.mark.parametrize("check", RULES)
@pytest.mark.parametrize("status", ["open", "unknown"])
def test_an_open_check_brings_its_cost_and_delay(check: str, status: str) -> None:
    met, late = study_of(check, "met"), study_of(check, status)
    row, rule = NUMBERS[f"{check}_cost"], RULES[check]
    cost, rate = float(row["value"]), rule.get("btw", {}).get("rate", 0.0)
    new = set(late.case.lines) - set(met.case.lines)
    assert new == ({f"precondition_{check}"} if cost else set())
    expected = 0.0
    years = delay_of(check)
    if cost:
        first = 1 if row["unit"] == "EUR/yr" else 0
        last = len(YEARS) - 1 if row["unit"] == "EUR/yr" else 0
        shift = years if row["unit"] == "EUR/yr" and is_later("run", check) else 0
        flow = [cost if first + shift <= year <= last else 0.0 for year in range(len(YEARS))]
        assert euros(late, f"precondition_{check}") == pytest.approx(flow)
        expected -= sum(one * (1 + rate) / (1 + RATE) ** year for year, one in enumerate(flow))
        amount = late.case.graph.leaves[
            f"lines.precondition_{check}.{'price' if first else 'amount'}"
        ].assumption
        assert (amount.source, amount.quality) == (row["source"], row["quality"])
        assert amount.distribution.support == (float(row["low"]), float(row["high"]))
    for line in (*PHASES, "gain"):
        before, after = euros(met, line), euros(late, line)
        shift = years if is_later("run" if line == "gain" else line, check) else 0
        moved = np.concatenate([np.zeros(shift), before[: len(before) - shift]])
        assert after == pytest.approx(moved), line
        sign = 1 if line == "gain" else -1
        expected += sign * sum((moved - before) / (1 + RATE) ** np.arange(len(YEARS)))
    assert npv(late) - npv(met) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("check", RULES)
def test_the_advice_follows_the_table(check: str) -> None:
    rule = RULES[check]
    # A check that costs money each year is a structural charge without cover: that waits too.
    early = (
        PHASES.index(rule["before"]) <= PHASES.index("pilot") or NUMBERS[f"{check}_cost"]["unit"] == "EUR/yr"
    )
    expected = {
        "met": "go",
        "not_applicable": "go",
        "open": "not_yet" if early else "pilot_first",
        "unknown": "not_yet" if early else "pilot_first",
        "refused": "stop" if rule["effect"] == "veto" else "not_yet",
    }
    for status, kind in expected.items():
        study = study_of(check, status, gain=9_000_000)
        assert study.value("society", "project", "npv")["p05"] > 0
        found = advice(study).of("project")
        assert (status, found.kind) == (status, kind)
        assert {one.check.id for one in found.blocking} == (
            set() if status in ("met", "not_applicable") else {check}
        )


@pytest.mark.parametrize("check", [name for name, rule in RULES.items() if rule["effect"] == "gate"])
def test_a_case_may_make_a_gate_a_veto(check: str) -> None:
    study = study_of(check, "refused", extra=", effect: veto")
    assert advice(study).overall == "stop"


FRAUD = load_case(resource("parameters", "fraude_selectie_bijstand.yaml")).with_({"case.draws": 16})


@settings(max_examples=8)
@given(factor=st.sampled_from([1, 10, 1e3, 1e6]), quality=st.sampled_from([0.3, 0.5]))
def test_a_veto_beats_any_net_present_value(factor: float, quality: float) -> None:
    case = FRAUD.with_(
        {
            "quantities.hit_rate.of.built": quality,
            "quantities.hit_rate.of.baseline": 0.15,
            "lines.administration_saved.factors.price": {"times": factor},
        }
    )
    found = advice(appraise(case))
    assert found.overall == "stop"
    assert {one.alternative for one in found.by_alternative if one.kind == "stop"} == {"built", "bought"}


@settings(max_examples=12)
@given(gain=st.floats(1, 1e6).map(lambda factor: 400_000 * factor), check=st.sampled_from(sorted(RULES)))
def test_no_gain_buys_off_a_refused_veto(gain: float, check: str) -> None:
    kind = advice(study_of(check, "refused", gain=gain)).overall
    assert kind == ("stop" if RULES[check]["effect"] == "veto" else "not_yet")


def test_every_summary_says_stop_first() -> None:
    study = study_of("necessity", "refused", gain=4e11)
    assert npv(study) > 1e12
    for language, stop, aside in (
        ("nl", "Advies: stop met 'Project'", "Geen enkel getal verandert dit advies"),
        ("en", "Advice: stop 'Project'", "No number changes this advice"),
    ):
        callouts = [block for block in section("summary", study, language) if hasattr(block, "tone")]
        assert callouts[0].title.startswith(stop) and callouts[0].tone == "bad"
        (panels,) = (block for block in section("summary", study, language) if isinstance(block, Briefs))
        assert any(aside in panel.text for panel in panels.items)
        assert tables(study, language).split("\n\n")[2].startswith(stop)
    told = results_document(study)["advice"]
    assert told["overall"] == "stop" and told["assessed"] is True
    assert told["alternatives"]["project"]["vetoes"] == ["necessity"]


def test_the_welfare_fraud_example_is_stopped() -> None:
    found = advice(appraise(FRAUD))
    assert {one.alternative: one.kind for one in found.by_alternative} == {
        "built": "stop",
        "bought": "stop",
        "themed": "not_yet",  # loses clearly without a compliance effect that has no number yet
        "contact": "no_go",
    }
    assert [one.check.id for one in found.of("built").vetoes] == ["necessity"]


def test_a_case_without_the_section_gets_no_go_and_no_cost() -> None:
    text = text_of("dpia", "open", gain=9_000_000).partition("preconditions:\n")[0]
    study = appraise(case_from_text(text))
    assert not [name for name in study.case.lines if name.startswith("precondition_")]
    assert not study.case.graph.later
    found = advice(study)
    assert (found.assessed, found.overall) == (False, "not_yet")
    words = " ".join(getattr(block, "text", "") for block in section("summary", study, "en"))
    assert "no go can be advised" in words
    assert results_document(study)["advice"]["assessed"] is False


def test_a_prohibited_practice_stops_by_itself() -> None:
    text = text_of("dpia", "met", gain=9_000_000).replace("risk_class: high", "risk_class: prohibited")
    for cut in (text, text.partition("preconditions:\n")[0]):
        assert advice(appraise(case_from_text(cut))).overall == "stop"


def case_with(**states: str) -> Case:
    """A case whose only open checks are those given."""
    text = text_of("problem_owner", "met", gain=9_000_000)
    for check, state in states.items():
        text = text.replace(f"  {check}: {{status: met, evidence: shown}}", f"  {check}: {state}")
    return case_from_text(text)


def test_of_several_delays_the_largest_counts() -> None:
    case = case_with(
        legal_basis="{status: open, delay: 1}",
        data_quality="{status: open, delay: 2}",
        security="{status: open}",
    )
    assert case.alternatives["project"].later == {"design": 1, "pilot": 2}
    moved = appraise(case)
    assert np.flatnonzero(euros(moved, "design")).tolist() == [1]
    assert np.flatnonzero(euros(moved, "pilot")).tolist() == [3]
    assert np.flatnonzero(euros(moved, "exit")).tolist() == [6]


def test_a_planned_check_is_not_counted_twice() -> None:
    case = case_with(legal_basis="{status: open, lines: [design]}")
    assert "precondition_legal_basis" not in case.lines
    assert not case.graph.later
    found = advice(appraise(case)).of("project")
    assert [one.check.id for one in found.blocking] == ["legal_basis"]
    own = case_with(legal_basis="{status: open, lines: [design], delay: 3}")
    assert own.alternatives["project"].later == {"design": 3}


def test_what_is_planned_in_one_alternative_is_open_in_another() -> None:
    text = text_of("dpia", "open", extra=", lines: [pilot]").replace(
        "lines:\n", "  other: {title: Other, sourcing: buy, role: deployer, risk_class: high}\nlines:\n", 1
    )
    case = case_from_text(text)
    assert case.lines["precondition_dpia"].alternative == ("other",)


def test_an_own_cost_year_and_state_by_alternative() -> None:
    cost = "cost: {value: 1234, unit: EUR, price_year: 2026, source: offer, quality: B}"
    case = case_with(security=f"{{status: open, {cost}, year: 2027}}")
    assert euros(appraise(case), "precondition_security").tolist() == [0, 1234, 0, 0, 0, 0, 0]
    state = "{status: open, by_alternative: {project: {status: met, evidence: report}}}"
    assert "precondition_security" not in case_with(security=state).lines


def test_a_late_alternative_has_the_baseline_until_it_starts() -> None:
    # By hand: today 100 a year; the project 40 a year from 2027. A year late: 100, 100, 40.
    case = case_from_text(
        """\
case: {id: late, base_year: 2026, horizon: 2, discounting: {rate: 0.0}}
alternatives:
  baseline: {title: Baseline}
  project: {title: Project, later: {run: 1}}
  other: {title: Other}
lines:
  work:
    kind: cash_flow
    alternative: all
    payer: municipality
    receiver: resources
    phase: run
    amounts:
      by_alternative:
        baseline: {value: 100, unit: EUR, price_year: 2026, source: s, quality: B}
        default: {value: {2026: 100, 2027: 40, 2028: 40}, unit: EUR, price_year: 2026, source: s, quality: B}
"""
    )
    ledger = appraise(case).central
    assert np.unique(ledger.euros("work", "baseline")).tolist() == [100]
    assert ledger.euros("work", "project").ravel().tolist() == [100, 100, 40]
    assert ledger.euros("work", "other").ravel().tolist() == [100, 40, 40]
    assert npv(appraise(case)) == 60


# --- The same by --set --------------------------------------------------------------------------------------------


def test_set_a_status() -> None:
    case = case_with(dpia="{status: open}", legal_basis="{status: open}")
    assert {"precondition_dpia", "precondition_legal_basis"} <= set(case.lines)
    met = case.with_({"preconditions.dpia.status": "met"})
    assert set(case.lines) - set(met.lines) == {"precondition_dpia"}
    both = met.with_({"preconditions.legal_basis.status": "met"})
    assert not both.graph.later and case.graph.later
    assert advice(appraise(both)).overall == "go"


def test_set_what_the_section_does_not_mention() -> None:
    text = text_of("dpia", "met").partition("preconditions:\n")[0] + "preconditions: {dpia: {status: open}}\n"
    case = case_from_text(text)
    assert case.parts(Precondition)["security"].status == "unknown"
    changed = case.with_({"preconditions.security.status": "met", "preconditions.dpia.status": "refused"})
    assert changed.parts(Precondition)["security"].status == "met"
    assert "precondition_security" not in changed.lines
    assert advice(appraise(changed)).overall == "stop"


def test_set_the_amount_of_a_line_that_follows() -> None:
    case = case_with(dpia="{status: open}", iama="{status: open}", security="{status: open}")
    dear = case.with_({"lines.precondition_iama.amount": 90_000})
    assert list(dear.lines) == list(case.lines)
    assert euros(appraise(dear), "precondition_iama")[0] == 90_000
    assert (npv(appraise(case), "municipality") - npv(appraise(dear), "municipality")) == pytest.approx(
        74_000
    )
    # A scaled amount, then a state that does away with the line, in either order.
    twice = case.with_({"lines.precondition_iama.amount": {"times": 2}})
    assert euros(appraise(twice), "precondition_iama")[0] == pytest.approx(32_000)
    for gone in (
        dear.with_({"preconditions.iama.status": "met"}),
        case.with_({"preconditions.iama.status": "met", "lines.precondition_iama.amount": 1}),
    ):
        assert set(case.lines) - set(gone.lines) == {"precondition_iama"}


def test_a_line_set_by_hand_follows_the_alternatives() -> None:
    text = text_of("dpia", "open").replace(
        "lines:\n", "  other: {title: Other, sourcing: buy, role: deployer, risk_class: high}\nlines:\n", 1
    )
    case = case_from_text(text).with_({"lines.precondition_dpia.amount": 9000})
    assert case.lines["precondition_dpia"].alternative == ("project", "other")
    state = {"project": {"status": "met", "evidence": "adopted"}}
    fewer = case.with_({"preconditions.dpia.by_alternative": state})
    assert fewer.lines["precondition_dpia"].alternative == ("other",)
    assert appraise(fewer).central.euros("precondition_dpia", "other")[0, 0] == 9000
