"""What each line is expected to bring a perspective, by year and in present value: the mean over the draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import Ledger, factors
from mll_finance.engine.lens import Side
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY, Perspective
from mll_finance.parties.incidence import LineValue, line_values

Array = npt.NDArray[np.float64]


def expected_lines(study: Study, alternative: str, perspective: str) -> dict[str, Array]:
    """Expected euros into the fence by line and year (years,), project minus baseline, at the price level of the case.

    Amounts with a timing of their own are brought to the timing of the case, so that one discount factor serves all.
    Lines without a number are left out.

    Parameters
    ----------
    study : Study
        The study, over whose draws the mean is taken.
    alternative, perspective : str
        Ids.
    """
    return study.once(
        ("expected_lines", alternative, perspective),
        lambda: _expected(study, alternative, study.case.perspectives[perspective]),
    )


def expected_lines_around(study: Study, alternative: str, party: str) -> dict[str, Array]:
    """The same with one party inside the fence, under the lens of society: what the party gains by line and year."""
    return study.once(
        ("expected_lines_around", alternative, party),
        lambda: _expected(study, alternative, study.case.perspectives[SOCIETY].around(party)),
    )


def expected_line_values(study: Study, alternative: str, perspective: str) -> list[LineValue]:
    """Expected present value of each line through a perspective, in the order of the case; they add up to the mean NPV.

    A line without a number has none, as in :func:`mll_finance.parties.incidence.line_values`.
    """
    case = study.case
    discount_factors = factors(case, case.perspectives[perspective], case.settings.timing)
    amounts_by_line = expected_lines(study, alternative, perspective)
    return [
        line_value
        if line_value.present_value is None
        else replace(line_value, present_value=float(discount_factors @ amounts_by_line[line_value.line]))
        for line_value in line_values(study, alternative, perspective)
    ]


def expected_side_total(study: Study, alternative: str, perspective: str, side: Side) -> float:
    """Expected present value of the lines of a side (EUR): what comes in is positive, what goes out negative."""
    present_value = float(study.value(perspective, alternative, f"pv_{side}")["mean"])
    return -present_value if side == "costs" else present_value


def _expected(study: Study, alternative: str, viewpoint: Perspective) -> dict[str, Array]:
    case = study.case
    case_factors = factors(case, viewpoint, case.settings.timing)

    def rows(ledger: Ledger) -> dict[tuple[str, int], Array]:
        row_by_line_and_year = {}
        for seen_line in ledger.each_seen_by(viewpoint, alternative):
            factor_to_timing = factors(case, viewpoint, seen_line.timing) / case_factors
            for year_index in range(len(case.years)):
                row_by_line_and_year[seen_line.line, year_index] = (
                    seen_line.view.net * seen_line.difference[year_index] * factor_to_timing[year_index]
                )
        return row_by_line_and_year

    total_by_row: dict[tuple[str, int], float] = {}
    draw_count = 0
    for draws_block in study.draws.blocks():
        amounts_by_row = study.whole.linear(rows, draws_block)
        for line_and_year, amount_by_draw in amounts_by_row.items():
            total_by_row[line_and_year] = total_by_row.get(line_and_year, 0.0) + float(np.sum(amount_by_draw))
        draw_count += len(next(iter(amounts_by_row.values()))) if amounts_by_row else 0
    line_ids = dict.fromkeys(line for line, _ in total_by_row)
    return {
        line: np.array([total_by_row[line, year] / draw_count for year in range(len(case.years))])
        for line in line_ids
    }
