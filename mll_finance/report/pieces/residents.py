"""For residents: what they notice, how often it goes wrong, who could lose, what is not done, how to object."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.residents import Residents
from mll_finance.inputs.quantities.detection import Detection
from mll_finance.judgement.evaluation import expected
from mll_finance.report.blocks import Block, Cell, Heading, Page, Prose, Row, Table, plain_page
from mll_finance.report.context import Context
from mll_finance.report.numbers import two_figures
from mll_finance.report.pieces.adoption import adoption_blocks


def standalone(context: Context) -> Page | None:
    """The same as a page of its own; None where the case has no texts for residents."""
    residents_section = context.study.case.section(Residents)
    if residents_section is None:
        return None
    case = context.study.case
    subtitle_text = (
        context.say("municipality_of", municipality=case.settings.municipality)
        if case.settings.municipality
        else ""
    )
    page_blocks = tuple(
        Heading(page_block.text, 2, page_block.anchor) if isinstance(page_block, Heading) else page_block
        for page_block in [*adoption_blocks(context), *residents_blocks(context, residents_section)]
    )
    title_text = context.words(case.settings.title, case.settings.id)
    return plain_page(title_text, subtitle_text, context.language, page_blocks)


def residents_blocks(context: Context, residents: Residents) -> list[Block]:
    """What residents notice, how often it goes wrong, who could lose, what is not done, how to object."""
    section_blocks: list[Block] = [
        Prose(context.words(residents.introduction)),
        Heading(context.say("residents_notices"), 3, "residents-notices"),
        _list(context, residents.notices),
    ]
    count_sentences = _counts(context, residents)
    if count_sentences:
        section_blocks += [
            Heading(context.say("residents_errors"), 3, "residents-errors"),
            Prose(
                context.say("residents_errors_intro", year=context.study.case.years[-1]),
                tuple(count_sentences),
            ),
        ]
    section_blocks += _groups(context, residents)
    section_blocks += [
        Heading(context.say("residents_not_done"), 3, "residents-not-done"),
        _list(context, residents.not_done),
        Heading(context.say("residents_objection"), 3, "residents-objection"),
        _list(context, residents.objection),
    ]
    if residents.contact is not None:
        section_blocks.append(
            Prose(context.say("residents_contact", contact=context.words(residents.contact)))
        )
    return section_blocks


def _list(context: Context, phrases: tuple[object, ...]) -> Prose:
    return Prose("", tuple(context.words(phrase_in_languages) for phrase_in_languages in phrases))  # type: ignore[arg-type]


def _counts(context: Context, residents: Residents) -> list[str]:
    if residents.counts:
        return [
            context.words(told_count.text)
            .replace("{count}", _number(context, told_count.path, residents.alternative))
            .replace("{today}", _number(context, told_count.path, BASELINE))
            for told_count in residents.counts.values()
        ]
    sentences = []
    for quantity_id, quantity in context.study.case.quantities.items():
        if isinstance(quantity, Detection):
            for output_name, sentence_key in (
                ("false_positives", "residents_wrong"),
                ("false_negatives", "residents_missed"),
            ):
                output_path = f"quantities.{quantity_id}.{output_name}"
                sentence_fields = {
                    "count": _number(context, output_path, residents.alternative),
                    "today": _number(context, output_path, BASELINE),
                }
                sentences.append(
                    f"{context.title('quantities', quantity_id)}: {context.say(sentence_key, **sentence_fields)}"
                )
    return sentences


def _number(context: Context, path: str, alternative: str) -> str:
    """A count as a reader would say it: two figures, or words where it is small, unknown or left out."""
    if context.hides(path):
        return context.say("confidential")
    expected_number = expected(context.study, path, alternative)
    if expected_number is None:
        return context.say("residents_unknown")
    count_cell = context.count(expected_number)
    if isinstance(count_cell.value, str):
        return count_cell.value
    return context.number(two_figures(float(count_cell.value)), "number")


def _groups(context: Context, residents: Residents) -> list[Block]:
    if not residents.groups:
        return []
    has_group_counts = any(resident_group.count for resident_group in residents.groups.values())
    rows = []
    for resident_group in residents.groups.values():
        group_cells = [
            Cell(context.say(f"residents_effect_{resident_group.effect}")),
            Cell(context.words(resident_group.why)),
            Cell(context.words(resident_group.measure) or context.say("residents_no_measure")),
        ]
        if has_group_counts:
            group_cells.append(
                Cell(
                    _number(context, resident_group.count, residents.alternative)
                    if resident_group.count
                    else None
                )
            )
        rows.append(
            Row(
                context.words(resident_group.title),
                tuple(group_cells),
                note=context.say(f"residents_kind_{resident_group.kind}"),
            )
        )
    column_keys = [
        "residents_effect",
        "residents_why",
        "residents_measure",
        *(["residents_count"] if has_group_counts else []),
    ]
    return [
        Heading(context.say("residents_groups"), 3, "residents-groups"),
        Table(
            context.say("residents_groups_table"),
            tuple(context.say(column_key) for column_key in column_keys),
            tuple(rows),
            corner=context.say("residents_who"),
            anchor="table-residents-groups",
        ),
    ]
