"""What the panel shows, in words: assumptions in order of what they do, choices, parties, scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.points import Input, inputs
from mll_finance.drivers.sensitivity import tornado
from mll_finance.engine.graph.inputs import to_level
from mll_finance.engine.ledger import steps
from mll_finance.engine.structure import structure_key
from mll_finance.engine.study import Study
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.overrides import unit_of_unknown
from mll_finance.inputs.case.scenarios import changes
from mll_finance.inputs.grammar.assumption import OWN_ESTIMATE
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.grammar.sections import Rate
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.promised import promised
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import is_percent
from mll_finance.report.pieces.names import full_name
from mll_finance.report.what_if.script import script_of
from mll_finance.report.what_if.settings import DISCOUNTING
from mll_finance.terms import Language, unit

FIRST = 8
"""Assumptions that stand open; the others are behind a search: layout."""
_LIKELY = (0.05, 0.95)
_HIGHEST_RATE = 0.1
"""The end of the slider of the discount rate: layout."""


@dataclass(frozen=True)
class TryPanel:
    """The part of the page where a reader tries other assumptions."""

    title: str
    intro: str
    warning: str
    without_script: str
    script: str
    paths: frozenset[str] = frozenset()
    """The numbers that a reader can try in it."""


def panel(study: Study, language: Language) -> TryPanel | None:
    """The panel of a study; None where its draws cannot be made in a page, or where no number of it moves anything.

    A case of which the script would be too large has a panel that says so, without a script.
    """
    if not can_be_tried(study):
        return None
    context, what_if = Context(study, language), WhatIf(study)
    data_of_panel = panel_data(context, what_if)
    script_text = script_of(what_if, language, data_of_panel)
    return TryPanel(
        context.say("product_try"),
        context.say("try_intro"),
        context.say("try_not_adopted"),
        context.say("try_no_script") if script_text is not None else context.say("try_too_large"),
        script_text or "",
        frozenset(panel_field["path"] for panel_field in data_of_panel["fields"])
        if script_text is not None
        else frozenset(),
    )


def can_be_tried(study: Study) -> bool:
    """Whether the draws of a study can be made in a page, and a number of it moves anything."""
    return study.draws.plan.method == "sobol" and bool(inputs(study))


def inputs_in_order(study: Study) -> list[Input]:
    """The numbers that can be tried: those that move the outcome most first, then as the case has them."""
    inputs_of_tornado = [tornado_bar.input for tornado_bar in tornado(study, asked_alternative(study)).bars]
    input_by_path = {
        ordered_input.path: ordered_input for ordered_input in [*inputs_of_tornado, *inputs(study)]
    }
    return list(input_by_path.values())


def slider_ends(number: Input) -> tuple[float, float, bool]:
    """The ends of the slider of a number, and whether it has no spread of its own."""
    low_end, high_end = number.quantiles(_LIKELY).tolist()
    is_without_range = not low_end < high_end
    return (*_tried(number), True) if is_without_range else (low_end, high_end, False)


def panel_data(context: Context, what_if: WhatIf) -> dict[str, Any]:
    """What the panel is built from."""
    study, case = context.study, context.study.case
    input_paths = [ordered_input.path for ordered_input in inputs_in_order(study)]
    return {
        "file": Path(case.document.name or f"{case.settings.id}.yaml").name,
        "first": FIRST,
        "alternatives": [
            [alternative_id, context.title("alternatives", alternative_id)]
            for alternative_id in case.projects
        ],
        "nothing": context.say("decision_nothing"),
        "parties": [
            [party_id, context.title("parties", party_id)]
            for party_id in case.perspectives["society"].parties
        ],
        "fields": [
            *(
                _field(context, case.graph.leaves[path])
                for path in dict.fromkeys([*input_paths, *what_if.open_case.unknown])
            ),
            _discount(context),
        ],
        "scenarios": [
            [context.title("scenarios", scenario_id), scenario_values(case, scenario_id)]
            for scenario_id in case.scenarios
        ],
    }


def scenario_values(case: Case, name: str) -> Mapping[str, Any]:
    """The changes of a scenario; where it changes nothing but values, such as by another row of a table, these."""
    change_by_path = changes(case.scenarios, name)
    is_numbers_and_times = all(
        isinstance(path_change, float | int)
        or (isinstance(path_change, dict) and set(path_change) == {"times"})
        for path_change in change_by_path.values()
    )
    is_of_leaves = all(path.startswith(("lines.", "quantities.")) for path in change_by_path)
    if is_numbers_and_times or not is_of_leaves:
        return change_by_path
    try:
        case_in_scenario = case.in_scenario(name)
    except InputError:
        return change_by_path
    if structure_key(case_in_scenario) != structure_key(case) or _plain(case_in_scenario) != _plain(case):
        return change_by_path
    value_by_path: dict[str, Any] = {}
    for path, number_leaf in case.graph.leaves.items():
        leaf_in_scenario = case_in_scenario.graph.leaves[path]
        assumption_now, assumption_in_scenario = number_leaf.assumption, leaf_in_scenario.assumption
        if assumption_now.ref is not None or assumption_now.pm is not None:
            continue
        # In prices of the year that the number of the case has.
        price_factor = to_level(case_in_scenario, leaf_in_scenario) / to_level(case, number_leaf)
        is_same_value = assumption_now.value == assumption_in_scenario.value and price_factor == 1.0
        if is_same_value and assumption_now.distribution == assumption_in_scenario.distribution:
            continue
        if assumption_in_scenario.distribution is not None or not isinstance(
            assumption_in_scenario.value, float | int
        ):
            return change_by_path
        value_by_path[path] = promised(float(assumption_in_scenario.value) * price_factor)
    return value_by_path


def _plain(case: Case) -> list[Any]:
    """What quantities calculate with that is no assumption."""
    return [
        getattr(quantity, field_name)
        for quantity in case.quantities.values()
        for field_name in (*quantity.COUNTS, *quantity.POINTS)
    ]


def _discount(context: Context) -> dict[str, Any]:
    """The discount rate, of society where perspectives have their own; another one is a flat rate for all of them."""
    case = context.study.case
    schedule_id_or_rate, society_viewpoint = case.settings.discounting, case.perspectives[SOCIETY]
    first_rate = steps(case, society_viewpoint)[0][1]
    is_flat = isinstance(schedule_id_or_rate, Rate)
    return {
        "path": f"{DISCOUNTING}.rate" if is_flat else DISCOUNTING,
        **({} if is_flat else {"within": "rate"}),
        "isSetting": True,
        "title": context.say("try_discount_rate"),
        "unit": "",
        "percent": True,
        "source": "" if is_flat else str(schedule_id_or_rate or society_viewpoint.schedule),
        "grade": "",
        "central": first_rate,
        "low": min(0.0, first_rate),
        "high": max(_HIGHEST_RATE, first_rate),
        "certain": True,
    }


def _field(context: Context, leaf: Leaf) -> dict[str, Any]:
    """One assumption as a reader sees it."""
    assumption = leaf.assumption
    is_unknown = assumption.pm is not None
    unit_id = unit_of_unknown(context.study.case.graph, leaf.path) if is_unknown else assumption.unit or ""
    panel_field: dict[str, Any] = {
        "path": leaf.path,
        "title": full_name(context, leaf),
        "unit": unit(unit_id, context.language),
        "source": "" if is_unknown else _source(context, assumption.source or ""),
        "grade": "" if is_unknown else assumption.quality or "",
    }
    if is_unknown:
        return {**panel_field, "unknown": True}
    panel_input = Input(leaf)
    low_end, high_end, is_certain = slider_ends(panel_input)
    if not panel_input.by_year and is_percent(panel_input):
        panel_field |= {"percent": True, "unit": ""}
    if panel_input.by_year:
        panel_field |= {"byYear": True, "unit": ""}
    return {
        **panel_field,
        "central": panel_input.central,
        "low": low_end,
        "high": high_end,
        "certain": is_certain,
    }


def _tried(number: Input) -> tuple[float, float]:
    """The ends of the slider of a number without spread: half and one and a half times, within what it can be."""
    ends_to_try = number.between(
        np.array([0.5, 1.5]) * number.central if number.central else np.array([0.0, 1.0])
    )
    return float(ends_to_try.min()), float(ends_to_try.max())


def _source(context: Context, source: str) -> str:
    """A short source: an own estimate in words, else the name by which the report cites it."""
    return context.word(source) if source == OWN_ESTIMATE else source
