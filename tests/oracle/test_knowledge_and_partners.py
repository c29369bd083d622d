"""Knowledge and partners by hand: only a chosen option costs, an open one is shown, scores and shares add up."""

from __future__ import annotations

import pytest

from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.method.ecosystem import Ecosystem
from mll_finance.inputs.method.knowledge import Knowledge
from mll_finance.judgement.knowledge import needs, option_costs
from mll_finance.parties.ecosystem import partner_values, ranking
from mll_finance.report.page import section
from mll_finance.report.terminal import plain_text
from mll_finance.resources import resource

CASE = """\
case: {id: skills, base_year: 2024, horizon: 2, price_level: 2024, discounting: {rate: 0.0}}
alternatives:
  baseline: {title: Nothing}
  model: {title: Model, technique: scoring_model, sourcing: buy, role: deployer, risk_class: high}
  rule: {title: Rule, technique: rules, sourcing: rule}
lines:
  licence:
    title: Licence
    kind: cash_flow
    alternative: model
    payer: municipality
    receiver: partner
    amounts: {value: {2024: 1000, 2025: 500}, unit: EUR, price_year: 2024, source: study, quality: B}
  gift:
    title: Gift
    kind: cash_flow
    alternative: model
    payer: partner
    receiver: residents
    amounts: {value: {2026: 300}, unit: EUR, price_year: 2024, source: study, quality: B}
knowledge:
  alternatives: [model]
  accepted_by: controller
  roles:
    problem_owner: {level: full, who: Manager}
    data_scientist:
      level: none
      effort: {value: 0.5, unit: fte, source: study, quality: B}
      years: [2025, 2026]
CHOSEN
    ethicist: {level: none}
ecosystem:
  governance: One table
  partners:
    firm: {party: partner, role: Supplier, contribution: Software, data: None yet, ip: Shared}
    landlord: {party: housing_associations, role: Reports, contribution: Signals, data: Decree, ip: None}
  selection:
    question: Which supplier
    weights: {issue_fit: 3, proof: 1, data_and_rights: 0, openness: 0, continuity: 0, price_and_risk: 0, reuse: 0}
    candidates:
      a: {title: A, scores: {issue_fit: 5, proof: 1}}
      b: {title: B, scores: {issue_fit: 3, proof: 5}}
"""
RATE_2024, HOURS = 99.65, 1363
"""Hired hour of 2024 (Talent Monitor) and productive hours (HOT 2023)."""


def study(chosen: str = "", text: str = CASE) -> Study:
    return appraise(case_from_text(text.replace("CHOSEN\n", f"      chosen: {chosen}\n" if chosen else "")))


def npv(found: Study, perspective: str = "municipality", alternative: str = "model") -> float:
    return float(found.value(perspective, alternative, "npv")["central"])


BY_HAND = 2 * 0.5 * HOURS * RATE_2024
"""Two years of half a full-time equivalent, ex btw."""


def test_an_open_option_changes_nothing() -> None:
    without = CASE.split("knowledge:", maxsplit=1)[0]
    assert npv(study()) == npv(appraise(case_from_text(without))) == -1500
    assert not [line for line in study().case.lines.values() if line.made_by == "knowledge"]


def test_a_chosen_option_costs_what_it_costs_by_hand() -> None:
    assert npv(study()) - npv(study("contract")) == pytest.approx(BY_HAND)
    assert npv(study(), "society") - npv(study("contract"), "society") == pytest.approx(1.21 * BY_HAND)
    assert npv(study("contract"), alternative="rule") == npv(study(), alternative="rule") == 0


@pytest.mark.parametrize("chosen", ["", "contract"])
def test_an_option_is_shown_at_what_it_would_cost(chosen: str) -> None:
    found = {(one.role, one.option): one for one in option_costs(study(chosen))}
    contract = found["data_scientist", "contract"]
    assert contract.present_value == pytest.approx(BY_HAND)
    assert contract.chosen == (chosen == "contract") and contract.first_year == 2025
    assert contract.lead_time == (1, 2, 3)
    # Without its size an option has no cost, and that is not zero; a course has a price by itself.
    assert found["ethicist", "contract"].present_value is None
    train = found["ethicist", "train"].present_value
    assert train is not None and train > 0


