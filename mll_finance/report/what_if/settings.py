"""The numbers of a case that are no assumption of a line or quantity, as JSON for the script of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mll_finance.engine.graph.inputs import count_of
from mll_finance.formulas.capital import ROUNDING_MODES
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.checks import LEAST_RATE
from mll_finance.inputs.case.further import expanded
from mll_finance.inputs.grammar.assumption import FORMS
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import MUNICIPALITY, RESOURCES, WELFARE
from mll_finance.inputs.grammar.sections import Rate
from mll_finance.inputs.method.budget import BudgetSettings
from mll_finance.inputs.method.correlations import Correlation
from mll_finance.inputs.method.cover import Cover
from mll_finance.inputs.method.pilots import NAME as PILOTS
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.inputs.text.written import ratio

Settings = dict[str, dict[str, Any]]
DISCOUNTING = "case.discounting"
INFLATION = "case.inflation.rate"
KADERNOTA = "case.kadernota"
OMSLAGRENTE = "budget.omslagrente"
OWN_SECTIONS = ("lines", "quantities", "case", "scenarios")
"""Sections of which the numbers are those of the graph, or no assumptions."""


def settings_data(case: Case, counts: Iterable[str], points: Iterable[str] = ()) -> Settings:
    """Each by its path: its value, and what it may be.

    That is: the least and most (``limits``), what it stays within (``within``), whether it is a whole number
    (``whole``), a map by year (``byYear``), one of some words (``words``) or a number of a point (``isOfCurve``).
    """
    setting_by_path = dict(_discounting(case)) | _prices(case)
    for count_path in counts:
        setting_by_path[count_path] = {
            "value": count_of(case, count_path),
            "limits": [1, None],
            "whole": True,
        }
    for curve_path in curves_of(points):
        setting_by_path |= _of_curve(case, curve_path)
    for line_id, line in case.lines.items():
        setting_by_path |= _of_line(case, line_id, line)
    for line_id, correlation in case.parts(Correlation).items():
        setting_by_path[f"correlations.{line_id}.rank"] = {"value": correlation.rank, "within": [-1, 1]}
    for line_id, cover in case.parts(Cover).items():
        if cover.amounts is not None:
            setting_by_path[f"cover.{line_id}.amounts"] = {"value": cover.amounts, "byYear": True}
    return setting_by_path | _pilots(case) | _budget(case)


def curves_of(points: Iterable[str]) -> list[str]:
    """The paths of the fields that hold some points."""
    return list(dict.fromkeys(point_path.rsplit(".", 2)[0] for point_path in points))


def _of_curve(case: Case, curve: str) -> Settings:
    """The numbers of the points as the case writes them, in its order; ``isFixed`` where they stand in a file."""
    _, quantity_id, field_name = curve.split(".")
    points_as_written = ((case.document.data.get("quantities") or {}).get(quantity_id) or {}).get(field_name)
    is_without_own_points = not isinstance(points_as_written, list)
    curve_points: Any = (
        getattr(case.quantities[quantity_id], field_name) if is_without_own_points else points_as_written
    )
    return {
        f"{curve}.{point_index}.{axis_index}": {
            "value": ratio(coordinate),
            "within": [0, None],
            "limits": [None, 1],
            "isOfCurve": True,
            "isFixed": is_without_own_points,
        }
        for point_index, curve_point in enumerate(curve_points)
        for axis_index, coordinate in enumerate(curve_point)
    }


class _Marked(dict[Any, Any]):
    """A number of a further section that knows its path, also where an expansion has copied it."""

    path = ""


def method_numbers(case: Case) -> dict[str, list[str]]:
    """Assumptions of the further sections, by their path, with the numbers of lines that they become.

    None where a run shows them elsewhere.
    """
    section_by_name = {
        section_name: section_part
        if section_name in OWN_SECTIONS
        else _marked(section_part, str(section_name))
        for section_name, section_part in case.document.data.items()
    }
    expanded_lines = expanded(section_by_name, case.tables).get("lines") or {}
    leaf_paths_by_node_path = {
        node.path: list[str]()
        for section_name, section_part in section_by_name.items()
        for _, node in _mappings(section_part, section_name)
    }
    for path, node in _mappings(expanded_lines, "lines"):
        if path in case.graph.leaves:
            leaf_paths_by_node_path[node.path].append(path)
    return leaf_paths_by_node_path


def _marked(node: Any, path: str) -> Any:
    """A raw part of a case with its assumptions marked."""
    if isinstance(node, list):
        return [_marked(child_node, f"{path}.{child_index}") for child_index, child_node in enumerate(node)]
    if not isinstance(node, dict):
        return node
    marked_child_by_key = {
        child_key: _marked(child_node, f"{path}.{child_key}") for child_key, child_node in node.items()
    }
    if not any(form_name in node for form_name in FORMS) or "kind" in node:
        return marked_child_by_key
    marked_node = _Marked(marked_child_by_key)
    marked_node.path = path
    return marked_node


def _mappings(node: Any, path: str) -> Iterator[tuple[str, _Marked]]:
    """Every marked assumption below a node, with the path at which it stands there."""
    if isinstance(node, _Marked):
        yield path, node
    elif isinstance(node, dict | list):
        for child_key, child_node in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _mappings(child_node, f"{path}.{child_key}")


def _prices(case: Case) -> Settings:
    """What the case says itself of the rise of prices and wages; it may be said anew where nothing says it."""
    inflation_settings, kadernota_settings = case.settings.inflation, case.settings.kadernota
    rate_limits = {"within": [-1, None], "limits": [None, 1]}
    return {
        INFLATION: {"value": None if inflation_settings is None else inflation_settings.rate, **rate_limits},
        f"{KADERNOTA}.wages": {
            "value": None if kadernota_settings is None else kadernota_settings.wages,
            "byYear": "any",
            **rate_limits,
        },
        f"{KADERNOTA}.prices": {
            "value": None if kadernota_settings is None else kadernota_settings.prices,
            "byYear": "any",
            **rate_limits,
        },
    }


def _discounting(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    schedule_id_or_rate = case.settings.discounting
    if isinstance(schedule_id_or_rate, Rate):
        yield f"{DISCOUNTING}.rate", {"value": schedule_id_or_rate.rate, "limits": [LEAST_RATE, 1]}
        yield DISCOUNTING, {"value": None}
    else:
        yield DISCOUNTING, {"value": schedule_id_or_rate}


def _of_line(case: Case, name: str, line: Line) -> Settings:
    setting_by_path: Settings = {}
    if line.btw is not None:
        is_municipal_cost = line.payer == MUNICIPALITY or (line.payer, line.receiver) == (
            RESOURCES,
            MUNICIPALITY,
        )
        is_payment_of_welfare = WELFARE in (line.payer, line.receiver)
        setting_by_path[f"lines.{name}.btw.rate"] = {
            "value": line.btw.rate,
            "limits": [0, 0 if is_payment_of_welfare else 1],
        }
        setting_by_path[f"lines.{name}.btw.compensable"] = {
            "value": line.btw.compensable,
            "limits": [0, 1 if is_municipal_cost else 0],
        }
    if line.activation is not None:
        line_as_written = (case.document.data.get("lines") or {}).get(name) or {}
        own_interest = (line_as_written.get("activation") or {}).get("interest")
        setting_by_path[f"lines.{name}.activation.interest"] = {
            "value": None
            if own_interest is None and _omslagrente(case) is not None
            else line.activation.interest,
            "limits": [0, 1],
        }
        setting_by_path[f"lines.{name}.activation.first_year"] = {
            "value": line.activation.first_year,
            "limits": [0, 1],
            "whole": line.activation.method == "annuity",
        }
    return setting_by_path


def _pilots(case: Case) -> Settings:
    """What pilots cost, delay and measure, as far as the case says so; none where a page does not follow its pilots."""
    setting_by_path: Settings = {}
    pilot_by_id, pilots_as_written = case.parts(Pilot), case.document.data.get(PILOTS) or {}
    if any(len(pilot.informs) > 1 for pilot in pilot_by_id.values()):
        return setting_by_path
    for pilot_id, pilot in pilot_by_id.items():
        pilot_as_written = pilots_as_written[pilot_id]
        amount_by_field = {"weeks": pilot.weeks, "sd": pilot.sd}
        amount_by_field = {
            field_name: amount
            for field_name, amount in amount_by_field.items()
            if field_name in pilot_as_written
        }
        cost_by_field = {"fixed": pilot.cost.fixed, "per_case": pilot.cost.per_case}
        amount_by_field |= {
            f"cost.{field_name}": cost_amount
            for field_name, cost_amount in cost_by_field.items()
            if field_name in pilot_as_written.get("cost", {})
        }
        for field_name, amount in amount_by_field.items():
            limits_from_zero = {"within": [0, None]} if field_name == "sd" else {"limits": [0, None]}
            setting_by_path[f"{PILOTS}.{pilot_id}.{field_name}"] = {"value": amount, **limits_from_zero}
    return setting_by_path


def _omslagrente(case: Case) -> Any:
    budget_section = case.section(BudgetSettings)
    return None if budget_section is None else budget_section.omslagrente


def _budget(case: Case) -> Settings:
    setting_by_path: Settings = {}
    budget_section, omslagrente = case.section(BudgetSettings), _omslagrente(case)
    if budget_section is not None and budget_section.resilience is not None:
        setting_by_path["budget.resilience.available"] = {
            "value": budget_section.resilience.available,
            "limits": [0, None],
        }
        setting_by_path["budget.resilience.required"] = {
            "value": budget_section.resilience.required,
            "within": [0, None],
        }
    if omslagrente is not None:
        for field_name in ("rate", "interest", "book_value", "step"):
            setting_by_path[f"{OMSLAGRENTE}.{field_name}"] = {"value": getattr(omslagrente, field_name)}
        setting_by_path[f"{OMSLAGRENTE}.mode"] = {"value": omslagrente.mode, "words": list(ROUNDING_MODES)}
    return setting_by_path
