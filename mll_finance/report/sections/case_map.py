"""How the calculation hangs together: what goes into what, who is better or worse off, and each formula in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from mll_finance.drivers.asked import asked_alternative
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.what_if.case_map import PM, MapNode, MapOf, NodeKind, case_map, weakest
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Cell, Figure, Prose, Row, Table, linked
from mll_finance.report.context import Context
from mll_finance.report.pieces.formulas import Formulas
from mll_finance.report.section import section

_GROUPS = {"quantity": "quantities", "line": "lines", "party": "parties"}
_GRADES = ("A", "B", "C", "D")


@section(nl="Zo hangt de berekening samen", en="How the calculation hangs together", anchor="case-map")
def blocks(context: Context) -> list[Block]:
    """One drawing of all alternatives, and the table: what stands in some of them alone says in which."""
    whole_map = case_map(context.study)
    alternatives = sorted(
        context.study.case.projects, key=lambda name: name != asked_alternative(context.study)
    )
    maps = [whole_map.of(name) for name in alternatives]
    joint_map = _together(maps)
    if not joint_map.of_kind("line"):
        return []
    formulas = Formulas(context, whole_map)
    count_by_kind = {f"{kind}s": len(joint_map.of_kind(kind)) for kind in ("number", "line")}
    count_by_kind["quantities"] = len(joint_map.of_kind("quantity"))
    count_by_grade = Counter(node.grade for node in joint_map.of_kind("number"))
    grades_text = ", ".join(
        f"{grade} {count_by_grade[grade]}" for grade in (*_GRADES, PM) if count_by_grade[grade]
    )
    return [
        Prose(context.say("map_intro")),
        Figure(
            context.say("map_title", **count_by_kind),
            _drawing(context, joint_map, maps, formulas),
            context.say("map_alternative", grades=grades_text),
            _table(context, formulas),
            anchor="map",
            measure=context.say("map_measure"),
            frame="case_map",
        ),
    ]


def _together(maps: Sequence[MapOf]) -> MapOf:
    """The maps of several alternatives as one; where they differ in the sign of a party the first one's stands."""
    nodes = {node.id: node for map_of in maps for node in map_of.nodes}
    edges = {(edge.source, edge.target): edge for map_of in reversed(maps) for edge in map_of.edges}
    place_by_kind = {kind: place for place, kind in enumerate(("number", "quantity", "line", "party"))}
    return MapOf(
        "",
        tuple(
            sorted(
                (replace(node, grade=_grade(maps, id_)) for id_, node in nodes.items()),
                key=lambda node: place_by_kind[node.kind],
            )
        ),
        tuple(edges.values()),
    )


def _drawing(context: Context, together: MapOf, maps: Sequence[MapOf], formulas: Formulas) -> charts.Chart:
    def stations(kind: NodeKind) -> list[charts.Station]:
        return [_station(context, node, together, maps, formulas) for node in together.of_kind(kind)]

    grades = [(grade, context.say("map_key", grade=grade)) for grade in _GRADES]
    return charts.wiring(
        stations("number"),
        stations("quantity"),
        stations("line"),
        stations("party"),
        signs={(edge.source, edge.target): edge.sign for edge in together.edges if edge.sign},
        names=(context.say("map_quantities"), context.say("map_lines")),
        grades=[*grades, (PM, context.say("map_key_pm"))],
        sign_names=(context.say("map_better"), context.say("map_worse")),
    )


def _station(
    context: Context, node: MapNode, together: MapOf, maps: Sequence[MapOf], formulas: Formulas
) -> charts.Station:
    owner = ".".join(node.id.split(".")[:2])
    name = formulas.name_of(node.id)
    only_text = _only(context, node.id, maps) if node.kind == "line" else ""
    source_ids = together.sources.get(node.id, ()) if node.kind in ("quantity", "line") else ()
    return charts.Station(
        node.id,
        f"{name} ({only_text})" if only_text else name,
        formulas.name_of(node.id, owner),
        node.grade,
        f"{name} ({node.grade})",
        source_ids,
    )


def _only(context: Context, id_: str, maps: Sequence[MapOf]) -> str:
    """In which alternatives something stands, where that is not in all of them."""
    holding_maps = [map_of for map_of in maps if any(node.id == id_ for node in map_of.nodes)]
    titles_text = ", ".join(context.title("alternatives", map_of.alternative) for map_of in holding_maps)
    return context.say("map_only", names=titles_text) if len(holding_maps) < len(maps) else ""


def _table(context: Context, formulas: Formulas) -> Table:
    """Every quantity and line of all alternatives with its formula, its grade, and who is better or worse off."""
    maps = [formulas.whole.of(alternative) for alternative in context.study.case.projects]
    nodes = {node.id: node for map_of in maps for node in map_of.nodes}
    rows: list[Row] = []
    for kind, title in _GROUPS.items():
        kind_rows = [_row(context, node, maps, formulas) for node in nodes.values() if node.kind == kind]
        group_row = Row(context.say(f"map_{title}"), tuple(Cell("") for _ in range(3)))
        rows += [group_row, *kind_rows] if kind_rows else []
    return Table(
        context.say("map_table"),
        (context.say("map_formula"), context.say("map_grade"), context.say("map_who")),
        tuple(rows),
        corner=context.say("map_node"),
        note=context.say("map_note"),
        cards=True,
    )


def _row(context: Context, node: MapNode, maps: Sequence[MapOf], formulas: Formulas) -> Row:
    holding_maps = [map_of for map_of in maps if any(map_node.id == node.id for map_node in map_of.nodes)]
    source_ids = dict.fromkeys(
        source for map_of in holding_maps for source in map_of.sources.get(node.id, ())
    )
    alternatives = [*(map_of.alternative for map_of in holding_maps), BASELINE]
    return Row(
        formulas.name_of(node.id),
        (
            Cell(context.say("map_balance"))
            if node.kind == "party"
            else linked(*formulas.of(node.id, tuple(source_ids), alternatives)),
            Cell(_grade(holding_maps, node.id)),
            Cell(_who(context, node.id, holding_maps, formulas)),
        ),
        note=_only(context, node.id, maps),
        anchor=node.id,
    )


def _grade(maps: Sequence[MapOf], id_: str) -> str:
    """The grade of a node in some alternatives together."""
    return weakest([node.grade for map_of in maps for node in map_of.nodes if node.id == id_])


def _who(context: Context, id_: str, maps: Sequence[MapOf], formulas: Formulas) -> str:
    """Each party that a line leaves better or worse off; both signs where alternatives differ."""
    signs_by_party: dict[str, list[str]] = {}
    for map_of in maps:
        for edge in map_of.edges:
            if edge.source == id_ and edge.sign:
                signs_by_party.setdefault(edge.target, []).append("+" if edge.sign > 0 else "\N{MINUS SIGN}")
    return ", ".join(
        f"{'/'.join(dict.fromkeys(line_signs))} {formulas.name_of(party)}"
        for party, line_signs in signs_by_party.items()
    )
