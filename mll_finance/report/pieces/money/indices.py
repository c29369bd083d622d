"""Which indices make nominal euros of the amounts in a budget: their rate by year, and where it comes from."""

from __future__ import annotations

from mll_finance.engine.ledger import nominal_rates
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.contract import clause_rate
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.report.blocks import Prose
from mll_finance.report.context import Context
from mll_finance.report.numbers import show
from mll_finance.terms import Language, sentence, sentences


def indices_used(context: Context) -> Prose:
    """The indices of the lines that the municipality pays or receives, one sentence each."""
    case_lines = context.study.case.lines.values()
    index_ids = {
        line.index or CPI
        for line in case_lines
        if line.basis == "real" and MUNICIPALITY in (line.payer, line.receiver)
    }
    index_sentences = (
        context.say(
            "index_used",
            index=index_name(index_id, context.language),
            rates=_rates(context, index_id),
            source=_source(context, index_id),
        )
        for index_id in sorted(index_ids)
    )
    return Prose(
        context.say("indices_used", level=context.study.case.prices.level_year),
        (*index_sentences, *_nominal_rate(context)),
    )


def _nominal_rate(context: Context) -> tuple[str, ...]:
    """By which nominal rate the municipality discounts its nominal euros, by year; nothing where there is one year."""
    case = context.study.case
    rate_text_by_year = {
        year: context.number(yearly_rate, "percent")
        for year, yearly_rate in nominal_rates(case, case.perspectives[MUNICIPALITY]).items()
    }
    return (
        (context.say("index_nominal_rate", rates=_by_year(context, rate_text_by_year)),)
        if rate_text_by_year
        else ()
    )


def index_name(index: str, language: Language) -> str:
    """An index in words: the clause of a contract with its rate, else as the sentences or the table name it."""
    clause_percentage = clause_rate(index)
    if clause_percentage is not None:
        return sentence("index_clause", language, rate=show(clause_percentage, "percent", language))
    sentence_key = f"budget_index_{index}"
    return sentence(sentence_key, language) if sentence_key in sentences() else index.replace("_", " ")


def _rates(context: Context, index: str) -> str:
    """The growth of each year after the price level: one percentage, or one for each year where they differ."""
    prices, last_year = context.study.case.prices, context.study.case.years[-1]
    rate_text_by_year = {
        year: context.number(prices.rate(index, year), "percent")
        for year in range(prices.level_year + 1, last_year + 1)
    }
    return _by_year(context, rate_text_by_year)


def _by_year(context: Context, rate_by_year: dict[int, str]) -> str:
    if len(set(rate_by_year.values())) == 1:
        return context.say("index_every_year", rate=next(iter(rate_by_year.values())))
    return ", ".join(f"{year} {rate_text}" for year, rate_text in rate_by_year.items()) or context.say(
        "index_no_year"
    )


def _source(context: Context, index: str) -> str:
    """Where the growth comes from: the contract, the case itself, or the rows of the table."""
    case = context.study.case
    if clause_rate(index) is not None:
        return context.say("index_source_contract")
    if index in case.prices.own:
        kadernota = case.settings.kadernota
        is_set_by_case = kadernota is None or (index == CPI and kadernota.prices is None)
        return context.say("index_source_case") if is_set_by_case or kadernota is None else kadernota.source
    return "; ".join(context.reference(source) for source in case.prices.sources(index))
