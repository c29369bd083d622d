"""Whether anything crosses the fence of a perspective at all."""

from __future__ import annotations

from mll_finance.engine.study import Study


def nothing_crosses(study: Study, perspective: str) -> bool:
    """Whether no alternative moves a euro, or anything on PM, into or out of a perspective; in the draws neither."""
    viewpoint = study.case.perspectives[perspective]
    return not any(
        study.central.pm(viewpoint, alternative)
        or any(seen_line.real.any() for seen_line in study.central.seen_by(viewpoint, alternative))
        or study.outcomes[perspective, alternative, "npv"].any()
        for alternative in study.case.projects
    )
