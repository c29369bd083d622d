"""A chart as SVG: small, without a script, equal in bytes for equal charts, and readable from 280 pixels wide."""

from mll_finance.report.charts.svg.document import picture, svg

__all__ = ["picture", "svg"]
