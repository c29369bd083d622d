"""``mll import``: the case that a form says, never over an existing file; of a changed workbook the scenario."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mll_finance.cli.command_line.new_output import new_output
from mll_finance.cli.streams import show_message
from mll_finance.cli.telling import counted
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError, Problem
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.saving.scenario import save_scenario
from mll_finance.inputs.form.importing import import_book, not_in_form
from mll_finance.inputs.form.opening import FormBook, open_book
from mll_finance.inputs.form.refusing import form_problem
from mll_finance.inputs.form.typed_over import TypedOver, typed_over
from mll_finance.judgement.admission import admitted
from mll_finance.report.excel.inputs import inputs_of
from mll_finance.terms import sentence, told_text

_ROUNDING = 1e-9


def run(options: argparse.Namespace) -> int:
    """Write the case as YAML, and say what the form could not."""
    form_path = Path(options.form)
    target_path = Path(options.out) if options.out else Path(f"{form_path.stem}.yaml")
    book = open_book(form_path)
    language = options.language = book.language
    if book.is_delivered:
        return _save_typed_over(options, book)
    import_outcome = import_book(book, form_path, folder=target_path.parent, accept=options.accept)
    with new_output(
        target_path, taken=form_problem("exists", {"file": target_path}, path="--out")
    ) as part_file:
        part_file.write_text(import_outcome.text, encoding="utf-8", newline="\n")
    case = import_outcome.case
    count_by_part = counted(
        language,
        lines=len(case.lines),
        quantities=len(case.quantities),
        numbers=len(case.graph.leaves),
    )
    show_message(sentence("form_written", language, file=target_path, form=form_path, **count_by_part))
    for remark in (*import_outcome.remarks, not_in_form()):
        show_message(f"  {told_text(remark, language)}")
    return 0


def _save_typed_over(options: argparse.Namespace, book: FormBook) -> int:
    """Save the numbers that were typed over as a scenario, and say where it stands.

    Raises
    ------
    InputError
        With every problem at once: of cells, and of the case with these numbers.
    """
    form_path, language = Path(options.form), book.language
    typed_workbook = typed_over(book, form_path)
    if options.into is None:
        problem = form_problem("into", {"name": typed_workbook.case_id, "file": form_path}, path="--into")
        raise InputError(problem)
    case = load_case(options.into)
    _check(case, typed_workbook, form_path)
    saved_scenario = save_scenario(
        case,
        typed_workbook.changes,
        title=options.title or form_path.stem,
        known_text=Path(options.into).read_bytes().decode("utf-8-sig"),
        accept=options.accept,
    )
    changed_count = len(typed_workbook.changes)
    show_message(
        sentence(
            "form_scenario_written",
            language,
            name=saved_scenario.name,
            file=saved_scenario.path,
            count=changed_count,
        )
    )
    if typed_workbook.scenario is not None:
        show_message(f"  {sentence('form_scenario_chosen', language, title=typed_workbook.scenario)}")
    moved_count = _moved(case, typed_workbook)
    if moved_count:
        show_message(f"  {sentence('form_case_moved', language, count=moved_count)}")
    return 0


def _check(case: Case, typed: TypedOver, form_path: Path) -> None:
    """Refuse a workbook of another case, one without changes, and every number that the case cannot take."""
    if typed.case_id != case.settings.id:
        case_id_fields = {"name": typed.case_id, "other": case.settings.id}
        raise InputError(form_problem("other_case", case_id_fields, path="--into"), file=str(form_path))
    if not typed.changes and not typed.problems:
        raise InputError(form_problem("unchanged"), file=str(form_path))
    problems = [*typed.problems, *_of_case(case, typed)]
    if problems:
        raise InputError(problems, file=str(form_path))


def _of_case(case: Case, typed: TypedOver) -> Iterator[Problem]:
    """What the case says of the numbers; those it says nothing of are looked at again without the others.

    A case is checked in stages, and the first that finds something ends it.
    """
    change_by_path = dict(typed.changes)
    while change_by_path:
        try:
            # Whether a number looks like a slip is asked when it is saved, unless it is said to be meant.
            admitted(case.with_(change_by_path, accept=True))
        except InputError as error:
            problems = error.problems
        else:
            return
        for problem in problems:
            yield replace(problem, cell=typed.cells.get(problem.path, ""), line=None)
        remaining_change_by_path = {
            path: number for path, number in change_by_path.items() if not _is_about(problems, path)
        }
        if len(remaining_change_by_path) == len(change_by_path):
            return
        change_by_path = remaining_change_by_path


def _is_about(problems: Sequence[Problem], path: str) -> bool:
    return any(f"{problem.path}.".startswith(f"{path}.") for problem in problems)


def _moved(case: Case, typed: TypedOver) -> int:
    """How many numbers of the case are no longer those that the workbook was made with."""
    input_by_path_of_form = inputs_of(appraise(case))
    return sum(
        not math.isclose(number, input_by_path_of_form[path].value, rel_tol=_ROUNDING, abs_tol=_ROUNDING)
        for path, number in typed.delivered.items()
        if path in input_by_path_of_form
    )
