"""``mll forms``: an assessment of central government filled in from a case, and its answers read back into the case."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mll_finance.cli.command_line.new_output import new_output
from mll_finance.cli.opening import asked_for, open_case
from mll_finance.cli.streams import show_message
from mll_finance.drivers.asked import asked_alternative
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError, Problem
from mll_finance.extras import need
from mll_finance.inputs.assessments.answered import Answered, read_answered
from mll_finance.inputs.assessments.prefilling import prefilled
from mll_finance.inputs.assessments.questionnaire import Questionnaire, read_questionnaire
from mll_finance.inputs.assessments.statuses import StatusChange, status_changes
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.saving.findings import save_findings
from mll_finance.inputs.method.personal_data import PersonalData
from mll_finance.inputs.method.preconditions import NAME
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.reference_data.official_lists import read_lists
from mll_finance.inputs.reference_data.register_rules import unchecked
from mll_finance.report.pieces.registers.entries import (
    field_name,
    open_fields,
    register_document,
    register_problems,
)
from mll_finance.terms import Language, sentence, three
from mll_finance.version import __version__


def run(options: argparse.Namespace) -> int:
    """Write a file that the form opens, or read one that it saved; the language is that of the case."""
    case = open_case(asked_for(options.case, scenario=None, language=None), None)
    language: Language = options.language or case.settings.language
    if options.register is not None:
        return _register(case, options, language)
    unused_option_names = [
        name for name, is_given in (("--draft", options.draft), ("--lists", options.lists)) if is_given
    ]
    if unused_option_names:
        raise InputError(
            [Problem(name, *three("register_option_alone", option=name)) for name in unused_option_names]
        )
    questionnaire = read_questionnaire(Path(options.questions))
    if options.to is not None:
        return _write(case, questionnaire, Path(options.to), language)
    return _read(case, read_answered(Path(options.read), questionnaire), language)


def _register(case: Case, options: argparse.Namespace, language: Language) -> int:
    """Write an entry of a register, once everything that its form asks is there; a draft where it may lack things."""
    need("report", "mll forms --register")
    if options.to is None:
        raise InputError(Problem("--read", *three("register_no_way_back")))
    if case.section(PersonalData) is None:
        raise InputError(Problem("personal_data", *three("register_no_data")), file=case.document.name)
    names_by_list = {} if options.lists is None else read_lists(Path(options.lists))
    study = appraise(case)
    problems = list(register_problems(study, options.register, names_by_list, language))
    if problems and not options.draft:
        raise InputError(problems, file=case.document.name)
    _save(Path(options.to), register_document(study, options.register, problems, names_by_list))
    key = "register_draft_written" if problems else "register_written"
    show_message(sentence(key, language, file=options.to, count=len(problems)))
    fields_still_open = open_fields(study, options.register, language)
    if fields_still_open:
        show_message(f"  {sentence('register_still_open', language, names='; '.join(fields_still_open))}")
    for register_field in unchecked(options.register, names_by_list):
        show_message(
            f"  {sentence('register_unchecked', language, name=field_name(register_field, language))}"
        )
    show_message(f"  {sentence('register_source_unchecked', language)}")
    return 0


def _save(target: Path, document: dict[str, Any]) -> None:
    """Write JSON, never over another file."""
    with new_output(target, taken=Problem("--to", *three("assessment_exists", file=target))) as part_file:
        json_text = json.dumps(document, ensure_ascii=False, indent=2)
        part_file.write_text(f"{json_text}\n", encoding="utf-8", newline="\n")


def _write(case: Case, questionnaire: Questionnaire, target: Path, language: Language) -> int:
    """Write the answers of the case, never over another file, and say how far they go."""
    asked_alternative_id = asked_alternative(appraise(case))
    filled_form = prefilled(questionnaire, case.document.data, asked=asked_alternative_id, language=language)
    _save(target, filled_form.document(datetime.now(UTC), f"{__version__}, {case.settings.id}"))
    sentence_fields = {"form": questionnaire.name, "version": questionnaire.version}
    count_fields = {"count": filled_form.count, "total": len(questionnaire.questions)}
    show_message(sentence("assessment_written", language, file=target, **sentence_fields, **count_fields))
    if questionnaire.unfit:
        unfit_names = ", ".join(filled_form.unfit) or sentence("assessment_none", language)
        show_message(
            sentence("assessment_unfit", language, count=len(questionnaire.unfit), names=unfit_names)
        )
    if filled_form.undecided:
        show_message(sentence("assessment_undecided", language, names=", ".join(filled_form.undecided)))
    return 0


def _read(case: Case, answered: Answered, language: Language) -> int:
    """Write in the case what the answers say of its preconditions, and say what became of each."""
    raw_preconditions = case.document.data.get(NAME)
    if not isinstance(raw_preconditions, dict):
        raise InputError(Problem(NAME, *three("assessment_no_section")), file=case.document.name)
    changes_of_status = status_changes(answered, raw_preconditions)
    finding_by_precondition = {
        change.precondition: change.finding for change in changes_of_status if change.finding is not None
    }
    if finding_by_precondition:
        save_findings(case, finding_by_precondition)
    questionnaire = answered.questionnaire
    sentence_fields = {"file": answered.name, "form": questionnaire.name, "version": questionnaire.version}
    count_fields = {"count": len(answered.values), "total": len(questionnaire.questions)}
    show_message(sentence("assessment_read", language, **sentence_fields, **count_fields))
    for change in changes_of_status:
        show_message(_told(change, language))
    if finding_by_precondition:
        path = Path(case.document.name).name
        show_message(
            sentence("assessment_case_written", language, file=path, count=len(finding_by_precondition))
        )
    else:
        show_message(sentence("assessment_nothing", language))
    return 0


def _told(change: StatusChange, language: Language) -> str:
    """What became of one check, in a line."""
    check_title = checklist()[change.precondition].text.title.text(language)
    earlier_text = (
        sentence("assessment_not_mentioned", language)
        if change.was is None
        else sentence(f"precondition_status_{change.was}", language)
    )
    answered_text = sentence(f"precondition_status_{change.said}", language)
    if change.was == change.said:
        return sentence("assessment_same", language, name=check_title, was=earlier_text)
    if change.finding is None:
        return sentence("assessment_kept", language, name=check_title, was=earlier_text, said=answered_text)
    evidence_text = change.finding.evidence[language]
    return sentence(
        "assessment_status",
        language,
        name=check_title,
        was=earlier_text,
        now=answered_text,
        evidence=evidence_text,
    )
