"""The section gates of a case against sums by hand: discounting, stopping, a border, a pilot, and beginning later.

The tool costs 400 in 2030 and brings a gain in 2031 that is uniform from 200 to 640, at 10 %: its balance is
-400 + gain / 1.1, above zero from a gain of 440. E max(balance, 0) is 200^2 / (2 x 440 x 1.1).
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mll_finance import appraise, frames, load_case
from mll_finance.engine.study import Study
from mll_finance.judgement.advice import advice
from mll_finance.judgement.finding_out.information import information
from mll_finance.judgement.finding_out.stage_gates import gates_document, staged_plans
from mll_finance.report.blocks import Block, Figure, Prose, Table
from mll_finance.report.page import ORDER, section
from mll_finance.report.terminal import information_tables

CASE = """
case: {id: gates, base_year: 2030, horizon: 3, price_level: 2030, discounting: {rate: 0.1}, inflation: {rate: 0},
  language: nl, draws: 8192}
alternatives: {baseline: {}, tool: {title: Het middel}}
lines:
  cost: {kind: cash_flow, alternative: tool, payer: municipality, receiver: resources, years: 2030,
    duration: incidental, amounts: {value: 400, unit: EUR, price_year: 2030, source: invented, quality: B}}
  gain: {kind: cash_flow, alternative: tool, payer: welfare, receiver: residents, years: 2031,
    amounts: {title: Opbrengst, distribution: {kind: uniform, low: 200, high: 640}, unit: EUR/yr, price_year: 2030,
      source: invented, quality: B}}
