"""What a model must achieve, as ``mll appraise --voi --format json`` says it."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.study import Study
from mll_finance.judgement.achieving.acceptance import acceptance
from mll_finance.judgement.achieving.demands import decision_curves, demands


def achieving_document(study: Study) -> dict[str, Any]:
    """The parts ``frontier``, ``decision_curves`` and ``acceptance``; with the reason where there is none."""
    study_demands, acceptance_criteria = demands(study), acceptance(study)
    achieving_results: dict[str, Any] = {
        "frontier": [demand.as_json() for demand in study_demands],
        "decision_curves": [curve.as_json() for curve in decision_curves(study)],
        "acceptance": [criterion.as_json() for criterion in acceptance_criteria],
    }
    if not study_demands:
        achieving_results["frontier_reason"] = "no selection in the case of which the precision moves euros"
    if not acceptance_criteria:
        achieving_results["acceptance_reason"] = "no model of which a precision can be demanded"
    return achieving_results
