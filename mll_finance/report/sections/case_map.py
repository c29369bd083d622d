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
    asked_first_ids = sorted(
        context.study.case.projects, key=lambda name: name != asked_alternative(context.study)
    )
    map_by_alternative_order = [whole_map.of(name) for name in asked_first_ids]
    joint_map = _together(map_by_alternative_order)
    if not joint_map.of_kind("line"):
        return []
    formulas = Formulas(context, whole_map)
    count_by_kind = {f"{node_kind}s": len(joint_map.of_kind(node_kind)) for node_kind in ("number", "line")}
    count_by_kind["quantities"] = len(joint_map.of_kind("quantity"))
    count_by_grade = Counter(node.grade for node in joint_map.of_kind("number"))
    grades_text = ", ".join(
        f"{grade} {count_by_grade[grade]}" for grade in (*_GRADES, PM) if count_by_grade[grade]
    )
    return [
        Prose(context.say("map_intro")),
        Figure(
            context.say("map_title", **count_by_kind),
            _drawing(context, joint_map, map_by_alternative_order, formulas),
            context.say("map_alternative", grades=grades_text),
            _table(context, formulas),
            anchor="map",
            measure=context.say("map_measure"),
            frame="case_map",
        ),
    ]


def _together(maps: Sequence[MapOf]) -> MapOf:
    """The maps of several alternatives as one; where they differ in the sign of a party the first one's stands."""
    node_by_id = {node.id: node for map_of_alternative in maps for node in map_of_alternative.nodes}
    edge_by_ends = {
        (edge.source, edge.target): edge
        for map_of_alternative in reversed(maps)
        for edge in map_of_alternative.edges
    }
    order_by_kind = {
        node_kind: kind_index for kind_index, node_kind in enumerate(("number", "quantity", "line", "party"))
    }
    return MapOf(
        "",
        tuple(
            sorted(
                (replace(node, grade=_grade(maps, node_id)) for node_id, node in node_by_id.items()),
                key=lambda node: order_by_kind[node.kind],
            )
        ),
        tuple(edge_by_ends.values()),
    )


def _drawing(context: Context, together: MapOf, maps: Sequence[MapOf], formulas: Formulas) -> charts.Chart:
    def stations(kind: NodeKind) -> list[charts.Station]:
        return [_station(context, node, together, maps, formulas) for node in together.of_kind(kind)]

    grades_with_words = [(grade, context.say("map_key", grade=grade)) for grade in _GRADES]
    return charts.wiring(
        stations("number"),
        stations("quantity"),
        stations("line"),
        stations("party"),
        signs={(edge.source, edge.target): edge.sign for edge in together.edges if edge.sign},
        names=(context.say("map_quantities"), context.say("map_lines")),
        grades=[*grades_with_words, (PM, context.say("map_key_pm"))],
        sign_names=(context.say("map_better"), context.say("map_worse")),
    )


def _station(
    context: Context, node: MapNode, together: MapOf, maps: Sequence[MapOf], formulas: Formulas
) -> charts.Station:
    owner_id = ".".join(node.id.split(".")[:2])
    node_name = formulas.name_of(node.id)
    only_in_text = _only(context, node.id, maps) if node.kind == "line" else ""
    source_ids = together.sources.get(node.id, ()) if node.kind in ("quantity", "line") else ()
    return charts.Station(
        node.id,
        f"{node_name} ({only_in_text})" if only_in_text else node_name,
        formulas.name_of(node.id, owner_id),
        node.grade,
        f"{node_name} ({node.grade})",
        source_ids,
    )


def _only(context: Context, id_: str, maps: Sequence[MapOf]) -> str:
    """In which alternatives something stands, where that is not in all of them."""
    maps_with_node = [map_of for map_of in maps if any(node.id == id_ for node in map_of.nodes)]
    titles_text = ", ".join(context.title("alternatives", map_of.alternative) for map_of in maps_with_node)
    return context.say("map_only", names=titles_text) if len(maps_with_node) < len(maps) else ""


def _table(context: Context, formulas: Formulas) -> Table:
    """Every quantity and line of all alternatives with its formula, its grade, and who is better or worse off."""
    map_per_alternative = [formulas.whole.of(alternative) for alternative in context.study.case.projects]
    node_by_id = {node.id: node for map_of in map_per_alternative for node in map_of.nodes}
    rows: list[Row] = []
    for node_kind, group_key in _GROUPS.items():
        kind_rows = [
            _row(context, node, map_per_alternative, formulas)
            for node in node_by_id.values()
            if node.kind == node_kind
        ]
        group_row = Row(context.say(f"map_{group_key}"), tuple(Cell("") for _ in range(3)))
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
    maps_with_node = [map_of for map_of in maps if any(map_node.id == node.id for map_node in map_of.nodes)]
    source_ids = dict.fromkeys(
        source_id for map_of in maps_with_node for source_id in map_of.sources.get(node.id, ())
    )
    alternatives_and_baseline = [*(map_of.alternative for map_of in maps_with_node), BASELINE]
    return Row(
        formulas.name_of(node.id),
        (
            Cell(context.say("map_balance"))
            if node.kind == "party"
            else linked(*formulas.of(node.id, tuple(source_ids), alternatives_and_baseline)),
            Cell(_grade(maps_with_node, node.id)),
            Cell(_who(context, node.id, maps_with_node, formulas)),
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
    for map_of_alternative in maps:
        for edge in map_of_alternative.edges:
            if edge.source == id_ and edge.sign:
                signs_by_party.setdefault(edge.target, []).append("+" if edge.sign > 0 else "\N{MINUS SIGN}")
    return ", ".join(
        f"{'/'.join(dict.fromkeys(party_signs))} {formulas.name_of(party_id)}"
        for party_id, party_signs in signs_by_party.items()
    )
