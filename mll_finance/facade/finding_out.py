"""Tables on finding out before the choice: numbers, pilots, phases, and what a model must achieve."""

from __future__ import annotations

import pandas as pd

from mll_finance.engine.study import Study
from mll_finance.facade.table_units import OF_ROW, with_units
from mll_finance.judgement.achieving.acceptance import acceptance as acceptance_of
from mll_finance.judgement.achieving.demands import demands as demands_of
from mll_finance.judgement.finding_out.information import information as information_of
from mll_finance.judgement.finding_out.stage_gates import staged_plans


def information(study: Study) -> pd.DataFrame:
    """One row for each uncertain number, or those that move together: what knowing it before the choice is worth.

    ``value`` and its standard error are present values in EUR to society; what cannot change the choice is worth
    nothing. The row ``everything`` is the value of perfect information, the most that finding out may cost.
    """
    information_worth = information_of(study)
    rows = [("everything", information_worth.everything.value, information_worth.everything.error)]
    rows += [
        ("; ".join(knowing.inputs), knowing.worth.value, knowing.worth.error)
        for knowing in information_worth.alone
    ]
    frame = pd.DataFrame(rows, columns=["path", "value", "error"])
    return with_units(study, frame, {"value": "EUR", "error": "EUR"})


def pilots(study: Study) -> pd.DataFrame:
    """One row for each pilot at each of its sizes: what it is worth before the choice, what it costs, what is left.

    Present values in EUR to society: ``value`` of what it shows with its standard error, ``cost``, what is lost by
    ``waiting``, the ``net`` of the three, and ``to_others``, which is no part of it.
    """
    column_names = ["pilot", "size", "value", "error", "cost", "waiting", "net", "to_others"]
    rows = [
        (
            trial.pilot,
            trial.size,
            trial.worth.value,
            trial.worth.error,
            trial.cost,
            trial.waiting,
            trial.net,
            trial.to_others,
        )
        for trial in information_of(study).trials
    ]
    return with_units(study, pd.DataFrame(rows, columns=column_names), dict.fromkeys(column_names[2:], "EUR"))


def frontier(study: Study) -> pd.DataFrame:
    """One row for each pair of recall and precision at which a selection equals the best other choice.

    ``kind`` says what a row is: ``needed`` (the precision needed with the list of the case, NA where none is enough),
    ``expected`` (what the case expects) or ``pair``.
    """
    rows: list[tuple[object, ...]] = []
    for demand in demands_of(study):
        demand_key = (demand.alternative, demand.quantity, demand.against)
        expected_point = demand.expected
        rows.append((*demand_key, "expected", expected_point.recall, expected_point.precision))
        rows.append((*demand_key, "needed", pd.NA, pd.NA if demand.needed is None else demand.needed))
        rows += [(*demand_key, "pair", recall, precision) for recall, precision in demand.points]
    column_names = ["alternative", "quantity", "against", "kind", "recall", "precision"]
    frame = pd.DataFrame(rows, columns=column_names).astype({"recall": "Float64", "precision": "Float64"})
    return with_units(study, frame, {"recall": "fraction", "precision": "fraction"})


def acceptance(study: Study) -> pd.DataFrame:
    """One row for each criterion that a trial or a contract of a model is held to; none where nothing can be demanded.

    ``cases`` and ``right`` are the selections that show it and how many of these must be right, NA where what the case
    holds possible does not exceed the demand.
    """
    rows = [
        (
            criterion.stage,
            criterion.alternative,
            criterion.measure,
            criterion.value,
            criterion.expected,
            pd.NA if criterion.proof is None else criterion.proof.cases,
            pd.NA if criterion.proof is None else criterion.proof.right,
            criterion.by.isoformat(),
            criterion.if_not,
            criterion.instead,
        )
        for criterion in acceptance_of(study)
    ]
    column_names = ["stage", "alternative", "measure", "value", "expected", "cases", "right", "by", "if_not"]
    frame = pd.DataFrame(rows, columns=[*column_names, "instead"]).astype(
        {"cases": "Int64", "right": "Int64"}
    )
    unit_by_column = {"value": "fraction", "expected": "fraction", "cases": "count", "right": "count"}
    return with_units(study, frame, unit_by_column)


def gates(study: Study) -> pd.DataFrame:
    """One row for each phase of each plan in the section ``gates``: what to do at the gate at its end, and its worth.

    ``reached``, ``failed`` and ``stopped`` are chances over all outcomes; ``alone`` and ``on_top`` (EUR) say what the
    right to stop at that gate adds by itself and to the others. ``number`` is the path of the number on which
    ``border`` lies, in its unit, and ``stops`` the side that stops. No row where the case has no plans.
    """
    rows = [
        {
            "plan": plan.name,
            "phase": gate_index + 1,
            "date": gate.day.isoformat(),
            "action": gate.action,
            "reached": gate.gate.reached,
            "failed": gate.gate.failed,
            "stopped": gate.gate.stopped,
            "alone": gate.gate.alone,
            "on_top": gate.gate.on_top,
            "number": gate.rule.path if gate.rule else pd.NA,
            "border": gate.rule.at if gate.rule else pd.NA,
            "stops": ("below" if gate.rule.stops_below else "above") if gate.rule else pd.NA,
        }
        for plan in staged_plans(study)
        for gate_index, gate in enumerate(plan.gates)
    ]
    unit_by_column = {
        **dict.fromkeys(("reached", "failed", "stopped"), "fraction"),
        **dict.fromkeys(("alone", "on_top"), "EUR"),
        "border": OF_ROW,
    }
    text_columns = ("plan", "date", "action", "number", "stops")
    column_names = ["plan", "phase", "date", "action", *unit_by_column, "number", "stops"]
    dtype_by_column = {
        **dict.fromkeys(text_columns, "string"),
        **dict.fromkeys(unit_by_column, "Float64"),
        "phase": "Int64",
    }
    return with_units(study, pd.DataFrame(rows, columns=column_names).astype(dtype_by_column), unit_by_column)
