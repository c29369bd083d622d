"""How it was calculated, and the words used."""

from __future__ import annotations

from mll_finance.inputs.method.correlations import Correlation
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name
from mll_finance.report.section import section
from mll_finance.terms import definition, term

_WORDS = (
    "npv",
    "bcr",
    "irr",
    "payback",
    "annual_equivalent",
    "baseline",
    "perspective",
    "pm",
    "probability_best",
    "range",
    "mcse",
)


def _correlations(context: Context) -> tuple[str, ...]:
    """The pairs of numbers that move together, each with where it comes from."""
    leaves = context.study.case.graph.leaves
    pair_sentences = [
        context.say(
            "method_pair",
            one=full_name(context, leaves[correlation.between[0]]),
            two=full_name(context, leaves[correlation.between[1]]),
            rank=(
                f"{context.number(correlation.rank, 'ratio')} ("
                f"{context.reference(correlation.source)}; {correlation.quality})"
            ),
        )
        for correlation in context.study.case.parts(Correlation).values()
    ]
    return (context.say("method_correlations", pairs="; ".join(pair_sentences)),) if pair_sentences else ()


def _simulation_error(context: Context) -> tuple[str, ...]:
    """How far the draws leave the mean open; a figure that follows from the amounts, so not where they are hidden."""
    if context.hides_amounts:
        return ()
    study = context.study
    largest_standard_error = max(
        study.value("society", alternative_id, "npv")["mcse"] or 0.0 for alternative_id in study.case.projects
    )
    return (context.say("method_error", error=context.number(largest_standard_error, "euro")),)


@section(nl="Rekenwijze en begrippen", en="Method and terms", anchor="method", public=True)
def blocks(context: Context) -> list[Block]:
    """Conventions of this calculation, then the words with their definitions."""
    study, case = context.study, context.study.case
    sentences = (
        context.say("method_years", first=case.years[0], last=case.years[-1], base=case.settings.base_year),
        context.say(f"method_{case.settings.timing}"),
        context.say("method_prices", level=case.prices.level_year),
        context.say(
            "method_draws",
            draws=context.number(study.draws.plan.total, "number"),
            seed=case.settings.seed,
            inputs=len(study.draws.uncertain),
            sampling=context.say(f"method_sampling_{case.settings.sampling}"),
        ),
        *_simulation_error(context),
        *_correlations(context),
        context.say("method_transfers"),
        context.say("method_pm"),
    )
    rows = tuple(
        Row(term(word_id, context.language), (Cell(definition(word_id, context.language)),))
        for word_id in _WORDS
    )
    return [
        Prose("", sentences),
        Table(
            context.say("words_table"),
            (context.say("means"),),
            rows,
            corner=context.say("word"),
            anchor="table-words",
        ),
    ]
