"""A report: the sections of a case in order, with what it was made from at the foot."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from mll_finance.engine.fingerprint import SIGNS_OF_MARK, SIGNS_OF_VERSION
from mll_finance.engine.study import Study
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.disclosure.coarse_case import DisclosedStudy
from mll_finance.judgement.publication import publication
from mll_finance.report.blocks import EXACT, Block, Deliverable, Heading, Page, Rounding
from mll_finance.report.context import Context
from mll_finance.report.pieces.additions import added_blocks, draft_blocks
from mll_finance.report.pieces.adoption import adoption_blocks, status_of, status_text
from mll_finance.report.section import ReportSection, report_sections
from mll_finance.terms import Language, phrase

PRODUCTS: dict[str, dict[str, tuple[str, ...]]] = {
    "decision": {"": ("summary", "decision_money", "decision_forms", "decision_next")},
    "report": {
        "": (
            "question",
            "effects",
            "parties",
            "budget_summary",
            "open_checks",
            "sensitivity",
            "uncertainty",
            "finding_out",
            "model_demands",
            "stage_gates",
            "scenarios",
            "council_proposal",
        )
    },
    "dossier": {
        "results": (
            "perspectives",
            "results",
            "bridge",
            "sensitivity_detail",
            "convergence",
            "finding_out_detail",
            "selecting",
            "stage_gates_detail",
            "scenario_detail",
        ),
        "allowed": ("preconditions", "preconditions_basis", "residents_page", "evaluation"),
        "who": ("partnership", "partner_view", "sharing"),
        "money": ("budget", "coverage", "budget_detail"),
        "approach": ("techniques", "personal_data", "knowledge", "ecosystem", "method_steps"),
        "numbers": (
            "incidence",
            "cash_flow",
            "case_map",
            "quantities",
            "adjustments",
            "assumptions",
            "sign_off",
        ),
        "account": ("second_look", "checks", "method"),
    },
}
"""Products of a report, their parts, and the sections of each: first the decision, then what it rests on.

The part without a name has no heading of its own. A section that a case asks for and that is in none stands at the end
of the dossier.
"""
ORDER = tuple(name for parts in PRODUCTS.values() for names in parts.values() for name in names)
"""Sections of a report whose case does not choose its own."""


def section_names() -> tuple[str, ...]:
    """Every section that there is: those of the usual order first."""
    return (*ORDER, *(section_name for section_name in report_sections() if section_name not in ORDER))


def section(name: str, study: Study, language: Language) -> list[Block]:
    """The blocks of one section."""
    return _section(name).blocks(Context(study, language))


def public_names(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The sections of a public version: what it leaves out, then those of the chosen ones that are public.

    A section that does not say that it is public stays out.
    """
    first_section, last_section = "public_version", "public_assumptions"
    public_section_names = (
        section_name
        for section_name in chosen
        if _section(section_name).public and section_name not in (first_section, last_section)
    )
    return (first_section, *public_section_names, last_section)


def unknown_sections(names: Iterable[object]) -> list[Problem]:
    """The names of sections that a case asks for and that are not there."""
    return [
        Problem.unknown(
            "report.sections",
            phrase("problem_no_report_section", name=section_name),
            str(section_name),
            section_names(),
        )
        for section_name in names
        if section_name not in report_sections()
    ]


def _section(name: str) -> ReportSection:
    problems = unknown_sections([name])
    if problems:
        raise InputError(problems)
    return report_sections()[name]


_OF_PUBLIC = {"public_version": "decision"}
"""Sections that only a public version has, by the product that they stand in where that is not the last."""


def product_of(name: str) -> str:
    """The product that a section stands in."""
    return next(
        (
            product_id
            for product_id, sections_by_part in PRODUCTS.items()
            if any(name in section_names for section_names in sections_by_part.values())
        ),
        _OF_PUBLIC.get(name, _LAST),
    )


_LAST = tuple(PRODUCTS)[-1]


def _part_of(name: str) -> str:
    """The part of its product that a section stands in; the last of the dossier where it is in none."""
    sections_by_part = PRODUCTS[product_of(name)]
    return next(
        (part_id for part_id, sections_of_part in sections_by_part.items() if name in sections_of_part),
        tuple(sections_by_part)[-1],
    )


def _in_parts(names: Iterable[str], context: Context) -> list[Block]:
    """The blocks of the sections, with the title of a part before its first section that has any."""
    blocks: list[Block] = []
    current_part_id = ""
    for section_name in names:
        report_section = _section(section_name)
        section_blocks = report_section.blocks(context)[0 if report_section.headed else 1 :]
        part_id = _part_of(section_name)
        if section_blocks and part_id != current_part_id:
            blocks.append(Heading(context.say(f"part_{part_id}"), level=1, anchor=f"part-{part_id}"))
            current_part_id = part_id
        blocks += section_blocks
    return blocks


