"""The choices across the scenarios: balance, regret, robust choice."""

from __future__ import annotations

from collections.abc import Iterable

from mll_finance.drivers.scenarios import CENTRAL, ScenarioTable, scenario_table
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.decision import ranked_scenarios
from mll_finance.judgement.unknowns import unknowns
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Cell, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import choice, short_choice
from mll_finance.report.pieces.names import scenario_name, scenario_title
from mll_finance.report.section import section
from mll_finance.terms import capital


@section(nl="Scenario's", en="Scenarios", anchor="scenarios")
def blocks(context: Context) -> list[Block]:
    """The balance in every scenario, regret and the robust choice."""
    section_blocks: list[Block] = []
    case = context.study.case
    if case.scenarios:
        section_blocks.append(Prose(context.say("scenarios_intro")))
        if case.scenario is not None:
            section_blocks.append(
                Prose(context.say("scenarios_in", scenario=scenario_title(context, case.scenario)))
            )
        ranked_table = ranked_scenarios(context.study)
        section_blocks.append(_npv(context, scenario_table(context.study), ranked_table))
        if len(ranked_table.choices) > 1:
            section_blocks = [
                *section_blocks[:-1],
                _figure(context, ranked_table),
                section_blocks[-1],
                _robust(context, ranked_table),
            ]
    else:
        section_blocks.append(Prose(context.say("scenarios_none")))
    return section_blocks


def _figure(context: Context, table: ScenarioTable) -> Figure:
    choice_titles = [choice(context, option) for option in table.choices]
    scenario_titles = [scenario_name(context, option) for option in table.scenarios]
    regret_matrix = table.regret
    largest_regret = regret_matrix.max(axis=1)
    minimax_index = table.choices.index(table.minimax_regret)
    sentence_key = "regret_title_same" if largest_regret[minimax_index] == 0 else "regret_title"
    worst_scenarios = [scenario_name(context, name) for name in table.worst]
    rows = [
        (short_choice(context, option), float(most_regret), worst_scenario if most_regret > 0 else "")
        for option, most_regret, worst_scenario in sorted(
            zip(table.choices, largest_regret, worst_scenarios, strict=True), key=lambda row: row[1]
        )
    ]
    title_sentence = context.say(
        sentence_key,
        choice=choice_titles[minimax_index],
        regret=context.number(float(largest_regret[minimax_index]), "euro"),
        scenario=worst_scenarios[minimax_index],
    )
    if _has_unknown_benefits(context, table):
        title_sentence = context.say("of_what_is_known", sentence=title_sentence)
    figure = charts.regrets(rows, language=context.language)
    joined_text = " ".join(
        context.say(
            "regret_text", choice=option, regret=context.number(most_regret, "euro"), scenario=worst_scenario
        )
        if worst_scenario
        else context.say("regret_nowhere", choice=option)
        for option, most_regret, worst_scenario in rows
    )
    regret_table = Table(
        context.say("regret_data"),
        tuple(choice_titles),
        tuple(
            Row(option, tuple(context.euros(float(amount)) for amount in column))
            for option, column in zip(scenario_titles, regret_matrix.T, strict=True)
        ),
        corner=context.word("scenario"),
    )
    return Figure(
        title_sentence, figure, joined_text, regret_table, anchor="figure-regret", frame="scenarios"
    )


def _npv(context: Context, table: ScenarioTable, ranked: ScenarioTable) -> Table:
    """The balance of every choice, and which of those with a rank is the best; of one alone that says nothing."""
    study, probabilities, has_rank = context.study, table.probabilities, len(ranked.choices) > 1
    rows, expected_pm = [], set[str]()
    for place, scenario in enumerate(table.scenarios):
        study_in_scenario = study if scenario == CENTRAL else study.in_scenario(scenario)
        alternatives_with_pm = {
            name for name in study.case.projects if study_in_scenario.stream(SOCIETY, name).pm
        }
        if probabilities is not None and probabilities[place]:
            expected_pm |= alternatives_with_pm
        cells = _amounts(table, table.npv[:, place], alternatives_with_pm)
        if probabilities is not None:
            cells.append(Cell(float(probabilities[place]) if probabilities[place] else None, "percent"))
        best_cell = Cell(short_choice(context, ranked.best[place]) if has_rank else None)
        rows.append(Row(scenario_name(context, scenario), (*cells, best_cell)))
    if table.expected is not None:
        cells = [*_amounts(table, table.expected, expected_pm), Cell(1.0, "percent")]
        best_expected = ranked.best_expected if has_rank else None
        best_cell = Cell(None if best_expected is None else short_choice(context, best_expected))
        rows.append(Row(context.say("scenario_expected"), (*cells, best_cell), total=True))
    column_heads = [choice(context, option) for option in table.choices]
    if probabilities is not None:
        column_heads.append(capital(context.say("scenario_probability")))
    column_heads.append(capital(context.say("scenario_best")))
    return Table(
        context.say("scenario_npv"),
        tuple(column_heads),
        tuple(rows),
        corner=context.word("scenario"),
        note=_rank_note(context, table, ranked),
        anchor="table-scenarios",
    )


def _amounts(table: ScenarioTable, npv: Iterable[float], with_pm: set[str]) -> list[Cell]:
    """What each choice brings, with PM where a part of it has no number."""
    return [
        Cell(float(amount), "euro", pm=name in with_pm)
        for name, amount in zip(table.choices, npv, strict=True)
    ]


def _rank_note(context: Context, table: ScenarioTable, ranked: ScenarioTable) -> str:
    """What has no rank and why; that unknown benefits count for nothing in it."""
    left_out = [short_choice(context, name) for name in table.choices if name not in ranked.choices]
    sentences = [
        context.say("rank_left_out", alternatives=", ".join(left_out)) if left_out else "",
        context.say("rank_benefits_out") if _has_unknown_benefits(context, ranked) else "",
    ]
    return " ".join(filter(None, sentences))


def _has_unknown_benefits(context: Context, ranked: ScenarioTable) -> bool:
    """Whether something with a rank has a benefit without an amount."""
    unknown_by_alternative = unknowns(context.study)
    return any(
        not unknown.against for name in ranked.choices for unknown in unknown_by_alternative.get(name, ())
    )


def _robust(context: Context, table: ScenarioTable) -> Table:
    expected_npv, regret_matrix = table.expected, table.regret
    column_heads = ["robust_worst", "robust_regret"]
    sentences = [
        context.say(
            "robust_note",
            maximin=choice(context, table.maximin),
            minimax=choice(context, table.minimax_regret),
        )
    ]
    if table.best_expected is not None:
        column_heads.append("robust_expected")
        sentences.append(context.say("robust_expected_note", best=choice(context, table.best_expected)))
    rows = []
    for place, option in enumerate(table.choices):
        cells = [
            context.euros(float(table.npv[place].min())),
            context.euros(float(regret_matrix[place].max())),
        ]
        if expected_npv is not None:
            cells.append(context.euros(float(expected_npv[place])))
        rows.append(Row(choice(context, option), tuple(cells)))
    return Table(
        context.say("robust_table"),
        tuple(capital(context.say(head)) for head in column_heads),
        tuple(rows),
        corner=context.word("alternative"),
        note=" ".join(sentences),
        anchor="table-robust",
    )
