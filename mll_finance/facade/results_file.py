"""The content of ``results.json``: the long table of results with the advice beside it."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.study import Study
from mll_finance.judgement.advice import advice

SCHEMA = 1
"""Raised when a reader of the file would misread a newer one."""


def results_document(study: Study) -> dict[str, Any]:
    """Results and advice of a study: numbers and nulls only, no NaN or infinity."""
    return {
        "schema": SCHEMA,
        "case": study.case.settings.id,
        "fingerprint": study.fingerprint,
        "results": study.rows,
        "advice": advice(study).as_json(),
    }