def _rounding(product: str, study: Study) -> Rounding:
    """To what a product rounds euros: two figures in the decision, thousands in the report, euros in the dossier.

    A report on less than a million keeps three figures of its largest balance.
    """
    if product == "decision":
        return Rounding(figures=2)
    if product != "report":
        return EXACT
    largest_npv = max(
        abs(study.value(SOCIETY, alternative_id, "npv")["mean"]) for alternative_id in study.case.projects
    )
    rounding_unit = 10 ** (math.floor(math.log10(largest_npv)) - 2) if largest_npv >= 1 else 1
    return Rounding(unit=int(min(max(rounding_unit, 1), 1000)))


def page(study: Study, language: Language, *, public: bool = False) -> Page:
    """The whole report of a study in one language; or its public version, without what is confidential."""
    if public and not isinstance(study, DisclosedStudy):
        raise TypeError("a public version is made of the study that may be told: disclosed(study, noise)")
    context = Context(study, language, publication(study) if public else None)
    chosen_section_names = study.case.report.sections or ORDER
    if not public:
        chosen_section_names = (*dict.fromkeys([*_opening_names(), *chosen_section_names]),)
    shown_section_names = public_names(chosen_section_names) if public else chosen_section_names
    context = replace(context, page_sections=frozenset(shown_section_names))
    deliverables_with_blocks = [
        deliverable
        for product_id in PRODUCTS
        if (deliverable := _deliverable(product_id, shown_section_names, context)).blocks
    ]
    opening_blocks = [*added_blocks(context), *draft_blocks(context), *adoption_blocks(context)]
    deliverables_with_blocks[0] = replace(
        deliverables_with_blocks[0], blocks=[*opening_blocks, *deliverables_with_blocks[0].blocks]
    )
    return Page(
        context.words(study.case.settings.title, study.case.settings.id),
        context.words(study.case.settings.question),
        language,
        tuple(deliverables_with_blocks),
        _origin(context),
        context.say(f"status_pill_{status_of(context)}"),
        _dated(context),
        _author(context),
    )


def _deliverable(product: str, names: Iterable[str], context: Context) -> Deliverable:
    """A product with those of the sections that stand in it."""
    product_rounding = _rounding(product, context.study)
    product_context = replace(context, rounding=product_rounding, paths=product == _LAST)
    blocks = _in_parts(
        (section_name for section_name in names if product_of(section_name) == product), product_context
    )
    return Deliverable(product, context.say(f"product_{product}"), blocks, product_rounding)


def _opening_names() -> tuple[str, ...]:
    """The sections of the decision, which no choice of a case leaves out."""
    return tuple(
        section_name for names_of_part in PRODUCTS["decision"].values() for section_name in names_of_part
    )


def _author(context: Context) -> str:
    settings = context.study.case.settings
    return context.words(settings.owner, settings.municipality or "")


def _dated(context: Context) -> str:
    """What it is of, with date, version and price level."""
    settings = context.study.case.settings
    report_of_text = " ".join(filter(None, (context.say("report_of"), settings.municipality)))
    sentence_fields = {
        "kind": report_of_text,
        "version": _version(context),
        "level": context.study.case.prices.level_year,
    }
    if settings.dated is None:
        return context.say("dated_line", **sentence_fields)
    return context.say("dated_on", date=context.day(settings.dated), **sentence_fields)


def _version(context: Context) -> str:
    """The version that a case gives itself, else the first signs of its fingerprint, which a public version hides."""
    if context.study.case.settings.version:
        return str(context.study.case.settings.version)
    fingerprint_key = "code" if context.publication is not None else "case"
    return str(context.study.fingerprint[fingerprint_key])[:SIGNS_OF_VERSION]


def _origin(context: Context) -> tuple[tuple[str, str], ...]:
    """What the report was made from."""
    case, fingerprint = context.study.case, context.study.fingerprint
    is_public = context.publication is not None
    return (
        (context.say("meta_case"), f"{case.settings.id} ({status_text(context)})"),
        *(((context.say("meta_owner"), context.words(case.settings.owner)),) if case.settings.owner else ()),
        (context.say("meta_version"), str(fingerprint["version"])),
        (
            context.say("meta_seed"),
            f"{fingerprint['seed']} / {context.number(fingerprint['draws'], 'number')}",
        ),
        *(() if is_public else ((context.say("meta_case_hash"), str(fingerprint["case"])[:SIGNS_OF_MARK]),)),
        # A hash of a table that holds a bid can be tried out, bid by bid.
        *(
            ()
            if is_public and case.tables.own
            else ((context.say("meta_data_hash"), str(fingerprint["data"])[:SIGNS_OF_MARK]),)
        ),
        (context.say("meta_code_hash"), str(fingerprint["code"])[:SIGNS_OF_MARK]),
    )
