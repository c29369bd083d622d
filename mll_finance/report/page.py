"""A report: the sections of a case in order, with what it was made from at the foot."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from mll_finance.appraisal.publication import publication
from mll_finance.appraisal.study import Study
from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.report import sections
from mll_finance.report.blocks import Block, Page
from mll_finance.report.context import Context
from mll_finance.report.sections import sign_off
from mll_finance.terms import Language

ORDER = (
    "summary",
    "question",
    "preconditions",
    "results",
    "parties",
    "incidence",
    "bridge",
    "partnership",
    "partner_view",
    "sharing",
    "budget",
    "budget_detail",
    "coverage",
    "council_proposal",
    "cash_flow",
    "quantities",
    "adjustments",
    "personal_data",
    "residents_page",
    "evaluation",
    "techniques",
    "knowledge",
    "ecosystem",
    "method_steps",
    "assumptions",
    "sign_off",
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
    made: list[Block] = _module(name).blocks(Context(study, language))
    return made


def public_names(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The sections of a public version: what it leaves out, then those of the chosen ones that say they are public.

    A section says ``PUBLIC = True`` when it shows no amount of a single line and no number by itself without asking
    :meth:`Context.hides` and :meth:`Context.count`; a section that says nothing stays out.
    """
    own = ("public_version", "public_assumptions")
    shown = (name for name in chosen if getattr(_module(name), "PUBLIC", False) and name not in own)
    return (own[0], *shown, own[1])


def _module(name: str) -> ModuleType:
    if name not in section_names():
        raise InputError(
            Problem(
                "report.sections",
                f"no section '{name}'",
                f"one of {', '.join(section_names())}",
                suggestion(name, section_names()),
            )
        )
    return importlib.import_module(f"{sections.__name__}.{name}")


def page(study: Study, language: Language, *, public: bool = False) -> Page:
    """The whole report of a study in one language; or its public version, without what is confidential."""
    context = Context(study, language, publication(study) if public else None)
    case = study.case
    chosen = case.report.sections or ORDER
    print_ = study.fingerprint
    names = public_names(chosen) if public else chosen
    blocks = [block for name in names for block in _module(name).blocks(context)]
    blocks = [*blocks[:1], *sign_off.deviation(context), *blocks[1:]]
    status = context.say(f"status_{case.settings.status}")
    meta = (
        (context.say("meta_case"), f"{case.settings.id} ({status})"),
        (context.say("meta_version"), str(print_["version"])),
        (context.say("meta_seed"), f"{print_['seed']} / {context.number(print_['draws'], 'number')}"),
        *(() if public else ((context.say("meta_case_hash"), str(print_["case"])[:16]),)),
        (context.say("meta_data_hash"), str(print_["data"])[:16]),
        (context.say("meta_code_hash"), str(print_["code"])[:16]),
    )
    subtitle = " - ".join(
        filter(
            None, (context.say("report_of"), case.settings.municipality, context.words(case.settings.owner))
        )
    )
    return Page(context.words(case.settings.title, case.settings.id), subtitle, language, tuple(blocks), meta)
