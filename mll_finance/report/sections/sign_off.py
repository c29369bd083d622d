"""Who signed for which number, the weakest unsigned first, and whether the case is as it was adopted."""

from __future__ import annotations

from mll_finance.inputs.case.adoption.lock import adopted
from mll_finance.inputs.case.signing import GRADES, Signed, SignedState, by_grade, signatures, totals
from mll_finance.inputs.method.sign_off import SignOffs
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.adoption import adoption_blocks
from mll_finance.report.pieces.names import full_name
from mll_finance.report.section import section

_STANDINGS: tuple[SignedState, ...] = ("owned", "signed", "changed", "unsigned")
_SHOWN = 20
"""Unsigned numbers that a page lists."""


@section(nl="Wie tekende voor welk getal", en="Who signed for which number", anchor="sign-off", public=True)
def blocks(context: Context) -> list[Block]:
    """Adoption and signatures; nothing for a draft in which nobody keeps signatures."""
    case = context.study.case
    if case.section(SignOffs) is None and case.settings.status == "concept":
        return []
    signed_numbers = signatures(case)
    section_blocks: list[Block] = [
        *_adoption(context),
        Prose(
            context.say(
                "sign_off_intro",
                signed=len(
                    [signed_number for signed_number in signed_numbers if signed_number.standing == "signed"]
                ),
                count=len(signed_numbers),
            )
        ),
        _grades(context, signed_numbers),
    ]
    if context.publication is not None:
        return [*section_blocks, Prose(context.say("sign_off_public"))]
    return [*section_blocks, *_unsigned(context, signed_numbers), *_signed(context, signed_numbers)]


def _adoption(context: Context) -> list[Block]:
    adoption_record = adopted(context.study.case)
    if adoption_record is None:
        return adoption_blocks(context) or [Prose(context.say("sign_off_concept"))]
    adopter_text = adoption_record["by"] or context.say("sign_off_not_said")
    adopted_sentence = context.say(
        "sign_off_adopted_text",
        date=adoption_record["locked"],
        who=adopter_text,
        hash=adoption_record["sha256"][:16],
    )
    return [Callout(context.say("sign_off_adopted"), adopted_sentence, "good"), *adoption_blocks(context)]


def _grades(context: Context, numbers: list[Signed]) -> Table:
    count_by_standing_by_grade = by_grade(numbers)
    rows = tuple(
        Row(
            context.say(f"sign_off_grade_{grade}"), _counts(numbers, grade, count_by_standing_by_grade[grade])
        )
        for grade in GRADES
    )
    total_row = Row(
        context.say("sign_off_all"), _counts(numbers, None, totals(count_by_standing_by_grade)), total=True
    )
    column_keys = (
        "sign_off_numbers",
        "sign_off_owned",
        "sign_off_signed",
        "sign_off_changed",
        "sign_off_unsigned",
    )
    return Table(
        context.say("sign_off_grades_table"),
        tuple(context.say(column_key) for column_key in column_keys),
        (*rows, total_row),
        corner=context.word("quality"),
        note=context.say("sign_off_grades_note"),
        anchor="table-sign-off",
    )


def _counts(
    numbers: list[Signed], grade: str | None, by_standing: dict[SignedState, int]
) -> tuple[Cell, ...]:
    """All numbers of a grade (of every grade without one), then those of each standing."""
    count_of_all = len([signed_number for signed_number in numbers if grade in (None, signed_number.grade)])
    total_and_standing_counts = (count_of_all, *(by_standing[standing] for standing in _STANDINGS))
    return tuple(Cell(number_count, "number") for number_count in total_and_standing_counts)


def _unsigned(context: Context, numbers: list[Signed]) -> list[Block]:
    unsigned_numbers = [
        unsigned_number for unsigned_number in numbers if unsigned_number.standing != "signed"
    ]
    if not unsigned_numbers:
        return [Callout(context.say("sign_off_complete"), context.say("sign_off_complete_text"), "good")]
    rows = tuple(
        Row(
            full_name(context, unsigned_number.leaf),
            (
                Cell(unsigned_number.grade),
                Cell(context.say(f"signed_{unsigned_number.standing}")),
                Cell(
                    context.words(unsigned_number.entry.owner) if unsigned_number.entry is not None else None
                ),
                Cell(context.words(unsigned_number.leaf.assumption.accepted_by)),
            ),
            note=unsigned_number.leaf.path,
        )
        for unsigned_number in unsigned_numbers[:_SHOWN]
    )
    column_keys = ("quality", "sign_off_standing", "sign_off_owner", "accepted_by")
    more_count = len(unsigned_numbers) - len(rows)
    return [
        Table(
            context.say("sign_off_waiting_table"),
            tuple(
                context.word(column_key)
                if column_key in ("quality", "accepted_by")
                else context.say(column_key)
                for column_key in column_keys
            ),
            rows,
            corner=context.word("assumption"),
            note=context.say("sign_off_more", count=more_count) if more_count else "",
            anchor="table-unsigned",
        )
    ]


def _signed(context: Context, numbers: list[Signed]) -> list[Block]:
    rows = tuple(
        Row(
            full_name(context, signed_number.leaf),
            (
                Cell(signed_number.grade),
                Cell(context.words(signed_number.entry.owner)),
                Cell(context.words(signed_number.entry.controller)),
                Cell(signed_number.entry.date),
                Cell(context.words(signed_number.entry.note) or None),
            ),
            note=signed_number.leaf.path,
        )
        for signed_number in numbers
        if signed_number.standing == "signed" and signed_number.entry is not None
    )
    if not rows:
        return []
    column_keys = ("sign_off_owner", "sign_off_controller", "sign_off_date", "sign_off_note")
    return [
        Table(
            context.say("sign_off_signed_table"),
            (context.word("quality"), *(context.say(column_key) for column_key in column_keys)),
            rows,
            corner=context.word("assumption"),
            anchor="table-signed",
        )
    ]
