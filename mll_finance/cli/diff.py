"""``mll diff``: what differs between two cases, and what each change moves."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from mll_finance.batch.earlier_run import run_of_case
from mll_finance.cli.command_line.duration import say_first_between
from mll_finance.cli.opening import asked_for, open_case
from mll_finance.cli.streams import screen, show, show_message
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
from mll_finance.judgement.differing.difference import CaseDifference, difference
from mll_finance.judgement.differing.document import difference_document
from mll_finance.promised import outcomes
from mll_finance.terms import Language, phrase, sentence, three
from mll_finance.whole_files import new_file

_MARK = "#"
"""Between a case and the scenario of it that is meant."""


def run(options: argparse.Namespace) -> int:
    """Print the changes, what each moves, and which of them turn the advice."""
    target_path = None if options.out is None else _page_path(options.out)
    earlier_case, current_case = (_opened(name, options) for name in (options.case, options.other))
    case_difference = difference(
        earlier_case, current_case, begin=lambda studies: say_first_between(current_case, studies)
    )
    language, case_names = current_case.settings.language, (options.case, options.other)
    if options.format == "json":
        json.dump(
            outcomes(difference_document(case_difference)),
            sys.stdout,
            ensure_ascii=False,
            indent=1,
            allow_nan=False,
        )
        print()
    else:
        from mll_finance.report.difference import difference_blocks
        from mll_finance.report.terminal import plain_text

        show(plain_text(difference_blocks(case_difference, language, names=case_names), language, screen()))
    if target_path is not None:
        _write_page(target_path, case_difference, language, case_names)
    return 0


def _page_path(name: str) -> Path:
    """Where the page goes, as long as there is nothing yet."""
    path = Path(name)
    problems = []
    if path.suffix != ".html":
        problems.append(Problem("--out", f"'{name}'", phrase("diff_out_allowed"), phrase("diff_out_remedy")))
    elif os.path.lexists(path):
        problems.append(Problem("--out", *three("diff_out_exists", file=name)))
    if problems:
        raise InputError(problems)
    return path


def _write_page(path: Path, between: CaseDifference, language: Language, names: tuple[str, str]) -> None:
    """Write the page, and say so."""
    from mll_finance.report.difference import difference_page
    from mll_finance.report.html.writer import write_page

    with new_file(path) as part_file:
        write_page(difference_page(between, language, names), part_file)
    show_message(sentence("diff_written", language, file=path), as_error=True)


def _opened(name: str, options: argparse.Namespace) -> Case:
    """A case, the case of a run as it was run, or a case in one of its scenarios."""
    case_name, scenario_name = name, None
    if _MARK in name and not Path(name).exists():
        case_name, _, scenario_name = name.rpartition(_MARK)
    return open_case(
        asked_for(case_name, scenario=scenario_name, language=options.language), run_of_case(case_name)
    )
