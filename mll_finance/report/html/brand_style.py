"""What a brand changes in the style of a page: custom properties, and no more."""

from __future__ import annotations

from mll_finance.report.charts.style import FONT
from mll_finance.report.house_style import Brand


def brand_style(brand: Brand) -> str:
    r"""The style of a brand, to stand after that of the page.

    Figures keep their letters, whose widths they were laid out with, and their colours, which readers who are colour
    blind can tell apart.

    Examples
    --------
    >>> brand_style(Brand(accent="#7d6400"))
    '.page, .mll { --accent: #7d6400; }\n'
    """
    text_by_css_property = {
        "--ink": brand.ink,
        "--mll-ink": brand.ink,
        "--heading": brand.heading,
        "--accent": brand.accent,
        "--font": f"{brand.font}, {FONT}" if brand.font else "",
        "--heading-font": f"{brand.heading_font}, {FONT}" if brand.heading_font else "",
    }
    css_declarations = " ".join(
        f"{property_name}: {property_text};"
        for property_name, property_text in text_by_css_property.items()
        if property_text
    )
    figure_style = f".mll .chart {{ font-family: {FONT}; }}\n" if brand.font else ""
    return (f".page, .mll {{ {css_declarations} }}\n" if css_declarations else "") + figure_style
