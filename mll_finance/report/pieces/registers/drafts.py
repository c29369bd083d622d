"""Draft entries for the processing register and the algorithm register, filled from the case as far as it is known."""

from __future__ import annotations

from typing import Any

from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.inputs.method.personal_data import DataPurpose, PersonalData
from mll_finance.inputs.method.residents import Residents
from mll_finance.inputs.reference_data.registers import fields, version
from mll_finance.report.context import Context

_HIGH = {"nl": "Hoog-risico AI-systemen", "en": "Hoog-risico AI-systemen (high-risk AI systems)"}


def processing_entry(context: Context, purpose: DataPurpose) -> dict[str, str | None]:
    """The fields of the processing register for one purpose; None where the case does not say it."""
    personal_data = context.study.case.given(PersonalData)
    data_text = "; ".join(_datum(context, datum_id, purpose) for datum_id in purpose.data)
    retention_texts = [
        f"{context.words(purpose_datum.title)}: {context.words(purpose_datum.retention)}"
        for purpose_datum in purpose.data.values()
        if purpose_datum.retention is not None
    ]
    text_by_field = {
        "controller": context.words(personal_data.controller) or _organisation(context),
        "joint_controller": context.words(personal_data.joint_controller),
        "representative": context.words(personal_data.representative),
        "officer": context.words(personal_data.officer),
        "purpose": ": ".join(
            filter(None, (context.words(purpose.title), context.words(purpose.description)))
        ),
        "subjects": _joined(context, purpose.subjects),
        "data": data_text,
        "recipients": _joined(context, purpose.recipients),
        "transfers": context.words(purpose.transfers),
        "retention": "; ".join(retention_texts) if len(retention_texts) == len(purpose.data) else "",
        "security": context.words(purpose.security),
    }
    return {
        register_field.id: text_by_field[register_field.id] or None
        for register_field in fields("processing_register")
    }


def algorithm_entry(context: Context) -> dict[str, str | None]:
    """The fields of the algorithm register; None where the case does not say it. An own text of the case wins."""
    case = context.study.case
    personal_data = case.given(PersonalData)
    subject_alternative = case.alternatives[subject(context)]
    text_by_field = {
        "naam": context.words(case.settings.title, case.settings.id),
        "korte_omschrijving": context.words(subject_alternative.description),
        "organisatie": _organisation(context),
        "status": context.say("register_in_development"),
        "contactgegevens": context.words(personal_data.contact),
        "publicatiecategorie": _HIGH[context.language] if subject_alternative.risk_class == "high" else "",
        "doel_en_impact": _purpose_and_impact(context),
        "afwegingen": _considered(context),
        "menselijke_tussenkomst": _joined_words(
            context, [purpose.oversight for purpose in personal_data.purposes.values()]
        ),
        "risicobeheer": _risks(context),
        "wettelijke_basis": _joined_words(
            context, [purpose.law for purpose in personal_data.purposes.values()]
        ),
        "gegevens": "; ".join(
            _datum(context, datum_id, purpose)
            for purpose in personal_data.purposes.values()
            for datum_id in purpose.data
        ),
        "leverancier": context.say("register_own") if subject_alternative.sourcing == "build" else "",
        "taal": "nld",
        "schema": version("algorithm_register"),
        "bron_id": case.settings.id,
    }
    entry_by_field: dict[str, str | None] = {}
    for register_field in fields("algorithm_register"):
        field_text = context.words(
            personal_data.algorithm_register.get(register_field.id)
        ) or text_by_field.get(register_field.id, "")
        entry_by_field[register_field.id] = field_text or None
    return entry_by_field


def drafts(context: Context) -> dict[str, Any]:
    """Both drafts as data, for a file."""
    personal_data = context.study.case.given(PersonalData)
    return {
        "processing_register": {
            "form": version("processing_register"),
            "entries": {
                purpose_id: processing_entry(context, purpose)
                for purpose_id, purpose in personal_data.purposes.items()
            },
        },
        "algorithm_register": {
            "form": version("algorithm_register"),
            "entry": algorithm_entry(context),
        },
    }


def subject(context: Context) -> str:
    """The alternative that a register entry is about: that of the residents' page, else the first with an AI role."""
    case = context.study.case
    residents_section = case.section(Residents)
    if residents_section is not None:
        return residents_section.alternative
    projects_with_ai_role = [
        alternative_id for alternative_id in case.projects if case.alternatives[alternative_id].role != "none"
    ]
    return (projects_with_ai_role or list(case.projects))[0]


def _organisation(context: Context) -> str:
    municipality_name = context.study.case.settings.municipality
    return context.say("municipality_of", municipality=municipality_name) if municipality_name else ""


def _datum(context: Context, name: str, purpose: DataPurpose) -> str:
    purpose_datum = purpose.data[name]
    source_text = context.words(purpose_datum.source)
    return (
        f"{context.words(purpose_datum.title)} ({source_text})"
        if source_text
        else context.words(purpose_datum.title)
    )


def _joined(context: Context, phrases: tuple[Words, ...]) -> str:
    return "; ".join(context.words(phrase_in_languages) for phrase_in_languages in phrases)


def _joined_words(context: Context, phrases: list[Words | None]) -> str:
    return " ".join(
        dict.fromkeys(
            context.words(phrase_in_languages)
            for phrase_in_languages in phrases
            if phrase_in_languages is not None
        )
    )


def _purpose_and_impact(context: Context) -> str:
    case = context.study.case
    residents_section = case.section(Residents)
    if residents_section is None:
        return ""
    return " ".join(
        [
            context.words(residents_section.introduction),
            *(context.words(notice) for notice in residents_section.notices),
        ]
    )


def _considered(context: Context) -> str:
    alternative_titles_text = ", ".join(
        context.title("alternatives", alternative_id) for alternative_id in context.study.case.alternatives
    )
    return context.say("register_considered", names=alternative_titles_text)


def _risks(context: Context) -> str:
    evaluation_section = context.study.case.section(Evaluation)
    if evaluation_section is None or not evaluation_section.stop:
        return ""
    return context.say(
        "register_stop",
        criteria=" ".join(context.words(stop_rule.criterion) for stop_rule in evaluation_section.stop),
    )
