"""Chart builders: plain numbers and labels in, a plotly figure as JSON-ready data out.

A figure has no title of its own: the message stands in the caption of the ``Figure`` block. Plain dicts need no plotly
to make, and equal inputs give equal bytes.
"""

from mll_finance.report.charts.flows import Pair, Payment, pairs, who_pays_whom
from mll_finance.report.charts.matrix import heatmap
from mll_finance.report.charts.rows import Interval, Share, Step, intervals, parties, waterfall
from mll_finance.report.charts.style import PALETTE
from mll_finance.report.charts.years import Trajectory, budget_years, cumulative, stacked_years

__all__ = [
    "PALETTE",
    "Interval",
    "Pair",
    "Payment",
    "Share",
    "Step",
    "Trajectory",
    "budget_years",
    "cumulative",
    "heatmap",
    "intervals",
    "pairs",
    "parties",
    "stacked_years",
    "waterfall",
    "who_pays_whom",
]
