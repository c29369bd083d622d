"""The results of a study as pandas tables, for notebooks and for whoever calculates on."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.identities import checks as identities
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.parties.bridge import bridge as bridge_of
from mll_finance.parties.incidence import incidence, incidence_table


def results(study: Study) -> pd.DataFrame:
    """One row for each perspective, alternative and criterion: the long table of ``results.json``."""
    return pd.DataFrame(study.rows)


def checks(study: Study) -> pd.DataFrame:
    """One row for each identity: what is left over, the size of what is compared, whether it holds."""
    rows = [(c.id, c.alternative, c.perspective, c.difference, c.scale, c.holds) for c in identities(study)]
    return pd.DataFrame(rows, columns=["check", "alternative", "perspective", "difference", "scale", "holds"])


def budget(
    study: Study, alternative: str, *, accounting: Literal["cash", "budget"] = "budget"
) -> pd.DataFrame:
    """Lines by year in nominal euros, project minus baseline; NA where a line is PM."""
    table = budget_table(study, alternative, accounting=accounting)
    amounts = {
        line.line: [pd.NA] * len(table.years) if line.amounts is None else line.amounts
        for line in table.lines
    }
    return pd.DataFrame.from_dict(amounts, orient="index", columns=list(table.years), dtype="Float64")


def parties(study: Study, alternative: str, perspective: str = SOCIETY) -> pd.DataFrame:
    """Parties by year at the price level of the case, with the present value of each in the column ``npv``."""
    shares = incidence(study, alternative, perspective)
    frame = pd.DataFrame.from_dict(
        {share.party: share.yearly for share in shares}, orient="index", columns=list(study.case.years)
    )
    frame["npv"] = [share.npv for share in shares]
    return frame


def bridge(study: Study, alternative: str) -> pd.DataFrame:
    """From the NPV to society to the four-year budget: one row a step, with the balance reached."""
    found = bridge_of(study, alternative)
    rows: list[tuple[str, str | None, float | None, float]] = [("society", None, None, found.society)]
    for items, name in ((found.to_npv, "municipality"), (found.to_budget, "budget")):
        for item in items:
            rows.append((item.id, item.party, item.amount, rows[-1][3] + item.amount))
        rows.append((name, None, None, getattr(found, name)))
    return pd.DataFrame(rows, columns=["step", "party", "amount", "balance"])


def incidence_by_line(study: Study, alternative: str) -> pd.DataFrame:
    """Lines by party in present values under the lens of society; NA where a line is PM or does not touch a party."""
    table = incidence_table(study, alternative)
    columns = {
        party: pd.Series(table.by_line[party], index=list(study.case.lines), dtype="Float64")
        for party in table.parties
    }
    return pd.DataFrame(columns).dropna(how="all")


def ledger(study: Study, alternative: str) -> pd.DataFrame:
    """The central ledger of an alternative: one row a line and year, euros ex btw at the price level of the case."""
    rows = []
    for name, line in study.case.lines.items():
        euros = study.central.euros(name, alternative)
        if euros is None:
            continue
        for place, year in enumerate(study.case.years):
            amount = float(euros[min(place, euros.shape[0] - 1), 0])
            rows.append(
                (name, year, line.payer, line.receiver, amount, line.in_cash, line.category, line.phase)
            )
    columns = ["line", "year", "payer", "receiver", "euros", "cash", "category", "phase"]
    return pd.DataFrame(rows, columns=columns)
