"""A dot for each place: how large it is across, and its amount upwards."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mll_finance.report.chart import Curves, Look, Ruler, Spot
from mll_finance.report.charts.ruler import euro_ruler
from mll_finance.report.charts.style import rounded
from mll_finance.report.numbers import euro_scale, show, show_scaled
from mll_finance.terms import Language

_DOT = Look("series-1", shape="dot")
_MOST = 6
_FACTORS = ((1,), (1, 3), (1, 2, 5))
"""Which numbers of each power of ten are marked: as many as there is room for."""


@dataclass(frozen=True)
class PlaceDot:
    """A place: its name, how large it is (above zero) and its amount [EUR]."""

    name: str
    size: float
    amount: float


def by_place(places: Sequence[PlaceDot], across_title: str, language: Language) -> Curves:
    """A dot for each place on a logarithmic axis of sizes: most places are small and a few are large."""
    amounts = [place.amount for place in places]
    unit_scale = euro_scale(amounts, language)
    place_spots = tuple(
        Spot(
            place.name,
            (rounded(math.log10(place.size)), rounded(place.amount, unit_scale)),
            show_scaled(place.amount, unit_scale, language),
            _DOT,
            is_named=False,
        )
        for place in places
    )
    across_ruler = _size_ruler([place.size for place in places], across_title, language)
    return Curves(
        across_ruler, euro_ruler(amounts, unit_scale, language, reaches=True), (), spots=place_spots
    )


def _size_ruler(sizes: Sequence[float], title: str, language: Language) -> Ruler:
    """An axis on which every doubling is as wide, marked with round numbers between its ends."""
    lowest_power, highest_power = math.log10(min(sizes)), math.log10(max(sizes))
    marked_sizes: list[float] = []
    for round_factors in _FACTORS:
        round_sizes = [
            factor * 10.0**power
            for power in range(math.floor(lowest_power), math.ceil(highest_power) + 1)
            for factor in round_factors
            if lowest_power <= math.log10(factor * 10.0**power) <= highest_power
        ]
        if not marked_sizes or len(round_sizes) <= _MOST:
            marked_sizes = round_sizes
    if lowest_power == highest_power:
        lowest_power, highest_power = lowest_power - 1.0, highest_power + 1.0
    ticks = tuple(
        (rounded(math.log10(round_size)), show(round_size, "number", language)) for round_size in marked_sizes
    )
    return Ruler(rounded(lowest_power), rounded(highest_power), ticks, title=title)
