"""Whether a study is of the adopted version: compared with the lock once, and told alike in everything made of it."""

from __future__ import annotations

from typing import Any

from mll_finance.engine.study import Study
from mll_finance.inputs.case.adoption.deviation import Deviation, adoption_document, deviation


def deviation_of(study: Study) -> Deviation | None:
    """In what the case of a study is not the adopted version; None where it is, or where none was adopted."""
    return study.once(deviation, lambda: deviation(study.case))


def adoption_fields(study: Study) -> dict[str, Any]:
    """Whether a case that was adopted is still as it was; nothing for a draft."""
    adoption = adoption_document(study.case, deviation_of(study))
    return {} if adoption is None else {"adoption": adoption}
