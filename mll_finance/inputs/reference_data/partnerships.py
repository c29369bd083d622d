"""Partnership forms: templates of transfers between parties, read from ``data/partnerships.yaml``."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic import Field

from mll_finance.inputs.grammar.base import Listing, Strict, Text
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.terms import Language
from mll_finance.yaml_text import read_yaml

Raw = dict[Any, Any]
TERMS = "partnership_terms"
PARTS = ("development", "operation", "service")
"""Costs that a form may pass to another party: making it, keeping it running, the work around it."""
OTHERS = "other_municipalities"
"""Party that stands for the other municipalities of a joint development or cooperative."""
MOVED: Mapping[str, tuple[str, ...]] = {
    "cash_flow": ("amounts",),
    "purchase": ("amount",),
    "transfer": ("amount", "quantity"),
    "subscription": ("price", "units"),
    "staffing": ("fte", "wage"),
    "quantity_price": ("quantity", "price", "share"),
    "product": ("factors",),
}
"""Kinds of line whose costs can pass to another party, with the fields whose product they are."""
_KEPT = (
    "years",
    "ramp_up",
    "delay",
    "timing",
    "basis",
    "index",
    "cash",
    "accounting",
    "phase",
    "taakveld",
    "duration",
)


class Point(Strict):
    """A point of attention that comes with a form; not a judgement of law."""

    nl: str
    """Dutch text."""
    en: str
    """English text."""
    source: str
    """Id of the source."""
    sure: str
    """A the rule was read, B a summary of an authority, C press or experience, D own reading to be confirmed."""


class Form(Strict):
    """One partnership form."""

    title: Text
    """Name for readers."""
    description: Text
    """How it works."""
    roles: dict[str, str] = {}
    """Party that plays each role by default."""
    needs: Listing = ()
    """What the section of the case must say for it."""
    aid: Listing = ()
    """Lines in which a public party may give a company an advantage."""
    lines: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Templates of lines."""
    points: Listing = ()
    """Ids of the points of attention."""

    def terms(self) -> set[str]:
        """Ids of the numbers that the form uses."""
        return {term for line in self.lines.values() for term in _terms(line)}


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def _data() -> Raw:
    return dict(read_yaml(resource("data", "partnerships.yaml")).data)


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def forms() -> Mapping[str, Form]:
    """The forms by id, in the order of the file."""
    return {name: Form.model_validate(_plain(raw)) for name, raw in _data()["forms"].items()}


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def form_points() -> Mapping[str, Point]:
    """The points of attention by id."""
    return {name: Point.model_validate(_plain(raw)) for name, raw in _data()["points"].items()}


def references(language: Language) -> Mapping[str, str]:
    """Full references of the points of attention, beside those of the data tables."""
    return {name: str(texts[language]) for name, texts in _data()["references"].items()}


def known_terms() -> set[str]:
    """Every number that a form uses."""
    return {term for form in forms().values() for term in form.terms()}


def term_value(name: str, tables: Tables) -> Any:
    """The row of the table ``partnership_terms`` of a number."""
    return tables.table(TERMS).find(name)


