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
    sensitivities, sizes = standard_sensitivities(context.study), scales(context.study)
    blocks: list[Block] = [_table(context, sensitivities)] if sensitivities else []
    return [*blocks, _scale(context, sizes)] if sizes else blocks


def _table(context: Context, sensitivities: Iterable[StandardSensitivity]) -> Table:
    projects, case_advice = context.study.case.projects, advice(context.study)
    usual_npvs = {opinion.alternative: opinion.mean for opinion in case_advice.by_alternative}
    rows = [
        Row(
            context.say("standard_usual"),
            _cells(
                context,
                usual_npvs,
                context.say("standard_choice_is", choice=_choice(context, case_advice.choice)),
            ),
        )
    ]
    notes = [context.say("standard_note")]
    for sensitivity in sensitivities:
        rows.append(
            Row(_head(context, sensitivity), _cells(context, sensitivity.npv, _changes(context, sensitivity)))
        )
        notes += _cut_off(context, sensitivity)
    return Table(
        context.say("standard_table"),
        (*(context.title("alternatives", name) for name in projects), context.say("standard_changes")),
        tuple(rows),
        corner=context.say("standard_corner"),
        note=" ".join(notes),
        anchor="table-standard",
    )


def _cells(context: Context, npv_by_alternative: dict[str, float], words: str) -> tuple[Cell, ...]:
    """The balances, with what is PM in them named, and what becomes of choice and advice."""
    pm_by_alternative = {name: context.study.stream(SOCIETY, name).pm for name in npv_by_alternative}
    euros = [
        Cell(npv_by_alternative[name], "euro", pm=bool(pm_by_alternative[name]))
        for name in context.study.case.projects
    ]
    return (*euros, Cell(words))


def _head(context: Context, sensitivity: StandardSensitivity) -> str:
    kind, number_format = sensitivity.row.extra["kind"], _format(sensitivity)
    amount = sensitivity.amount
    amount_text = (
        show_rate(amount, context.language)
        if number_format == "percent"
        else context.number(amount, number_format)
    )
    return context.say(f"standard_{kind}", amount=amount_text)


def _format(sensitivity: StandardSensitivity) -> Format:
    """How the number of a row is shown: by its unit."""
    unit_of_row = sensitivity.row.unit
    return "percent" if unit_of_row == "1/yr" else "euro" if unit_of_row.startswith("EUR") else "number"


def _changes(context: Context, sensitivity: StandardSensitivity) -> str:
    """What becomes of the choice and the advice."""
    row_parts = []
    if sensitivity.changes_choice:
        row_parts.append(context.say("standard_choice", choice=_choice(context, sensitivity.advised.choice)))
    for name in sensitivity.changed_advice:
        row_parts.append(
            context.say(
                "standard_advice",
                alternative=context.title("alternatives", name),
                before=advice_word(context, sensitivity.usual.of(name)),
                after=advice_word(context, sensitivity.advised.of(name)),
            )
        )
    return "; ".join(row_parts) or context.say("standard_same")


def _choice(context: Context, choice: str | None) -> str:
    return context.say("standard_no_choice") if choice is None else short_choice(context, choice)


def _cut_off(context: Context, sensitivity: StandardSensitivity) -> list[str]:
    """What is left out after the use of the alternatives that go on longer than the shortest."""
    if sensitivity.row.extra["kind"] != "equal_use":
        return []
    return [
        context.say(
            "standard_cut_off",
            alternative=context.title("alternatives", name),
            year=str(sensitivity.until[name]),
            euros=context.number(euros, "euro"),
        )
        for name, euros in sensitivity.cut_off.items()
        if sensitivity.ends_sooner(name)
    ]


def scale_block(context: Context) -> Prose | None:
    """At which sizes each alternative is worth it; None where nothing counts the size."""
    sizes = scales(context.study)
    return _scale(context, sizes) if sizes else None


def _scale(context: Context, sizes: Iterable[BreakEvenScale]) -> Prose:
    alternative_sizes = list(sizes)
    size_dimension = alternative_sizes[0].dimension
    intro_text = context.say(
        "scale_intro",
        low=context.number(size_dimension.low, "number"),
        high=context.number(size_dimension.high, "number"),
        own=context.number(size_dimension.own, "number"),
        unit=scale_unit(alternative_sizes[0].dimension, context.language),
    )
    return Prose(intro_text, tuple(_sentence(context, scale) for scale in alternative_sizes), alone=True)


def _sentence(context: Context, scale: BreakEvenScale) -> str:
    """At which sizes an alternative is worth it; where no size is, whether that is because a rival is better."""
    mean = readable(scale, scale.mean)
    key = "scale_alone" if scale.municipalities == 1 else "scale_together"
    parts = [
        context.say(
            key,
            alternative=context.title("alternatives", scale.alternative),
            count=scale.municipalities,
            mean=sizes_text(context, scale, mean),
            p10=sizes_text(context, scale, readable(scale, scale.p10)),
            p90=sizes_text(context, scale, readable(scale, scale.p90)),
        )
    ]
    above_zero = readable(scale, scale.above_zero)
    if above_zero and not mean:
        parts.append(context.say("scale_rival", sizes=sizes_text(context, scale, above_zero)))
    if contenders(context.study).by_id[scale.alternative].unknown:
        parts.append(context.say("scale_pm"))
    return " ".join(parts)
