"""How a number looks to a Dutch or an English reader, whatever the machine's own locale says.

Negative euros carry the minus between euro sign and figure in Dutch, as usage advises and spreadsheets show, and before
both in English; it is the real minus (U+2212), which screen readers read out and which is as wide as a figure.

References
----------
Taalunie (2020), Taaladvies.net, "Euro: - EUR 12 / EUR -12", https://taaladvies.net/euro-e-12-of-e-12/.
Unicode CLDR, number patterns of ``nl`` and ``en_GB``; Babel and browsers carry them, and the tests compare.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mll_finance.report.blocks import EXACT, Cell, Format, Rounding
from mll_finance.terms import Language, sentence

LOCALES: dict[Language, str] = {"nl": "nl_NL", "en": "en_GB"}
SEPARATORS: dict[Language, str] = {"nl": ",.", "en": ".,"}
"""Decimal and thousands separator, in the order in which plotly wants them."""
MISSING = "–"
PM = "PM"
_MINUS = "\N{MINUS SIGN}"
_EUROS: tuple[Format, ...] = ("euro", "amount")
_DECIMALS: dict[Format, int] = {"percent": 3, "ratio": 2, "years": 1, "factor": 4}
_UNITS: dict[int, dict[Language, str]] = {
    1_000_000: {"nl": "miljoen euro", "en": "million euros"},
    1_000: {"nl": "duizend euro", "en": "thousand euros"},
    1: {"nl": "euro", "en": "euros"},
}


@dataclass(frozen=True)
class Scale:
    """The unit in which an axis counts euros."""

    divisor: int
    unit: str
    decimals: int


def show(value: Any, notation: Format, language: Language, rounding: Rounding = EXACT) -> str:
    """A value in the notation of a language; the unit of years and numbers stands in the table head.

    Parameters
    ----------
    value : Any
        A number (euro [EUR], percent as a fraction [-], year as a calendar year), text, or None.
    notation : str
        One of the formats of :mod:`mll_finance.report.blocks`.
    language : str
        ``nl`` or ``en``.
    rounding : Rounding
        To what euros are rounded.

    Returns
    -------
    str
        The text; None becomes a dash.

    Raises
    ------
    ValueError
        The number is infinite or NaN: such a value is None with a reason, never a figure on a page.

    Notes
    -----
    Convention: euros are rounded to whole euros, percentages and years to one decimal, ratios to two, factors to four,
    and a ``number`` to whole units from 100 and to three significant digits below. What rounds to zero has no minus.

    Examples
    --------
    >>> show(-1234567.4, "euro", "nl").replace(chr(160), " "), show(0.1234, "percent", "nl")
    ('€ −1.234.567', '12,3%')
    >>> show(-1234567.4, "euro", "en"), show(13700, "number", "en"), show(1.118, "ratio", "nl")
    ('−€1,234,567', '13,700', '1,12')
    >>> show(None, "euro", "nl")
    '–'
    """
    if value is None:
        return MISSING
    if notation == "text" or isinstance(value, str):
        return str(value)
    shown_number = float(value)
    if not math.isfinite(shown_number):
        raise ValueError(f"{value!r} cannot be shown as {notation}: give None and say why it does not exist")
    if notation in _EUROS and rounding != EXACT:
        shown_number = rounding.of(shown_number)
    return _signed(shown_number, notation, language)


def show_cell(cell: Cell, language: Language, rounding: Rounding = EXACT) -> str:
    """A table cell as text: PM instead of a number, or a number that leaves PM items out and says so.

    Examples
    --------
    >>> show_cell(Cell(None, "euro", pm=True), "nl"), show_cell(Cell(1200, "number", pm=True), "nl")
    ('PM', '1.200 + PM')
    """
    if cell.pm and cell.value is None:
        return PM
    amount_text = show_amount(cell, language, rounding) + (f" + {PM}" if cell.pm else "")
    reach_text = show_range(cell, language, rounding)
    return f"{amount_text} ({reach_text})" if reach_text else amount_text


def show_amount(cell: Cell, language: Language, rounding: Rounding = EXACT) -> str:
    """The value of a cell as text; where amounts are rounded, that a small one is smaller than its cell tells.

    Examples
    --------
    >>> small = Cell(-47.3, "amount", told_from=1000)
    >>> show_amount(small, "nl", Rounding(figures=2)), show_amount(small, "nl")
    ('< 1.000', '−47,3')
    """
    is_small = rounding != EXACT and cell.told_from > 0 and 0 < abs(cell.value or 0.0) < cell.told_from
    if not is_small:
        return show(cell.value, cell.format, language, rounding)
    return sentence("smaller_than", language, amount=show(cell.told_from, cell.format, language))


def show_range(cell: Cell, language: Language, rounding: Rounding = EXACT) -> str:
    """Between which values the value of a cell lies, as text; empty where it has none or they are one.

    Examples
    --------
    >>> show_range(Cell(-50.0, "amount", range=(-90.0, 20.0)), "nl")
    '−90 tot 20'
    """
    if cell.range is None or cell.range[0] == cell.range[1]:
        return ""
    low_text, high_text = (show(range_end, cell.format, language, rounding) for range_end in cell.range)
    return sentence("range_between", language, low=low_text, high=high_text)


def euro_scale(values: Iterable[float], language: Language) -> Scale:
    """The unit that keeps labels short: millions from ten million, thousands from ten thousand, as budgets count.

    Parameters
    ----------
    values : iterable of float
        Amounts of the figure [EUR].
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Scale
        Divisor, name of the unit, and decimals that leave the largest amount at least three digits.

    Examples
    --------
    >>> euro_scale([13_400_000, -20_000], "nl")
    Scale(divisor=1000000, unit='miljoen euro', decimals=1)
    >>> euro_scale([1_340_000], "en").unit
    'thousand euros'
    """
    largest_number = max((abs(largest_or_smaller) for largest_or_smaller in values), default=0.0)
    divisor = 1_000_000 if largest_number >= 9_999_500 else 1_000 if largest_number >= 9_999.5 else 1
    decimals = 0 if divisor == 1 or largest_number / divisor >= 99.95 else 1
    return Scale(divisor, _UNITS[divisor][language], decimals)


def show_scaled(value: float, scale: Scale, language: Language) -> str:
    """Euros counted in the unit of a scale, without the unit.

    Examples
    --------
    >>> show_scaled(-1_344_000, euro_scale([1_344_000], "nl"), "nl")
    '−1.344'
    """
    return _written(value / scale.divisor, language, decimals=scale.decimals)


def show_percentile(share: float) -> str:
    """A share of the draws as the name of a percentile, in whole percents.

    Examples
    --------
    >>> show_percentile(0.05), show_percentile(0.5)
    ('P5', 'P50')
    """
    return f"P{100 * share:.0f}"


def show_whole_percent(share: float) -> str:
    """A round share such as the step of a tornado.

    Examples
    --------
    >>> show_whole_percent(0.1)
    '10%'
    """
    return f"{round(100 * share)}%"


def show_rate(rate: float, language: Language) -> str:
    """A rate a year as a percentage with as many decimals as it needs, at most three.

    Examples
    --------
    >>> show_rate(0.0225, "nl"), show_rate(0.03, "en")
    ('2,25%', '3%')
    """
    return _written(100 * rate, language, decimals=3, zeros=False) + "%"


def two_figures(count: float) -> float:
    """A count rounded to two figures, as a reader would say it.

    Examples
    --------
    >>> two_figures(5873), two_figures(96.2), two_figures(0)
    (5900.0, 96.0, 0.0)
    """
    return float(round(count, 1 - math.floor(math.log10(abs(count))))) if count else 0.0


def show_about(amount: float, language: Language, *, word: str = "{}", figures: int = 3) -> str:
    """Euros as prose has them: three figures, in words that say so where that rounds them.

    Examples
    --------
    >>> show_about(366412.0, "en", word="about {}"), show_about(366000.0, "en", word="about {}")
    ('about €366,000', '€366,000')
    """
    rounded_text = _signed(Rounding(figures).of(amount), "euro", language)
    return rounded_text if rounded_text == _signed(amount, "euro", language) else word.format(rounded_text)


def show_difference(value: float, language: Language) -> str:
    """The difference a check found: zero, "smaller than a millionth", or the number itself.

    Examples
    --------
    >>> show_difference(0.0, "nl"), show_difference(-3e-10, "nl"), show_difference(12.5, "nl")
    ('0', '< 0,000001', '12,5')
    """
    if not math.isfinite(value):
        return MISSING
    if value != 0 and abs(value) < 1e-6:
        return "< " + _written(1e-6, language, decimals=6)
    return _written(value, language, decimals=6, zeros=False)


def _signed(number: float, notation: Format, language: Language) -> str:
    if notation == "year":
        return str(round(number))
    if notation == "euro":
        unsigned_text = _written(abs(number), language, decimals=0)
        minus_sign = _MINUS if round(number) < 0 else ""
        return (
            f"€\N{NO-BREAK SPACE}{minus_sign}{unsigned_text}"
            if language == "nl"
            else f"{minus_sign}€{unsigned_text}"
        )
    if notation in ("number", "amount"):
        decimal_count = (
            0 if abs(number) >= 99.95 or number == 0 else min(6, 2 - math.floor(math.log10(abs(number))))
        )
        return _written(number, language, decimals=decimal_count, zeros=False)
    decimal_count = _DECIMALS[notation]
    if notation == "percent":
        return _written(number, language, decimals=decimal_count, percent=True)
    return _written(number, language, decimals=decimal_count)


def _written(
    number: float, language: Language, *, decimals: int, zeros: bool = True, percent: bool = False
) -> str:
    """A number rounded to decimals; ``zeros`` keeps those at the end, ``percent`` counts in hundredths."""
    # Rounding first, plus zero: a value that rounds to nothing must not come out as "-0".
    rounded_number = Decimal(repr(round(number, decimals) + 0.0))
    number_text = (
        f"{100 * rounded_number:,.{decimals - 2}f}%" if percent else f"{rounded_number:,.{decimals}f}"
    )
    if not zeros and "." in number_text:
        number_text = number_text.rstrip("0").rstrip(".")
    return number_text.translate(str.maketrans(".,-", SEPARATORS[language] + _MINUS))
