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
    choice_titles = [choice(context, choice_id) for choice_id in table.choices]
    scenario_titles = [scenario_name(context, choice_id) for choice_id in table.scenarios]
    regret_matrix = table.regret
    largest_regret_by_choice = regret_matrix.max(axis=1)
    minimax_index = table.choices.index(table.minimax_regret)
    sentence_key = "regret_title_same" if largest_regret_by_choice[minimax_index] == 0 else "regret_title"
    worst_scenario_titles = [scenario_name(context, scenario_id) for scenario_id in table.worst]
    titles_regrets_and_scenarios = [
        (short_choice(context, choice_id), float(most_regret), worst_title if most_regret > 0 else "")
        for choice_id, most_regret, worst_title in sorted(
            zip(table.choices, largest_regret_by_choice, worst_scenario_titles, strict=True),
            key=lambda row: row[1],
        )
    ]
    title_sentence = context.say(
        sentence_key,
        choice=choice_titles[minimax_index],
        regret=context.number(float(largest_regret_by_choice[minimax_index]), "euro"),
        scenario=worst_scenario_titles[minimax_index],
    )
    if _has_unknown_benefits(context, table):
        title_sentence = context.say("of_what_is_known", sentence=title_sentence)
    regret_chart = charts.regrets(titles_regrets_and_scenarios, language=context.language)
    regrets_text = " ".join(
        context.say(
            "regret_text", choice=choice_id, regret=context.number(most_regret, "euro"), scenario=worst_title
        )
        if worst_title
        else context.say("regret_nowhere", choice=choice_id)
        for choice_id, most_regret, worst_title in titles_regrets_and_scenarios
    )
    regret_table = Table(
        context.say("regret_data"),
        tuple(choice_titles),
        tuple(
            Row(choice_id, tuple(context.euros(float(amount)) for amount in regrets_in_scenario))
            for choice_id, regrets_in_scenario in zip(scenario_titles, regret_matrix.T, strict=True)
        ),
        corner=context.word("scenario"),
    )
    return Figure(
        title_sentence, regret_chart, regrets_text, regret_table, anchor="figure-regret", frame="scenarios"
    )


def _npv(context: Context, table: ScenarioTable, ranked: ScenarioTable) -> Table:
    """The balance of every choice, and which of those with a rank is the best; of one alone that says nothing."""
    study, probability_by_scenario, has_rank = context.study, table.probabilities, len(ranked.choices) > 1
    rows, ids_with_expected_pm = [], set[str]()
    for scenario_index, scenario_id in enumerate(table.scenarios):
        study_in_scenario = study if scenario_id == CENTRAL else study.in_scenario(scenario_id)
        ids_with_pm = {
            alternative_id
            for alternative_id in study.case.projects
            if study_in_scenario.stream(SOCIETY, alternative_id).pm
        }
        if probability_by_scenario is not None and probability_by_scenario[scenario_index]:
            ids_with_expected_pm |= ids_with_pm
        npv_cells = _amounts(table, table.npv[:, scenario_index], ids_with_pm)
        if probability_by_scenario is not None:
            npv_cells.append(
                Cell(
                    float(probability_by_scenario[scenario_index])
                    if probability_by_scenario[scenario_index]
                    else None,
                    "percent",
                )
            )
        best_cell = Cell(short_choice(context, ranked.best[scenario_index]) if has_rank else None)
        rows.append(Row(scenario_name(context, scenario_id), (*npv_cells, best_cell)))
    if table.expected is not None:
        npv_cells = [*_amounts(table, table.expected, ids_with_expected_pm), Cell(1.0, "percent")]
        best_expected_id = ranked.best_expected if has_rank else None
        best_cell = Cell(None if best_expected_id is None else short_choice(context, best_expected_id))
        rows.append(Row(context.say("scenario_expected"), (*npv_cells, best_cell), total=True))
    column_heads = [choice(context, choice_id) for choice_id in table.choices]
    if probability_by_scenario is not None:
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
        Cell(float(amount), "euro", pm=choice_id in with_pm)
        for choice_id, amount in zip(table.choices, npv, strict=True)
    ]


def _rank_note(context: Context, table: ScenarioTable, ranked: ScenarioTable) -> str:
    """What has no rank and why; that unknown benefits count for nothing in it."""
    left_out_titles = [
        short_choice(context, choice_id) for choice_id in table.choices if choice_id not in ranked.choices
    ]
    sentences = [
        context.say("rank_left_out", alternatives=", ".join(left_out_titles)) if left_out_titles else "",
        context.say("rank_benefits_out") if _has_unknown_benefits(context, ranked) else "",
    ]
    return " ".join(filter(None, sentences))


def _has_unknown_benefits(context: Context, ranked: ScenarioTable) -> bool:
    """Whether something with a rank has a benefit without an amount."""
    unknowns_by_alternative = unknowns(context.study)
    return any(
        not unknown.against
        for alternative_id in ranked.choices
        for unknown in unknowns_by_alternative.get(alternative_id, ())
    )


def _robust(context: Context, table: ScenarioTable) -> Table:
    expected_npv_by_choice, regret_matrix = table.expected, table.regret
    column_keys = ["robust_worst", "robust_regret"]
    sentences = [
        context.say(
            "robust_note",
            maximin=choice(context, table.maximin),
            minimax=choice(context, table.minimax_regret),
        )
    ]
    if table.best_expected is not None:
        column_keys.append("robust_expected")
        sentences.append(context.say("robust_expected_note", best=choice(context, table.best_expected)))
    rows = []
    for choice_index, choice_id in enumerate(table.choices):
        npv_cells = [
            context.euros(float(table.npv[choice_index].min())),
            context.euros(float(regret_matrix[choice_index].max())),
        ]
        if expected_npv_by_choice is not None:
            npv_cells.append(context.euros(float(expected_npv_by_choice[choice_index])))
        rows.append(Row(choice(context, choice_id), tuple(npv_cells)))
    return Table(
        context.say("robust_table"),
        tuple(capital(context.say(column_key)) for column_key in column_keys),
        tuple(rows),
        corner=context.word("alternative"),
        note=" ".join(sentences),
        anchor="table-robust",
    )
