"""The Algoritmekader beside the suite: how many requirements it touches, by what, and which not, with the reason."""

from __future__ import annotations

from collections.abc import Iterable

from mll_finance.inputs.case.method_steps import steps
from mll_finance.inputs.reference_data.algoritmekader import KaderEntry, KaderKind, entries, reasons, source
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Het Algoritmekader", en="The Algoritmekader", anchor="algoritmekader")
def blocks(context: Context) -> list[Block]:
    """How many are covered, the requirements that are, and those that are not; of the measures only the count."""
    if all(context.study.case.alternatives[name].role == "none" for name in context.study.case.projects):
        return []
    requirements, measures = _of("requirement"), _of("measure")
    origin = source()
    return [
        Prose(
            context.say(
                "algoritmekader_counts",
                covered=_count(requirements),
                total=len({entry.id for entry in requirements}),
                measures=_count(measures),
                all_measures=len({entry.id for entry in measures}),
                commit=origin["commit"],
                state=origin["state"][context.language],
            )
        ),
        Table(
            context.say("algoritmekader_covered_table"),
            (context.say("algoritmekader_requirement"), context.say("algoritmekader_by")),
            tuple(
                Row(entry.short, (Cell(entry.name), Cell(_touched_by(context, entry))))
                for entry in requirements
                if entry.is_covered
            ),
            corner=context.say("algoritmekader_identifier"),
            note=context.say("algoritmekader_note"),
            anchor="table-algoritmekader",
        ),
        Table(
            context.say("algoritmekader_open_table"),
            (context.say("algoritmekader_requirement"), context.say("algoritmekader_because")),
            tuple(
                Row(entry.short, (Cell(entry.name), Cell(context.words(reasons()[entry.reason]))))
                for entry in requirements
                if not entry.is_covered
            ),
            corner=context.say("algoritmekader_identifier"),
            anchor="table-algoritmekader-open",
        ),
    ]


def _of(kind: KaderKind) -> list[KaderEntry]:
    return [entry for entry in entries() if entry.kind == kind]


def _count(listed: Iterable[KaderEntry]) -> int:
    return len({entry.id for entry in listed if entry.is_covered})


def _touched_by(context: Context, entry: KaderEntry) -> str:
    """The checks that touch it; where there is none, the steps."""
    if entry.checks:
        return "; ".join(context.words(checklist()[name].text.title) for name in entry.checks)
    step_titles = "; ".join(context.words(steps()[name].title) for name in entry.steps)
    return context.say("algoritmekader_step", steps=step_titles)
