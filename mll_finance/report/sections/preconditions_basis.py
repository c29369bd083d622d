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
    column_keys = ("norm", "requirements", "evidence", "open_question")
    numbered_sources = NumberedSources(
        _source(context, standings_of_check) for standings_of_check in standings_by_check.values()
    )
    return [
        Table(
            context.say("precondition_norm_table"),
            tuple(context.say(f"precondition_{column_key}") for column_key in column_keys),
            tuple(
                _row(context, standings_of_check, numbered_sources)
                for standings_of_check in standings_by_check.values()
            ),
            corner=context.say("precondition_check"),
            note=context.say("precondition_norm_note", sources=numbered_sources.listed),
            anchor="table-norms",
        ),
        *_algoritmekader(context, standings_by_check),
    ]


def _source(context: Context, standings: list[Standing]) -> str:
    return context.reference(standings[0].check.norm.source)


def _row(context: Context, standings: list[Standing], sources: NumberedSources) -> Row:
    standing_check = standings[0].check
    basis_text = context.say(
        "precondition_standing",
        kind=context.say("precondition_law" if standing_check.is_law else "precondition_policy"),
        certainty=context.say(f"precondition_certainty_{standing_check.certainty}"),
        number=sources.number(_source(context, standings)),
    )
    return Row(
        context.words(standing_check.text.title),
        (
            Cell(context.words(standing_check.text.norm), remark=basis_text),
            _requirements(context, standing_check.id),
            Cell(_told(context, standings, _evidence)),
            _question(context, standings),
        ),
    )


def _requirements(context: Context, check: str) -> Cell:
    """The identifiers of requirements and measures, each once, and below them the phases of the lifecycle."""
    carried_rules = touching("checks", check)
    if not carried_rules:
        return Cell(context.words(without()[check]))
    rule_numbers_text = ", ".join(dict.fromkeys(carried_rule.short for carried_rule in carried_rules))
    title_by_phase = phase_names()
    phase_titles = (context.words(title_by_phase[phase_id]) for phase_id in phases_of("checks", check))
    return Cell(rule_numbers_text, remark=", ".join(phase_titles))


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
    standing_check = standings[0].check
    state_text = context.say("precondition_state", state=_told(context, standings, _state))
    if any(standing.blocks for standing in standings):
        evidence_needed_text = context.say(
            "precondition_needed", evidence=context.words(standing_check.text.evidence)
        )
        state_text = f"{state_text} {evidence_needed_text}"
    return Cell(context.words(standing_check.text.question), remark=state_text)


def _told(context: Context, standings: Iterable[Standing], tell: Callable[[Context, Standing], str]) -> str:
    """What holds for every alternative once; what differs with the names of the alternatives before it."""
    titles_by_text: dict[str, list[str]] = {}
    for standing in standings:
        titles_by_text.setdefault(tell(context, standing), []).append(
            context.title("alternatives", standing.alternative)
        )
    if len(titles_by_text) == 1:
        return next(iter(titles_by_text))
    return " ".join(
        context.say("precondition_of", names=", ".join(titles_with_text), text=standing_text)
        for standing_text, titles_with_text in titles_by_text.items()
    )


def _algoritmekader(context: Context, checks: Iterable[str]) -> list[Block]:
    """How many requirements and measures the suite asks for and this case has checks of, and which not, because."""
    requirement_ids = {
        framework_entry.id
        for check_id in checks
        for framework_entry in touching("checks", check_id, "requirement")
    }
    requirements = [framework_entry for framework_entry in entries() if framework_entry.kind == "requirement"]
    measures = [framework_entry for framework_entry in entries() if framework_entry.kind == "measure"]
    left_requirements_by_reason: dict[str, list[str]] = {}
    for framework_entry in requirements:
        if framework_entry.reason:
            left_requirements_by_reason.setdefault(framework_entry.reason, []).append(framework_entry.short)
    framework_source = source()
    return [
        Prose(
            context.say(
                "algoritmekader_counts",
                covered=len(
                    [framework_entry for framework_entry in requirements if framework_entry.is_covered]
                ),
                total=len(requirements),
                here=len(requirement_ids),
                measures=len([framework_entry for framework_entry in measures if framework_entry.is_covered]),
                all_measures=len(measures),
                commit=framework_source["commit"],
                state=framework_source["state"][context.language],
            )
        ),
        Table(
            context.say("algoritmekader_open_table"),
            (context.say("algoritmekader_requirements"),),
            tuple(
                Row(context.words(reasons()[reason_id]), (Cell(", ".join(left_requirements)),))
                for reason_id, left_requirements in left_requirements_by_reason.items()
            ),
            corner=context.say("algoritmekader_because"),
            note=context.say("algoritmekader_note"),
            anchor="table-algoritmekader-open",
        ),
    ]
