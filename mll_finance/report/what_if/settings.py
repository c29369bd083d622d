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
    settings = dict(_discounting(case)) | _prices(case)
    for path in counts:
        settings[path] = {"value": count_of(case, path), "limits": [1, None], "whole": True}
    for curve in curves_of(points):
        settings |= _of_curve(case, curve)
    for name, line in case.lines.items():
        settings |= _of_line(case, name, line)
    for name, correlation in case.parts(Correlation).items():
        settings[f"correlations.{name}.rank"] = {"value": correlation.rank, "within": [-1, 1]}
    for name, cover in case.parts(Cover).items():
        if cover.amounts is not None:
            settings[f"cover.{name}.amounts"] = {"value": cover.amounts, "byYear": True}
    return settings | _pilots(case) | _budget(case)


def curves_of(points: Iterable[str]) -> list[str]:
    """The paths of the fields that hold some points."""
    return list(dict.fromkeys(path.rsplit(".", 2)[0] for path in points))


def _of_curve(case: Case, curve: str) -> Settings:
    """The numbers of the points as the case writes them, in its order; ``isFixed`` where they stand in a file."""
    _, quantity, field = curve.split(".")
    raw_points = ((case.document.data.get("quantities") or {}).get(quantity) or {}).get(field)
    is_fixed = not isinstance(raw_points, list)
    points: Any = getattr(case.quantities[quantity], field) if is_fixed else raw_points
    return {
        f"{curve}.{place}.{axis}": {
            "value": ratio(coordinate),
            "within": [0, None],
            "limits": [None, 1],
            "isOfCurve": True,
            "isFixed": is_fixed,
        }
        for place, point in enumerate(points)
        for axis, coordinate in enumerate(point)
    }


class _Marked(dict[Any, Any]):
    """A number of a further section that knows its path, also where an expansion has copied it."""

    path = ""


def method_numbers(case: Case) -> dict[str, list[str]]:
    """Assumptions of the further sections, by their path, with the numbers of lines that they become.

    None where a run shows them elsewhere.
    """
    sections = {
        name: part if name in OWN_SECTIONS else _marked(part, str(name))
        for name, part in case.document.data.items()
    }
    raw_lines = expanded(sections, case.tables).get("lines") or {}
    paths = {node.path: list[str]() for name, part in sections.items() for _, node in _mappings(part, name)}
    for path, node in _mappings(raw_lines, "lines"):
        if path in case.graph.leaves:
            paths[node.path].append(path)
    return paths


def _marked(node: Any, path: str) -> Any:
    """A raw part of a case with its assumptions marked."""
    if isinstance(node, list):
        return [_marked(child, f"{path}.{place}") for place, child in enumerate(node)]
    if not isinstance(node, dict):
        return node
    children = {key: _marked(child, f"{path}.{key}") for key, child in node.items()}
    if not any(form in node for form in FORMS) or "kind" in node:
        return children
    marked_children = _Marked(children)
    marked_children.path = path
    return marked_children


def _mappings(node: Any, path: str) -> Iterator[tuple[str, _Marked]]:
    """Every marked assumption below a node, with the path at which it stands there."""
    if isinstance(node, _Marked):
        yield path, node
    elif isinstance(node, dict | list):
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _mappings(child, f"{path}.{key}")


def _prices(case: Case) -> Settings:
    """What the case says itself of the rise of prices and wages; it may be said anew where nothing says it."""
    inflation, kadernota = case.settings.inflation, case.settings.kadernota
    rate = {"within": [-1, None], "limits": [None, 1]}
    return {
        INFLATION: {"value": None if inflation is None else inflation.rate, **rate},
        f"{KADERNOTA}.wages": {
            "value": None if kadernota is None else kadernota.wages,
            "byYear": "any",
            **rate,
        },
        f"{KADERNOTA}.prices": {
            "value": None if kadernota is None else kadernota.prices,
            "byYear": "any",
            **rate,
        },
    }


def _discounting(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    discounting = case.settings.discounting
    if isinstance(discounting, Rate):
        yield f"{DISCOUNTING}.rate", {"value": discounting.rate, "limits": [LEAST_RATE, 1]}
        yield DISCOUNTING, {"value": None}
    else:
        yield DISCOUNTING, {"value": discounting}


def _of_line(case: Case, name: str, line: Line) -> Settings:
    settings: Settings = {}
    if line.btw is not None:
        is_municipal = line.payer == MUNICIPALITY or (line.payer, line.receiver) == (RESOURCES, MUNICIPALITY)
        is_welfare = WELFARE in (line.payer, line.receiver)
        settings[f"lines.{name}.btw.rate"] = {"value": line.btw.rate, "limits": [0, 0 if is_welfare else 1]}
        settings[f"lines.{name}.btw.compensable"] = {
            "value": line.btw.compensable,
            "limits": [0, 1 if is_municipal else 0],
        }
    if line.activation is not None:
        raw_line = (case.document.data.get("lines") or {}).get(name) or {}
        own_interest = (raw_line.get("activation") or {}).get("interest")
        settings[f"lines.{name}.activation.interest"] = {
            "value": None
            if own_interest is None and _omslagrente(case) is not None
            else line.activation.interest,
            "limits": [0, 1],
        }
        settings[f"lines.{name}.activation.first_year"] = {
            "value": line.activation.first_year,
            "limits": [0, 1],
            "whole": line.activation.method == "annuity",
        }
    return settings


def _pilots(case: Case) -> Settings:
    """What pilots cost, delay and measure, as far as the case says so; none where a page does not follow its pilots."""
    settings: Settings = {}
    pilots, raw_pilots = case.parts(Pilot), case.document.data.get(PILOTS) or {}
    if any(len(pilot.informs) > 1 for pilot in pilots.values()):
        return settings
    for name, pilot in pilots.items():
        raw_pilot = raw_pilots[name]
        amounts = {"weeks": pilot.weeks, "sd": pilot.sd}
        amounts = {field: amount for field, amount in amounts.items() if field in raw_pilot}
        costs = {"fixed": pilot.cost.fixed, "per_case": pilot.cost.per_case}
        amounts |= {
            f"cost.{field}": cost for field, cost in costs.items() if field in raw_pilot.get("cost", {})
        }
        for field, amount in amounts.items():
            least_limits = {"within": [0, None]} if field == "sd" else {"limits": [0, None]}
            settings[f"{PILOTS}.{name}.{field}"] = {"value": amount, **least_limits}
    return settings


def _omslagrente(case: Case) -> Any:
    budget_section = case.section(BudgetSettings)
    return None if budget_section is None else budget_section.omslagrente


def _budget(case: Case) -> Settings:
    settings: Settings = {}
    budget_section, omslagrente = case.section(BudgetSettings), _omslagrente(case)
    if budget_section is not None and budget_section.resilience is not None:
        settings["budget.resilience.available"] = {
            "value": budget_section.resilience.available,
            "limits": [0, None],
        }
        settings["budget.resilience.required"] = {
            "value": budget_section.resilience.required,
            "within": [0, None],
        }
    if omslagrente is not None:
        for field in ("rate", "interest", "book_value", "step"):
            settings[f"{OMSLAGRENTE}.{field}"] = {"value": getattr(omslagrente, field)}
        settings[f"{OMSLAGRENTE}.mode"] = {"value": omslagrente.mode, "words": list(ROUNDING_MODES)}
    return settings
