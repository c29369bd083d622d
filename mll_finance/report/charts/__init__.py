"""Charts: plain numbers and labels in, one of six forms out; printers make SVG or plotly of it.

A figure has no title of its own: the message stands in the caption of the ``Figure`` block. Equal inputs give equal
charts, and equal charts equal bytes.
"""

from mll_finance.report.chart import Chart
from mll_finance.report.charts.finding_out import Worth, by_size, chances_by_weight, worths
from mll_finance.report.charts.forks import GateStep, forks
from mll_finance.report.charts.grid import Varied, grid
from mll_finance.report.charts.lines import (
    Trajectory,
    convergence,
    cumulative,
    fan,
    probability,
    rates,
    spider,
)
from mll_finance.report.charts.places import PlaceDot, by_place
from mll_finance.report.charts.rows import (
    Driver,
    Pair,
    Payment,
    Share,
    Step,
    pairs,
    parties,
    regrets,
    tornado,
    waterfall,
    who_pays_whom,
)
from mll_finance.report.charts.selection import Profile, by_precision, decision_curve, frontier
from mll_finance.report.charts.style import PALETTE
from mll_finance.report.charts.wiring import Station, wiring
from mll_finance.report.charts.years import budget_years, parties_by_year

__all__ = [
    "PALETTE",
    "Chart",
    "Driver",
    "GateStep",
    "Pair",
    "Payment",
    "PlaceDot",
    "Profile",
    "Share",
    "Station",
    "Step",
    "Trajectory",
    "Varied",
    "Worth",
    "budget_years",
    "by_place",
    "by_precision",
    "by_size",
    "chances_by_weight",
    "convergence",
    "cumulative",
    "decision_curve",
    "fan",
    "forks",
    "frontier",
    "grid",
    "pairs",
    "parties",
    "parties_by_year",
    "probability",
    "rates",
    "regrets",
    "spider",
    "tornado",
    "waterfall",
    "who_pays_whom",
    "wiring",
    "worths",
]
