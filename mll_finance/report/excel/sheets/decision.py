"""The sheet that answers: the delivered advice, the choices side by side, and the scenario in use, with a chart."""

from __future__ import annotations

import numpy as np

from mll_finance.engine.study import Study
from mll_finance.inputs.form.typed_over import SCENARIO, SCENARIOS
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.judgement.advice import advice
from mll_finance.judgement.chances import chance_negative
from mll_finance.municipal_budget.budget import budget_settings, budget_table
from mll_finance.report.context import Context
from mll_finance.report.excel.book import Sheet
from mll_finance.report.excel.formula import quoted
from mll_finance.report.excel.sheets.budget import BalanceCell
from mll_finance.report.excel.sheets.calculation import alternative_title, line_titles, perspective_title
from mll_finance.report.excel.sheets.scenarios import Scenarios
from mll_finance.report.excel.sheets.valuation import Outcome
from mll_finance.report.numbers import show, show_cell
from mll_finance.report.pieces.adoption import adoption_text
from mll_finance.report.pieces.answer.advice import advice_reason, advice_word, headline
from mll_finance.report.pieces.answer.chances import chance_cell

_WIDTHS = (36, 17, 19, 18, 16, 17, 17, 17, 17, 17)
_WIDTH = len(_WIDTHS)
_LIVE = ((SOCIETY, "npv"), (MUNICIPALITY, "npv"), (SOCIETY, "bcr"), (SOCIETY, "annual_equivalent"))
_MEAN = 6
"""Column of the first number of the draws."""
_CHART = (760, 300)
"""Width of the chart, and least height, in pixels."""
_BAR = 46
"""Height that an alternative takes in it, in pixels."""
_CHOSEN = 4
_COLOURS = ("#1F3A5F", "#C55A11")


def chosen_cell(sheet: Sheet, scenarios: Scenarios) -> str:
    """Write the scenario in use, with the list to choose from; gives its cell."""
    book = sheet.book
    sheet.text(_CHOSEN, 0, book.word("scenario_in_use"), "bold")
    sheet.joined(_CHOSEN, (1, 3), "choice", "input")
    choice_address = sheet.choice(_CHOSEN, 1, scenarios.entered, scenarios.options, SCENARIO)
    book.name(SCENARIOS, scenarios.options)
    sheet.across(
        _CHOSEN, (4, _WIDTH - 1), book.word("scenario_hint"), width=sum(_WIDTHS[4:]), style="wrap_in"
    )
    return choice_address


def write_decision(
    sheet: Sheet, study: Study, outcomes: list[Outcome], balances: list[BalanceCell], changed: str
) -> None:
    """What is advised for the delivered inputs and what the inputs as they are now come to.

    Parameters
    ----------
    sheet : Sheet
        The sheet, on which the scenario was written.
    study : Study
        The study as it is delivered.
    outcomes : list of Outcome
        The cells of the criteria.
    balances : list of BalanceCell
        The cells of the balances of the budget.
    changed : str
        Condition that holds where an input is not the delivered one.
    """
    book, settings = sheet.book, study.case.settings
    language = book.language
    sheet.page_title(settings.id if settings.title is None else settings.title.text(language))
    if settings.question is not None:
        sheet.across(1, (0, _WIDTH - 1), settings.question.text(language), width=sum(_WIDTHS))
    adoption_mark = adoption_text(Context(study, language))
    if adoption_mark:
        sheet.across(2, (0, _WIDTH - 1), adoption_mark, width=sum(_WIDTHS))
    row_index = _advice(sheet, study, changed, first=_CHOSEN + 2)
    row_index = _choices(sheet, study, outcomes, balances, first=row_index)
    sheet.tidy(_WIDTHS)
    sheet.one_page()


def _advice(sheet: Sheet, study: Study, changed: str, *, first: int) -> int:
    """The delivered advice with its reasons; not decided as soon as an input differs."""
    book, context = sheet.book, Context(study, sheet.book.language)
    case_advice = advice(study)
    sheet.section(first, book.word("advice"), _WIDTH)
    headline_title, headline_text = headline(context, case_advice)
    undecided_text = book.word("not_decided", sheet=book.word("delivered"))
    headline_formula = f"IF({changed},{quoted(undecided_text)},{quoted(headline_title)})"
    sheet.across_formula(
        first + 1, (0, _WIDTH - 1), headline_formula, headline_title, width=sum(_WIDTHS) / 1.3
    )
    delivered_text = book.word("delivered_advice", text=headline_text)
    sheet.across(first + 2, (0, _WIDTH - 1), delivered_text, width=sum(_WIDTHS), style="advised")
    for row_index, alternative_advice in enumerate(case_advice.in_order, start=first + 3):
        sheet.text(row_index, 0, alternative_title(study.case, alternative_advice.alternative, book), "wrap")
        sheet.text(row_index, 1, advice_word(context, alternative_advice), "advised_word")
        reason_text = advice_reason(context, alternative_advice)
        sheet.across(row_index, (2, _WIDTH - 1), reason_text, width=sum(_WIDTHS[2:]), style="advised")
    return first + 4 + len(case_advice.by_alternative)


