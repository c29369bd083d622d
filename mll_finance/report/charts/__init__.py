"""Chart builders: plain numbers and labels in, a plotly figure as JSON-ready data out.

A figure has no title of its own: the message stands in the caption of the ``Figure`` block. Plain dicts need no plotly
to make, and equal inputs give equal bytes.
"""

from mll_finance.report.charts.chances import convergence, fan, probability, regrets
from mll_finance.report.charts.drivers import Axis, Driver, contour, rates, spider, tornado
from mll_finance.report.charts.flows import Pair, Payment, pairs, who_pays_whom
from mll_finance.report.charts.matrix import heatmap
from mll_finance.report.charts.rows import Interval, Share, Step, intervals, parties, waterfall
from mll_finance.report.charts.style import PALETTE
from mll_finance.report.charts.years import Trajectory, budget_years, cumulative, stacked_years

__all__ = [
    "PALETTE",
    "Axis",
    "Driver",
    "Interval",
    "Pair",
    "Payment",
    "Share",
    "Step",
    "Trajectory",
    "budget_years",
    "contour",
    "convergence",
    "cumulative",
    "fan",
    "heatmap",
    "intervals",
    "pairs",
    "parties",
    "probability",
    "rates",
    "regrets",
    "spider",
    "stacked_years",
    "tornado",
    "waterfall",
    "who_pays_whom",
]