def form_lines(form: Form, section: Raw, lines: Raw, years: Mapping[str, Any]) -> dict[str, Raw]:
    """The raw lines that follow from a form.

    Parameters
    ----------
    form : Form
        The form.
    section : dict
        The raw section ``partnership`` of the case.
    lines : dict
        The raw lines of the case, for the costs that pass to another party.
    years : mapping
        What ``$first``, ``$run`` and ``$all`` stand for.
    """
    line_by_cost = _mapping(section.get("costs"))
    party_by_role = {
        f"${role}": party for role, party in {**form.roles, **_mapping(section.get("roles"))}.items()
    }
    party_by_role |= {f"${name}": years_meant for name, years_meant in years.items()}
    party_by_role["$outcome"] = {"ref": section.get("outcome")}
    party_by_role["$costs"] = {
        name: {"ref": f"lines.{name}.{MOVED[lines[name]['kind']][0]}"}
        for _, name in _costs(line_by_cost, PARTS, lines)
    }
    raw_terms = _mapping(section.get("terms"))
    raw_line_by_id: dict[str, Raw] = {}
    for line_id, template in form.lines.items():
        fields_of_every_line = {
            "alternative": copy.deepcopy(section.get("alternative")),
            "category": "partnership",
        }
        if "moves" not in template:
            raw_line_by_id[f"partnership_{line_id}"] = {
                **_filled(template, party_by_role, raw_terms),
                **fields_of_every_line,
            }
            continue
        for _, cost_line_id in _costs(line_by_cost, template["moves"], lines):
            raw_line = _moved(template, cost_line_id, lines[cost_line_id])
            raw_line_by_id[f"partnership_{line_id}_{cost_line_id}"] = {
                **_filled(raw_line, party_by_role, raw_terms),
                **fields_of_every_line,
            }
    return raw_line_by_id


def _moved(template: Raw, name: str, line: Raw) -> Raw:
    """A line by which the costs of another line, or a share of them, pass from payer to receiver."""
    raw_factors: Raw = {}
    for field_name in MOVED[line["kind"]]:
        raw_part = line.get(field_name)
        if field_name == "factors" and isinstance(raw_part, dict):
            raw_factors |= {key: {"ref": f"lines.{name}.factors.{key}"} for key in raw_part}
        elif raw_part is not None:
            raw_factors[field_name] = {"ref": f"lines.{name}.{field_name}"}
    if "share" in template:
        raw_factors["share_moved"] = template["share"]
    template_title, line_title = template["title"], line.get("title")
    title_words = (
        line_title if isinstance(line_title, dict) else {"nl": line_title or name, "en": line_title or name}
    )
    return {
        "kind": "product",
        "title": {
            key: str(template_title[key]).replace("{line}", str(title_words.get(key, name)))
            for key in ("nl", "en")
        },
        "payer": template["payer"],
        "receiver": template["receiver"],
        **{key: copy.deepcopy(line[key]) for key in _KEPT if key in line},
        **{key: {"ref": f"lines.{name}.{key}"} for key in ("growth", "adjustment") if key in line},
        "factors": raw_factors,
    }


def _costs(costs: Raw, wanted: Any, lines: Raw) -> Iterator[tuple[str, str]]:
    """The lines of costs that can pass to another party."""
    for cost_part in wanted:
        named_lines = costs.get(cost_part)
        for line_id in named_lines if isinstance(named_lines, (list, tuple)) else [named_lines]:
            raw_line = lines.get(line_id) if isinstance(line_id, str) else None
            if isinstance(raw_line, dict) and str(raw_line.get("kind")) in MOVED:
                yield str(cost_part), str(line_id)


def _filled(node: Any, given: Mapping[str, Any], terms: Raw) -> Any:
    """A template with its roles, years and numbers."""
    if isinstance(node, str) and node in given:
        return copy.deepcopy(given[node])
    if isinstance(node, dict) and "term" in node:
        term_content = terms.get(node["term"])
        fields_beside_term = {key: child for key, child in node.items() if key != "term"}
        return (
            copy.deepcopy(term_content)
            if term_content is not None
            else fields_beside_term or {"table": TERMS, "id": node["term"]}
        )
    if isinstance(node, dict):
        return {key: _filled(child, given, terms) for key, child in node.items()}
    return node


def _terms(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "term" in node:
            yield str(node["term"])
        for child_node in node.values():
            yield from _terms(child_node)


def _mapping(node: Any) -> Raw:
    return node if isinstance(node, dict) else {}


def _plain(node: Any) -> Any:
    """Lists as tuples where a model reads them; texts as plain strings."""
    if isinstance(node, dict):
        return {str(key): _plain(child) for key, child in node.items()}
    if isinstance(node, list):
        return [_plain(child) for child in node]
    return str(node) if isinstance(node, str) else node
