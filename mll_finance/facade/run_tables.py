"""The tables of a run, for a spreadsheet or a database: long, one amount a row, with headed columns.

``data/run_tables.csv`` says of every column what it holds and in which unit; it comes along as the table ``columns``.
Keys are those of the case, numbers are plain (a decimal point, no thousands separator), what is PM is empty and says
so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pandas as pd

from mll_finance.engine.study import Study
from mll_finance.facade.adoption_mark import deviation_of
from mll_finance.inputs.case.adoption.deviation import NOT_ADOPTED
from mll_finance.municipal_budget.budget import Array, budget_table
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.municipal_budget.formation import formation
from mll_finance.municipal_budget.iv3 import category_title
from mll_finance.parties.incidence import incidence
from mll_finance.promised import outcomes
from mll_finance.resources import resource

COLUMNS = "columns"
"""The table that says what the columns of the others hold."""
Cells = tuple[object, ...]


def run_tables(study: Study) -> dict[str, pd.DataFrame]:
    """Every table of a run by name; of a study of a case, for all of its alternatives."""
    column_descriptions = pd.read_csv(resource("data", "run_tables.csv"), dtype=str, keep_default_na=False)
    table_by_name = {name: _frame(column_descriptions, name, rows(study)) for name, rows in _ROWS.items()}
    adoption_deviation = deviation_of(study)
    if adoption_deviation is not None:
        # Whoever takes one table out of the run takes the mark along.
        table_by_name = {
            name: table.assign(**{NOT_ADOPTED: adoption_deviation.cell_text})
            for name, table in table_by_name.items()
        }
        extra_rows = pd.DataFrame(
            [{"table": name, "column": NOT_ADOPTED, "type": "str"} for name in table_by_name]
        )
        column_descriptions = pd.concat([column_descriptions, extra_rows]).fillna("")
    return {**table_by_name, COLUMNS: column_descriptions}


def _frame(described: pd.DataFrame, name: str, rows: Iterator[Cells]) -> pd.DataFrame:
    described_columns = described[described["table"] == name]
    frame = pd.DataFrame([outcomes(cells) for cells in rows], columns=list(described_columns["column"]))
    frame = frame.astype(dict(zip(described_columns["column"], described_columns["type"], strict=True)))
    frame.attrs["units"] = {
        column: unit
        for column, unit in zip(described_columns["column"], described_columns["unit"], strict=True)
        if unit
    }
    return frame


def _budget_rows(study: Study) -> Iterator[Cells]:
    """The accrual budget by line and category of Iv3."""
    language = study.case.settings.language
    for alternative in study.case.projects:
        budget = budget_table(study, alternative)
        for line in budget.by_iv3.lines:
            category_text = category_title(study.case, line.iv3, language) if line.iv3 else None
            row_key = (
                line.programme,
                line.taakveld,
                line.iv3,
                category_text,
                line.category,
                line.duration,
                line.activated,
            )
            for calendar_year, amount in _by_year(budget.years, line.amounts):
                yield (alternative, line.line, line.side, *row_key, calendar_year, amount, amount is None)


def _cover_rows(study: Study) -> Iterator[Cells]:
    """The balance by duration, each item of cover, and what is left."""
    for alternative in study.case.projects:
        budget_with_cover = covered_budget(study, alternative)
        duration_and_balance_pairs = (
            ("structural", budget_with_cover.structural),
            ("incidental", budget_with_cover.incidental),
        )
        for duration, balance_by_year in duration_and_balance_pairs:
            for calendar_year, amount in _by_year(budget_with_cover.years, balance_by_year):
                yield (alternative, "balance", None, None, duration, calendar_year, amount, False)
        for cover_amount in budget_with_cover.items:
            cover_kind, duration = cover_amount.cover.kind, cover_amount.cover.duration
            row_key = (alternative, "cover", cover_amount.id, cover_kind, duration)
            for calendar_year, amount in _by_year(budget_with_cover.years, cover_amount.amounts):
                yield (*row_key, calendar_year, amount, amount is None)
        for calendar_year, amount in _by_year(budget_with_cover.years, budget_with_cover.remaining):
            yield (alternative, "remaining", None, None, None, calendar_year, amount, False)


def _party_rows(study: Study) -> Iterator[Cells]:
    """Each party by year, and its present value without a year."""
    for alternative in study.case.projects:
        for balance in incidence(study, alternative):
            for calendar_year, amount in _by_year(study.case.years, balance.yearly):
                yield (alternative, balance.party, "amount", calendar_year, amount)
            yield (alternative, balance.party, "npv", None, balance.npv)


def _formation_rows(study: Study) -> Iterator[Cells]:
    """Own staff by line and year."""
    for alternative in study.case.projects:
        staff_formation = formation(study, alternative)
        for line in staff_formation.lines:
            for calendar_year, fte in _by_year(staff_formation.years, line.fte):
                yield (alternative, line.line, line.taakveld, line.duration, calendar_year, fte, fte is None)


def _by_year(years: Iterable[int], amounts: Array | None) -> Iterator[tuple[int, float | None]]:
    for year_index, calendar_year in enumerate(years):
        yield calendar_year, None if amounts is None else float(amounts[year_index])


_ROWS: dict[str, Callable[[Study], Iterator[Cells]]] = {
    "budget": _budget_rows,
    "cover": _cover_rows,
    "parties": _party_rows,
    "formation": _formation_rows,
}
