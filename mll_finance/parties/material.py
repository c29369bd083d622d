"""What of an appraisal is too small to have a row of its own: lines and parties that a report shows together.

Small is below ``effect_shown_from`` of the gross amount, in every alternative. What is PM is never small, as nobody
knows how large it is; one small row alone gains nothing by another name and stays.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.parties.incidence import LineValue


def small_lines(values_by_alternative: Mapping[str, Mapping[str, LineValue]]) -> frozenset[str]:
    """The lines that no alternative has much of; none where that is one line.

    Parameters
    ----------
    values_by_alternative : mapping
        Present value of each line (EUR) by its id, of each alternative.
    """
    least_share = threshold("effect_shown_from")
    is_large_by_line: dict[str, bool] = {}
    for value_by_line in values_by_alternative.values():
        gross_total = sum(abs(line_value.present_value or 0.0) for line_value in value_by_line.values())
        for of_line in value_by_line.values():
            is_shown = (
                of_line.present_value is None or abs(of_line.present_value) >= least_share * gross_total
            )
            is_large_by_line[of_line.line] = is_large_by_line.get(of_line.line, False) or is_shown
    small_line_ids = frozenset(line for line, is_large in is_large_by_line.items() if not is_large)
    return small_line_ids if len(small_line_ids) > 1 else frozenset()


def together(values: Mapping[str, LineValue], lines: Iterable[str]) -> float:
    """Present value of some lines together (EUR); a line that does not stand in the alternative adds nothing."""
    line_npvs = (values[line].present_value for line in lines if line in values)
    return float(sum(amount or 0.0 for amount in line_npvs))


def small_parties(gains_by_party: Mapping[str, Sequence[float]], with_pm: Collection[str]) -> tuple[str, ...]:
    """The parties that something touches and that no alternative gives or takes much; none where that is one party.

    Parameters
    ----------
    gains_by_party : mapping
        What each party gains (EUR) in each alternative, in one order of alternatives.
    with_pm : collection of str
        Parties that a line without a number touches.
    """
    least_share = threshold("effect_shown_from")
    gross_by_alternative = [
        sum(map(abs, gains_of_alternative))
        for gains_of_alternative in zip(*gains_by_party.values(), strict=True)
    ]
    small_party_ids = tuple(
        party
        for party, gains in gains_by_party.items()
        if any(gains)
        and party not in with_pm
        and all(
            abs(gain) < least_share * gross_total
            for gain, gross_total in zip(gains, gross_by_alternative, strict=True)
        )
    )
    return small_party_ids if len(small_party_ids) > 1 else ()


def told_from(gains_by_party: Mapping[str, Sequence[float]]) -> float:
    """The size below which a gain is only told to be smaller (EUR): a power of ten below a thousandth of the largest.

    Examples
    --------
    >>> told_from({"large": [-730_000.0], "small": [-47.0]}), told_from({"one": [120.0]})
    (100.0, 0.0)
    """
    largest_gain = max((abs(gain) for gains in gains_by_party.values() for gain in gains), default=0.0)
    least_told_gain = threshold("told_from") * largest_gain
    return float(10 ** math.floor(math.log10(least_told_gain))) if least_told_gain >= 1 else 0.0


def gained_together(gains: Iterable[float]) -> float:
    """What some parties gain together (EUR)."""
    return float(sum(gains))
