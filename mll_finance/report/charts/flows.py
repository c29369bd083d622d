"""Charts of money between parties: who pays whom, and what two choices do to each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mll_finance.report.charts.rows import rows_layout
from mll_finance.report.charts.style import (
    FONT_SIZE,
    INK,
    PALETTE,
    PAPER,
    QUIET,
    Chart,
    label,
    layout,
    note,
    rounded,
)
from mll_finance.report.numbers import Scale, euro_scale, show_scaled
from mll_finance.terms import Language

_FAINT = "66"
_COLOUR_OF_OTHERS = QUIET


@dataclass(frozen=True)
class Payment:
    """What one pays another [EUR]."""

    payer: str
    receiver: str
    amount: float


@dataclass(frozen=True)
class Pair:
    """Two amounts of one row [EUR]; None where there is none."""

    name: str
    first: float | None
    second: float | None


def who_pays_whom(
    flows: Sequence[Payment], heads: tuple[str, str], *, outside: Sequence[str] = (), language: Language
) -> Chart:
    """A band from each payer on the left to each receiver on the right, as wide as the amount.

    Parameters
    ----------
    flows : sequence of Payment
        Amounts above zero [EUR].
    heads : tuple of str
        Words above the payers and above the receivers.
    outside : sequence of str
        Names that stand for no party, such as labour and goods; they are grey.
    language : str
        ``nl`` or ``en``.

    Returns
    -------
    dict
        Plotly figure. A party that pays and receives stands on both sides, so no band turns back.

    Examples
    --------
    >>> made = who_pays_whom([Payment("gemeente", "partner", 2e6)], ("betaalt", "ontvangt"), language="nl")
    >>> made["data"][0]["node"]["label"], made["data"][0]["link"]["value"]
    (['gemeente<br>2.000', 'partner<br>2.000'], [2000.0])
    """
    total_sent_by_party, total_received_by_party = _totals(flows, 0), _totals(flows, 1)
    scale = euro_scale([flow.amount for flow in flows], language)
    band_trace = _bands(
        flows, total_sent_by_party, total_received_by_party, outside=outside, scale=scale, language=language
    )
    heading_notes = [
        note(f"<b>{text}</b>", place, 1, xref="paper", yref="paper", xanchor=side, yanchor="bottom", yshift=6)
        for text, place, side in ((heads[0], 0, "left"), (heads[1], 1, "right"))
    ]
    unit_note = note(scale.unit, 0, 0, xref="paper", yref="paper", xanchor="left", yanchor="top", yshift=-4)
    unit_note["font"] = {"size": FONT_SIZE - 1, "color": QUIET}
    height = 150 + 74 * max(len(total_sent_by_party), len(total_received_by_party))
    chart_layout = layout(language, height, annotations=[*heading_notes, unit_note])
    return {"data": [band_trace], "layout": {**chart_layout, "margin": {"l": 12, "r": 12, "t": 38, "b": 44}}}


def _bands(
    flows: Sequence[Payment],
    sent: Mapping[str, float],
    got: Mapping[str, float],
    *,
    outside: Sequence[str],
    scale: Scale,
    language: Language,
) -> dict[str, Any]:
    names, senders, receivers = [*sent, *got], list(sent), list(got)
    colour_by_party = _colours(names, outside)
    amount_texts = [show_scaled(total, scale, language) for total in (*sent.values(), *got.values())]
    label_texts = [f"{label(name, 20)}<br>{amount}" for name, amount in zip(names, amount_texts, strict=True)]
    return {
        "type": "sankey",
        "arrangement": "fixed",
        "domain": {"x": [0, 1], "y": [0.06, 1]},
        "textfont": {"size": FONT_SIZE, "color": INK},
        "node": {
            "label": label_texts,
            "color": [colour_by_party[name] for name in names],
            "pad": 34,
            "thickness": 14,
            "line": {"color": PAPER, "width": 1},
            "hoverinfo": "none",
        },
        "link": {
            "source": [senders.index(flow.payer) for flow in flows],
            "target": [len(senders) + receivers.index(flow.receiver) for flow in flows],
            "value": [rounded(flow.amount, scale) for flow in flows],
            "color": [colour_by_party[flow.payer] + _FAINT for flow in flows],
            "customdata": [_told(flow, scale, language) for flow in flows],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    }


def _totals(flows: Sequence[Payment], side: int) -> dict[str, float]:
    total_by_party: dict[str, float] = {}
    for flow in flows:
        name = (flow.payer, flow.receiver)[side]
        total_by_party[name] = total_by_party.get(name, 0.0) + flow.amount
    return dict(sorted(total_by_party.items(), key=lambda item: -item[1]))


def _colours(names: Sequence[str], outside: Sequence[str]) -> dict[str, str]:
    inside_parties = [name for name in dict.fromkeys(names) if name not in outside]
    colour_by_party = {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(inside_parties)}
    return {**colour_by_party, **dict.fromkeys(outside, _COLOUR_OF_OTHERS)}


def _told(flow: Payment, scale: Scale, language: Language) -> str:
    amount_text = show_scaled(flow.amount, scale, language)
    return f"{label(flow.payer)} → {label(flow.receiver)}<br>{amount_text} {scale.unit}"


def pairs(rows: Sequence[Pair], names: tuple[str, str], language: Language) -> Chart:
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
    dict
        Plotly figure with a legend of two.

    Examples
    --------
    >>> made = pairs([Pair("licentie", -3e5, 1e5)], ("gemeente", "partner"), "nl")
    >>> [trace["name"] for trace in made["data"] if trace.get("showlegend", True)]
    ['gemeente', 'partner']
    """
    known_amounts = [amount for row in rows for amount in (row.first, row.second) if amount is not None]
    scale = euro_scale(known_amounts, language)
    traces: list[dict[str, Any]] = [_between(row, place, scale) for place, row in enumerate(rows)]
    for side, name in enumerate(names):
        traces.append(_marks(rows, side, name, scale=scale, language=language))
    chart_layout = rows_layout(
        [row.name for row in rows], [rounded(amount, scale) for amount in known_amounts], scale, language
    )
    legend = {
        "orientation": "h",
        "x": 0,
        "y": 1.01,
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
    }
    chart_layout = {
        **chart_layout,
        "showlegend": True,
        "legend": legend,
        "height": chart_layout["height"] + 34,
    }
    return {"data": traces, "layout": {**chart_layout, "margin": {**chart_layout["margin"], "t": 40}}}


