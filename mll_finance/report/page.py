"""A report: the sections of a case in order, with what it was made from at the foot."""

from __future__ import annotations

from collections.abc import Iterable

from mll_finance.engine.study import Study
from mll_finance.errors import InputError, Problem
from mll_finance.judgement.disclosure.coarse_case import DisclosedStudy
from mll_finance.judgement.publication import publication
from mll_finance.report.blocks import Block, Heading, Page
from mll_finance.report.context import Context
from mll_finance.report.pieces.additions import added_blocks, draft_blocks
from mll_finance.report.pieces.adoption import adoption_blocks, status_text
from mll_finance.report.section import ReportSection, report_sections
from mll_finance.terms import Language, phrase

PARTS: dict[str, tuple[str, ...]] = {
    "answer": ("summary", "question", "results"),
    "allowed": ("preconditions", "residents_page", "evaluation"),
    "who": ("parties", "bridge", "partnership", "partner_view", "sharing"),
    "money": ("budget", "coverage", "council_proposal"),
    "sure": ("sensitivity", "scenarios", "uncertainty", "adjustments"),
    "approach": ("techniques", "personal_data", "knowledge", "ecosystem", "method_steps"),
    "numbers": ("incidence", "budget_detail", "cash_flow", "quantities", "assumptions", "sign_off"),
    "account": ("second_look", "preconditions_basis", "checks", "method"),
}
"""Parts of a report with their sections: first the answer, then what it rests on."""
ORDER = tuple(name for names in PARTS.values() for name in names)
"""Sections of a report whose case does not choose its own."""


def section_names() -> tuple[str, ...]:
    """Every section that there is: those of the usual order first."""
    return (*ORDER, *(name for name in report_sections() if name not in ORDER))


def section(name: str, study: Study, language: Language) -> list[Block]:
    """The blocks of one section."""
    return _section(name).blocks(Context(study, language))


def public_names(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The sections of a public version: what it leaves out, then those of the chosen ones that are public.

    A section that does not say that it is public stays out.
    """
    first_section, last_section = "public_version", "public_assumptions"
    public_section_names = (
        name for name in chosen if _section(name).public and name not in (first_section, last_section)
    )
    return (first_section, *public_section_names, last_section)


def unknown_sections(names: Iterable[object]) -> list[Problem]:
    """The names of sections that a case asks for and that are not there."""
    return [
        Problem.unknown(
            "report.sections",
            phrase("problem_no_report_section", name=name),
            str(name),
            section_names(),
        )
        for name in names
        if name not in report_sections()
    ]


def _section(name: str) -> ReportSection:
    problems = unknown_sections([name])
    if problems:
        raise InputError(problems)
    return report_sections()[name]


def _in_parts(names: tuple[str, ...], context: Context) -> list[Block]:
    """The blocks of the sections, with the title of a part before its first section that has any."""
    blocks: list[Block] = []
    part_at_hand = ""
    for name in names:
        section_blocks = _section(name).blocks(context)
        part = next((part for part, members in PARTS.items() if name in members), part_at_hand)
        if section_blocks and part != part_at_hand:
            blocks.append(Heading(context.say(f"part_{part}"), level=1, anchor=f"part-{part}"))
            part_at_hand = part
        blocks += section_blocks
    return blocks


def page(study: Study, language: Language, *, public: bool = False) -> Page:
    """The whole report of a study in one language; or its public version, without what is confidential."""
    if public and not isinstance(study, DisclosedStudy):
        raise TypeError("a public version is made of the study that may be told: disclosed(study, noise)")
    context = Context(study, language, publication(study) if public else None)
    case = study.case
    section_names = case.report.sections or ORDER
    fingerprint = study.fingerprint
    names = public_names(section_names) if public else section_names
    blocks = _in_parts(names, context)
    opening_blocks = [*added_blocks(context), *draft_blocks(context), *adoption_blocks(context)]
    blocks = [*blocks[:2], *opening_blocks, *blocks[2:]]
    meta_facts = (
        (context.say("meta_case"), f"{case.settings.id} ({status_text(context)})"),
        (context.say("meta_version"), str(fingerprint["version"])),
        (
            context.say("meta_seed"),
            f"{fingerprint['seed']} / {context.number(fingerprint['draws'], 'number')}",
        ),
        *(() if public else ((context.say("meta_case_hash"), str(fingerprint["case"])[:16]),)),
        # A hash of a table that holds a bid can be tried out, bid by bid.
        *(
            ()
            if public and case.tables.own
            else ((context.say("meta_data_hash"), str(fingerprint["data"])[:16]),)
        ),
        (context.say("meta_code_hash"), str(fingerprint["code"])[:16]),
    )
    subtitle_text = " - ".join(
        filter(
            None, (context.say("report_of"), case.settings.municipality, context.words(case.settings.owner))
        )
    )
    return Page(
        context.words(case.settings.title, case.settings.id),
        subtitle_text,
        language,
        tuple(blocks),
        meta_facts,
    )
