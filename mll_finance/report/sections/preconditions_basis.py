"""Each check in one place: its rule, the requirements that it touches, the evidence, and what is still open."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mll_finance.inputs.method.preconditions import Standing
from mll_finance.inputs.reference_data.algoritmekader import (
    entries,
    phase_names,
    phases_of,
    reasons,
    source,
    touching,
    without,
)
from mll_finance.judgement.checks import case_standings
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.references import NumberedSources
from mll_finance.report.section import section
from mll_finance.terms import capital

"""It shows no amount; who signed is left out of a public version."""


@section(
    nl="Per toets: regel, bewijs en vraag",
    en="Each check: rule, evidence and question",
    anchor="preconditions-basis",
    public=True,
)
def blocks(context: Context) -> list[Block]:
    """One row for each check, then which requirements of the Algoritmekader nothing asks for, because."""
    standings_by_check: dict[str, list[Standing]] = {}
    for standing in case_standings(context.study.case):
        standings_by_check.setdefault(standing.check.id, []).append(standing)
    if not standings_by_check:
        return []
    columns = ("norm", "requirements", "evidence", "open_question")
    sources = NumberedSources(_source(context, standings) for standings in standings_by_check.values())
    return [
        Table(
            context.say("precondition_norm_table"),
            tuple(context.say(f"precondition_{name}") for name in columns),
            tuple(_row(context, standings, sources) for standings in standings_by_check.values()),
            corner=context.say("precondition_check"),
            note=context.say("precondition_norm_note", sources=sources.listed),
            anchor="table-norms",
        ),
        *_algoritmekader(context, standings_by_check),
    ]


def _source(context: Context, standings: list[Standing]) -> str:
    return context.reference(standings[0].check.norm.source)


def _row(context: Context, standings: list[Standing], sources: NumberedSources) -> Row:
    check = standings[0].check
    basis_text = context.say(
        "precondition_standing",
        kind=context.say("precondition_law" if check.is_law else "precondition_policy"),
        certainty=context.say(f"precondition_certainty_{check.certainty}"),
        number=sources.number(_source(context, standings)),
    )
    return Row(
        context.words(check.text.title),
        (
            Cell(context.words(check.text.norm), remark=basis_text),
            _requirements(context, check.id),
            Cell(_told(context, standings, _evidence)),
            _question(context, standings),
        ),
    )


def _requirements(context: Context, check: str) -> Cell:
    """The identifiers of requirements and measures, each once, and below them the phases of the lifecycle."""
    rules_carried = touching("checks", check)
    if not rules_carried:
        return Cell(context.words(without()[check]))
    identifiers_text = ", ".join(dict.fromkeys(entry.short for entry in rules_carried))
    name_by_phase = phase_names()
    phases = (context.words(name_by_phase[phase]) for phase in phases_of("checks", check))
    return Cell(identifiers_text, remark=", ".join(phases))


def _evidence(context: Context, standing: Standing) -> str:
    """What there is and who signed for it; for a check that does not apply the reason."""
    if standing.prohibited:
        return context.say("precondition_prohibited")
    evidence_text = context.words(standing.found.evidence, context.say("precondition_no_evidence"))
    signature = standing.found.signed_by
    if signature is None:
        return evidence_text
    # The role may name a person; which role signs stands in the table of what still holds up.
    signed_text = (
        context.say("precondition_signed_by", role=context.words(signature.role), date=signature.date)
        if context.publication is None
        else context.say("precondition_signed_on", date=signature.date)
    )
    return context.say("precondition_evidence_signed", evidence=evidence_text, signed=signed_text)


def _state(context: Context, standing: Standing) -> str:
    """How it stands; of what holds up a phase also whether it is a veto, who signs, and before which phase."""
    status_text = context.say(f"precondition_status_{standing.status}")
    if not standing.blocks:
        return capital(status_text)
    return context.say(
        "precondition_signs_before",
        state=capital(context.say(f"precondition_effect_{standing.effect}", status=status_text)),
        signs=context.words(standing.check.text.signs),
        phase=context.word(standing.check.text.before).lower(),
    )


def _question(context: Context, standings: list[Standing]) -> Cell:
    """The question, and below it how it stands; where it is open also what would settle it."""
    check = standings[0].check
    state_text = context.say("precondition_state", state=_told(context, standings, _state))
    if any(standing.blocks for standing in standings):
        needed_text = context.say("precondition_needed", evidence=context.words(check.text.evidence))
        state_text = f"{state_text} {needed_text}"
    return Cell(context.words(check.text.question), remark=state_text)


def _told(context: Context, standings: Iterable[Standing], tell: Callable[[Context, Standing], str]) -> str:
    """What holds for every alternative once; what differs with the names of the alternatives before it."""
    names_by_text: dict[str, list[str]] = {}
    for standing in standings:
        names_by_text.setdefault(tell(context, standing), []).append(
            context.title("alternatives", standing.alternative)
        )
    if len(names_by_text) == 1:
        return next(iter(names_by_text))
    return " ".join(
        context.say("precondition_of", names=", ".join(names), text=text)
        for text, names in names_by_text.items()
    )


def _algoritmekader(context: Context, checks: Iterable[str]) -> list[Block]:
    """How many requirements and measures the suite asks for and this case has checks of, and which not, because."""
    requirement_ids = {entry.id for check in checks for entry in touching("checks", check, "requirement")}
    requirements = [entry for entry in entries() if entry.kind == "requirement"]
    measures = [entry for entry in entries() if entry.kind == "measure"]
    left_by_reason: dict[str, list[str]] = {}
    for entry in requirements:
        if entry.reason:
            left_by_reason.setdefault(entry.reason, []).append(entry.short)
    framework_source = source()
    return [
        Prose(
            context.say(
                "algoritmekader_counts",
                covered=len([entry for entry in requirements if entry.is_covered]),
                total=len(requirements),
                here=len(requirement_ids),
                measures=len([entry for entry in measures if entry.is_covered]),
                all_measures=len(measures),
                commit=framework_source["commit"],
                state=framework_source["state"][context.language],
            )
        ),
        Table(
            context.say("algoritmekader_open_table"),
            (context.say("algoritmekader_requirements"),),
            tuple(
                Row(context.words(reasons()[reason]), (Cell(", ".join(left_requirements)),))
                for reason, left_requirements in left_by_reason.items()
            ),
            corner=context.say("algoritmekader_because"),
            note=context.say("algoritmekader_note"),
            anchor="table-algoritmekader-open",
        ),
    ]
