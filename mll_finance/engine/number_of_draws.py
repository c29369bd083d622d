"""How many draws a case gets: its own number, or as many as bring the Monte Carlo error below what it asks for."""

from __future__ import annotations

from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.outcomes import Outcomes, outcomes
from mll_finance.inputs.case.case import Case
from mll_finance.uncertainty.sampling import replicate_error


def draws_of(case: Case) -> Draws:
    """The draws of a case; with ``case.draws_until`` their number doubles until the error is small enough.

    Notes
    -----
    Convention: the error is the largest standard error of a mean NPV, over perspectives and alternatives. At
    ``at_most`` draws it stops all the same; the error is then in the results for all to see. The number depends on the
    case and the seed only, and with it every draw.
    """
    case_draws, target_error = Draws.of(case), case.settings.draws_until
    if target_error is None or case_draws.plan.total == 1:
        return case_draws
    evaluator_of_case = Evaluator(case)
    while 2 * case_draws.plan.total <= target_error.at_most:
        if (
            _largest_error(outcomes(evaluator_of_case, case_draws), case_draws.plan.replicates)
            <= target_error.error
        ):
            break
        case_draws = Draws.of(case, draws=2 * case_draws.plan.total)
    return case_draws


def _largest_error(drawn: Outcomes, replicates: int) -> float:
    return max(replicate_error(drawn[key], replicates) for key in drawn if key[2] == "npv")
