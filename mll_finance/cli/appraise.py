"""``mll appraise``: the numbers of a case, as a table, JSON or CSV."""

from __future__ import annotations

import argparse
import csv
import json
import sys

from mll_finance.batch.earlier_run import run_of_case
from mll_finance.cli.command_line.duration import Part, say_first
from mll_finance.cli.opening import open_case
from mll_finance.cli.streams import screen, show, show_message
from mll_finance.drivers.asked import asked_alternative
from mll_finance.engine.criteria import ON_REQUEST
from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError, Problem, RunError, suggestion
from mll_finance.facade.adoption_mark import deviation_of
from mll_finance.facade.results_file import results_document, standard_document
from mll_finance.inputs.case.adoption.deviation import NOT_ADOPTED
from mll_finance.inputs.case.case import Case
from mll_finance.judgement.chances import results
from mll_finance.judgement.contenders import ranked_choices
from mll_finance.judgement.identities import broken
from mll_finance.promised import outcomes
from mll_finance.terms import phrase

_COLUMNS = (
    "perspective",
    "alternative",
    "criterion",
    "unit",
    "central",
    "mean",
    "sd",
    "p05",
    "p50",
    "p95",
    "mcse",
    "bound",
    "sd_error",
    "p05_error",
    "p50_error",
    "p95_error",
    "central_percentile",
    "central_percentile_error",
    "reason",
    "roots",
    "hurdle",
    "pm",
)


def run(options: argparse.Namespace) -> int:
    """Print the results of the case."""
    study = appraise(open_case(options, run_of_case(options.case)), per_draw=_on_request(options.per_draw))
    asked_name = _asked_name(study.case, options)
    _refuse_csv("--voi", is_asked=options.voi, options=options)
    say_first(study.case, _parts(options, asked_name))
    alternative = asked_alternative(study) if asked_name == "" else asked_name
    if options.format == "json":
        results_to_write = results_document(study)
        if alternative is not None:
            from mll_finance.drivers.sensitivity_rows import sensitivity_rows

            sensitivity_part = sensitivity_rows(study, alternative, choices=ranked_choices(study))
            results_to_write["sensitivity"] = {
                **outcomes(sensitivity_part),
                "standard": standard_document(study),
            }
        if options.voi:
            from mll_finance.judgement.achieving.document import achieving_document
            from mll_finance.judgement.finding_out.information import information
            from mll_finance.judgement.finding_out.stage_gates import gates_document

            results_to_write["voi"] = outcomes({**information(study).as_json(), **achieving_document(study)})
            results_to_write["gates"] = outcomes(gates_document(study))
        json.dump(results_to_write, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        print()
    elif options.format == "csv":
        _csv(study)
    else:
        _tables(study, alternative)
        if options.voi:
            from mll_finance.report.terminal import information_tables

            show("\n" + information_tables(study, study.case.settings.language, screen()))
    _check(study)
    return 0


def _parts(options: argparse.Namespace, asked_name: str | None) -> list[Part]:
    """What the command makes."""
    asked_parts: list[Part] = ["results"]
    if asked_name is not None:
        asked_parts.append("sensitivity")
    if options.voi:
        asked_parts.append("finding_out")
    return asked_parts


def _tables(study: Study, alternative: str | None) -> None:
    from mll_finance.report.terminal import opening_lines, sensitivity_tables, tables

    language, target_screen = study.case.settings.language, screen()
    opening_text = opening_lines(study, language, alternative, target_screen)
    show(f"{opening_text}\n\n" * bool(opening_text) + tables(study, language, target_screen))
    if alternative is not None:
        show("\n" + sensitivity_tables(study, alternative, language, target_screen))


def _check(study: Study) -> None:
    """Fail where an identity of the model does not hold, and name each."""
    problems = [
        f"  - {check.id} ({check.alternative}{', ' if check.perspective else ''}{check.perspective}): "
        f"{check.difference:.6g} is left over on {check.scale:.6g}"
        for check in broken(study)
    ]
    if problems:
        raise RunError(
            "\n".join(
                ["the model contradicts itself; do not use these numbers, and report the case:", *problems]
            )
        )


def _asked_name(case: Case, options: argparse.Namespace) -> str | None:
    """The alternative whose sensitivity is asked for: empty where none is named, None where none is asked.

    Which is meant where none is named may take all draws: it is not asked here.
    """
    alternative: str | None = options.sensitivity
    if alternative is None:
        return None
    _refuse_csv("--sensitivity", is_asked=True, options=options)
    alternatives = case.projects
    if alternative and alternative not in alternatives:
        raise InputError(
            Problem(
                "--sensitivity",
                f"'{alternative}'",
                phrase("problem_one_of", names=", ".join(alternatives)),
                suggestion(alternative, alternatives),
            )
        )
    return alternative


def _refuse_csv(option: str, *, is_asked: bool, options: argparse.Namespace) -> None:
    """Refuse an option of which a table in CSV has no room."""
    if is_asked and options.format == "csv":
        raise InputError(
            Problem(
                option,
                phrase("problem_with_format_csv"),
                phrase("problem_table_or_json"),
                phrase("problem_leave_one_of_the_two"),
            )
        )


def _on_request(named: str) -> tuple[str, ...]:
    if named == "all":
        return ON_REQUEST
    criterion_ids = tuple(criterion for criterion in named.split(",") if criterion)
    unknown_criterion_ids = [criterion for criterion in criterion_ids if criterion not in ON_REQUEST]
    if unknown_criterion_ids:
        raise InputError(
            [
                Problem(
                    "--per-draw",
                    f"'{criterion}'",
                    phrase("problem_all_or_some_of", names=", ".join(ON_REQUEST)),
                    suggestion(criterion, ON_REQUEST),
                )
                for criterion in unknown_criterion_ids
            ]
        )
    return criterion_ids


def _csv(study: Study) -> None:
    from mll_finance.report.terminal import adoption_line

    adoption_deviation = deviation_of(study)
    adoption_column = {} if adoption_deviation is None else {NOT_ADOPTED: adoption_deviation.cell_text}
    if adoption_column:
        show_message(adoption_line(study, study.case.settings.language), as_error=True)
    writer = csv.DictWriter(
        sys.stdout, (*_COLUMNS, *adoption_column), extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    for result_row in outcomes(results(study)):
        joined_by_column = {
            column_name: ";".join(map(str, result_row.get(column_name) or ()))
            for column_name in ("roots", "pm")
        }
        writer.writerow({**result_row, **joined_by_column, **adoption_column})