@pytest.mark.parametrize("option", ["train", "hire", "contract", "partner"])
def test_what_is_shown_is_what_enters_the_ledger(option: str) -> None:
    shown = next(one for one in option_costs(study()) if (one.role, one.option) == ("data_scientist", option))
    assert npv(study()) - npv(study(option)) == pytest.approx(shown.present_value)


def test_the_gap_is_found() -> None:
    found = {need.role: need.standing for need in needs(study())}
    assert found["problem_owner"] == "full" and found["data_scientist"] == "none"
    assert found["legal_adviser"] == "not_assessed"
    assert "quality_manager" not in found  # only who builds a high-risk system needs one
    built = CASE.replace("sourcing: buy, role: deployer", "sourcing: build, role: provider")
    assert "quality_manager" in {need.role for need in needs(study(text=built))}


def test_the_ranking_by_hand() -> None:
    selection = study().case.given(Ecosystem).selection
    first, second = ranking(selection)
    # a: (3 x 5 + 1 x 1) / 4 = 4; b: (3 x 3 + 1 x 5) / 4 = 3.5; at equal weights a: 3, b: 4.
    assert (first.candidate, first.score, first.rank, first.rank_unweighted) == ("a", 4.0, 1, 2)
    assert (second.candidate, second.score, second.rank, second.rank_unweighted) == ("b", 3.5, 2, 1)


def test_partners_gain_what_their_lines_bring() -> None:
    found = {(one.partner, one.alternative): one for one in partner_values(study())}
    firm = found["firm", "model"]
    assert {one.line: one.present_value for one in firm.lines} == {"licence": 1500, "gift": -300}
    assert firm.npv == 1200
    assert found["landlord", "model"].lines == () and found["firm", "rule"].npv == 0


@pytest.mark.parametrize("name", ["techniques", "knowledge", "ecosystem"])
def test_a_section_of_the_report_shows_only_what_a_case_has(name: str) -> None:
    bare = (
        CASE.split("knowledge:", maxsplit=1)[0]
        .replace("technique: scoring_model, ", "")
        .replace("technique: rules, ", "")
    )
    for language in ("nl", "en"):
        assert section(name, study(), language)  # type: ignore[arg-type]
        assert section(name, appraise(case_from_text(bare)), language) == []  # type: ignore[arg-type]


