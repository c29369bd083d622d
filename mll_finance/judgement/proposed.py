"""The alternative that a council proposal is about."""

from __future__ import annotations

from mll_finance.engine.study import Study
from mll_finance.inputs.method.proposal import Proposal
from mll_finance.judgement.decision import decision


def proposal(study: Study) -> Proposal:
    """What the case says of the council proposal; nothing where it has no such section."""
    found = study.case.method.get("proposal")
    return found if isinstance(found, Proposal) else Proposal()


def proposed(study: Study) -> str:
    """The alternative that is proposed: the one that the case names, else the best one for society."""
    return proposal(study).alternative or decision(study).best.alternative
