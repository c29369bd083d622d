"""Which personal data are used and why, what the FG advised, and the draft entries for the two registers."""

from __future__ import annotations

from mll_finance.inputs.method.personal_data import DataPurpose, PersonalData
from mll_finance.inputs.reference_data.registers import Register, fields, reference, version
from mll_finance.report.blocks import Block, Callout, Cell, Heading, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.registers.drafts import algorithm_entry, processing_entry
from mll_finance.report.section import section

_MARKED = ("consent", "legitimate_interest")
"""Legal bases that a public authority can seldom use."""


@section(nl="Persoonsgegevens", en="Personal data", anchor="personal-data", public=True)
def blocks(context: Context) -> list[Block]:
    """Purposes, data, variants and advice, then the drafts; nothing where the case does not say it."""
    personal_data = context.study.case.section(PersonalData)
    if personal_data is None:
        return []
    section_blocks: list[Block] = [
        Prose(context.say("personal_data_intro")),
        _purposes(context, personal_data),
        *_open(context, personal_data),
    ]
    for purpose_id, purpose in personal_data.purposes.items():
        section_blocks.append(_data(context, purpose_id, purpose))
        section_blocks += _variants(context, purpose_id, purpose)
    return [*section_blocks, *_advice(context, personal_data), *_registers(context, personal_data)]


def _purposes(context: Context, personal: PersonalData) -> Table:
    rows = []
    for purpose in personal.purposes.values():
        ground_text = context.say(f"ground_{purpose.ground}")
        note_text = context.say("ground_seldom") if purpose.ground in _MARKED else ""
        purpose_cells = (
            Cell(ground_text, note=note_text),
            _said(context, context.words(purpose.law)),
            Cell(context.say("personal_settled" if purpose.settled else "personal_not_settled")),
            Cell(context.say(f"decision_{purpose.decision}")),
            _said(
                context,
                "; ".join(
                    context.words(recipient_in_languages) for recipient_in_languages in purpose.recipients
                ),
            ),
        )
        rows.append(Row(context.words(purpose.title), purpose_cells, note=context.words(purpose.description)))
    column_keys = (
        "personal_ground",
        "personal_law",
        "personal_confirmed",
        "personal_decision",
        "personal_recipients",
    )
    return Table(
        context.say("personal_purposes_table"),
        tuple(context.say(column_key) for column_key in column_keys),
        tuple(rows),
        corner=context.say("personal_purpose"),
        note=context.say("personal_purposes_note"),
        anchor="table-purposes",
    )


def _open(context: Context, personal: PersonalData) -> list[Block]:
    """What a jurist must look at first."""
    section_blocks: list[Block] = []
    unsettled_titles = [
        context.words(purpose.title) for purpose in personal.purposes.values() if not purpose.settled
    ]
    if unsettled_titles:
        open_sentence = context.say("personal_unsettled_text", names="; ".join(unsettled_titles))
        section_blocks.append(Callout(context.say("personal_unsettled"), open_sentence, "caution"))
    special_data_titles = [
        context.words(datum.title)
        for purpose in personal.purposes.values()
        for datum in purpose.data.values()
        if datum.special != "none"
    ]
    if special_data_titles:
        open_sentence = context.say(
            "personal_special_text", names="; ".join(dict.fromkeys(special_data_titles))
        )
        section_blocks.append(Callout(context.say("personal_special"), open_sentence, "caution"))
    deciding_titles = [
        context.words(purpose.title)
        for purpose in personal.purposes.values()
        if purpose.decision == "decides"
    ]
    if deciding_titles:
        open_sentence = context.say("personal_deciding_text", names="; ".join(deciding_titles))
        section_blocks.append(Callout(context.say("personal_deciding"), open_sentence, "bad"))
    return section_blocks