def _choices(
    sheet: Sheet, study: Study, outcomes: list[Outcome], balances: list[BalanceCell], *, first: int
) -> int:
    """The choices side by side: what recalculates, and beside it what the draws of the run gave."""
    book, case, language = sheet.book, study.case, sheet.book.language
    sheet.section(first, book.word("outcome", year=case.prices.level_year), _WIDTH)
    sheet.head(first + 1, [book.term("alternative")], height=58)
    society_title, municipality_title = (
        perspective_title(case, perspective_id, book) for perspective_id in (SOCIETY, MUNICIPALITY)
    )
    draws_text = book.word("from_draws", count=show(study.draws.plan.total, "number", language))
    column_heads = [
        f"{book.term('npv')}: {society_title}",
        f"{book.term('npv')}: {municipality_title}",
        f"{book.term('bcr')}",
        f"{book.term('annual_equivalent')}: {society_title}",
        book.word("budget_a_year"),
        *(
            book.word(head_word, draws=draws_text)
            for head_word in ("expected", "low_end", "high_end", "chance_loss")
        ),
    ]
    sheet.heads(first + 1, 1, column_heads)
    outcome_by_key = {
        (outcome.perspective, outcome.alternative, outcome.criterion): outcome for outcome in outcomes
    }
    row_index = first + 1
    for alternative_id in case.projects:
        row_index += 1
        sheet.text(row_index, 0, alternative_title(case, alternative_id, book), "wrap")
        sheet.fit(row_index, [(alternative_title(case, alternative_id, book), _WIDTHS[0])])
        for column_number, (perspective, criterion) in enumerate(_LIVE, start=1):
            outcome = outcome_by_key[perspective, alternative_id, criterion]
            shown_figure = book.word("undefined") if outcome.model is None else outcome.model
            style_name = "ratio" if criterion == "bcr" else "euro"
            sheet.formula(
                row_index,
                column_number,
                outcome.cell,
                shown_figure,
                style_name,
                "bold" if criterion == "npv" else "",
            )
        _budget_a_year(
            sheet,
            row_index,
            study,
            [balance for balance in balances if balance.alternative == alternative_id],
        )
        _draws(sheet, row_index, study, alternative_id)
    return _notes(sheet, study, (first + 2, row_index))


def _budget_a_year(sheet: Sheet, row: int, study: Study, balances: list[BalanceCell]) -> None:
    balance_addresses = ",".join(balance.cell for balance in balances)
    mean_balance = float(np.mean(budget_table(study, balances[0].alternative).total()))
    is_turned = budget_settings(study).sign == "minus"
    sheet.formula(
        row, _MEAN - 1, f"AVERAGE({balance_addresses})", -mean_balance if is_turned else mean_balance, "euro"
    )


def _draws(sheet: Sheet, row: int, study: Study, alternative: str) -> None:
    """What the draws gave: numbers that do not recalculate, in the look of what is delivered."""
    npv_statistics = study.value(SOCIETY, alternative, "npv")
    for column_number, statistic_name in enumerate(("mean", "p05", "p95"), start=_MEAN):
        if npv_statistics[statistic_name] is None:
            sheet.text(row, column_number, "-", "text", "delivered")
        else:
            sheet.number(row, column_number, float(npv_statistics[statistic_name]), "euro", "delivered")
    context = Context(study, sheet.book.language)
    chance_of_loss = chance_negative(study, SOCIETY, alternative)
    bound_and_share = chance_of_loss.told()
    if bound_and_share is not None and bound_and_share[0] == "is":
        sheet.number(row, _MEAN + 3, bound_and_share[1], "percent", "delivered")
    else:
        chance_text = show_cell(chance_cell(context, chance_of_loss), sheet.book.language)
        sheet.text(row, _MEAN + 3, chance_text, "text", "delivered")


def _notes(sheet: Sheet, study: Study, rows: tuple[int, int]) -> int:
    """What is PM, which sign is favourable, and the chart; gives the row below."""
    book, case = sheet.book, study.case
    row_index = rows[1] + 1
    for alternative_id in case.projects:
        pm_line_ids = list(
            dict.fromkeys(
                [*study.stream(SOCIETY, alternative_id).pm, *study.stream(MUNICIPALITY, alternative_id).pm]
            )
        )
        if pm_line_ids:
            pm_text = book.word("plus_pm", lines=line_titles(case, pm_line_ids, book))
            alternative_pm_text = f"{alternative_title(case, alternative_id, book)}: {pm_text}"
            sheet.across(row_index, (0, _WIDTH - 1), alternative_pm_text, width=sum(_WIDTHS))
            row_index += 1
    chances_of_loss = [chance_negative(study, SOCIETY, alternative_id) for alternative_id in case.projects]
    if any(chance_of_loss.told() is None for chance_of_loss in chances_of_loss):
        sheet.across(row_index, (0, _WIDTH - 1), book.word("chance_untold"), width=sum(_WIDTHS))
        row_index += 1
    sheet.across(row_index, (0, _WIDTH - 1), book.word("outcome_note"), width=sum(_WIDTHS))
    npv_chart = book.chart()
    for npv_column, bar_colour in zip((1, 2), _COLOURS, strict=True):
        npv_chart.add_series(
            {
                "name": f"={sheet.cell(rows[0] - 1, npv_column, hold='both')}",
                "categories": f"={sheet.span((rows[0], 0), (rows[1], 0), hold='both')}",
                "values": f"={sheet.span((rows[0], npv_column), (rows[1], npv_column), hold='both')}",
                "fill": {"color": bar_colour},
            }
        )
    npv_chart.set_title({"name": book.word("chart", year=case.prices.level_year), "name_font": {"size": 11}})
    npv_chart.set_legend({"position": "bottom"})
    npv_chart.set_y_axis({"reverse": True, "label_position": "low"})
    npv_chart.set_x_axis(
        {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    )
    chart_height = max(_CHART[1], 140 + _BAR * (rows[1] - rows[0] + 1))
    sheet.place(row_index + 2, 0, npv_chart, size=(_CHART[0], chart_height))
    return row_index
