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
                signed=len([signed for signed in signed_numbers if signed.standing == "signed"]),
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
    sentence = context.say(
        "sign_off_adopted_text",
        date=adoption_record["locked"],
        who=adopter_text,
        hash=adoption_record["sha256"][:16],
    )
    return [Callout(context.say("sign_off_adopted"), sentence, "good"), *adoption_blocks(context)]


def _grades(context: Context, numbers: list[Signed]) -> Table:
    counts_by_grade = by_grade(numbers)
    rows = tuple(
        Row(context.say(f"sign_off_grade_{grade}"), _counts(numbers, grade, counts_by_grade[grade]))
        for grade in GRADES
    )
    total_row = Row(context.say("sign_off_all"), _counts(numbers, None, totals(counts_by_grade)), total=True)
    columns = (
        "sign_off_numbers",
        "sign_off_owned",
        "sign_off_signed",
        "sign_off_changed",
        "sign_off_unsigned",
    )
    return Table(
        context.say("sign_off_grades_table"),
        tuple(context.say(name) for name in columns),
        (*rows, total_row),
        corner=context.word("quality"),
        note=context.say("sign_off_grades_note"),
        anchor="table-sign-off",
    )


def _counts(
    numbers: list[Signed], grade: str | None, by_standing: dict[SignedState, int]
) -> tuple[Cell, ...]:
    """All numbers of a grade (of every grade without one), then those of each standing."""
    count_of_all = len([number for number in numbers if grade in (None, number.grade)])
    total_and_standing_counts = (count_of_all, *(by_standing[standing] for standing in _STANDINGS))
    return tuple(Cell(count, "number") for count in total_and_standing_counts)


def _unsigned(context: Context, numbers: list[Signed]) -> list[Block]:
    unsigned_numbers = [number for number in numbers if number.standing != "signed"]
    if not unsigned_numbers:
        return [Callout(context.say("sign_off_complete"), context.say("sign_off_complete_text"), "good")]
    rows = tuple(
        Row(
            full_name(context, number.leaf),
            (
                Cell(number.grade),
                Cell(context.say(f"signed_{number.standing}")),
                Cell(context.words(number.entry.owner) if number.entry is not None else None),
                Cell(context.words(number.leaf.assumption.accepted_by)),
            ),
            note=number.leaf.path,
        )
        for number in unsigned_numbers[:_SHOWN]
    )
    columns = ("quality", "sign_off_standing", "sign_off_owner", "accepted_by")
    more_count = len(unsigned_numbers) - len(rows)
    return [
        Table(
            context.say("sign_off_waiting_table"),
            tuple(
                context.word(name) if name in ("quality", "accepted_by") else context.say(name)
                for name in columns
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
            full_name(context, number.leaf),
            (
                Cell(number.grade),
                Cell(context.words(number.entry.owner)),
                Cell(context.words(number.entry.controller)),
                Cell(number.entry.date),
                Cell(context.words(number.entry.note) or None),
            ),
            note=number.leaf.path,
        )
        for number in numbers
        if number.standing == "signed" and number.entry is not None
    )
    if not rows:
        return []
    columns = ("sign_off_owner", "sign_off_controller", "sign_off_date", "sign_off_note")
    return [
        Table(
            context.say("sign_off_signed_table"),
            (context.word("quality"), *(context.say(name) for name in columns)),
            rows,
            corner=context.word("assumption"),
            anchor="table-signed",
        )
    ]
