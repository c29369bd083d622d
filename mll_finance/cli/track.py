"""``mll track``: what came of a case against what was expected of it, from a CSV with what really came."""

from __future__ import annotations

import argparse
import json
import sys

from mll_finance.batch.earlier_run import run_of_case
from mll_finance.cli.opening import open_case
from mll_finance.cli.streams import screen, show
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.actuals.rows import actuals_file, read_actuals
from mll_finance.judgement.tracking.ranges import record_as_json
from mll_finance.judgement.tracking.tracked import Tracked, record_of
from mll_finance.promised import outcomes
from mll_finance.terms import phrase


def run(options: argparse.Namespace) -> int:
    """Print what came of each case; of several also one record."""
    if len(options.more) % 2:
        raise InputError(
            Problem(
                "ACTUALS",
                phrase("actuals_pair_found"),
                phrase("actuals_pair_allowed"),
                phrase("actuals_pair_write"),
            )
        )
    case_and_actuals_pairs = [
        (options.case, options.actuals),
        *zip(options.more[::2], options.more[1::2], strict=True),
    ]
    tracked_cases = [_tracked(options, case, actuals) for case, actuals in case_and_actuals_pairs]
    if options.format == "json":
        documents = [outcomes(tracked_case.as_json()) for tracked_case in tracked_cases]
        tracking_document = (
            documents[0]
            if len(tracked_cases) == 1
            else {"cases": documents, "record": record_as_json(record_of(tracked_cases))}
        )
        json.dump(tracking_document, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        print()
        return 0
    from mll_finance.report.terminal import opening_lines, record_lines, tracking_tables

    language = tracked_cases[0].study.case.settings.language
    for tracked_case in tracked_cases:
        opening_text = opening_lines(tracked_case.study, language, None, screen())
        show(
            f"{opening_text}\n\n" * bool(opening_text)
            + tracking_tables(tracked_case, language, screen())
            + "\n"
        )
    if len(tracked_cases) > 1:
        show(record_lines(record_of(tracked_cases), language, screen()))
    return 0


def _tracked(options: argparse.Namespace, case: str, actuals: str) -> Tracked:
    """A case with its actuals; the changes that a command asks for are of each."""
    options_with_case = argparse.Namespace(**{**vars(options), "case": case})
    study = appraise(open_case(options_with_case, run_of_case(case)))
    return Tracked(study, read_actuals(study.case, actuals_file(actuals)))