"""
GAIN = "lines.gain.amounts"
MEAN = -400 + 420 / 1.1
ABOVE = 200**2 / (2 * 440 * 1.1)
"""E max(balance, 0)."""


def study_of(folder: Path, gates: str, more: str = "") -> Study:
    path = folder / "case.yaml"
    plan = textwrap.indent(
        f"alternative: tool\nsource: invented\nquality: B\n{textwrap.dedent(gates)}", "    "
    )
    path.write_text(f"{CASE}{more}\ngates:\n  plan:\n{plan}", encoding="utf-8")
    return appraise(load_case(path))


def told(folder: Path, gates: str, more: str = "") -> dict[str, Any]:
    plan: dict[str, Any] = gates_document(study_of(folder, gates, more))["plan"]
    return plan


def test_a_year_of_trying_that_tells_the_gain(tmp_path: Path) -> None:
    plan = told(tmp_path, f"phases: [{{cost: 5, weeks: 52, learns: [{GAIN}]}}]")
    assert plan["value"] == pytest.approx(-5 + ABOVE / 1.1, abs=0.1)
    assert plan["committed"] == pytest.approx(-5 + MEAN / 1.1, abs=0.05)
    assert plan["option_value"] == pytest.approx((ABOVE - MEAN) / 1.1, abs=0.1)
    assert plan["at_once"] == pytest.approx(MEAN, abs=0.05)
    (gate,) = plan["by_gate"]
    assert gate["alone"] == pytest.approx(plan["option_value"]) == pytest.approx(gate["on_top"])
    assert gate["stopped"] == pytest.approx(240 / 440, abs=0.002)
    assert gate["date"] == "2031-01-01" and gate["action"] == "by_border"
    assert gate["rule"]["at"] == pytest.approx(440, abs=1) and gate["rule"]["stops"] == "below"
    assert gate["rule"]["kept"] == pytest.approx(1.0, abs=1e-3)
    assert plan["wait"] is None and plan["wait_reason"]


def test_half_a_year_a_salvage_and_a_chance(tmp_path: Path) -> None:
    # At the gate going on is worth the balance of that moment, stopping 20: go on from a gain of 462.
    plan = told(tmp_path, f"phases: [{{cost: 5, weeks: 26, passes: 0.75, salvage: 20, learns: [{GAIN}]}}]")
    above = 178**2 / (2 * 440 * 1.1)
    assert plan["value"] == pytest.approx(-5 + 1.1**-0.5 * (20 + 0.75 * above), abs=0.1)
    assert plan["committed"] == pytest.approx(-5 + 0.75 * MEAN * 1.1**-0.5, abs=0.05)
    (gate,) = plan["by_gate"]
    assert gate["rule"]["at"] == pytest.approx(462, abs=1) and gate["date"] == "2030-07-01"
    assert gate["failed"] == pytest.approx(0.25)


def test_beginning_later_knows_more(tmp_path: Path) -> None:
    # Nothing is tried: a year later the gain is known. Now -18.18, later E max / 1.1 less 3 now, never 0.
    plan = told(tmp_path, f"wait: {{years: [1, 2], learns: {GAIN}, cost: 3}}")
    assert plan["value"] == plan["committed"] == pytest.approx(MEAN, abs=0.05)
    assert plan["option_value"] == 0.0 and plan["by_gate"] == []
    wait = plan["wait"]
    assert [start["value"] for start in wait["later"]] == pytest.approx(
        [-3 + ABOVE / 1.1, -3 + ABOVE / 1.21], abs=0.1
    )
    assert wait["start"] == "later" and wait["option_value"] == pytest.approx(-3 + ABOVE / 1.1, abs=0.1)
    assert wait["later"][0]["begins"] == pytest.approx(200 / 440, abs=0.002)
    # What is known then leaves a trial nothing to tell: its value is that of trying it nevertheless, or not at all.
    idle = told(tmp_path, "wait: {years: 1}")["wait"]
    assert idle["start"] == "never" and idle["later"][0]["value"] == pytest.approx(0.0)
    both = told(tmp_path, f"phases: [{{cost: 5, weeks: 52, learns: [{GAIN}]}}]\nwait: {{years: [1]}}")["wait"]
    assert both["later"][0]["value"] == pytest.approx((-5 + ABOVE / 1.1) / 1.1, abs=0.1)
    assert both["start"] == "now" and both["option_value"] == 0.0


def test_a_pilot_of_the_case_is_worth_what_it_is_worth_there(tmp_path: Path) -> None:
    pilots = f"pilots: {{trial: {{alternative: tool, informs: [{GAIN}], data: normal, sd: 300, sizes: [4, 40]}}}}\n"
    for size in (4, 40):
        study = study_of(tmp_path, f"phases: [{{pilot: trial, size: {size}}}]", pilots)
        trial = next(trial for trial in information(study).trials if trial.size == size)
        plan = gates_document(study)["plan"]
        evpi = information(study).everything.value
        # Doing nothing is the choice without the pilot: its worth is the value of the plan.
        assert plan["value"] == pytest.approx(trial.worth.value, abs=0.02 * evpi)
        rule = plan["by_gate"][0]["rule"]
        assert (rule["pilot"], rule["n"], rule["stops"]) == ("trial", size, "below")


PRICED = (
    f"pilots: {{trial: {{alternative: tool, informs: [{GAIN}], data: normal, sd: 300, sizes: [4, 40], "
    "cost: {fixed: 3, per_case: 0.5}, weeks: 13}}\n"
)


def test_a_phase_costs_and_takes_what_its_pilot_does(tmp_path: Path) -> None:
    priced = told(tmp_path, "phases: [{pilot: trial, size: 4}]", PRICED)
    written = told(tmp_path, "phases: [{pilot: trial, size: 4, cost: 5, weeks: 13}]", PRICED)
    assert priced == written and priced["by_gate"][0]["date"] == "2030-04-01"
    assert priced["committed"] == pytest.approx(-5 + MEAN * 1.1**-0.25, abs=0.05)
    # What the phase says itself goes before what its pilot says.
    own = told(tmp_path, "phases: [{pilot: trial, size: 4, cost: 0, weeks: 26}]", PRICED)
    assert own["committed"] == pytest.approx(MEAN * 1.1**-0.5, abs=0.05)


def test_a_share_that_a_pilot_counts_is_told_as_a_share(tmp_path: Path) -> None:
    more = "pilots: {trial: {alternative: tool, informs: [lines.part.factors.share], data: binomial, sizes: 50}}\n"
    study = study_of(tmp_path, "phases: [{pilot: trial, at_least: 0.4}]", PART + more)
    plan = gates_document(study)["plan"]
    (gate,) = plan["by_gate"]
    # 100 x share / 1.1 - 18.18 pays from a share of 0.2; after k of 50 the mean share is (k + 1) / 52: from k = 10.
    assert gate["rule"]["at"] == pytest.approx(0.19, abs=0.011) and gate["rule"]["stops"] == "below"
    assert plan["agreed"] <= plan["value"]


PART = """  part: {kind: product, alternative: tool, payer: welfare, receiver: residents, years: 2031, factors: {
    amount: {value: 100, unit: EUR/yr, price_year: 2030, source: invented, quality: B},
    share: {title: Deel, distribution: {kind: uniform, low: 0, high: 1}, unit: fraction, source: invented, quality: B}}}
"""


def test_an_agreed_border_is_weighed_beside_the_best(tmp_path: Path) -> None:
    plan = told(tmp_path, f"phases: [{{learns: [{GAIN}], at_least: 540}}]")
    # E (balance; gain >= 540) = 100 x ((540 + 640) / 2 - 440) / 1.1 / 440.
    assert plan["agreed"] == pytest.approx(100 * 150 / 1.1 / 440, abs=0.1)
    assert plan["value"] == pytest.approx(ABOVE, abs=0.1)
    downward = told(tmp_path, f"phases: [{{learns: [{GAIN}], at_most: 300}}]")
    assert downward["agreed"] == pytest.approx(100 * (250 - 440) / 1.1 / 440, abs=0.1)


def test_what_cannot_be_chosen_or_has_no_bound_has_no_worth(tmp_path: Path) -> None:
    harm = """  harm: {kind: cash_flow, alternative: tool, payer: residents, receiver: welfare, years: 2031,
    amounts: {pm: not known}}
