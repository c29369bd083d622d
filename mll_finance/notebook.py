"""What the notebooks call: open a case with the parameters of the notebook, and show a section.

A notebook decides nothing and calculates nothing; it opens a study and shows sections of the report.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.extras import need
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.moves import percentages, refusals, with_years
from mll_finance.inputs.scan.answers import load_answers, scan_path
from mll_finance.inputs.text.assigned import entered
from mll_finance.judgement.scan import ScanResult, evaluate
from mll_finance.report.context import Context
from mll_finance.report.notebook_view import show as _show
from mll_finance.report.page import section
from mll_finance.report.pieces.adoption import adoption_blocks
from mll_finance.report.scan import scan_blocks
from mll_finance.terms import phrase

PARAMETERS: Mapping[str, type] = {"case": str, "scenario": str, "changes": dict, "accept": bool}
"""Parameters of every notebook of a case: a case (file or example), a scenario of it, other values by path, and whether
numbers far from those of the case are meant."""
SCAN_PARAMETERS: Mapping[str, type] = {"answers": str}
"""Parameters of the notebook of the quick scan: its answers (file or example)."""
__all__ = ["PARAMETERS", "SCAN_PARAMETERS", "appraise", "show", "show_scan", "start", "start_scan"]
_INJECTED = "# Parameters"


def start(namespace: Mapping[str, Any]) -> Study:
    """The study that the parameters of a notebook ask for.

    Parameters
    ----------
    namespace : mapping
        ``globals()`` of the notebook, with ``case``, ``scenario``, ``changes`` and, where it has it, ``accept``.

    Raises
    ------
    InputError
        For an unknown or wrongly typed parameter, also one that papermill injected, and for whatever is wrong
        with the case.
    """
    study = appraise(opened(namespace))
    language = study.case.settings.language
    mark = adoption_blocks(Context(study, language))
    if mark:
        _show(mark, language)
    return study


def opened(namespace: Mapping[str, Any]) -> Case:
    """The case that the parameters of a notebook ask for; see :func:`start`."""
    namespace = {"accept": False, **namespace}
    _check(namespace, PARAMETERS)
    case = load_case(_within_reach(namespace["case"]))
    if namespace.get("scenario"):
        case = case.in_scenario(namespace["scenario"])
    return _changed(case, namespace["changes"], accept=namespace["accept"])


def _within_reach(name: str) -> str:
    """The case that a notebook names from its own folder, also where it is run from the folder above."""
    path = Path(name)
    is_above = not path.exists() and path.parts[:1] == ("..",)
    return str(Path(*path.parts[1:])) if is_above else name


def _changed(case: Case, parameters: Mapping[str, Any], *, accept: bool) -> Case:
    """The case with other values: a text means what it means behind ``--set``, a number arrived without its text."""
    if not parameters:
        return case
    change_by_path = {
        path: entered(change, name=path) if isinstance(change, str) else with_years(change)
        for path, change in parameters.items()
    }
    typed_values = {
        path: change_by_path[path] for path, change in parameters.items() if not isinstance(change, str)
    }
    percentage_doubts = list(percentages(change_by_path))
    percentage_doubts += [] if accept else refusals(case.graph, typed_values, typed=True)
    if percentage_doubts:
        raise InputError(percentage_doubts, file=case.document.name)
    return case.with_(change_by_path, accept=accept)


def show(study: Study, name: str) -> None:
    """Show a section of the report, in the language of the case."""
    need("report", "notebook.show")
    language = study.case.settings.language
    _show(section(name, study, language), language)


def start_scan(namespace: Mapping[str, Any]) -> ScanResult:
    """The quick scan that the parameters of its notebook ask for.

    Parameters
    ----------
    namespace : mapping
        ``globals()`` of the notebook, with ``answers``.

    Raises
    ------
    InputError
        For an unknown or wrongly typed parameter, and for whatever is wrong with the answers.
    """
    _check(namespace, SCAN_PARAMETERS)
    return evaluate(load_answers(scan_path(namespace["answers"])))


def show_scan(scan: ScanResult) -> None:
    """Show how a quick scan ends, in the language of its answers."""
    language = scan.answers.language
    _show(scan_blocks(scan, language), language)


def _check(namespace: Mapping[str, Any], parameters: Mapping[str, type]) -> None:
    problems = [
        Problem(
            parameter,
            f"{namespace.get(parameter)!r}",
            phrase("problem_a_2", name=expected.__name__),
            phrase("problem_write_or_another", parameter=parameter, expected=expected()),
        )
        for parameter, expected in parameters.items()
        if not isinstance(namespace.get(parameter), expected)
    ]
    for cell_source in namespace.get("In", ()):
        for parameter in _assigned(cell_source) if cell_source.startswith(_INJECTED) else ():
            if parameter not in parameters:
                problems.append(
                    Problem(
                        parameter,
                        phrase("problem_an_unknown_parameter"),
                        phrase("problem_one_of", names=", ".join(parameters)),
                        suggestion(parameter, parameters),
                    )
                )
    if problems:
        raise InputError(problems, file="parameters of the notebook")


def _assigned(source: str) -> list[str]:
    return [
        assigned_name.id
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for assigned_name in node.targets
        if isinstance(assigned_name, ast.Name)
    ]
