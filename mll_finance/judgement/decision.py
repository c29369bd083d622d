"""What the numbers say about the choice: the ranking, how sure it is, and what stands beside the euros.

The baseline is one of the choices, at zero: an alternative is worth it only where it beats what happens anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

from mll_finance.drivers.scenarios import ScenarioTable, scenario_table
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.proposal import Proposal
from mll_finance.judgement.advice import advice
from mll_finance.judgement.chances import Chance, chance_negative
from mll_finance.judgement.contenders import ranked_choices
from mll_finance.judgement.decision_table import Kind
from mll_finance.judgement.unknowns import at_bounds, unknowns

REJECTED: tuple[Kind, ...] = ("choose_other", "stop")
"""Advice that leaves an alternative for another, where there is another to choose."""


@dataclass(frozen=True)
class Ranked:
    """How one alternative stands in the ranking of one perspective (NPV and percentiles in EUR)."""

    alternative: str
    mean: float
    """The expected NPV: the mean over the draws."""
    central: float
    """The NPV of the central case."""
    p05: float
    p95: float
    negative: Chance
    """Chance that the NPV is below zero."""
    best: Chance
    """Chance that it is the best choice for society, the baseline included."""
    pm: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """The alternatives from the highest expected balance to the lowest, for society and for the municipality."""

    society: tuple[Ranked, ...]
    municipality: tuple[Ranked, ...]
    baseline_best: Chance
    """Chance that changing nothing is the best choice for society."""

    def of(self, alternative: str) -> tuple[Ranked, Ranked]:
        """How one alternative stands for society and for the municipality."""
        return tuple(
            next(ranked for ranked in ranking if ranked.alternative == alternative)
            for ranking in (self.society, self.municipality)
        )  # type: ignore[return-value]


def decision(study: Study) -> Decision:
    """The ranking of every alternative."""
    chance_baseline_best = advice(study).field.chance_best(BASELINE)
    return Decision(_ranking(study, SOCIETY), _ranking(study, MUNICIPALITY), chance_baseline_best)


def ranked_scenarios(study: Study) -> ScenarioTable:
    """The table of the choices with a rank in every scenario, unknown costs and harms at the most that they can be."""
    study_and_scenario_studies = (study, *(study.in_scenario(name) for name in study.case.scenarios))
    alternatives_ranked_everywhere = set.intersection(
        *(set(ranked_choices(in_scenario)) for in_scenario in study_and_scenario_studies)
    )
    number_by_path = at_bounds(
        unknown
        for unknown_lines in unknowns(study).values()
        for unknown in unknown_lines
        if unknown.against and unknown.bounds is not None
    )
    study_at_worst = study.changed(number_by_path) if number_by_path else study
    return scenario_table(study_at_worst).among(alternatives_ranked_everywhere)


def council_proposal(study: Study) -> Proposal:
    """What the case says of the council proposal; nothing where it has no such section."""
    return study.case.section(Proposal) or Proposal()


def proposed_alternative(study: Study) -> str:
    """The alternative that the proposal is about: the one that the case names, else the choice, else what was asked.

    Where the advice rejects what the case names for another alternative, that one: nothing is proposed against the
    advice.
    """
    named_alternative_id = council_proposal(study).alternative
    case_advice = advice(study)
    choice_of_advice = None if case_advice.choice in (None, BASELINE) else str(case_advice.choice)
    if named_alternative_id is not None and (
        choice_of_advice is None or case_advice.of(named_alternative_id).kind not in REJECTED
    ):
        return named_alternative_id
    return case_advice.about if choice_of_advice is None else choice_of_advice


def rejected_alternative(study: Study) -> str | None:
    """What the case names for the proposal, where the advice puts another alternative in its place."""
    named_alternative_id = council_proposal(study).alternative
    return None if named_alternative_id in (None, proposed_alternative(study)) else named_alternative_id


def _ranking(study: Study, perspective: str) -> tuple[Ranked, ...]:
    case_advice, ranked_rows = advice(study), []
    for alternative in study.case.projects:
        npv_statistics = study.value(perspective, alternative, "npv")
        ranked_rows.append(
            Ranked(
                alternative,
                npv_statistics["mean"],
                npv_statistics["central"],
                npv_statistics["p05"],
                npv_statistics["p95"],
                chance_negative(study, perspective, alternative),
                case_advice.of(alternative).best,
                tuple(npv_statistics["pm"]),
            )
        )
    return tuple(sorted(ranked_rows, key=lambda alternative: -alternative.mean))
