"""A chart as SVG: small, without a script, equal in bytes for equal charts, and readable from 280 pixels wide."""

from mll_finance.report.charts.svg.document import has_own_width, picture, picture_sheets, svg, svg_sheets

__all__ = ["has_own_width", "picture", "picture_sheets", "svg", "svg_sheets"]
