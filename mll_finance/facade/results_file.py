"""The content of ``results.json``: the long table of results with advice, budget, cover and parties beside it."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.study import Study
from mll_finance.facade.adoption_mark import adoption_fields
from mll_finance.facade.for_the_controller import budget_document, cover_document, parties_document
from mll_finance.judgement.advice import advice
from mll_finance.judgement.chances import results
from mll_finance.judgement.never_share import never_shares
from mll_finance.judgement.scales import scales
from mll_finance.judgement.standard_advice import standard_sensitivities
from mll_finance.parties.partner_costs import uncovered
from mll_finance.promised import outcomes

SCHEMA = 1
"""Raised when a reader of the file would misread a newer one."""


def standard_document(study: Study) -> dict[str, Any]:
    """The standard sensitivities of a study, the sizes at which each alternative is worth it, and its never-shares."""
    standard_part: dict[str, Any] = outcomes(
        {
            "rows": [sensitivity.as_json() for sensitivity in standard_sensitivities(study)],
            "scale": [scale.as_json() for scale in scales(study)],
            "never_share": {
                name: [never_share.as_json() for never_share in never_shares(study, name)]
                for name in study.case.projects
            },
        }
    )
    return standard_part


def results_document(study: Study) -> dict[str, Any]:
    """Results and advice of a study: numbers and nulls only; a draft names what is to be filled in.

    Outcomes have the figures that every processor gives, so that the file is the same wherever it is made.
    """
    fields_to_fill_in = {"to_fill_in": list(study.case.placeholders)} if study.case.placeholders else {}
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "case": study.case.settings.id,
        **fields_to_fill_in,
        **adoption_fields(study),
        "fingerprint": study.fingerprint,
        "results": outcomes(results(study)),
        "advice": outcomes(advice(study).as_json()),
        "budget": outcomes({name: budget_document(study, name) for name in study.case.projects}),
        "cover": outcomes({name: cover_document(study, name) for name in study.case.projects}),
        "parties": outcomes({name: parties_document(study, name) for name in study.case.projects}),
    }
    partner_costs = study.case.settings.partner_costs
    if partner_costs is not None:
        uncovered_party_ids = sorted({uncovered_party.party for uncovered_party in uncovered(study.case)})
        document["partner_costs"] = {
            "none": partner_costs.none.model_dump(),
            "parties": uncovered_party_ids,
        }
    return document