def _data(context: Context, name: str, purpose: DataPurpose) -> Table:
    rows = []
    for datum in purpose.data.values():
        special_text = context.say(f"special_{datum.special}")
        datum_cells = (
            _said(context, context.words(datum.source)),
            _said(context, context.words(datum.needed)),
            _said(context, context.words(datum.minimised)),
            _said(context, context.words(datum.retention)),
            Cell(special_text, note=context.words(datum.exception)),
        )
        rows.append(Row(context.words(datum.title), datum_cells))
    column_keys = (
        "personal_source",
        "personal_needed",
        "personal_minimised",
        "personal_retention",
        "personal_special_column",
    )
    return Table(
        context.say("personal_data_table", purpose=context.words(purpose.title)),
        tuple(context.say(column_key) for column_key in column_keys),
        tuple(rows),
        corner=context.say("personal_datum"),
        anchor=f"table-data-{name}",
    )


def _variants(context: Context, name: str, purpose: DataPurpose) -> list[Block]:
    if not purpose.variants:
        return []
    rows = tuple(
        Row(
            context.words(purpose_variant.title),
            (
                Cell(context.words(purpose_variant.effect)),
                Cell(context.say("answer_yes" if purpose_variant.chosen else "answer_no")),
                Cell(
                    context.title("alternatives", purpose_variant.alternative)
                    if purpose_variant.alternative
                    else None
                ),
            ),
        )
        for purpose_variant in purpose.variants.values()
    )
    column_keys = ("personal_variant_effect", "personal_variant_chosen", "personal_variant_alternative")
    return [
        Table(
            context.say("personal_variants_table", purpose=context.words(purpose.title)),
            tuple(context.say(column_key) for column_key in column_keys),
            rows,
            corner=context.say("personal_variant"),
            anchor=f"table-variants-{name}",
        )
    ]


def _advice(context: Context, personal: PersonalData) -> list[Block]:
    section_blocks: list[Block] = [Heading(context.say("personal_advice"), 3)]
    if not personal.advice:
        return [*section_blocks, Prose(context.say("personal_no_advice"))]
    rows = tuple(
        Row(
            f"{given_advice.date}: {context.words(given_advice.author)}",
            (
                Cell(context.words(given_advice.advice)),
                _said(context, context.words(given_advice.reply), "personal_no_reply"),
            ),
        )
        for given_advice in personal.advice
    )
    column_titles = (context.say("personal_advice_says"), context.say("personal_reply"))
    return [
        *section_blocks,
        Table(
            context.say("personal_advice_table"),
            column_titles,
            rows,
            corner=context.say("personal_advice_from"),
        ),
    ]


def _registers(context: Context, personal: PersonalData) -> list[Block]:
    entry_by_purpose = {
        context.words(purpose.title): processing_entry(context, purpose)
        for purpose in personal.purposes.values()
    }
    return [
        Heading(context.say("register_processing"), 3),
        Prose(context.say("register_processing_intro")),
        _register(context, "processing_register", entry_by_purpose),
        Heading(context.say("register_algorithm"), 3),
        Prose(context.say("register_algorithm_intro")),
        _register(context, "algorithm_register", {context.say("register_draft"): algorithm_entry(context)}),
    ]


def _register(context: Context, register: Register, entries: dict[str, dict[str, str | None]]) -> Table:
    rows = []
    for register_field in fields(register):
        group_text = context.say(f"register_group_{register_field.group}") if register_field.group else ""
        rule_text = context.say(f"register_rule_{register_field.rule}")
        field_note = f"{group_text}; {rule_text}" if group_text else rule_text
        limit_text = (
            "" if register_field.limit is None else context.say("register_limit", limit=register_field.limit)
        )
        entry_cells = tuple(
            _entry(context, register_entry[register_field.id], register_field.limit)
            for register_entry in entries.values()
        )
        rows.append(
            Row(
                register_field.name(context.language),
                entry_cells,
                note=", ".join(filter(None, (field_note, limit_text))),
            )
        )
    return Table(
        context.say("register_table", version=version(register)),
        tuple(entries),
        tuple(rows),
        corner=context.say("register_field"),
        note=context.say("register_source", source=reference(register, context.language)),
        anchor=f"table-{register.replace('_', '-')}",
    )


def _entry(context: Context, text: str | None, limit: int | None) -> Cell:
    if text is None:
        return Cell(context.say("register_open"))
    is_too_long = limit is not None and len(text) >= limit
    return Cell(text, note=context.say("register_too_long", length=len(text)) if is_too_long else "")


def _said(context: Context, text: str, otherwise: str = "register_open") -> Cell:
    return Cell(text or context.say(otherwise))
