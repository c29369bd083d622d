"""Figures with bars over the years: a budget with its balance, groups that pile up, and parties one under another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mll_finance.report.chart import Columns, Key, Panel, Stack
from mll_finance.report.charts.ruler import euro_ruler, whole_scale
from mll_finance.report.charts.style import BALANCE, GAIN, LOSS, rounded
from mll_finance.report.numbers import Scale, euro_scale, show_scaled
from mll_finance.terms import Language, term


def budget_years(
    years: Sequence[int],
    lasten: Sequence[float],
    *,
    baten: Sequence[float],
    balance: Sequence[float],
    language: Language,
) -> Columns:
    """Outlays (lasten) and income (baten) of each budget year, with the balance.

    Parameters
    ----------
    years : sequence of int
        Budget years (years,).
    lasten, baten, balance : sequence of float
        Amounts (years,) [EUR] signed as in the budget table: outlays negative, income positive.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Columns
        The chart.

    Examples
    --------
    >>> chart = budget_years([2026], [-90_000], baten=[20_000], balance=[-70_000], language="en")
    >>> chart.panels[0].balance, chart.texts, chart.ruler.unit
    ((-70.0,), (('−70.0',),), 'thousand euros')
    """
    unit_scale = euro_scale([*lasten, *baten, *balance], language)
    stacks = tuple(
        Stack(term(stack_word, language), _scaled(yearly_amounts, unit_scale), (stack_look, stack_look))
        for stack_word, yearly_amounts, stack_look in (("lasten", lasten, LOSS), ("baten", baten, GAIN))
    )
    balance_text = term("balance", language)
    legend_keys = (
        *(Key(stack.name, stack.looks[0], "bar") for stack in stacks),
        Key(balance_text, BALANCE, "point"),
    )
    return Columns(
        euro_ruler([*lasten, *baten, *balance], unit_scale, language, reaches=True),
        tuple(years),
        (Panel("", stacks, _scaled(balance, unit_scale)),),
        (tuple(show_scaled(balance_amount, unit_scale, language) for balance_amount in balance),),
        legend_keys,
        balance_text,
    )


def parties_by_year(years: Sequence[int], rows: Mapping[str, Sequence[float]], language: Language) -> Columns:
    """What each party pays and gains in each year: one small figure per party, all on one scale.

    Parameters
    ----------
    years : sequence of int
        Calendar years (years,).
    rows : mapping of str to sequence of float
        Amounts (years,) by the party's name, from top to bottom [EUR].
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Columns
        The chart.

    Examples
    --------
    >>> chart = parties_by_year([2026, 2027], {"gemeente": [-90_000, 10_000]}, "nl")
    >>> chart.panels[0].stacks[0].amounts, chart.texts
    ((-90.0, 10.0), (('−90', '10'),))
    """
    all_amounts = [amount for party_amounts in rows.values() for amount in party_amounts]
    unit_scale = whole_scale(all_amounts, language)
    panels = tuple(
        Panel(party_name, (Stack(party_name, _scaled(party_amounts, unit_scale), (GAIN, LOSS)),))
        for party_name, party_amounts in rows.items()
    )
    amount_texts = tuple(
        tuple(show_scaled(amount, unit_scale, language) for amount in party_amounts)
        for party_amounts in rows.values()
    )
    return Columns(euro_ruler(all_amounts, unit_scale, language), tuple(years), panels, amount_texts)


def _scaled(amounts: Sequence[float], scale: Scale) -> tuple[float, ...]:
    return tuple(rounded(amount, scale) for amount in amounts)
