"""``mll appraise``: the numbers of a case, as a table, JSON or CSV."""

from __future__ import annotations

import argparse
import csv
import json
import sys

from mll_finance.cli.opening import open_case
from mll_finance.engine.criteria import ON_REQUEST
from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.facade.results_file import results_document

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
    "sd_error",
    "p05_error",
    "p50_error",
    "p95_error",
    "central_percentile",
    "central_percentile_error",
    "reason",
    "roots",
    "pm",
)


def run(options: argparse.Namespace) -> int:
    """Print the results of the case."""
    study = appraise(open_case(options), per_draw=_on_request(options.per_draw))
    alternative = _alternative(study, options)
    if options.format == "json":
        made = results_document(study)
        if alternative is not None:
            from mll_finance.drivers.sensitivity_rows import sensitivity_rows

            made["sensitivity"] = sensitivity_rows(study, alternative)
        json.dump(made, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        print()
    elif options.format == "csv":
        _csv(study)
    else:
        from mll_finance.report.terminal import sensitivity_tables, tables

        print(tables(study, study.case.settings.language))
        if alternative is not None:
            print("\n" + sensitivity_tables(study, alternative, study.case.settings.language))
    return 0


def _alternative(study: Study, options: argparse.Namespace) -> str | None:
    """The alternative whose sensitivity is asked for; none where it is not asked."""
    wanted: str | None = options.sensitivity
    if wanted is None:
        return None
    if options.format == "csv":
        raise InputError(
            Problem("--sensitivity", "with --format csv", "table or json", "leave one of the two out")
        )
    names = study.case.projects
    if wanted and wanted not in names:
        raise InputError(
            Problem("--sensitivity", f"'{wanted}'", f"one of {', '.join(names)}", suggestion(wanted, names))
        )
    if wanted:
        return wanted
    from mll_finance.drivers.sensitivity import best_alternative

    return best_alternative(study)


def _on_request(text: str) -> tuple[str, ...]:
    if text == "all":
        return ON_REQUEST
    names = tuple(name for name in text.split(",") if name)
    wrong = [name for name in names if name not in ON_REQUEST]
    if wrong:
        raise InputError(
            [
                Problem(
                    "--per-draw",
                    f"'{name}'",
                    f"all, or some of {', '.join(ON_REQUEST)}",
                    suggestion(name, ON_REQUEST),
                )
                for name in wrong
            ]
        )
    return names


def _csv(study: Study) -> None:
    writer = csv.DictWriter(sys.stdout, _COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in study.rows:
        listed = {name: ";".join(map(str, row.get(name) or ())) for name in ("roots", "pm")}
        writer.writerow({**row, **listed})
