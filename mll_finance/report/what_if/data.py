"""What the script of the page is given beside its programs, as JSON: numbers, draws, checks, cover, thresholds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mll_finance.inputs.case.checks import LEAST_RATE
from mll_finance.inputs.case.further import expanded
from mll_finance.inputs.case.limits import highest, limits_by_path
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY, WELFARE
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.correlations import Correlation
from mll_finance.inputs.method.cover import Cover
from mll_finance.inputs.method.pilots import NAME as PILOTS
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.inputs.text.written import LARGEST_NUMBER
from mll_finance.judgement.checks import is_assessed
from mll_finance.judgement.comparison import BAND, DOUBT, ERRORS, ROUNDING
from mll_finance.judgement.finding_out.few_draws import FITTED_DRAWS
from mll_finance.judgement.finding_out.investigation import share_of_use_lost
from mll_finance.judgement.unknowns import unknowns
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.municipal_budget.budget import YEARS
from mll_finance.municipal_budget.cover import HALF_A_EURO
from mll_finance.municipal_budget.resilience import risk_certainty
from mll_finance.report.what_if.amounts import amounts_data
from mll_finance.report.what_if.settings import curves_of, method_numbers, settings_data
from mll_finance.uncertainty import distributions

_NUMERIC = {"value", "distribution"}


def script_data(what_if: WhatIf, *, has_parties: bool = True) -> dict[str, Any]:
    """Everything but words and programs that the script works with.

    Parameters
    ----------
    what_if : WhatIf
        The programs of the case.
    has_parties : bool
        Whether it holds what a line brings to each party.
    """
    study = what_if.study
    case, plan = study.case, study.draws.plan
    return {
        "years": list(case.years),
        "budgetYears": list(case.years[:YEARS]),
        "perspectives": list(case.perspectives),
        "society": SOCIETY,
        "municipality": MUNICIPALITY,
        "baseline": BASELINE,
        "numbers": [[open_number.path, open_number.year] for open_number in what_if.open_case.numbers],
        "counts": list(what_if.open_case.counts),
        "inputs": _inputs(what_if),
        "groups": {
            group_path: list(path_by_alternative.values())
            for group_path, path_by_alternative in case.graph.groups.items()
        },
        **amounts_data(what_if, has_parties=has_parties),
        "curves": curves_of(what_if.open_case.points),
        "settings": settings_data(case, what_if.open_case.counts, what_if.open_case.points),
        "sameAs": method_numbers(case),
        "plan": {"seed": plan.seed, "replicates": plan.replicates, "perReplicate": plan.per_replicate},
        "ranks": [
            [*correlation.between, f"correlations.{correlation_name}.rank"]
            for correlation_name, correlation in case.parts(Correlation).items()
        ],
        "alternatives": _alternatives(what_if),
        "unknowns": _unknowns(what_if),
        "pilots": _pilots(what_if),
        "fittedDraws": FITTED_DRAWS,
        "durations": {line_id: line.duration for line_id, line in case.lines.items()},
        "about": case.settings.about,
        "nothingFeasible": case.alternatives[BASELINE].feasible,
        "assessed": is_assessed(case),
        "thresholds": {
            "band": BAND,
            "doubt": DOUBT,
            "errors": ERRORS,
            "rounding": ROUNDING,
            "halfAEuro": HALF_A_EURO,
            "riskCertainty": risk_certainty(study),
            "leastRate": LEAST_RATE,
            "impossible": threshold("impossible_share"),
            "largest": LARGEST_NUMBER,
        },
    }


def _pilots(what_if: WhatIf) -> list[dict[str, Any]]:
    """What each pilot observes of its number, and what it costs unless a setting says otherwise."""
    return [
        {
            "path": f"{PILOTS}.{pilot_id}",
            "alternative": pilot.alternative,
            "informs": pilot.informs[0],
            "data": pilot.data,
            "sd": pilot.sd or 1.0,
            "sizes": list(pilot.sizes),
            "cost.fixed": pilot.cost.fixed,
            "cost.per_case": pilot.cost.per_case,
            "weeks": pilot.weeks,
            "lostByWeek": share_of_use_lost(what_if.study, pilot.alternative, 1.0),
        }
        for pilot_id, pilot in what_if.study.case.parts(Pilot).items()
    ]


def _inputs(what_if: WhatIf) -> dict[str, Any]:
    """Each number of the case by its path; null where it is PM."""
    case, graph = what_if.study.case, what_if.open_case.filled.graph
    limits_of_path, highest_by_path = limits_by_path(graph), highest(graph)
    case_as_written = expanded(case.document.data, case.tables)
    input_entry_by_path: dict[str, Any] = {}
    for path, number_leaf in case.graph.leaves.items():
        assumption = number_leaf.assumption
        is_unknown = assumption.pm is not None
        if assumption.ref is not None or (is_unknown and path not in what_if.open_case.unknown):
            continue
        input_entry: dict[str, Any] = {"value": None if is_unknown else assumption.value}
        if assumption.distribution is not None:
            input_entry["distribution"] = distributions.written(assumption.distribution)
        if isinstance(graph.leaves[path].assumption.value, dict):
            input_entry["byYear"] = True
        number_as_written = _raw_number(case_as_written, path)
        if "byYear" not in input_entry and _is_written_whole(number_as_written):
            input_entry["own"] = True
        if not is_unknown and number_as_written.keys() & _NUMERIC:
            input_entry["written"] = sorted(number_as_written.keys() & _NUMERIC)
        if number_leaf.literal:
            input_entry["literal"] = True
        if path in limits_of_path:
            input_entry["limits"] = [
                limit if math.isfinite(limit) else None for limit in limits_of_path[path]
            ]
        if path in highest_by_path:
            input_entry["most"] = highest_by_path[path]
        input_entry_by_path[path] = input_entry
    return input_entry_by_path


def _raw_number(raw: Any, path: str) -> Mapping[Any, Any]:
    """A number as the case has it; empty where it is not written out there."""
    for path_key in path.split("."):
        raw = raw.get(path_key) if isinstance(raw, dict) else None
    return raw if isinstance(raw, dict) else {}


def _is_written_whole(raw_number: Mapping[Any, Any]) -> bool:
    """Whether the case says unit, source and quality of a number, so that its distribution can be another."""
    return all(raw_number.get(field_name) is not None for field_name in ("unit", "source", "quality"))


def _alternatives(what_if: WhatIf) -> dict[str, Any]:
    case = what_if.study.case
    return {
        alternative_id: {
            "role": case.alternatives[alternative_id].role,
            "lightness": list(unmoved_alternative.lightness),
            "stopped": unmoved_alternative.is_stopped,
            "waitsBeforePilot": unmoved_alternative.waits_before_pilot,
            "waits": unmoved_alternative.waits,
            "cover": _cover(what_if, alternative_id),
        }
        for alternative_id, unmoved_alternative in what_if.unmoved().items()
    }


def _cover(what_if: WhatIf, alternative: str) -> list[dict[str, Any]]:
    return [
        {"duration": cover.duration, "closing": cover.closing, "amounts": f"cover.{cover_id}.amounts"}
        for cover_id, cover in what_if.study.case.parts(Cover).items()
        if cover.stands(alternative)
    ]


def _unknowns(what_if: WhatIf) -> dict[str, list[dict[str, Any]]]:
    """What is PM in each alternative for society, with the bound that somebody accepted."""
    case = what_if.study.case
    return {
        alternative_id: [
            {
                "paths": sorted(unknown.paths),
                "lines": list(unknown.lines),
                "harm": any(
                    WELFARE in (case.lines[line_id].payer, case.lines[line_id].receiver)
                    for line_id in unknown.lines
                ),
                "bounds": None
                if unknown.bounds is None
                else {
                    bound_path: case.graph.leaves[bound_path].assumption.at_most
                    for bound_path in unknown.bounds
                },
            }
            for unknown in unknowns_of_alternative
        ]
        for alternative_id, unknowns_of_alternative in unknowns(what_if.study).items()
    }
