"""The results of a study as pandas tables, for notebooks and for whoever calculates on.

Every table says its units in ``attrs["units"]``: by column, or one for all of its cells. That of a case that is not
the adopted version says in ``attrs["not_adopted"]`` where it differs, or that there is no lock. Where a function takes
an alternative, the best one by central NPV to society is taken unless another is named.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from mll_finance.drivers import scenarios as scenario_drivers
from mll_finance.drivers import sensitivity
from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.points import uncertain
from mll_finance.engine.study import Study
from mll_finance.errors import InputError, Phrase, Problem, suggestion
from mll_finance.facade.finding_out import acceptance, frontier, gates, information, pilots
from mll_finance.facade.table_units import OF_ROW, with_units
from mll_finance.facade.tracking import benefits, forecasts, predicted_ranges, stop_criteria, variances
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.second_look.local_inputs import local_inputs
from mll_finance.judgement.chances import results as told_results
from mll_finance.judgement.contenders import ranked_choices
from mll_finance.judgement.identities import checks as identities
from mll_finance.judgement.what_if.case_map import case_map as map_of
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.municipal_budget.formation import formation as formation_of
from mll_finance.parties.bridge import bridge as bridge_of
from mll_finance.parties.incidence import expected_balances, incidence_table
from mll_finance.parties.incidence import incidence as shares_of

__all__ = [
    "acceptance",
    "assumptions",
    "benefits",
    "bridge",
    "budget",
    "case_map",
    "checks",
    "draws",
    "expected_parties",
    "forecasts",
    "formation",
    "frontier",
    "gates",
    "incidence",
    "information",
    "ledger",
    "parties",
    "pilots",
    "predicted_ranges",
    "results",
    "scenarios",
    "stop_criteria",
    "switching_values",
    "tornado",
    "variances",
]


def results(study: Study) -> pd.DataFrame:
    """One row for each perspective, alternative and criterion: the long table of ``results.json``.

    The column ``unit`` gives the unit of the row. ``central`` is the central case; the rest is over the draws.
    """
    frame = pd.DataFrame(told_results(study))
    number_columns = frame.select_dtypes("number").columns.drop("undefined_draws", errors="ignore")
    share_columns = ("central_percentile", "central_percentile_error")
    return with_units(
        study, frame, {name: "fraction" if name in share_columns else OF_ROW for name in number_columns}
    )


def assumptions(study: Study) -> pd.DataFrame:
    """One row for each number: its central value, unit, quality, source, and whether it differs by municipality.

    ``local`` is own (the municipality's own figure), borrowed (from elsewhere: it asks for an own figure) or empty (it
    does not differ). ``central`` is NA for a reference, a PM and amounts by year.
    """
    is_own = local_inputs(study.case).is_own
    mark_by_path = {path: "own" if is_local else "borrowed" for path, is_local in is_own.items()}
    rows: list[tuple[object, ...]] = []
    for path, number_leaf in study.case.graph.leaves.items():
        assumption = number_leaf.assumption
        central_number = assumption.central if assumption.ref is None and assumption.pm is None else pd.NA
        rows.append(
            (
                path,
                pd.NA if isinstance(central_number, dict) else central_number,
                assumption.unit,
                assumption.quality,
                assumption.source,
                mark_by_path.get(path, ""),
            )
        )
    column_names = ["path", "central", "unit", "quality", "source", "local"]
    frame = pd.DataFrame(rows, columns=column_names).astype({"central": "Float64"})
    return with_units(study, frame, {"central": OF_ROW})


def checks(study: Study) -> pd.DataFrame:
    """One row for each identity: what is left over, the size of what is compared (EUR or count), whether it holds."""
    rows = [
        (check.id, check.alternative, check.perspective, check.difference, check.scale, check.holds)
        for check in identities(study)
    ]
    column_names = ["check", "alternative", "perspective", "difference", "scale", "holds"]
    scale_unit = "EUR, or a count for the flags of a detection"
    return with_units(
        study, pd.DataFrame(rows, columns=column_names), {"difference": scale_unit, "scale": scale_unit}
    )


def budget(
    study: Study, alternative: str | None = None, *, accounting: Literal["cash", "budget"] = "budget"
) -> pd.DataFrame:
    """Lines by year in nominal euros for the municipality, project minus baseline; NA where a line is PM."""
    lines_table = budget_table(study, _alternative(study, alternative), accounting=accounting)
    amounts_by_line = {
        line.line: [pd.NA] * len(lines_table.years) if line.amounts is None else line.amounts
        for line in lines_table.lines
    }
    frame = pd.DataFrame.from_dict(
        amounts_by_line, orient="index", columns=list(lines_table.years), dtype="Float64"
    )
    return with_units(study, frame, "EUR, nominal")


def formation(study: Study, alternative: str | None = None) -> pd.DataFrame:
    """Lines by year in fte of own staff, project minus baseline; NA where the hours of a line are not known."""
    staff_formation = formation_of(study, _alternative(study, alternative))
    fte_by_line = {
        line.line: [pd.NA] * len(staff_formation.years) if line.fte is None else line.fte
        for line in staff_formation.lines
    }
    frame = pd.DataFrame.from_dict(
        fte_by_line, orient="index", columns=list(staff_formation.years), dtype="Float64"
    )
    return with_units(study, frame, "fte")


def parties(study: Study, alternative: str | None = None, perspective: str = SOCIETY) -> pd.DataFrame:
    """Parties by year in euros at the price level of the case, with the present value of each in the column ``npv``."""
    party_balances = shares_of(study, _alternative(study, alternative), _perspective(study, perspective))
    frame = pd.DataFrame.from_dict(
        {balance.party: balance.yearly for balance in party_balances},
        orient="index",
        columns=list(study.case.years),
    )
    frame["npv"] = [balance.npv for balance in party_balances]
    return with_units(study, frame, "EUR")


def expected_parties(study: Study, alternative: str | None = None) -> pd.DataFrame:
    """What each party is expected to gain (EUR, present value): the mean over the draws, under the lens of society."""
    balance_by_party = expected_balances(study, _alternative(study, alternative))
    return with_units(study, pd.DataFrame({"mean": pd.Series(balance_by_party)}), "EUR")


def incidence(study: Study, alternative: str | None = None) -> pd.DataFrame:
    """Lines by party in present values (EUR) under the lens of society; NA where a line is PM or not of a party."""
    incidence_by_party = incidence_table(study, _alternative(study, alternative))
    column_by_party = {
        party: pd.Series(incidence_by_party.by_line[party], index=list(study.case.lines), dtype="Float64")
        for party in incidence_by_party.parties
    }
    return with_units(study, pd.DataFrame(column_by_party).dropna(how="all"), "EUR")


def bridge(study: Study, alternative: str | None = None) -> pd.DataFrame:
    """From the NPV to society to the four-year budget (EUR): one row a step, with the balance reached."""
    society_to_budget = bridge_of(study, _alternative(study, alternative))
    rows: list[tuple[str, str | None, float | None, float]] = [
        ("society", None, None, society_to_budget.society)
    ]
    for differences, reached_amount in (
        (society_to_budget.to_npv, "municipality"),
        (society_to_budget.to_budget, "budget"),
    ):
        for bridge_step in differences:
            rows.append(
                (bridge_step.id, bridge_step.party, bridge_step.amount, rows[-1][3] + bridge_step.amount)
            )
        rows.append((reached_amount, None, None, getattr(society_to_budget, reached_amount)))
    frame = pd.DataFrame(rows, columns=["step", "party", "amount", "balance"])
    return with_units(study, frame, {"amount": "EUR", "balance": "EUR"})


def ledger(study: Study, alternative: str | None = None) -> pd.DataFrame:
    """The central ledger of an alternative: one row a line and year, euros ex btw at the price level of the case."""
    alternative_id, rows = _alternative(study, alternative), []
    for line_id, line in study.case.lines.items():
        euros = study.central.euros(line_id, alternative_id)
        if euros is None:
            continue
        for year_index, calendar_year in enumerate(study.case.years):
            amount = float(euros[min(year_index, euros.shape[0] - 1), 0])
            rows.append(
                (
                    line_id,
                    calendar_year,
                    line.payer,
                    line.receiver,
                    amount,
                    line.in_cash,
                    line.category,
                    line.phase,
                )
            )
    column_names = ["line", "year", "payer", "receiver", "euros", "cash", "category", "phase"]
    return with_units(study, pd.DataFrame(rows, columns=column_names), {"euros": "EUR"})


def case_map(study: Study, alternative: str | None = None) -> pd.DataFrame:
    """One row for each pair of which the one goes into the other: numbers, outputs of quantities, lines, parties.

    ``from`` and ``to`` are paths (``quantities.<quantity>.<output>``, ``parties.<party>``), ``kind`` is that of ``to``,
    ``grade`` the quality of ``from``, PM without a number, of anything else the weakest of the numbers behind it.
    ``sign`` is 1 where the line ``from`` leaves the party ``to`` better off than the baseline does, -1 where worse.
    """
    alternative_map = map_of(study).of(_alternative(study, alternative))
    node_by_id = {node.id: node for node in alternative_map.nodes}
    rows = [
        (edge.source, edge.target, node_by_id[edge.target].kind, node_by_id[edge.source].grade, edge.sign)
        for edge in alternative_map.edges
    ]
    return with_units(study, pd.DataFrame(rows, columns=["from", "to", "kind", "grade", "sign"]), {})


def tornado(study: Study, alternative: str | None = None, perspective: str = SOCIETY) -> pd.DataFrame:
    """Uncertain inputs from the longest bar down: each at its 10th and 90th percentile, with the NPV (EUR) at both.

    The column ``unit`` gives that of the input; of a map by year, ``p10`` and ``p90`` are factors on the whole map.
    """
    tornado_bars = sensitivity.tornado(
        study, _alternative(study, alternative), perspective=_perspective(study, perspective)
    )
    rows = [
        (
            bar.input.path,
            bar.input.leaf.assumption.unit,
            bar.low,
            bar.high,
            bar.at_low,
            bar.at_high,
            bar.range,
        )
        for bar in tornado_bars.bars
    ]
    column_names = ["path", "unit", "p10", "p90", "npv_at_p10", "npv_at_p90", "range"]
    unit_by_column = dict.fromkeys(("npv_at_p10", "npv_at_p90", "range"), "EUR")
    return with_units(
        study, pd.DataFrame(rows, columns=column_names), {"p10": OF_ROW, "p90": OF_ROW, **unit_by_column}
    )


def switching_values(
    study: Study, alternative: str | None = None, perspective: str = SOCIETY
) -> pd.DataFrame:
    """Inputs with the value at which the NPV is zero and at which another alternative becomes the best; NA for none.

    The nearest comes first. ``*_place`` says whether that value lies in the input's range (P5 to P95), its support,
    outside, or the input is certain.
    """
    viewpoint = _perspective(study, perspective)
    switching_rows = sensitivity.switching_values(
        study,
        _alternative(study, alternative),
        perspective=viewpoint,
        choices=ranked_choices(study, viewpoint),
    )
    rows = []
    for switching in switching_rows:
        npv_switch, choice_switch = switching.npv, switching.best
        rows.append(
            {
                "path": switching.input.path,
                "unit": switching.input.leaf.assumption.unit,
                "central": switching.input.central,
                "npv_zero": npv_switch.value if npv_switch else pd.NA,
                "npv_zero_place": npv_switch.place if npv_switch else pd.NA,
                "best_changes": choice_switch.value if choice_switch else pd.NA,
                "best_changes_place": choice_switch.place if choice_switch else pd.NA,
                "best_changes_to": choice_switch.to if choice_switch else pd.NA,
            }
        )
    text_columns = ("path", "unit", "npv_zero_place", "best_changes_place", "best_changes_to")
    number_columns = ("central", "npv_zero", "best_changes")
    column_names = [
        "path",
        "unit",
        "central",
        "npv_zero",
        "npv_zero_place",
        "best_changes",
        "best_changes_place",
    ]
    frame = pd.DataFrame(rows, columns=[*column_names, "best_changes_to"])
    frame = frame.astype(
        {**dict.fromkeys(text_columns, "string"), **dict.fromkeys(number_columns, "Float64")}
    )
    return with_units(study, frame, dict.fromkeys(number_columns, OF_ROW))


def scenarios(study: Study, perspective: str = SOCIETY, *, by_draws: bool = False) -> pd.DataFrame:
    """NPV (EUR) of every alternative, the baseline at zero, in every scenario; ``central`` is the case as it is.

    Of the central case, or the mean over the draws where ``by_draws`` is true.
    """
    npv_by_scenario = scenario_drivers.scenario_table(
        study, perspective=_perspective(study, perspective), by_draws=by_draws
    )
    return with_units(
        study,
        pd.DataFrame(
            npv_by_scenario.npv, index=list(npv_by_scenario.choices), columns=list(npv_by_scenario.scenarios)
        ),
        "EUR",
    )


def draws(study: Study, perspective: str = SOCIETY) -> pd.DataFrame:
    """One row a draw: the NPV (EUR) of each alternative, in columns ``npv.<alternative>``, and every uncertain input.

    An input's column is named by its path and holds the drawn value in the unit of the path.
    """
    viewpoint = _perspective(study, perspective)
    npv_by_column = {f"npv.{name}": study.outcomes[viewpoint, name, "npv"] for name in study.case.projects}
    uncertain_inputs = uncertain(study)
    frame = pd.DataFrame(
        {**npv_by_column, **{row.path: study.draws.of_path(row.path) for row in uncertain_inputs}}
    )
    unit_by_path = {row.path: row.leaf.assumption.unit or "" for row in uncertain_inputs}
    return with_units(study, frame, {**dict.fromkeys(npv_by_column, "EUR"), **unit_by_path})


def _alternative(study: Study, name: str | None) -> str:
    """The alternative that is named, or the best."""
    return asked_alternative(study) if name is None else _known("alternative", name, study.case.projects)


def _perspective(study: Study, name: str) -> str:
    return _known("perspective", name, tuple(study.case.perspectives))


def _known(what: str, name: str, names: tuple[str, ...]) -> str:
    if name not in names:
        raise InputError(
            Problem(
                what,
                f"'{name}'",
                Phrase.of("problem_one_of", "one of {names}", names=", ".join(names)),
                suggestion(name, names),
            )
        )
    return name
