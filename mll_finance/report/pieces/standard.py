"""The standard sensitivities in one table, and a sentence on scale for each alternative."""

from __future__ import annotations

from collections.abc import Iterable

from mll_finance.drivers.scale import BreakEvenScale
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.advice import advice
from mll_finance.judgement.contenders import contenders
from mll_finance.judgement.scales import readable, scales
from mll_finance.judgement.standard_advice import StandardSensitivity, standard_sensitivities
from mll_finance.report.blocks import Block, Cell, Format, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_rate
from mll_finance.report.pieces.answer.advice import advice_word
from mll_finance.report.pieces.answer.scale_words import scale_unit, sizes_text
from mll_finance.report.pieces.inputs import short_choice


def standard_blocks(context: Context) -> list[Block]:
    """The table and the sentences; nothing where no row applies and nothing counts the size of the case."""
    sensitivities, break_even_scales = standard_sensitivities(context.study), scales(context.study)
    blocks: list[Block] = [_table(context, sensitivities)] if sensitivities else []
    return [*blocks, _scale(context, break_even_scales)] if break_even_scales else blocks


def _table(context: Context, sensitivities: Iterable[StandardSensitivity]) -> Table:
    project_ids, case_advice = context.study.case.projects, advice(context.study)
    usual_npv_by_alternative = {
        alternative_advice.alternative: alternative_advice.mean
        for alternative_advice in case_advice.by_alternative
    }
    rows = [
        Row(
            context.say("standard_usual"),
            _cells(
                context,
                usual_npv_by_alternative,
                context.say("standard_choice_is", choice=_choice(context, case_advice.choice)),
            ),
        )
    ]
    note_texts = [context.say("standard_note")]
    for sensitivity in sensitivities:
        rows.append(
            Row(_head(context, sensitivity), _cells(context, sensitivity.npv, _changes(context, sensitivity)))
        )
        note_texts += _cut_off(context, sensitivity)
    return Table(
        context.say("standard_table"),
        (
            *(context.title("alternatives", alternative_id) for alternative_id in project_ids),
            context.say("standard_changes"),
        ),
        tuple(rows),
        corner=context.say("standard_corner"),
        note=" ".join(note_texts),
        anchor="table-standard",
    )


def _cells(context: Context, npv_by_alternative: dict[str, float], words: str) -> tuple[Cell, ...]:
    """The balances, with what is PM in them named, and what becomes of choice and advice."""
    pm_lines_by_alternative = {
        alternative_id: context.study.stream(SOCIETY, alternative_id).pm
        for alternative_id in npv_by_alternative
    }
    npv_cells = [
        Cell(npv_by_alternative[alternative_id], "euro", pm=bool(pm_lines_by_alternative[alternative_id]))
        for alternative_id in context.study.case.projects
    ]
    return (*npv_cells, Cell(words))


def _head(context: Context, sensitivity: StandardSensitivity) -> str:
    sensitivity_kind, number_format = sensitivity.row.extra["kind"], _format(sensitivity)
    sensitivity_amount = sensitivity.amount
    amount_text = (
        show_rate(sensitivity_amount, context.language)
        if number_format == "percent"
        else context.number(sensitivity_amount, number_format)
    )
    return context.say(f"standard_{sensitivity_kind}", amount=amount_text)


def _format(sensitivity: StandardSensitivity) -> Format:
    """How the number of a row is shown: by its unit."""
    unit_of_row = sensitivity.row.unit
    return "percent" if unit_of_row == "1/yr" else "euro" if unit_of_row.startswith("EUR") else "number"


def _changes(context: Context, sensitivity: StandardSensitivity) -> str:
    """What becomes of the choice and the advice."""
    change_texts = []
    if sensitivity.changes_choice:
        change_texts.append(
            context.say("standard_choice", choice=_choice(context, sensitivity.advised.choice))
        )
    for alternative_id in sensitivity.changed_advice:
        change_texts.append(
            context.say(
                "standard_advice",
                alternative=context.title("alternatives", alternative_id),
                before=advice_word(context, sensitivity.usual.of(alternative_id)),
                after=advice_word(context, sensitivity.advised.of(alternative_id)),
            )
        )
    return "; ".join(change_texts) or context.say("standard_same")


def _choice(context: Context, choice: str | None) -> str:
    return context.say("standard_no_choice") if choice is None else short_choice(context, choice)


def _cut_off(context: Context, sensitivity: StandardSensitivity) -> list[str]:
    """What is left out after the use of the alternatives that go on longer than the shortest."""
    if sensitivity.row.extra["kind"] != "equal_use":
        return []
    return [
        context.say(
            "standard_cut_off",
            alternative=context.title("alternatives", alternative_id),
            year=str(sensitivity.until[alternative_id]),
            euros=context.number(euros_cut_off, "euro"),
        )
        for alternative_id, euros_cut_off in sensitivity.cut_off.items()
        if sensitivity.ends_sooner(alternative_id)
    ]


def scale_block(context: Context) -> Prose | None:
    """At which sizes each alternative is worth it; None where nothing counts the size."""
    break_even_scales = scales(context.study)
    return _scale(context, break_even_scales) if break_even_scales else None


def _scale(context: Context, sizes: Iterable[BreakEvenScale]) -> Prose:
    scale_per_alternative = list(sizes)
    size_dimension = scale_per_alternative[0].dimension
    intro_text = context.say(
        "scale_intro",
        low=context.number(size_dimension.low, "number"),
        high=context.number(size_dimension.high, "number"),
        own=context.number(size_dimension.own, "number"),
        unit=scale_unit(scale_per_alternative[0].dimension, context.language),
    )
    return Prose(
        intro_text,
        tuple(_sentence(context, alternative_scale) for alternative_scale in scale_per_alternative),
        alone=True,
    )


def _sentence(context: Context, scale: BreakEvenScale) -> str:
    """At which sizes an alternative is worth it; where no size is, whether that is because a rival is better."""
    readable_mean_sizes = readable(scale, scale.mean)
    sentence_key = "scale_alone" if scale.municipalities == 1 else "scale_together"
    scale_texts = [
        context.say(
            sentence_key,
            alternative=context.title("alternatives", scale.alternative),
            count=scale.municipalities,
            mean=sizes_text(context, scale, readable_mean_sizes),
            p10=sizes_text(context, scale, readable(scale, scale.p10)),
            p90=sizes_text(context, scale, readable(scale, scale.p90)),
        )
    ]
    readable_sizes_above_zero = readable(scale, scale.above_zero)
    if readable_sizes_above_zero and not readable_mean_sizes:
        scale_texts.append(
            context.say("scale_rival", sizes=sizes_text(context, scale, readable_sizes_above_zero))
        )
    if contenders(context.study).by_id[scale.alternative].unknown:
        scale_texts.append(context.say("scale_pm"))
    return " ".join(scale_texts)
