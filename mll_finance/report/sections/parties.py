"""Who pays and who gains."""

from __future__ import annotations

from mll_finance.appraisal.decision import decision
from mll_finance.appraisal.incidence import PartyShare, incidence
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Heading, Prose, Row, Table
from mll_finance.report.context import Context


def blocks(context: Context) -> list[Block]:
    """The welfare total divided over the parties: a figure for the best alternative, a table for all."""
    study = context.study
    shares = {name: incidence(study, name) for name in study.case.projects}
    best = decision(study).best.alternative
    return [Heading(context.say("parties"), anchor="parties"), Prose(context.say("parties_intro")),
            _figure(context, best, shares[best]), _table(context, shares)]


def _figure(context: Context, best: str, shares: list[PartyShare]) -> Figure:
    rows = [(context.title("parties", one.party), one.npv) for one in shares if one.npv or one.pm]
    rows.sort(key=lambda row: -row[1])
    alternative = context.title("alternatives", best)
    if rows and rows[0][1] > 0:
        title = context.say("gains_most", party=rows[0][0], alternative=alternative, amount=context.number(rows[0][1], "euro"))
    else:
        title = context.say("nobody_gains", alternative=alternative)
    text = "; ".join(f"{name}: {context.number(value, 'euro')}" for name, value in rows)
    data = Table(context.say("npv_by_party", alternative=alternative), (context.word("npv"),),
                 tuple(Row(name, (context.euros(value),)) for name, value in rows), corner=context.word("party"))
    figure = charts.parties(rows, axis=context.word("npv"), language=context.language)
    return Figure(title, figure, text, data, anchor="figure-parties")


def _table(context: Context, shares: dict[str, list[PartyShare]]) -> Table:
    study = context.study
    names = study.case.projects
    by_party = {one.party: [] for one in next(iter(shares.values()))}  # type: ignore[var-annotated]
    for name in names:
        for one in shares[name]:
            by_party[one.party].append(one)
    rows = []
    for party, found in by_party.items():
        if not any(one.npv or one.pm for one in found):
            continue
        mark = " + PM" if any(one.pm for one in found) else ""
        rows.append(Row(context.title("parties", party) + mark, tuple(context.euros(one.npv) for one in found)))
    total = tuple(context.euros(study.value("society", name, "npv")["central"]) for name in names)
    rows.append(Row(context.title("perspectives", "society"), total, total=True))
    return Table(context.say("who_gains"), tuple(context.title("alternatives", name) for name in names), tuple(rows),
                 corner=context.word("party"), note=context.say("parties_note"), anchor="table-parties")
