"""Numbers of policy are rows of ``data/thresholds.csv`` with a reason; a number in code is technical and says why.

Read from the syntax tree: a constant at the top of a module that holds a number (or a tuple, set or mapping of them) is
listed below with why it is no policy. The engine is not read here: its constants are numerical.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from mll_finance.inputs.reference_data.thresholds import TABLE, threshold, whole_threshold
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.resources import package_folder

ROOMS = ("drivers", "parties", "municipal_budget", "judgement", "inputs", "batch", "facade", "report")
LEFT_OUT = ("report/excel", "report/form", "report/charts", "report/html", "report/word")
"""Widths, colours and sizes: how a page looks."""
ROUNDING = "difference below which two sums are the same number"
LAYOUT = "rows that a page shows before it counts the rest"
TECHNICAL = {
    "batch/notebook_engine/forked.py:_AGAIN": "milliseconds after which a line is tried again",
    "batch/notebook_engine/forked.py:_LOOK": "seconds between two looks for an answer",
    "batch/notebook_engine/forked.py:_PATIENCE": "seconds that another process may take to answer",
    "batch/notebook_engine/forked.py:_POLL": "seconds between two looks at a process",
    "batch/notebook_engine/forked.py:_TRIES": "how often a process that ended is begun anew",
    "batch/notebook_engine/template.py:MOST": "bytes that are read",
    "batch/system.py:_OBJECTS": "objects between two looks for circles of them",
    "batch/series/collected.py:_LARGEST": "bytes that are read",
    "batch/shared/base.py:_LARGEST": "bytes that are read",
    "batch/shared/folder.py:_LARGEST": "bytes that are read",
    "batch/shared/kept.py:_LARGEST": "bytes that are read",
    "batch/shared/kept.py:UP_TO_BATCH": "folders between a report and its batch",
    "batch/shared/lines.py:_MOST": "lines that are put together",
    "batch/shared/lines.py:_TRIED": "places that are tried, for time",
    "batch/series/folder.py:_LARGEST": "bytes that are read",
    "batch/series/job.py:_MEGABYTE": "bytes in a megabyte",
    "batch/series/plan.py:_COMMAS": "commas in the name of a municipality",
    "batch/system.py:_ON_PARENTS_DEATH": "a number of the system",
    "batch/series/executor.py:AHEAD": "reports that wait for a process",
    "batch/series/executor.py:TRIES": "how often a process that died is tried anew",
    "inputs/case/saving/own_file.py:_WRITABLE": "a bit of the system",
    "judgement/across/comparing.py:_FEWEST": "points that can show a line is none",
    "judgement/across/comparing.py:_STRAIGHT": ROUNDING,
    "judgement/differing/coalitions.py:_KEPT_STUDIES": "studies that are kept, for memory",
    "judgement/differing/coalitions.py:_ROUNDING": ROUNDING,
    "judgement/differing/difference.py:_PAIRS": "orders that are drawn; the error is told",
    "judgement/differing/firming.py:_ENDS": "the percentiles that a report shows",
    "judgement/differing/firming.py:_SAME": ROUNDING,
    "judgement/differing/turning.py:_WIDE": "changes of which every set is tried; what is not tried is said",
    "report/pieces/numbers/changed_values.py:_LONGEST_WORD": LAYOUT,
    "report/pieces/numbers/changed_values.py:_MOST_YEARS": LAYOUT,
    "report/difference.py:_MOST_BARS": LAYOUT,
    "report/difference.py:_MOST_LISTED": LAYOUT,
    "report/overview/page.py:_LISTED": LAYOUT,
    "batch/whole_folder.py:_NAMED": LAYOUT,
    "batch/edited_lines.py:_LONGEST": LAYOUT,
    "batch/edited_lines.py:_MOST_BYTES": "bytes that are compared",
    "batch/edited_lines.py:_MOST_LINES": "lines that are compared",
    "drivers/known_years.py:AT_ONCE": "draws in one go, for memory",
    "inputs/actuals/rows.py:_LONGEST": LAYOUT,
    "inputs/reference_data/act_condition.py:_MOST_SIGNS": "signs that are read",
    "inputs/reference_data/act_condition.py:_MOST_DEPTH": "brackets within brackets that are read",
    "inputs/reference_data/act_tree.py:_SHOWN": LAYOUT,
    "judgement/tracking/ranges.py:_ROUNDING": ROUNDING,
    "judgement/what_if/open_case.py:_FAR": "an error bound of the arithmetic",
    "inputs/assessments/answered.py:_MOST_BYTES": "bytes that are read",
    "inputs/assessments/answered.py:_SHOWN": LAYOUT,
    "inputs/assessments/questionnaire.py:_SHOWN": LAYOUT,
    "inputs/reference_data/official_lists.py:_MOST_BYTES": "bytes that are read",
    "inputs/reference_data/register_rules.py:_SHOWN": LAYOUT,
    "inputs/case/saving/added_entry.py:_STEP": "how far in a part is written",
    "inputs/case/saving/scenario.py:LONGEST_NAME": "signs of a name that is typed",
    "inputs/form/kept_cells.py:_MOST_TEXTS": "length of a text in a cell",
    "inputs/form/spelling.py:SIGNS": "length of a hash",
    "inputs/form/spelling.py:_FIGURES": "figures that every program keeps",
    "inputs/form/typed_over.py:_LONGEST": "length of a message",
    "inputs/case/saving/scenario.py:_ROUNDING": "rounding of a computer",
    "report/live_panel.py:_ROUNDING": "rounding of a computer",
    "report/what_if/amounts.py:_DECIMALS": ROUNDING,
    "report/what_if/panel.py:FIRST": LAYOUT,
    "report/what_if/panel.py:_HIGHEST_RATE": LAYOUT,
    "report/what_if/panel.py:_LIKELY": "the percentiles that a report shows",
    "report/what_if/script.py:LARGEST": "bytes of a page",
    "report/brand/contrast.py:GROUNDS": "colours of the page",
    "report/brand/contrast.py:TEXT": "the contrast that WCAG 2.1 asks, which the law makes every municipality meet",
    "report/brand/contrast.py:_STEPS": "shades that are tried",
    "report/brand/logo.py:LARGEST": "bytes of a page",
    "batch/earlier_run.py:_LARGEST": "bytes that are read",
    "report/brand/reader.py:_LARGEST": "bytes that are read",
    "report/paper/chromium.py:_LAST_LINES": LAYOUT,
    "report/paper/chromium.py:_LAST_WORDS": LAYOUT,
    "report/paper/chromium.py:_PATIENCE": "seconds after which a program has stopped",
    "report/paper/pictures.py:_LEAST": "pixels that one screen holds",
    "report/paper/pictures.py:_SCALE": "dots of a picture",
    "report/paper/pictures.py:_TALLEST": "pixels that one screen holds",
    "inputs/grammar/assumption.py:_FIRST_YEAR": "the first key that can be a year",
    "inputs/grammar/validation.py:_KEYS_SHOWN": LAYOUT,
    "inputs/tables/municipality_names.py:_NEAR": LAYOUT,
    "inputs/tables/municipality_names.py:_AS_NEAR": "nearness of two spellings",
    "inputs/tables/table.py:_SHOWN": LAYOUT,
    "inputs/tables/files.py:_SHOWN": LAYOUT,
    "inputs/tables/municipality_import.py:_MOST_PROBLEMS": LAYOUT,
    "inputs/tables/statline.py:_AROUND": "lines at the top of an export within which its heading stands",
    "judgement/admission.py:_ROUNDING": "rounding of a computer",
    "judgement/finding_out/bounds.py:_ENDS": "P5 and P95, the range of every figure",
    "judgement/finding_out/bounds.py:_ROUNDING": "rounding of a computer",
    "report/sections/decision_forms.py:_BEST": LAYOUT,
    "judgement/finding_out/investigation.py:_FAR": "an error bound of the arithmetic",
    "judgement/finding_out/investigation.py:_FEW": "numbers that are judged without a regression",
    "report/pieces/finding_out.py:_BARS": LAYOUT,
    "report/sections/finding_out_detail.py:_SHOWN": LAYOUT,
    "inputs/method/gates.py:WEEKS_A_YEAR": "the calendar",
    "judgement/finding_out/few_draws.py:FITTED_DRAWS": "draws that a regression is fitted to",
    "judgement/finding_out/stage_gates.py:_FIGURES": LAYOUT,
    "judgement/finding_out/stage_gates.py:_MONTHS": "the calendar",
    "report/pieces/information.py:_SHOWN": LAYOUT,
    "drivers/selection.py:_ROUNDING": "rounding of a computer",
    "drivers/selection.py:_WHOLE_SHARE": "a share that limits nothing",
    "drivers/selection.py:_NONE": "rounding of a computer",
    "drivers/selection.py:POINTS": "points of a search that is refined afterwards",
    "judgement/achieving/demands.py:_PLACES": "points of a line",
    "judgement/achieving/demands.py:_STEP": "over which a slope is measured",
    "judgement/achieving/demands.py:SHARES_OF_LIST": "quarters of a list: layout",
    "judgement/achieving/thresholds.py:_MOST": "even odds: the end of an axis",
    "judgement/achieving/thresholds.py:_PARTS": "points of a line",
    "judgement/achieving/thresholds.py:_WHOLE": "two points that a reader cannot tell apart: layout",
    "judgement/achieving/thresholds.py:_PEOPLE": "persons for whom a share is told",
    "report/pieces/achieving/demands.py:_POINTS": LAYOUT,
    "report/pieces/achieving/selecting.py:_SHOWN": LAYOUT,
    "inputs/lines/staffing.py:_ROUNDING": ROUNDING,
    "drivers/scale.py:_FINE": "points between which a step of staff is looked for",
    "drivers/scale.py:_POINTS": "points of a search that is refined afterwards",
    "drivers/scale.py:_NOTHING": ROUNDING,
    "judgement/standard_advice.py:_ROUNDING": ROUNDING,
    "judgement/scales.py:_DIGITS": "how numbers are written",
    "judgement/scales.py:_SAME": ROUNDING,
    "report/pieces/answer/must_be_true.py:_SHOWN": "numbers that a reader sees at a glance: layout",
    "inputs/tables/in_force.py:_YEARS": LAYOUT,
    "inputs/second_look/unused_rows.py:_SHOWN": LAYOUT,
    "drivers/sensitivity.py:_STEPS": "points of a search that is refined afterwards",
    "drivers/sensitivity.py:SAME_VALUE": ROUNDING,
    "drivers/sensitivity.py:NEARNESS": "an order",
    "drivers/expected_switching.py:_TRIED": "numbers that are tried on the draws, for speed",
    "report/pieces/money/budget_tail.py:_LISTED": "years in a sentence, for length",
    "report/pieces/additions.py:_NAMED": "names in a sentence, for length",
    "report/pieces/second_look.py:_NAMED": "points in a line, for length",
    "drivers/points.py:_TOGETHER": "inputs in one call, for speed",
    "drivers/convergence.py:_ROUNDING": ROUNDING,
    "drivers/global_sensitivity.py:_NOTHING": ROUNDING,
    "drivers/sensitivity.py:ROUNDING": ROUNDING,
    "drivers/global_sensitivity.py:WALKS": "a number of draws of the screening",
    "drivers/sweeps.py:RATE_STEPS": "points of a line in a figure",
    "parties/partnership.py:ROUNDING": ROUNDING,
    "parties/compensation.py:SETTLED": ROUNDING,
    "parties/incidence.py:RANGE": "the percentiles that the columns p05 and p95 are named after",
    "judgement/identities.py:TOLERANCE": ROUNDING,
    "judgement/disclosure/coarse_case.py:_SAME_FIGURES": ROUNDING,
    "judgement/disclosure/noise.py:_FIGURES": ROUNDING,
    "judgement/disclosure/small_counts.py:_WHOLE": ROUNDING,
    "batch/confidential_search.py:_LONGEST_MONEY": "letters of the longest word for euros",
    "batch/confidential_search.py:_SCALES_BY_WORD": "what words for thousands and millions mean",
    "batch/number_words.py:_BY_NAME": "what words for numbers mean",
    "batch/file_texts.py:_DEEPEST": "bound on a file that is packed in itself",
    "batch/pdf_texts.py:_WIDEST": "codes of two bytes",
    "batch/private_noise.py:_FURTHEST": "a bound on what a file may hold",
    "batch/private_noise.py:_MAX_BYTES": "a bound on the size of a file",
    "batch/private_noise.py:_SCHEMA": "number of a file format",
    "batch/shelf.py:_LARGEST": "bytes that are read",
    "batch/shelf.py:_SCHEMA": "number of a file format",
    "judgement/publication.py:_STEPS": "round numbers: 1, 2, 5 and 10 times a power of ten",
    "judgement/never_share.py:_POINTS": "points of a search that is refined afterwards",
    "inputs/text/csv_text.py:MAX_BYTES": "a bound on the size of a file",
    "inputs/text/csv_text.py:MAX_ROWS": "a bound on the size of a file",
    "inputs/text/case_files.py:_LONGEST": LAYOUT,
    "inputs/case/limits.py:SHARE": "what a share is",
    "inputs/case/limits.py:COUNT": "what a count is",
    "inputs/case/limits.py:CHANGE": "what a change by a share is",
    "inputs/text/written.py:_QUOTED": "characters of an error that are quoted",
    "inputs/text/written.py:LARGEST_NUMBER": "a thousand times the Dutch economy in euros: anything above is a slip",
    "inputs/quantities/detection.py:_NONE": ROUNDING,
    "inputs/quantities/precision_curve.py:_NONE": ROUNDING,
    "inputs/quantities/adoption.py:_FAR": "largest exponent that does not overflow",
    "inputs/form/examples.py:_ROWS": "examples of how to fill in, never calculated with",
    "inputs/form/importing.py:PREFILLED": "rows that a form fills in itself",
    "inputs/form/layout.py:VERSION": "number of a file format",
    "inputs/form/typed_over.py:CASE": "place of a cell in a workbook of our own",
    "inputs/form/typed_over.py:FIRST": "place of a cell in a workbook of our own",
    "inputs/form/typed_over.py:KEPT": "place of a cell in a workbook of our own",
    "inputs/form/typed_over.py:KEPT_SHEET": "place of a cell in a workbook of our own",
    "inputs/form/kept_cells.py:_LEAST": "rounding of a computer",
    "inputs/form/kept_cells.py:_LONGEST": "characters that fit in a cell of a workbook",
    "judgement/comparison.py:ROUNDING": "rounding of the machine, as a part of the sums",
    "inputs/form/opening.py:MAX_BYTES": "bound on a file of a stranger",
    "inputs/form/opening.py:MAX_UNPACKED": "bound on a file of a stranger",
    "inputs/form/opening.py:MAX_PARTS": "bound on a file of a stranger",
    "inputs/form/opening.py:MAX_CELLS": "bound on a file of a stranger",
    "inputs/form/cells.py:_LONGEST": "characters of an error that are quoted",
    "inputs/form/rows.py:_HEAD_ROWS": "rows in which the heads of a sheet are looked for",
    "inputs/form/rows.py:_WARNED": "cells that a remark names before it counts the rest",
    "inputs/form/case_text.py:_WIDTH": "width of a line of text",
    "inputs/scan/case_writing.py:_WIDTH": "width of a line of text",
    "inputs/method/knowledge.py:_MONTHS": "months of a year",
    "inputs/case/adoption/lock.py:SCHEMA": "number of a file format",
    "inputs/case/adoption/lock.py:_SCHEMAS": "numbers of a file format",
    "inputs/case/adoption/lock.py:_NAMED": LAYOUT,
    "inputs/case/adoption/lock_state.py:_RELATIVE": "rounding of a computer",
    "inputs/case/adoption/lock_state.py:_EUROS": "rounding of a computer",
    "report/pieces/adoption.py:_NAMED": LAYOUT,
    "inputs/case/schema.py:_MIXED": "a part of a JSON schema",
    "inputs/case/schema.py:_YEARS": "a part of a JSON schema",
    "inputs/method/ecosystem.py:LOWEST": "end of the scale on which partners are scored",
    "inputs/method/ecosystem.py:HIGHEST": "end of the scale on which partners are scored",
    "inputs/case/scenarios.py:_ROUNDING": ROUNDING,
    "inputs/case/signing.py:_ORDER": "an order",
    "batch/example_changes.py:_TRIES": "numbers that are tried for an example",
    "batch/example_changes.py:_NAMED": LAYOUT,
    "report/context.py:_PROSE_FIGURES": LAYOUT,
    "report/sections/decision_next.py:_NAMED": LAYOUT,
    "report/sections/summary.py:_TURNS": LAYOUT,
    "report/screen.py:WIDTH": LAYOUT,
    "report/screen.py:_GAP": LAYOUT,
    "report/screen.py:_HEAD": LAYOUT,
    "report/screen.py:_TEXT": LAYOUT,
    "report/terminal.py:_IN_THOUSANDS": LAYOUT,
    "batch/example_changes.py:_STEP": "another number than that of the case, for an example",
    "facade/results_file.py:SCHEMA": "number of a file format",
    "report/pieces/answer/advice.py:_NAMED": LAYOUT,
    "report/pieces/drivers.py:_SHOWN": LAYOUT,
    "report/pieces/numbers/spreads.py:_LISTED": LAYOUT,
    "report/sections/global_sensitivity.py:_SHOWN": LAYOUT,
    "report/sections/grid.py:_EVERY": LAYOUT,
    "report/sections/spider.py:_LINES": LAYOUT,
    "report/sections/sweeps.py:_EVERY": LAYOUT,
    "report/sections/sign_off.py:_SHOWN": LAYOUT,
    "report/sections/uncertainty.py:_TABLE": "the percentiles that a table repeats from its figure",
    "report/sections/assumptions.py:_ORDER": "an order",
    "report/numbers.py:_DECIMALS": "how numbers are written",
    "report/numbers.py:_UNITS": "thousand and million",
}
"""Constants that hold a number, with why it is technical."""


def constants(text: str) -> Iterator[str]:
    """Names at the top of a module that are given a number other than nothing and one, or a collection of numbers."""
    for node in ast.parse(text).body:
        if (
            isinstance(node, (ast.Assign, ast.AnnAssign))
            and node.value is not None
            and _is_number(node.value)
        ):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (
                name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)
            )


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return any(map(_is_number, node.elts))
    if isinstance(node, ast.Dict):
        return any(_is_number(part) for part in (*node.keys, *node.values) if part is not None)
    if isinstance(node, (ast.BinOp, ast.UnaryOp)):
        return any(_is_number(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    )


@cache
def found() -> set[str]:
    """Every such constant of the rooms, as ``module:name``."""
    package = package_folder()
    paths = [path for room in ROOMS for path in sorted((package / room).rglob("*.py"))]
    places = {path.relative_to(package).as_posix(): path for path in paths}
    return {
        f"{place}:{name}"
        for place, path in places.items()
        if not place.startswith(LEFT_OUT)
        for name in constants(path.read_text(encoding="utf-8"))
    }


def test_a_number_in_code_is_technical_and_says_why() -> None:
    assert sorted(found() - set(TECHNICAL)) == []


def test_the_list_names_nothing_that_is_gone() -> None:
    assert sorted(set(TECHNICAL) - found()) == []


def test_every_threshold_is_used_and_exists() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in package_folder().rglob("*.py"))
    used = set(re.findall(r'\b(?:whole_)?threshold\("(\w+)"\)', text))
    assert used == {row.id for row in SHIPPED.table(TABLE).rows}


def test_every_threshold_has_its_reason() -> None:
    assert [row.id for row in SHIPPED.table(TABLE).rows if len(row.note) < 20] == []


def test_what_is_no_row_is_refused() -> None:
    with pytest.raises(LookupError, match="did you mean 'budget_years'"):
        threshold("budget_year")
    with pytest.raises(ValueError, match="a whole number"):
        whole_threshold("tornado_share")


@pytest.mark.parametrize(
    "text",
    ["YEARS = 4", "LOW, HIGH = 0.1, 0.9", "FAN = (5, 95)", "_BTW = {'rate': 0.21}", "LIMIT: float = -2**3"],
)
def test_a_constant_with_a_number_is_found(text: str) -> None:
    assert list(constants(text))


def test_a_constant_that_reads_a_row_is_none() -> None:
    assert not list(constants('YEARS = whole_threshold("budget_years")\nNAME = "four"\nON = True'))
