"""``mll check``: validate a case and each of its scenarios, then say what deserves a second look."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace

from mll_finance.batch.earlier_run import EarlierRun, run_of_case
from mll_finance.batch.edited_lines import edited_lines
from mll_finance.batch.run import refuse_unfinished, unfilled
from mll_finance.cli.opening import open_case
from mll_finance.cli.streams import show_message
from mll_finance.cli.telling import counted
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.adoption.deviation import deviation
from mll_finance.inputs.case.adoption.lock import adopted
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import OF_RUN, case_path
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.second_look.local_inputs import local_inputs
from mll_finance.inputs.second_look.points import points
from mll_finance.judgement.admission import unmakeable
from mll_finance.report.page import unknown_sections
from mll_finance.report.pieces.money.indices import index_name
from mll_finance.terms import Language, phrase, problem_text, sentence
from mll_finance.yaml_text import read_yaml

_SHOWN_LINES = 5
"""Edited lines of a file that are shown."""


def run(options: argparse.Namespace) -> int:
    """Print what was read; every problem of the case and its scenarios is raised at once."""
    case = _opened(options)
    if case.scenario is None:
        _check_scenarios(case)
    language = case.settings.language
    _summary(case, language)
    _say_municipality(case, language)
    _say_local(case, language)
    _adoption(case, language)
    _say_prices(case, language)
    _say_unfinished(case, language)
    second_look_doubts = points(case)
    if second_look_doubts:
        show_message(sentence("check_second_look", language))
    for doubt in second_look_doubts:
        show_message(f"  - {problem_text(doubt, language)}")
    return 0


def _summary(case: Case, language: Language) -> None:
    """Say that the case is in order, and how much it holds."""
    numbers_of_the_case = [
        leaf.assumption for leaf in case.graph.leaves.values() if leaf.assumption.ref is None
    ]
    show_message(sentence("check_in_order", language, file=case.document.name))
    count_by_part = counted(
        language,
        alternatives=len(case.projects),
        quantities=len(case.quantities),
        lines=len(case.lines),
        scenarios=len(case.scenarios),
    )
    show_message("  " + sentence("check_parts", language, **count_by_part))
    uncertain_count = sum(number.distribution is not None for number in numbers_of_the_case)
    pm_count = sum(number.pm is not None for number in numbers_of_the_case)
    grades_text = ", ".join(
        f"{grade} {sum(number.quality == grade for number in numbers_of_the_case)}" for grade in "ABCD"
    )
    show_message(
        "  "
        + sentence(
            "check_numbers",
            language,
            **counted(language, numbers=len(numbers_of_the_case)),
            uncertain=uncertain_count,
            pm=pm_count,
            grades=grades_text,
        )
    )


def _opened(options: argparse.Namespace) -> Case:
    """The case; unknown sections of its report are told in the same round as everything else that is wrong.

    So are files of a run that somebody edited: what is no longer of one case is not in order, whatever it says.
    """
    run_opened = run_of_case(options.case)
    edit_problems = [] if run_opened is None else list(_edited_files(run_opened))
    try:
        case = open_case(options, run_opened)
    except InputError as error:
        raise InputError(
            [*error.problems, *_sections_of(options), *edit_problems], file=error.file
        ) from error
    refuse_unfinished(case, draft=True)
    if edit_problems:
        raise InputError(edit_problems, file=case.document.name)
    return case


def _edited_files(run_opened: EarlierRun) -> Iterator[Problem]:
    """The files of the folder of a run that are gone, or no longer as the run made them."""
    for file_name in run_opened.missing():
        yield Problem(
            file_name, phrase("run_missing_file"), phrase("run_as_it_was_made"), phrase("run_restore_or_copy")
        )
    for file_name in run_opened.edited():
        edited_phrase = phrase("run_edited_case" if file_name == OF_RUN else "run_edited_file")
        differing_lines = edited_lines(run_opened.folder, file_name, run_opened.texts)
        for line in differing_lines[:_SHOWN_LINES]:
            nothing_phrase = phrase("run_edited_nothing")
            edited_phrase = phrase(
                "run_edited_line",
                edited=edited_phrase,
                line=line.number,
                was=line.was or nothing_phrase,
                now=line.now or nothing_phrase,
            )
        if len(differing_lines) > _SHOWN_LINES:
            count_left_out = len(differing_lines) - _SHOWN_LINES
            edited_phrase = phrase("run_edited_lines_left", edited=edited_phrase, count=count_left_out)
        yield Problem(file_name, edited_phrase, phrase("run_as_it_was_made"), phrase("run_restore_or_copy"))


def _sections_of(options: argparse.Namespace) -> list[Problem]:
    """The unknown sections of the report of a case that has other problems; none where it cannot be read at all."""
    try:
        case_document = read_yaml(case_path(options.case))
    except InputError:
        return []
    raw_report = case_document.data.get("report")
    raw_names = raw_report.get("sections") if isinstance(raw_report, dict) else None
    line = case_document.line_of("report.sections")
    listed_names = raw_names if isinstance(raw_names, list) else []
    section_names = [name for name in listed_names if isinstance(name, str)]
    return [replace(problem, line=line) for problem in unknown_sections(section_names)]


def _say_municipality(case: Case, language: Language) -> None:
    """Say which municipality was meant, where the case writes it in another way."""
    raw_settings = case.document.data.get("case")
    written_name = raw_settings.get("municipality") if isinstance(raw_settings, dict) else None
    municipality_name = case.settings.municipality
    if municipality_name and str(written_name) != municipality_name:
        show_message(
            "  "
            + sentence("check_municipality", language, municipality=municipality_name, written=written_name)
        )


def _say_local(case: Case, language: Language) -> None:
    """Say how many of the numbers that differ by municipality are its own, and which are not."""
    local_and_borrowed = local_inputs(case)
    if not local_and_borrowed.count:
        return
    count_by_field = {"own": len(local_and_borrowed.own), "count": local_and_borrowed.count}
    municipality = case.settings.municipality
    if municipality:
        show_message("  " + sentence("check_local", language, municipality=municipality, **count_by_field))
    else:
        show_message("  " + sentence("check_local_nowhere", language, count=local_and_borrowed.count))
    if local_and_borrowed.borrowed:
        show_message(
            "  " + sentence("check_borrowed", language, paths=", ".join(local_and_borrowed.borrowed))
        )


def _say_unfinished(case: Case, language: Language) -> None:
    """Name the places that are still to be filled in: a run refuses them."""
    placeholder_problems = list(unfilled(case))
    if placeholder_problems:
        show_message(sentence("run_refuses", language))
    for problem in placeholder_problems:
        show_message(
            f"  - {problem_text(replace(problem, line=case.document.line_of(problem.path)), language)}"
        )


def _adoption(case: Case, language: Language) -> None:
    """Say whether the case is as it was adopted, and what the command changed in it."""
    lock, adoption_deviation = adopted(case), deviation(case)
    if lock is not None:
        lock_fields = {"date": lock["locked"], "digest": lock["sha256"][:16]}
        sentence_key = "check_adopted_by" if lock["by"] else "check_adopted"
        show_message("  " + sentence(sentence_key, language, adopter=lock["by"], **lock_fields))
    if adoption_deviation is not None:
        paths_text = ", ".join(adoption_deviation.paths) or "case.status"
        show_message("  " + sentence("check_deviates", language, paths=paths_text))


def _say_prices(case: Case, language: Language) -> None:
    """Say which price years the amounts are in, where they are not in one."""
    level_year = case.prices.level_year
    money_leaves = [
        leaf for leaf in case.graph.leaves.values() if leaf.assumption.is_money and not leaf.nominal
    ]
    amounts_of_other_years = [
        leaf.assumption for leaf in money_leaves if leaf.assumption.price_year not in (None, level_year)
    ]
    if amounts_of_other_years:
        years_text = ", ".join(
            str(year)
            for year in sorted({amount.price_year or level_year for amount in amounts_of_other_years})
        )
        indices_text = ", ".join(
            index_name(index, language)
            for index in sorted({amount.index or CPI for amount in amounts_of_other_years})
        )
        show_message(
            "  "
            + sentence("check_prices", language, years=years_text, level=level_year, indices=indices_text)
        )


def _check_scenarios(case: Case) -> None:
    problems = list(unmakeable(case, case.scenarios))
    if problems:
        raise InputError(problems, file=case.document.name)
