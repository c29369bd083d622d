"""Axes: round numbers to mark, written as the language writes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mll_finance.report.chart import Ruler
from mll_finance.report.charts.style import rounded
from mll_finance.report.numbers import Scale, euro_scale, show, show_scaled
from mll_finance.terms import Language

_WHOLE = 10
"""Largest amount, in the unit of a figure, from which its numbers are whole."""
_STEPS = (1.0, 2.0, 5.0, 10.0)
_YEAR_STEPS = (1, 2, 5, 10, 20, 50)


def whole_scale(values: Sequence[float], language: Language) -> Scale:
    """The unit of a figure whose amounts stand close together: whole numbers from ten of that unit.

    Examples
    --------
    >>> whole_scale([-90_000.0, 10_000.0], "nl").decimals, whole_scale([9_000_000.0], "nl").decimals
    (0, 0)
    """
    unit_scale = euro_scale(values, language)
    is_large = max(map(abs, values), default=0.0) >= _WHOLE * unit_scale.divisor
    return replace(unit_scale, decimals=0) if is_large else unit_scale


def round_numbers(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers between two ends, at most so many and one, with zero among them where the ends hold it.

    Examples
    --------
    >>> round_numbers(-310.0, 95.0), round_numbers(0.0, 1.0)
    ([-300.0, -200.0, -100.0, 0.0], [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    """
    rough_step = ((high - low) or 1.0) / most
    power_of_ten = 10.0 ** math.floor(math.log10(rough_step))
    round_step = next(
        step_factor * power_of_ten
        for step_factor in _STEPS
        if step_factor * power_of_ten >= rough_step * (1 - 1e-9)
    )
    first_step_number, last_step_number = (
        math.ceil(low / round_step - 1e-9),
        math.floor(high / round_step + 1e-9),
    )
    return [
        rounded(step_number * round_step) for step_number in range(first_step_number, last_step_number + 1)
    ]


def euro_ruler(
    values: Iterable[float], scale: Scale, language: Language, *, has_zero: bool = True, reaches: bool = False
) -> Ruler:
    """An axis in the unit of a scale.

    Parameters
    ----------
    values : iterable of float
        Amounts that it must hold [EUR].
    scale : Scale
        The unit.
    language : str
        ``nl`` or ``en``.
    has_zero : bool
        Whether it holds zero whatever the amounts are.
    reaches : bool
        Whether its ends are round numbers.

    Returns
    -------
    Ruler
        Ends and marks in the unit.

    Examples
    --------
    >>> euro_ruler([-310_000, 95_000], Scale(1000, "duizend euro", 0), "nl").ticks[0]
    (-300.0, '−300')
    """
    amounts = [rounded(amount, scale) for amount in values] + ([0.0] if has_zero else [])
    lowest_amount, highest_amount = min(amounts, default=0.0), max(amounts, default=0.0)
    if lowest_amount == highest_amount:
        lowest_amount, highest_amount = lowest_amount - 1.0, highest_amount + 1.0
    if reaches:
        ruler_step = _step(lowest_amount, highest_amount)
        lowest_amount, highest_amount = (
            rounded(math.floor(lowest_amount / ruler_step + 1e-9) * ruler_step),
            rounded(math.ceil(highest_amount / ruler_step - 1e-9) * ruler_step),
        )
    tick_numbers = round_numbers(lowest_amount, highest_amount)
    return Ruler(
        lowest_amount,
        highest_amount,
        tuple((tick_number, _written(tick_number, tick_numbers, language)) for tick_number in tick_numbers),
        scale.unit,
    )


def _step(low: float, high: float) -> float:
    tick_numbers = round_numbers(low, high)
    return tick_numbers[1] - tick_numbers[0] if len(tick_numbers) > 1 else high - low


def _written(number: float, numbers: Sequence[float], language: Language) -> str:
    tick_step = _step(numbers[0], numbers[-1]) if len(numbers) > 1 else 1.0
    decimal_count = max(0, -math.floor(math.log10(tick_step) + 1e-9)) if tick_step else 0
    return show_scaled(number, Scale(1, "", decimal_count), language)


def percent_ruler(shares: Sequence[float], title: str, language: Language) -> Ruler:
    """An axis of shares or rates, given as fractions and marked in percents.

    Examples
    --------
    >>> percent_ruler([0.0, 1.0], "", "nl").ticks[1]
    (20.0, '20%')
    """
    lowest_percent, highest_percent = rounded(100 * min(shares)), rounded(100 * max(shares))
    tick_numbers = round_numbers(lowest_percent, highest_percent)
    tick_texts = [f"{_written(tick_number, tick_numbers, language)}%" for tick_number in tick_numbers]
    return Ruler(
        lowest_percent, highest_percent, tuple(zip(tick_numbers, tick_texts, strict=True)), title=title
    )


def percentile_ruler(shares: Sequence[float], title: str) -> Ruler:
    """An axis of places in a distribution, given as fractions and marked as P10, P50 and the like."""
    lowest_percent, highest_percent = rounded(100 * min(shares)), rounded(100 * max(shares))
    return Ruler(
        lowest_percent,
        highest_percent,
        tuple(
            (tick_number, f"P{tick_number:.0f}")
            for tick_number in round_numbers(lowest_percent, highest_percent)
        ),
        title=title,
    )


def year_ruler(years: Sequence[int]) -> Ruler:
    """An axis of calendar years, at most seven of them marked.

    Examples
    --------
    >>> [text for _, text in year_ruler(range(2026, 2037)).ticks]
    ['2026', '2028', '2030', '2032', '2034', '2036']
    """
    return Ruler(
        float(years[0]), float(years[-1]), tuple((float(year), str(year)) for year in marked_years(years))
    )


def marked_years(years: Sequence[int]) -> list[int]:
    """The years that an axis marks: the first, and as many after it as a telephone has room for."""
    years_per_mark = next(
        (years_apart for years_apart in _YEAR_STEPS if len(years) <= 6 * years_apart), _YEAR_STEPS[-1]
    )
    return list(years)[::years_per_mark]


def counted_ruler(counts: Sequence[int], title: str, language: Language) -> Ruler:
    """An axis of counts at equal distances, each marked in words; places are 0, 1, 2 and so on."""
    ticks = tuple(
        (float(count_index), show(count, "number", language)) for count_index, count in enumerate(counts)
    )
    return Ruler(0.0, float(max(len(counts) - 1, 1)), ticks, title=title)
