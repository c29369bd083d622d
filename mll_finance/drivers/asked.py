"""What the question of a case is about: it comes first wherever one alternative is shown."""

from __future__ import annotations

import numpy as np

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY


def asked_alternative(study: Study) -> str:
    """The alternative that the case names (``about``), else the best with an AI system, else the best of all.

    Notes
    -----
    Convention: the best has the highest mean NPV to society over the draws; of equals the first in the case.
    """
    case = study.case
    if case.settings.about is not None:
        return case.settings.about
    technology_alternative_ids = [name for name in case.projects if case.alternatives[name].role != "none"]
    eligible_alternative_ids = technology_alternative_ids or list(case.projects)
    if len(eligible_alternative_ids) == 1:
        return eligible_alternative_ids[0]
    return max(
        eligible_alternative_ids, key=lambda name: float(np.mean(study.outcomes[SOCIETY, name, "npv"]))
    )