def _marks(rows: Sequence[Pair], side: int, name: str, *, scale: Scale, language: Language) -> dict[str, Any]:
    """The marks of the first or the second amounts."""
    place_and_amount = [(place, (row.first, row.second)[side]) for place, row in enumerate(rows)]
    shown_amounts = [(place, amount) for place, amount in place_and_amount if amount is not None]
    label_texts = [show_scaled(amount, scale, language) for _, amount in shown_amounts]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [rounded(amount, scale) for _, amount in shown_amounts],
        "y": [place for place, _ in shown_amounts],
        "text": label_texts,
        "textposition": [_position(rows[place], side) for place, _ in shown_amounts],
        "cliponaxis": False,
        "marker": {
            "size": 14,
            "color": PALETTE[side],
            "symbol": ("circle", "diamond")[side],
            "line": {"color": PAPER, "width": 1.5},
        },
        "hoverinfo": "text",
        "hovertext": [
            f"{label(rows[place].name)}<br>{name}: {text} {scale.unit}"
            for (place, _), text in zip(shown_amounts, label_texts, strict=True)
        ],
    }


def _between(row: Pair, place: int, scale: Scale) -> dict[str, Any]:
    scaled_ends = [rounded(amount, scale) for amount in (row.first, row.second) if amount is not None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": scaled_ends,
        "y": [place] * len(scaled_ends),
        "line": {"color": QUIET, "width": 1.5},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _position(row: Pair, side: int) -> str:
    own_amount, other_amount = (row.first, row.second) if side == 0 else (row.second, row.first)
    if own_amount is None or other_amount is None:
        return "middle right"
    return "middle right" if (own_amount, side) > (other_amount, 1 - side) else "middle left"
