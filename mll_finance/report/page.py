"""A report: the sections of a case in order, with what it was made from at the foot."""

from __future__ import annotations

import importlib
import pkgutil

from mll_finance.appraisal.study import Study
from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.report import sections
from mll_finance.report.blocks import Block, Page
from mll_finance.report.context import Context
from mll_finance.terms import Language

ORDER = (
    "summary",
    "question",
    "results",
    "parties",
    "budget",
    "cash_flow",
    "quantities",
    "adjustments",
    "sensitivity",
    "scenarios",
    "assumptions",
    "checks",
    "method",
)
"""Sections of a report whose case does not choose its own."""


def section_names() -> tuple[str, ...]:
    """Every section that there is: those of the usual order first."""
    found = [info.name for info in pkgutil.iter_modules(sections.__path__)]
    return (*ORDER, *(name for name in found if name not in ORDER))


def section(name: str, study: Study, language: Language) -> list[Block]:
    """The blocks of one section."""
    if name not in section_names():
        raise InputError(
            Problem(
                "report.sections",
                f"no section '{name}'",
                f"one of {', '.join(section_names())}",
                suggestion(name, section_names()),
            )
        )
    made: list[Block] = importlib.import_module(f"{sections.__name__}.{name}").blocks(
        Context(study, language)
    )
    return made


def page(study: Study, language: Language) -> Page:
    """The whole report of a study in one language."""
    context, case = Context(study, language), study.case
    chosen = case.report.sections or ORDER
    print_ = study.fingerprint
    blocks = [block for name in chosen for block in section(name, study, language)]
    meta = (
        (context.say("meta_case"), f"{case.settings.id} ({context.say('status_' + case.settings.status)})"),
        (context.say("meta_version"), str(print_["version"])),
        (context.say("meta_seed"), f"{print_['seed']} / {context.number(print_['draws'], 'number')}"),
        (context.say("meta_case_hash"), str(print_["case"])[:16]),
        (context.say("meta_data_hash"), str(print_["data"])[:16]),
        (context.say("meta_code_hash"), str(print_["code"])[:16]),
    )
    subtitle = " - ".join(
        filter(
            None, (context.say("report_of"), case.settings.municipality, context.words(case.settings.owner))
        )
    )
    return Page(context.words(case.settings.title, case.settings.id), subtitle, language, tuple(blocks), meta)
