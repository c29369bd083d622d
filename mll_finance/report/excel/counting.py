"""How a line counts, as formulas: project minus baseline, and the share of it that btw adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mll_finance.engine.lens import Shares

YearCells = Sequence[str] | None
"""The euros of a line by year; None where it does not stand in the alternative."""


def difference_text(here: YearCells, there: YearCells, year: int) -> str:
    """Project minus baseline in a year, where the line stands in one or both; in brackets where it is more than a cell.

    Examples
    --------
    >>> difference_text(["A1"], ["B1"], 0), difference_text(["A1"], None, 0), difference_text(None, ["B1"], 0)
    ('(A1-B1)', 'A1', '(-B1)')
    """
    if here is not None and there is not None:
        return f"({here[year]}-{there[year]})"
    if here is not None:
        return here[year]
    return f"(-{there[year]})" if there is not None else "0"


def btw_of(shares: Shares, rate: float, compensable: float) -> float:
    """What btw adds to what enters a fence of a line of one euro, at a rate of which a share is compensated."""
    _, taxed_share, share_with_returned_tax = shares
    return taxed_share * rate + share_with_returned_tax * rate * compensable


def btw_text(line: str, shares: Shares, settings: Mapping[str, str]) -> str | None:
    """The same from the cells of rate and share; None where the line has no btw or it adds nothing."""
    rate_address, compensable_address = (
        settings.get(f"lines.{line}.btw.{btw_field}") for btw_field in ("rate", "compensable")
    )
    _, taxed_share, share_with_returned_tax = shares
    if rate_address is None or compensable_address is None or not (taxed_share or share_with_returned_tax):
        return None
    btw_formula_terms = [f"{taxed_share:g}*{rate_address}"] if taxed_share else []
    btw_formula_terms += (
        [f"{share_with_returned_tax:g}*{rate_address}*{compensable_address}"]
        if share_with_returned_tax
        else []
    )
    return "+".join(btw_formula_terms)


def share_text(line: str, shares: Shares, settings: Mapping[str, str]) -> str:
    """What enters a fence of a line of one euro, sign and btw together, in brackets.

    Examples
    --------
    >>> cells = {"lines.fee.btw.rate": "B9", "lines.fee.btw.compensable": "B8"}
    >>> share_text("fee", (-1.0, -1.0, 0.0), cells)
    '(-1+-1*B9)'
    >>> share_text("hours", (1.0, 0.0, 0.0), {})
    '(1)'
    """
    btw_formula = btw_text(line, shares, settings)
    return f"({shares[0]:g}{'' if btw_formula is None else f'+{btw_formula}'})"
