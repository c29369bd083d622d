"""On request: the result at other discount rates, with the internal rates of return, and at shorter horizons."""

from __future__ import annotations

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.sweeps import RateProfile, horizon_profile, rate_profile
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section

_EVERY = 4


@section(nl="Disconteringsvoet en looptijd", en="Discount rate and horizon", anchor="sweeps")
def blocks(context: Context) -> list[Block]:
    """NPV by flat discount rate, and by the year after which nothing counts."""
    npv_by_rate = rate_profile(context.study)
    return [
        _rates(context, npv_by_rate),
        _horizon(context),
    ]


def _rates(context: Context, profile: RateProfile) -> Figure:
    study = context.study
    alternative_titles = [context.title("alternatives", alternative) for alternative in study.case.projects]
    asked_index = study.case.projects.index(asked_alternative(study))
    lowest_rate, highest_rate = (
        context.number(float(rate), "percent") for rate in (profile.rates[0], profile.rates[-1])
    )
    irr_roots = [root for root in profile.roots[asked_index] if profile.rates[0] < root < profile.rates[-1]]
    joined_names = "; ".join(context.number(root, "percent") for root in irr_roots)
    sentence_key = "rates_title_flip" if irr_roots else "rates_title_same"
    title_sentence = context.say(
        sentence_key,
        alternative=alternative_titles[asked_index],
        root=joined_names,
        low=lowest_rate,
        high=highest_rate,
    )
    figure = charts.rates(
        profile.rates.tolist(),
        dict(zip(alternative_titles, profile.npv.tolist(), strict=True)),
        axis=context.say("rates_axis"),
        language=context.language,
    )
    joined_text = " ".join(
        context.say(
            "rates_text",
            alternative=alternative,
            first=context.number(float(row[0]), "euro"),
            last=context.number(float(row[-1]), "euro"),
            low=lowest_rate,
            high=highest_rate,
        )
        for alternative, row in zip(alternative_titles, profile.npv, strict=True)
    )
    rows = [
        Row(alternative, tuple(context.amount(float(amount)) for amount in row[::_EVERY]))
        for alternative, row in zip(alternative_titles, profile.npv, strict=True)
    ]
    columns = tuple(context.number(float(rate), "percent") for rate in profile.rates[::_EVERY])
    table = Table(context.say("rates_data"), columns, tuple(rows), corner=context.word("alternative"))
    return Figure(title_sentence, figure, joined_text, table, anchor="figure-rates")


def _horizon(context: Context) -> Table:
    study = context.study
    npv_by_horizon = horizon_profile(study, perspective=SOCIETY)
    rows = tuple(
        Row(
            context.title("alternatives", alternative), tuple(context.amount(float(amount)) for amount in row)
        )
        for alternative, row in zip(study.case.projects, npv_by_horizon, strict=True)
    )
    return Table(
        context.say("horizon_data"),
        tuple(str(year) for year in study.case.years),
        rows,
        corner=context.word("alternative"),
        note=context.say("horizon_note"),
        anchor="table-horizon",
    )
