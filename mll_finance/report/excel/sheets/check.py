"""The sheet that compares: what the workbook says now, and what the model said of the scenario in use."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mll_finance.engine.criteria import BY_ID
from mll_finance.engine.study import Study
from mll_finance.report.excel.book import Sheet
from mll_finance.report.excel.sheets.budget import BalanceCell, balances_of
from mll_finance.report.excel.sheets.calculation import alternative_title, perspective_title
from mll_finance.report.excel.sheets.scenarios import Scenarios
from mll_finance.report.excel.sheets.valuation import Outcome

_TOLERANCE = 0.005
_WIDTHS = (26, 32, 28, 16, 16, 14, 12)
_VALUES = len(_WIDTHS)
_VALUE = 18.0


def write_check(
    sheet: Sheet, scenarios: Scenarios, outcomes: Sequence[Outcome], balances: Sequence[BalanceCell]
) -> None:
    """Workbook minus model for each outcome, and for the balance of each budget."""
    book, study = sheet.book, scenarios.study
    sheet.head(0, [book.term("perspective"), book.term("alternative"), book.term("criterion")])
    sheet.heads(0, 3, [book.word("workbook"), book.word("model"), book.term("difference")])
    sheet.texts(0, 6, [book.word("verdict")], "head_in")
    study_by_scenario_order = [study, *(scenario.study for scenario in scenarios.followed)]
    scenario_titles = [scenarios.entered, *(scenario.title for scenario in scenarios.followed)]
    column_heads = [book.word("model_in", scenario=scenario_title) for scenario_title in scenario_titles]
    sheet.heads(0, _VALUES, column_heads)
    sheet.fit(0, [(column_head, _VALUE) for column_head in column_heads])
    row_index = 0
    for outcome in filter(_exists, outcomes):
        row_index += 1
        row_titles = [
            perspective_title(study.case, outcome.perspective, book),
            alternative_title(study.case, outcome.alternative, book),
            book.term(outcome.criterion),
        ]
        value_by_scenario = [
            _value(study_in_scenario, outcome) for study_in_scenario in study_by_scenario_order
        ]
        style_name = "ratio" if outcome.criterion == "bcr" else "euro"
        _compared(
            sheet, scenarios.number, row_index, (row_titles, outcome.cell, value_by_scenario, style_name)
        )
    balances_by_scenario = [balances_of(study_in_scenario) for study_in_scenario in study_by_scenario_order]
    for balance in balances:
        row_index += 1
        row_titles = [book.word("budget"), alternative_title(study.case, balance.alternative, book)]
        value_by_scenario = [
            balance_by_year[balance.alternative, balance.year] for balance_by_year in balances_by_scenario
        ]
        _compared(
            sheet,
            scenarios.number,
            row_index,
            (
                [*row_titles, book.word("budget_balance_in", year=balance.year)],
                balance.cell,
                value_by_scenario,
                "euro",
            ),
        )
    if row_index:
        sheet.warn_where_not_zero((1, 5), (row_index, 5), _TOLERANCE)
    sheet.text(row_index + 2, 0, book.word("check_note"), "quiet")
    sheet.tidy([*_WIDTHS, *[_VALUE] * len(scenario_titles)], frozen=(1, 0))
    sheet.print_only(_VALUES - 1, row_index + 2)


def _exists(outcome: Outcome) -> bool:
    return outcome.model is not None


def _value(study: Study, outcome: Outcome) -> float:
    net_flow = study.stream(outcome.perspective, outcome.alternative)
    return float(BY_ID[outcome.criterion].of(net_flow)[0])


def _compared(sheet: Sheet, number: str, row: int, compared: tuple[list[str], str, list[float], str]) -> None:
    """A row: what the workbook says, the model's number of the scenario in use, and the difference."""
    row_titles, outcome_address, value_by_scenario, style_name = compared
    word_of = sheet.book.word
    sheet.texts(row, 0, row_titles)
    sheet.formula(row, 3, outcome_address, value_by_scenario[0], style_name)
    for column_number, delivered_value in enumerate(value_by_scenario, start=_VALUES):
        if math.isfinite(delivered_value):
            sheet.number(row, column_number, delivered_value, style_name, "delivered")
        else:
            sheet.text(row, column_number, word_of("undefined"), "text", "delivered")
    delivered_span = sheet.span((row, _VALUES), (row, _VALUES + len(value_by_scenario) - 1))
    sheet.formula(row, 4, f"INDEX({delivered_span},1,{number})", value_by_scenario[0], style_name)
    workbook_address, model_address, difference_address = (sheet.cell(row, column) for column in (3, 4, 5))
    # A ratio that no longer exists is a text: it differs, and takes no part in a subtraction.
    numbers_condition = f"AND(ISNUMBER({workbook_address}),ISNUMBER({model_address}))"
    distance_formula = f'IF({numbers_condition},{workbook_address}-{model_address},"{word_of("undefined")}")'
    sheet.formula(row, 5, f"IF({workbook_address}={model_address},0,{distance_formula})", 0.0, "difference")
    equal_literal, changed_literal = (f'"{word_of(word_key)}"' for word_key in ("equal", "changed"))
    verdict_formula = f"IF(ABS({difference_address})<={_TOLERANCE},{equal_literal},{changed_literal})"
    sheet.formula(
        row,
        6,
        f"IF(ISNUMBER({difference_address}),{verdict_formula},{changed_literal})",
        word_of("equal"),
        "unit",
    )
