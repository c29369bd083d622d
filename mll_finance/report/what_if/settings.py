"""The numbers of a case that are no assumption of a line or quantity, as JSON for the script of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.further import expanded
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import MUNICIPALITY, RESOURCES, WELFARE
from mll_finance.inputs.grammar.sections import Rate
from mll_finance.inputs.method.budget import BudgetSettings
from mll_finance.inputs.method.correlations import Correlation
from mll_finance.inputs.method.cover import Cover

Settings = dict[str, dict[str, Any]]
DISCOUNTING = "case.discounting"
OMSLAGRENTE = "budget.omslagrente"


def settings_data(case: Case) -> Settings:
    """Each by its path: its value, and the least and most that it may be (``limits``) or stay within (``within``)."""
    settings = dict(_discounting(case))
    for name, line in case.lines.items():
        settings |= _of_line(case, name, line)
    for name, correlation in case.parts(Correlation).items():
        settings[f"correlations.{name}.rank"] = {"value": correlation.rank, "within": [-1, 1]}
    for name, cover in case.parts(Cover).items():
        if cover.amounts is not None:
            settings[f"cover.{name}.amounts"] = {"value": cover.amounts, "byYear": True}
    return settings | _budget(case)


def method_numbers(case: Case) -> dict[str, str]:
    """Assumptions of the further sections that are a number of a line that follows from them, by their path."""
    raw_lines = expanded(case.document.data, case.tables).get("lines") or {}
    path_by_node = {
        id(node): path
        for section, part in case.document.data.items()
        if section not in ("lines", "quantities", "case", "scenarios")
        for path, node in _mappings(part, str(section))
    }
    return {
        path_by_node[id(node)]: path
        for path, node in _mappings(raw_lines, "lines")
        if id(node) in path_by_node and path in case.graph.leaves
    }


def _mappings(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        yield path, node
        for key, child in node.items():
            yield from _mappings(child, f"{path}.{key}")


def _discounting(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    discounting = case.settings.discounting
    if isinstance(discounting, Rate):
        yield f"{DISCOUNTING}.rate", {"value": discounting.rate, "within": [-1, None], "limits": [None, 1]}
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
    if line.activation is not None and line.activation.method == "linear":
        raw_line = (case.document.data.get("lines") or {}).get(name) or {}
        own_interest = (raw_line.get("activation") or {}).get("interest")
        settings[f"lines.{name}.activation.interest"] = {
            "value": None
            if own_interest is None and _omslagrente(case) is not None
            else line.activation.interest,
            "limits": [0, 1],
        }
    return settings


def _omslagrente(case: Case) -> Any:
    section = case.section(BudgetSettings)
    return None if section is None else section.omslagrente


def _budget(case: Case) -> Settings:
    settings: Settings = {}
    section, omslagrente = case.section(BudgetSettings), _omslagrente(case)
    if section is not None and section.resilience is not None:
        settings["budget.resilience.available"] = {
            "value": section.resilience.available,
            "limits": [0, None],
        }
        settings["budget.resilience.required"] = {
            "value": section.resilience.required,
            "within": [0, None],
        }
    is_linear = all(
        line.activation is None or line.activation.method == "linear" for line in case.lines.values()
    )
    if omslagrente is not None and omslagrente.rate is not None and omslagrente.step is None and is_linear:
        settings[f"{OMSLAGRENTE}.rate"] = {"value": omslagrente.rate, "limits": [0, 1]}
    return settings
