"""Chart builders: plain numbers and labels in, a plotly figure as JSON-ready data out.

A figure has no title of its own: the message stands in the caption of the ``Figure`` block. Plain dicts need no plotly
to make, and equal inputs give equal bytes.
"""

from mll_finance.report.charts.chances import convergence, fan, probability, regrets
from mll_finance.report.charts.drivers import Axis, Driver, contour, rates, spider, tornado
from mll_finance.report.charts.rows import Interval, Share, intervals, parties
from mll_finance.report.charts.style import PALETTE
from mll_finance.report.charts.years import Trajectory, budget_years, cumulative, stacked_years

__all__ = [
    "PALETTE",
    "Axis",
    "Driver",
    "Interval",
    "Share",
    "Trajectory",
    "budget_years",
    "contour",
    "convergence",
    "cumulative",
    "fan",
    "intervals",
    "parties",
    "probability",
    "rates",
    "regrets",
    "spider",
    "stacked_years",
    "tornado",
]
