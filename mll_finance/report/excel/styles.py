"""The looks of the workbook: fonts, fills and number formats. An input has a fill, so colour of letters is not all.

References
----------
FAST Standard Organisation (2019), The FAST Standard 02c (inputs marked). W3C (2018), WCAG 2.1, 1.4.1 and 1.4.3.
"""

from __future__ import annotations

from typing import Any

FONT: dict[str, Any] = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_HEAD: dict[str, Any] = {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "valign": "vcenter"}
_IN: dict[str, Any] = {"align": "left", "indent": 1}
"""A text beside a number stands off from it; without a side to stand off from, an indent is nothing."""
_DELIVERED: dict[str, Any] = {"bg_color": "#EDEDED", "font_color": "#1F1F1F", "italic": True}
STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "wrap": {"text_wrap": True},
    "wrap_in": {"text_wrap": True, **_IN},
    "quiet": {"font_color": "#595959"},
    "quiet_wrap": {"font_color": "#595959", "text_wrap": True},
    "unit": {**_IN},
    "aside": {"font_color": "#595959", **_IN},
    "path": {"font_color": "#595959", "font_size": 9, "text_wrap": True},
    "bold": {"bold": True},
    "bold_wrap": {"bold": True, "text_wrap": True},
    "bold_right": {"bold": True, "align": "right"},
    "page": {"bold": True, "font_size": 16, "font_color": "#1F3A5F"},
    "advice": {"bold": True, "font_size": 12, "text_wrap": True, "bg_color": "#EEF2F9"},
    "advised": {**_DELIVERED, "text_wrap": True},
    "advised_word": {**_DELIVERED, "text_wrap": True, "bold": True},
    "head": {**_HEAD, "text_wrap": True},
    "head_in": {**_HEAD, **_IN, "text_wrap": True},
    "head_number": {**_HEAD, "text_wrap": True, "align": "right"},
    "head_year": {**_HEAD, "align": "right", "num_format": "0"},
    "section": {"bold": True, "bg_color": "#DCE6F1"},
    "pm": {"italic": True, "font_color": "#8A4B00", "align": "right"},
    "euro": {"num_format": "#,##0"},
    "count": {"num_format": "#,##0.00"},
    "ratio": {"num_format": "0.00"},
    "percent": {"num_format": "0.0%"},
    "rate": {"num_format": "0.00%"},
    "factor": {"num_format": "0.0000"},
    "year": {"num_format": "0"},
    "integer": {"num_format": "#,##0"},
    "decimals": {"num_format": "#,##0.00##"},
    "small": {"num_format": "0.00####"},
    "cents": {"num_format": "#,##0.00"},
    "difference": {"num_format": "#,##0.00;[Red]-#,##0.00"},
    "sign": {"num_format": "+0;-0;0"},
    "choice": {"text_wrap": True},
}
_INPUT: dict[str, Any] = {
    "bg_color": "#FFF2CC",
    "font_color": "#0B2A6B",
    "border": 1,
    "border_color": "#BF9000",
}
VARIANTS: dict[str, dict[str, Any]] = {
    "input": {**_INPUT, "locked": False},
    "shown": _INPUT,
    "delivered": {**_DELIVERED, "align": "right"},
    "bold": {"bold": True},
    "total": {"bold": True, "top": 1},
}
"""What a cell is: an input, the look of one in the legend, a number of the run that does not recalculate, or a sum."""