"""
    study = study_of(tmp_path, "phases: [{cost: 5}]\nwait: {years: 1}", harm)
    plan = gates_document(study)["plan"]
    assert plan["value"] is None and plan["wait"] is None and "bound" in plan["reason"]
    assert "zonder grens" in shown_text(section("stage_gates", study, "nl"))
    assert section("stage_gates_detail", study, "nl") == []


def test_the_report_says_what_to_do_at_each_gate(tmp_path: Path) -> None:
    gates = f"""
    title: {{nl: Eerst proberen, en: Try first}}
    phases:
      - {{title: {{nl: Proef, en: Trial}}, cost: 5, weeks: 52, passes: 0.9, learns: {GAIN}}}
      - {{title: {{nl: Bouw, en: Build}}, cost: 1}}
    wait: {{years: [1]}}
    """
    study = study_of(tmp_path, gates)
    dutch, english = (shown_text(section("stage_gates", study, language)) for language in ("nl", "en"))  # type: ignore[arg-type]
    assert "Stop als de fase mislukt. Stop bij minder dan 44" in dutch and "Opbrengst" in dutch
    assert "1 januari 2031" in dutch and "Ga door: niets wat dan bekend is" in dutch
    assert "Stop where the phase fails. Stop below 44" in english and "Go on: nothing" in english
    assert "Nu beginnen is beter" in dutch and "Eerst proberen (Het middel)" in dutch
    table = frames.gates(study)
    assert table["action"].tolist() == ["by_border", "go_on"]
    assert table["on_top"].sum() == pytest.approx(
        sum(gate.gate.on_top for gate in staged_plans(study)[0].gates)
    )
    assert "Wat te doen na elke fase" in information_tables(study, "nl")
    options, wait = (
        block for block in section("stage_gates_detail", study, "nl") if isinstance(block, Table)
    )
    assert [row.cells[0].value for row in options.rows][-1] == pytest.approx(
        staged_plans(study)[0].worth.option_value
    )  # type: ignore[union-attr]
    assert [row.note for row in wait.rows] == ["het beste", "", ""]


def test_a_plan_without_phases_is_a_choice_of_when(tmp_path: Path) -> None:
    study = study_of(tmp_path, f"wait: {{years: 1, learns: {GAIN}}}")
    dutch = shown_text(section("stage_gates", study, "nl"))
    assert "Plan: plan (Het middel). Nu beginnen is naar verwachting" in dutch and "over één jaar" in dutch
    assert not [block for block in section("stage_gates", study, "nl") if isinstance(block, Figure)]


def test_a_case_without_gates_has_no_such_section(tmp_path: Path) -> None:
    study = appraise(load_case("two_years"))
    assert gates_document(study) == {} and frames.gates(study).empty
    assert section("stage_gates", study, "nl") == section("stage_gates_detail", study, "nl") == []
    assert {"stage_gates", "stage_gates_detail"} <= set(ORDER)


def test_gates_change_no_result_and_no_advice() -> None:
    case = load_case("anonimiseren").with_({"case.draws": 256})
    study = appraise(case)
    plan = gates_document(study)["trial_first"]
    assert plan["committed"] <= plan["value"] <= plan["perfect"]
    dear = appraise(case.with_({"gates.trial_first.phases.0.cost": 1e6}))
    assert gates_document(dear)["trial_first"]["value"] == pytest.approx(plan["value"] - 1e6 + 12_000)
    assert advice(study).as_json() == advice(dear).as_json()


@pytest.mark.parametrize("seed", range(6))
def test_the_value_lies_between_committed_and_perfect(tmp_path: Path, seed: int) -> None:
    made = np.random.default_rng(seed)
    phases = ", ".join(
        f"{{cost: {made.uniform(0, 30):.1f}, weeks: {made.integers(0, 40)}, passes: {made.uniform():.2f}, "
        f"salvage: {made.uniform(-20, 20):.1f}{', learns: ' + GAIN if place == seed % 3 else ''}}}"
        for place in range(3)
    )
    plan = told(tmp_path, f"phases: [{phases}]")
    assert plan["committed"] <= plan["value"] <= plan["perfect"] + 1e-9
    for gate in plan["by_gate"]:
        assert 0.0 <= gate["on_top"] <= plan["option_value"] + 1e-6
        assert 0.0 <= gate["alone"] <= plan["option_value"] + 0.05


def shown_text(blocks: list[Block]) -> str:
    texts = [block.text for block in blocks if isinstance(block, Prose)]
    tables = [block.data for block in blocks if isinstance(block, Figure)]
    cells = [str(cell.value) for table in tables for row in table.rows for cell in (*row.cells,)]
    return " ".join([*texts, *cells])