BROKEN = {
    "unknown technique": ("technique: rules", "technique: rulez", "did you mean 'rules'?"),
    "unknown role": ("    ethicist:", "    ethicst:", "did you mean 'ethicist'?"),
    "unknown alternative": ("alternatives: [model]", "alternatives: [modle]", "did you mean 'model'?"),
    "nothing to get": ("{level: full, who: Manager}", "{level: full, chosen: hire}", "filled in full"),
    "no size": (
        "    ethicist: {level: none}",
        "    ethicist: {level: none, chosen: hire}",
        "without its size",
    ),
    "unknown option": ("ethicist: {level: none}", "ethicist: {level: none, chosen: buy}", "train"),
    "years outside": ("years: [2025, 2026]", "years: [2035]", "no year of the case"),
    "unknown party": ("party: partner", "party: partnr", "did you mean 'partner'?"),
    "party outside every fence": ("party: partner", "party: welfare", "a real party"),
    "unknown criterion": ("weights: {issue_fit: 3", "weights: {isue_fit: 3", "did you mean 'issue_fit'?"),
    "no score": ("scores: {issue_fit: 5, proof: 1}", "scores: {issue_fit: 5}", "no score on proof"),
    "score out of range": ("issue_fit: 5, proof: 1", "issue_fit: 6, proof: 1", "from 1 (poor) to 5 (good)"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_word_is_told(name: str) -> None:
    old, new, told = BROKEN[name]
    assert old in CASE
    with pytest.raises(InputError) as refused:
        study(text=CASE.replace(old, new))
    assert told in str(refused.value)


def test_all_wrong_words_at_once() -> None:
    text = CASE
    for name in ("unknown technique", "unknown role", "unknown party", "no score"):
        old, new, _ = BROKEN[name]
        text = text.replace(old, new)
    with pytest.raises(InputError) as refused:
        study(text=text)
    assert len(refused.value.problems) == 4


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_hints_of_the_template_are_a_valid_case(language: str) -> None:
    text = resource("parameters", "templates", f"full_case.{language}.yaml").read_text(encoding="utf-8")
    plain, hints = text.replace("__ID__", "new").rsplit("# knowledge:", 1)
    case = case_from_text(
        plain + "\n".join(line.removeprefix("# ") for line in f"# knowledge:{hints}".split("\n"))
    )
    assert case.given(Knowledge).roles["data_scientist"].chosen == "contract"
    assert "knowledge_data_scientist_contract" in case.lines
    assert case.given(Ecosystem).partners


def test_own_time_in_training_is_no_spending() -> None:
    course, hours, rate = 3000, 60, 90  # own estimates of data/knowledge_costs.csv
    budget = npv(study()) - npv(study("train"))
    society = npv(study(), "society") - npv(study("train"), "society")
    assert society / budget == pytest.approx((1.21 * course + hours * rate) / course)


# The lead time of a chosen option, by hand: 9 months to train, 6 to hire or with a partner, 2 to contract.

NOW = CASE.replace("      years: [2025, 2026]\n", "").replace(
    "amounts: {value: {2024: 1000, 2025: 500}", "phase: run\n    amounts: {value: {2024: 1000, 2025: 500}"
)
"""The work is needed from the first year of the case on, and the licence is paid in use."""


def waits(chosen: str, text: str = NOW) -> dict[str, int]:
    return {
        str(phase): years for phase, years in study(chosen, text).case.alternatives["model"].later.items()
    }


@pytest.mark.parametrize(("chosen", "years"), [("train", 1), ("hire", 1), ("partner", 1), ("contract", 0)])
def test_the_lead_time_of_a_chosen_option_shifts_the_timeline(chosen: str, years: int) -> None:
    # A data scientist must be there by the design; who is needed a year later is sought in the year before.
    assert waits(chosen) == ({"design": years} if years else {})
    assert waits(chosen, NOW.replace("      level: none\n", "      level: none\n      years: [2025]\n")) == {}
    assert waits("", NOW) == {} and not study(chosen, NOW).case.alternatives["rule"].later
    licence = study(chosen, NOW).central.euros("licence", "model")
    assert licence is not None
    assert licence[:, 0].tolist() == ([0, 1000, 500] if years else [1000, 500, 0])


def test_what_is_spent_to_fill_a_role_does_not_wait_for_itself() -> None:
    ledger = study("hire", NOW).central
    search = ledger.euros("knowledge_data_scientist_hire_search", "model")
    wages = ledger.euros("knowledge_data_scientist_hire", "model")
    assert search is not None and [year > 0 for year in search[:, 0]] == [True, False, False]
    assert wages is not None and wages[0, 0] == 0 < wages[1, 0]


def test_of_all_delays_the_largest_counts() -> None:
    two = NOW.replace("    ethicist: {level: none}", "    ethicist: {level: none, chosen: train, delay: 2}")
    assert waits("hire", two) == {"design": 2}
    # An open legal basis brings one year before the design, quality of the data one before the pilot.
    states = "preconditions: {legal_basis: {status: open, delay: 3}}\n"
    found = waits("hire", NOW + states)
    assert found["design"] == 3 and set(found) >= {"design", "pilot"}
    assert waits("hire", two + "preconditions: {legal_basis: {status: open, delay: 1}}\n")["design"] == 2


def test_an_own_delay_takes_the_place_of_the_lead_time() -> None:
    own = NOW.replace("      level: none\n", "      level: none\n      delay: 0\n")
    assert waits("hire", own) == {}
    with pytest.raises(InputError, match="a delay without an option that is chosen"):
        study("", own)


def test_the_report_tells_what_waits() -> None:
    found = {(one.role, one.option): one.delay for one in option_costs(study("hire", NOW))}
    assert found["data_scientist", "hire"] == 1 and found["data_scientist", "contract"] == 0
    text = " ".join(plain_text(section("knowledge", study("hire", NOW), "en"), "en").split())
    assert "the project waits 1 yr" in text and "the project would wait 1 yr" in text
