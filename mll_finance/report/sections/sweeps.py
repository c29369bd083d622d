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
    rate_profile_of_case = rate_profile(context.study)
    return [
        _rates(context, rate_profile_of_case),
        _horizon(context),
    ]


def _rates(context: Context, profile: RateProfile) -> Figure:
    study = context.study
    alternative_titles = [
        context.title("alternatives", alternative_id) for alternative_id in study.case.projects
    ]
    asked_index = study.case.projects.index(asked_alternative(study))
    lowest_rate_text, highest_rate_text = (
        context.number(float(rate), "percent") for rate in (profile.rates[0], profile.rates[-1])
    )
    roots_in_range = [
        root for root in profile.roots[asked_index] if profile.rates[0] < root < profile.rates[-1]
    ]
    roots_text = "; ".join(context.number(root, "percent") for root in roots_in_range)
    sentence_key = "rates_title_flip" if roots_in_range else "rates_title_same"
    title_sentence = context.say(
        sentence_key,
        alternative=alternative_titles[asked_index],
        root=roots_text,
        low=lowest_rate_text,
        high=highest_rate_text,
    )
    rates_chart = charts.rates(
        profile.rates.tolist(),
        dict(zip(alternative_titles, profile.npv.tolist(), strict=True)),
        axis=context.say("rates_axis"),
        language=context.language,
    )
    curves_text = " ".join(
        context.say(
            "rates_text",
            alternative=title,
            first=context.number(float(npv_by_rate[0]), "euro"),
            last=context.number(float(npv_by_rate[-1]), "euro"),
            low=lowest_rate_text,
            high=highest_rate_text,
        )
        for title, npv_by_rate in zip(alternative_titles, profile.npv, strict=True)
    )
    rows = [
        Row(title, tuple(context.amount(float(amount)) for amount in npv_by_rate[::_EVERY]))
        for title, npv_by_rate in zip(alternative_titles, profile.npv, strict=True)
    ]
    rate_titles = tuple(context.number(float(rate), "percent") for rate in profile.rates[::_EVERY])
    data_table = Table(
        context.say("rates_data"), rate_titles, tuple(rows), corner=context.word("alternative")
    )
    return Figure(title_sentence, rates_chart, curves_text, data_table, anchor="figure-rates")


def _horizon(context: Context) -> Table:
    study = context.study
    npvs_by_horizon_by_alternative = horizon_profile(study, perspective=SOCIETY)
    rows = tuple(
        Row(
            context.title("alternatives", alternative_id),
            tuple(context.amount(float(amount)) for amount in npv_by_horizon),
        )
        for alternative_id, npv_by_horizon in zip(
            study.case.projects, npvs_by_horizon_by_alternative, strict=True
        )
    )
    return Table(
        context.say("horizon_data"),
        tuple(str(year) for year in study.case.years),
        rows,
        corner=context.word("alternative"),
        note=context.say("horizon_note"),
        anchor="table-horizon",
    )
