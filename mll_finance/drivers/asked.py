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
    technology_alternatives = [name for name in case.projects if case.alternatives[name].role != "none"]
    eligible_alternatives = technology_alternatives or list(case.projects)
    if len(eligible_alternatives) == 1:
        return eligible_alternatives[0]
    return max(eligible_alternatives, key=lambda name: float(np.mean(study.outcomes[SOCIETY, name, "npv"])))
