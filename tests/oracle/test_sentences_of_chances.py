"""Sentences about chances and conditions claim no more than the figures behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mll_finance.drivers.scenarios import Discovery, discover
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.report.context import Context
from mll_finance.report.sections import results, scenario_detail, uncertainty

LANGUAGES: tuple[Any, ...] = ("nl", "en")


@pytest.fixture(scope="module")
def eindhoven() -> Study:
    return appraise(load_case("vroegsignalering_eindhoven").with_({"case.draws": 1024}))


def texts(blocks: Any) -> str:
    return " | ".join(str(block) for block in blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chance_that_nobody_can_tell_is_not_told_as_a_dash(eindhoven: Study, language: Any) -> None:
    shown = texts(uncertainty.blocks.body(Context(eindhoven, language)))
    assert "uitkomt is –" not in shown and "below zero is –" not in shown
    claim = {
        "nl": "Wat geen bedrag heeft, telt niet mee",
        "en": "What has no amount does not count",
    }
    assert claim[language] in shown


@pytest.mark.parametrize(
    ("language", "claim"),
    [("nl", "niet bekend hoe hoog zij hoogstens zijn"), ("en", "it is not known how high they are at most")],
)
def test_the_results_say_why_a_chance_lacks_and_only_where_it_does(
    eindhoven: Study, language: Any, claim: str
) -> None:
    shown = texts(results.blocks.body(Context(eindhoven, language)))
    # To society the harm of two alternatives has no amount; to the municipality nothing is unknown.
    assert shown.count(claim) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_share_of_draws_is_told_surer_than_they_can_be(eindhoven: Study, language: Any) -> None:
    context = Context(eindhoven, language)
    sentence = scenario_detail.condition_sentence(context, discover(eindhoven, "extra_fte"))
    assert "> 99%" in sentence and "100" not in sentence


@pytest.mark.parametrize("of_success", [True, False])
@pytest.mark.parametrize(
    ("density", "language", "words"),
    [
        (0.51, "nl", "komt vooral"),
        (0.49, "nl", "komt vaker"),
        (0.51, "en", "mostly ends"),
        (0.49, "en", "more often ends"),
    ],
)
def test_mostly_is_said_of_more_than_half(
    eindhoven: Study, density: float, language: Any, words: str, of_success: bool
) -> None:
    """A box in which a third succeeds is where success is more frequent, not where it is the rule."""
    found: Discovery = discover(eindhoven, "rule")
    assert found.box is not None
    changed = replace(found, of_success=of_success, box=replace(found.box, density=density))
    assert words in scenario_detail.condition_sentence(Context(eindhoven, language), changed)
