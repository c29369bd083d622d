"""Figures with one row per alternative, party, driver or step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mll_finance.report.chart import Key, Lane, Lanes, Look, Mark, Side, Tag
from mll_finance.report.charts.ruler import euro_ruler
from mll_finance.report.charts.style import FIRST, GAIN, HIGH, LINK, LOSS, LOW, SECOND, TOTAL, rounded
from mll_finance.report.numbers import PM, Scale, euro_scale, show_scaled
from mll_finance.terms import Language


@dataclass(frozen=True)
class Share:
    """What a party gains on balance [EUR]; None where it is PM, ``pm`` where a part of it is."""

    name: str
    amount: float | None
    pm: bool = False


@dataclass(frozen=True)
class Step:
    """One row of a waterfall: an amount that is added, or a balance that is reached [EUR]."""

    name: str
    amount: float
    balance: bool = False


@dataclass(frozen=True)
class Driver:
    """One bar of a tornado: the input, its two values in words, and the outcome at each [EUR]."""

    name: str
    low: str
    high: str
    at_low: float
    at_high: float


@dataclass(frozen=True)
class Pair:
    """Two amounts of one row [EUR]; None where there is none."""

    name: str
    first: float | None
    second: float | None


@dataclass(frozen=True)
class Payment:
    """What one pays another [EUR]."""

    payer: str
    receiver: str
    amount: float


def parties(rows: Sequence[Share], language: Language) -> Lanes:
    """Who pays and who gains: a bar per party, the largest gain on top, the largest loss at the bottom.

    Parameters
    ----------
    rows : sequence of Share
        Amounts on balance [EUR]; positive is a gain for the party.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Lanes
        The chart; a party without any number stands last with PM beside the zero line.

    Examples
    --------
    >>> chart = parties([Share("gemeente", -2e5), Share("inwoners", 3e5), Share("rijk", None, pm=True)], "nl")
    >>> [lane.tags[0].text for lane in chart.lanes]
    ['300', '−200', 'PM']
    """
    sorted_rows = sorted(rows, key=lambda row: (row.amount is None, -(row.amount or 0.0)))
    amounts = [row.amount or 0.0 for row in sorted_rows]
    unit_scale = euro_scale(amounts, language)
    lanes = tuple(
        _bar(
            _head(row),
            amount,
            unit_scale,
            text=PM if row.amount is None else show_scaled(amount, unit_scale, language),
        )
        for row, amount in zip(sorted_rows, amounts, strict=True)
    )
    return Lanes(euro_ruler(amounts, unit_scale, language), lanes)


def _head(row: Share) -> str:
    # With the name, not with the number: beside a long bar a telephone has room for a number only.
    return f"{row.name} + {PM}" if row.pm and row.amount is not None else row.name


def _bar(name: str, amount: float, scale: Scale, *, text: str, look: Look | None = None) -> Lane:
    """A bar from zero with its text at the far end."""
    end_amount = rounded(amount, scale)
    bar_mark = Mark("bar", 0.0, end_amount, look or (LOSS if end_amount < 0 else GAIN))
    return Lane(
        name,
        (bar_mark,) if end_amount else (),
        (Tag(end_amount, text, "left" if end_amount < 0 else "right"),),
    )


def regrets(rows: Sequence[tuple[str, float, str]], *, language: Language) -> Lanes:
    """The largest regret of each choice, and the scenario in which it falls.

    Parameters
    ----------
    rows : sequence of tuple
        Name of the choice, its largest regret [EUR], and the scenario, from top to bottom.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Lanes
        The chart.
    """
    amounts = [regret_amount for _, regret_amount, _ in rows]
    unit_scale = euro_scale(amounts, language)
    lanes = tuple(
        _bar(
            f"{alternative_name} ({scenario_name})" if scenario_name else alternative_name,
            regret_amount,
            unit_scale,
            text=show_scaled(regret_amount, unit_scale, language),
            look=LOSS,
        )
        for alternative_name, regret_amount, scenario_name in rows
    )
    return Lanes(euro_ruler(amounts, unit_scale, language), lanes)


def who_pays_whom(flows: Sequence[Payment], *, outside: Sequence[str] = (), language: Language) -> Lanes:
    """A bar for each payment, those of one payer together, the largest payer first.

    Parameters
    ----------
    flows : sequence of Payment
        Amounts above zero [EUR].
    outside : sequence of str
        Names that stand for no party, such as labour and goods; what they receive or pay is grey.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Lanes
        The chart.

    Examples
    --------
    >>> flows = [Payment("rijk", "gemeente", 1e6), Payment("gemeente", "partner", 2e6)]
    >>> [lane.name for lane in who_pays_whom(flows, language="nl").lanes]
    ['gemeente → partner', 'rijk → gemeente']
    """
    unit_scale = euro_scale([flow.amount for flow in flows], language)
    paid_by_party: dict[str, float] = {}
    for flow in flows:
        paid_by_party[flow.payer] = paid_by_party.get(flow.payer, 0.0) + flow.amount
    ordered_flows = sorted(flows, key=lambda flow: (-paid_by_party[flow.payer], flow.payer, -flow.amount))
    lanes = tuple(
        _bar(
            f"{flow.payer} → {flow.receiver}",
            flow.amount,
            unit_scale,
            text=show_scaled(flow.amount, unit_scale, language),
            look=LINK if {flow.payer, flow.receiver} & set(outside) else GAIN,
        )
        for flow in ordered_flows
    )
    return Lanes(euro_ruler([flow.amount for flow in flows], unit_scale, language), lanes)


def pairs(rows: Sequence[Pair], names: tuple[str, str], language: Language) -> Lanes:
    """Two marks per row on one axis with zero, and a line between them.

    Parameters
    ----------
    rows : sequence of Pair
        In the order from top to bottom [EUR].
    names : tuple of str
        What the first mark (a dot) and the second (a diamond) stand for.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Lanes
        The chart with a key of two.

    Examples
    --------
    >>> [key.name for key in pairs([Pair("licentie", -3e5, 1e5)], ("gemeente", "partner"), "nl").keys]
    ['gemeente', 'partner']
    """
    known_amounts = [amount for row in rows for amount in (row.first, row.second) if amount is not None]
    unit_scale = euro_scale(known_amounts, language)
    legend_keys = tuple(
        Key(point_name, point_look, "point")
        for point_name, point_look in zip(names, (FIRST, SECOND), strict=True)
    )
    lanes = tuple(_pair(row, unit_scale, language) for row in rows)
    return Lanes(euro_ruler(known_amounts, unit_scale, language), lanes, legend_keys)


def _pair(row: Pair, scale: Scale, language: Language) -> Lane:
    amounts_with_look = [
        (amount, point_look)
        for amount, point_look in ((row.first, FIRST), (row.second, SECOND))
        if amount is not None
    ]
    # The smaller one stands left, with its text at that side; of two that are equal, the first.
    amounts_with_look.sort(key=lambda pair: pair[0])
    point_marks = [
        Mark("point", rounded(amount, scale), rounded(amount, scale), point_look)
        for amount, point_look in amounts_with_look
    ]
    tag_sides: tuple[Side, ...] = ("left", "right") if len(point_marks) == 2 else ("right",)
    tags = tuple(
        Tag(point_mark.end, show_scaled(amount, scale, language), tag_side)
        for point_mark, (amount, _), tag_side in zip(
            point_marks, amounts_with_look, tag_sides, strict=bool(point_marks)
        )
    )
    link_marks = (
        (Mark("link", point_marks[0].end, point_marks[-1].end, LINK),) if len(point_marks) == 2 else ()
    )
    return Lane(row.name, (*link_marks, *point_marks), tags)


def tornado(drivers: Sequence[Driver], central: float, *, ends: tuple[str, str], language: Language) -> Lanes:
    """Bars from the central outcome to the outcome at each end of an input, the longest on top.

    Parameters
    ----------
    drivers : sequence of Driver
        From top to bottom [EUR].
    central : float
        Outcome of the central case [EUR].
    ends : tuple of str
        What the low and the high end are, for the key.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Lanes
        The chart; the value of the input stands at each end of its bar.

    Examples
    --------
    >>> chart = tornado([Driver("effect", "5%", "15%", -2e5, 3e5)], 5e4, ends=("P10", "P90"), language="nl")
    >>> [(mark.start, mark.end) for mark in chart.lanes[0].marks]
    [(50.0, -200.0), (50.0, 300.0)]
    """
    all_npvs = [central, *(end_npv for driver in drivers for end_npv in (driver.at_low, driver.at_high))]
    unit_scale = euro_scale(all_npvs, language)
    central_npv = rounded(central, unit_scale)
    lanes = tuple(_driver(driver, central_npv, unit_scale) for driver in drivers)
    legend_keys = (Key(ends[0], LOW, "bar"), Key(ends[1], HIGH, "bar"))
    # Bars begin at the central outcome: with zero far away they would all be slivers.
    return Lanes(euro_ruler(all_npvs, unit_scale, language, has_zero=False), lanes, legend_keys, central_npv)


def _driver(driver: Driver, middle: float, scale: Scale) -> Lane:
    npv_at_low, npv_at_high = rounded(driver.at_low, scale), rounded(driver.at_high, scale)
    left_number_text, right_number_text = (
        (driver.low, driver.high) if driver.at_low <= driver.at_high else (driver.high, driver.low)
    )
    bar_marks = (Mark("bar", middle, npv_at_low, LOW), Mark("bar", middle, npv_at_high, HIGH))
    tags = (
        Tag(min(npv_at_low, npv_at_high, middle), left_number_text, "left"),
        Tag(max(npv_at_low, npv_at_high, middle), right_number_text, "right"),
    )
    return Lane(driver.name, bar_marks, tags)


def waterfall(steps: Sequence[Step], language: Language) -> Lanes:
    """From one balance to another, step by step, from top to bottom; each bar starts where the last one ended.

    Parameters
    ----------
    steps : sequence of Step
        The first is a balance; a later balance is drawn from zero [EUR].
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    Lanes
        The chart.

    Examples
    --------
    >>> chart = waterfall([Step("a", 30_000, True), Step("b", -10_000), Step("c", 20_000, True)], "nl")
    >>> [(lane.marks[0].start, lane.marks[0].end) for lane in chart.lanes]
    [(0.0, 30.0), (30.0, 20.0), (0.0, 20.0)]
    """
    start_amounts, running_total = [], 0.0
    for bridge_step in steps:
        start_amounts.append(0.0 if bridge_step.balance else running_total)
        running_total = bridge_step.amount if bridge_step.balance else running_total + bridge_step.amount
    end_amounts = [
        start_amount + bridge_step.amount
        for start_amount, bridge_step in zip(start_amounts, steps, strict=True)
    ]
    unit_scale = euro_scale([*start_amounts, *end_amounts], language)
    lanes = []
    for bridge_step, start_amount, end_amount in zip(steps, start_amounts, end_amounts, strict=True):
        bar_look = TOTAL if bridge_step.balance else LOSS if bridge_step.amount < 0 else GAIN
        bar_mark = Mark("bar", rounded(start_amount, unit_scale), rounded(end_amount, unit_scale), bar_look)
        has_end_below_zero = end_amount < 0
        outer_end = (
            min(bar_mark.start, bar_mark.end) if has_end_below_zero else max(bar_mark.start, bar_mark.end)
        )
        amount_text = show_scaled(bridge_step.amount, unit_scale, language)
        lanes.append(
            Lane(
                bridge_step.name,
                (bar_mark,),
                (
                    Tag(
                        outer_end, amount_text, "left" if has_end_below_zero else "right", bridge_step.balance
                    ),
                ),
            )
        )
    return Lanes(euro_ruler([*start_amounts, *end_amounts], unit_scale, language), tuple(lanes))
