"""Every example case says how its preconditions stand, in both languages, and so gets an advice with its reasons."""

from __future__ import annotations

from functools import lru_cache

import pytest

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.judgement.advice import advice
from mll_finance.judgement.checks import case_standings, is_assessed
from mll_finance.report.page import section
from mll_finance.report.terminal import plain_text
from mll_finance.resources import resource

EXAMPLES = sorted(
    path.stem
    for path in resource("parameters").glob("*.yaml")
    if not path.name.startswith("two_years")  # The smallest case: it shows what a case without them says.
)
REASONED = ("problem_owner", "legal_basis", "necessity", "ai_act_class")
"""Checks of which a public example cannot know the outcome: it says what is needed."""
ADVICE = {
    "anonimiseren": "uncertain",
    "dakloosheid_preventie": "no_go",
    "fraude_selectie_bijstand": "stop",
    "samenwerking_naar_werk": "uncertain",
    "sensor_valdetectie": "not_yet",
    "spraak_naar_verslag_wmo": "uncertain",
    "virtuele_assistent_kcc": "not_yet",
    "vroegsignalering_eindhoven": "no_go",
    "wijkinzicht": "not_yet",
    "wmo_intake": "not_yet",
}
"""By hand from docs/advies.md: a refused veto, clearly below zero, not clear, or harm without a number."""


@lru_cache(maxsize=16)
def study(name: str) -> Study:
    case = load_case(resource("parameters", f"{name}.yaml"))
    return appraise(case.with_({"case.draws": 256}))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_check_that_applies_is_assessed(name: str) -> None:
    case = load_case(resource("parameters", f"{name}.yaml"))
    assert is_assessed(case)
    stand = case_standings(case)
    assert {one.check.id for one in stand} <= set(case.document.data["preconditions"])
    for one in stand:
        if one.check.id in REASONED or one.status in ("met", "refused", "not_applicable", "unknown"):
            told = one.found.evidence
            assert told is not None and told.nl and told.en and told.nl != told.en, one.check.id


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_advice_has_its_reasons(name: str) -> None:
    found = advice(study(name))
    assert found.assessed and found.overall == ADVICE[name]
    for language in ("nl", "en"):
        text = plain_text(section("preconditions", study(name), language), language)  # type: ignore[arg-type]
        assert text and "{" not in text
        for alternative in found.by_alternative:
            for one in alternative.blocking:
                assert one.check.text.title.text(language) in text  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [one for one in EXAMPLES if ADVICE[one] != "stop"])
def test_the_lines_of_the_example_pay_for_its_checks(name: str) -> None:
    case = study(name).case
    assert not [line for line in case.lines.values() if line.made_by == "preconditions"]
    assert not case.graph.later


def test_a_check_that_names_techniques_applies_to_those() -> None:
    text = """\
case: {{id: technique, base_year: 2026, horizon: 2}}
alternatives:
  baseline: {{title: Baseline}}
  project: {{title: Project, sourcing: build, role: provider{technique}}}
lines:
  cost:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    amounts: {{value: {{2026: 1}}, unit: EUR, price_year: 2026, source: s, quality: B}}
preconditions: {{}}
"""

    def checks(technique: str) -> set[str]:
        case = case_from_text(text.format(technique=f", technique: {technique}" if technique else ""))
        return {one.check.id for one in case_standings(case)}

    # A forecast selects nobody, so there is no precision to break even with; what is not known yet is asked.
    assert checks("scoring_model") - checks("forecast") == {"break_even_precision"}
    assert checks("") == checks("scoring_model")
