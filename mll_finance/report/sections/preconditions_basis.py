"""Each check in one place: its rule, the requirements that it covers, the evidence, and the question that is open."""

from __future__ import annotations

from mll_finance.inputs.method.preconditions import Standing
from mll_finance.inputs.reference_data.algoritmekader import phase_names, phases_of, touching, without
from mll_finance.judgement.checks import case_standings
from mll_finance.report.blocks import Block, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(
    nl="Waarop de randvoorwaarden rusten", en="What the preconditions rest on", anchor="preconditions-basis"
)
def blocks(context: Context) -> list[Block]:
    """One table: each check that applies with its rule, its requirements, its evidence and what is still asked."""
    standings_by_check: dict[str, list[Standing]] = {}
    for standing in case_standings(context.study.case):
        standings_by_check.setdefault(standing.check.id, []).append(standing)
    if not standings_by_check:
        return []
    columns = ("norm", "requirements", "evidence", "open_question")
    table = Table(
        context.say("precondition_norm_table"),
        tuple(context.say(f"precondition_{name}") for name in columns),
        tuple(_row(context, group) for group in standings_by_check.values()),
        corner=context.say("precondition_check"),
        note=context.say("precondition_norm_note"),
        anchor="table-norms",
    )
    return [table]


def _row(context: Context, group: list[Standing]) -> Row:
    check = group[0].check
    kind_text = context.say("precondition_law" if check.is_law else "precondition_policy")
    certainty_text = context.say(f"precondition_certainty_{check.certainty}")
    return Row(
        context.words(check.text.title),
        (
            Cell(
                context.words(check.text.norm),
                remark=context.say(
                    "precondition_standing",
                    kind=kind_text,
                    certainty=certainty_text,
                    source=context.reference(check.norm.source),
                ),
            ),
            _requirements(context, check.id),
            _evidence(context, group),
            _question(context, group),
        ),
        note=context.say("precondition_signs_here", signs=context.words(check.text.signs)),
    )


def _requirements(context: Context, check: str) -> Cell:
    """The identifiers of requirements and measures, and below them the phases of the lifecycle."""
    carried = touching("checks", check)
    if not carried:
        return Cell(context.words(without()[check]))
    identifiers = ", ".join(dict.fromkeys(entry.short for entry in carried))
    names = phase_names()
    joined_phases = ", ".join(context.words(names[phase]) for phase in phases_of("checks", check))
    return Cell(identifiers, remark=context.say("precondition_lifecycle", phases=joined_phases))


def _evidence(context: Context, group: list[Standing]) -> Cell:
    """What there is, and below it what counts as evidence."""
    found_texts = dict.fromkeys(
        context.words(standing.found.evidence) for standing in group if standing.found.evidence is not None
    )
    signatures = dict.fromkeys(
        context.say("precondition_signed_by", role=context.words(signature.role), date=signature.date)
        for signature in (standing.found.signed_by for standing in group)
        if signature is not None
    )
    there = " ".join([*found_texts, *signatures]) or context.say("precondition_no_evidence")
    needed_text = context.say("precondition_needed", evidence=context.words(group[0].check.text.evidence))
    return Cell(there, remark=needed_text)


def _question(context: Context, group: list[Standing]) -> Cell:
    """The question as far as it is open, and below it how it stands in which alternatives."""
    names_by_status: dict[str, list[str]] = {}
    for standing in group:
        names_by_status.setdefault(standing.status, []).append(
            context.title("alternatives", standing.alternative)
        )
    if len(names_by_status) == 1:
        state_text = context.say(f"precondition_status_{group[0].status}")
    else:
        state_text = "; ".join(
            f"{context.say(f'precondition_status_{status}')}: {', '.join(names)}"
            for status, names in names_by_status.items()
        )
    is_asked = any(standing.blocks for standing in group)
    question_text = context.words(group[0].check.text.question)
    return Cell(question_text if is_asked else context.say("precondition_nothing_open"), remark=state_text)
