"""How the calculation hangs together: what goes into what, who is better or worse off, and map_of formula in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mll_finance.drivers.asked import asked_alternative
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.what_if.case_map import PM, MapNode, MapOf, case_map, weakest
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Cell, Figure, Prose, Row, Table, linked
from mll_finance.report.context import Context
from mll_finance.report.pieces.formulas import Formulas
from mll_finance.report.section import section

_GROUPS = {"quantity": "quantities", "line": "lines", "party": "parties"}
_GRADES = ("A", "B", "C", "D")


@section(nl="Zo hangt de berekening samen", en="How the calculation hangs together", anchor="case-map")
def blocks(context: Context) -> list[Block]:
    """The drawing of the alternative that the question is about, and the table of all."""
    whole = case_map(context.study)
    asked = whole.of(asked_alternative(context.study))
    if not asked.of_kind("line"):
        return []
    formulas = Formulas(context, whole)
    alternative_title = context.title("alternatives", asked.alternative)
    counts = {f"{kind}s": len(asked.of_kind(kind)) for kind in ("number", "line")}
    counts["quantities"] = len(asked.of_kind("quantity"))
    count_by_grade = Counter(node.grade for node in asked.of_kind("number"))
    grades = ", ".join(
        f"{grade} {count_by_grade[grade]}" for grade in (*_GRADES, PM) if count_by_grade[grade]
    )
    return [
        Prose(context.say("map_intro", alternative=alternative_title)),
        Figure(
            context.say("map_title", **counts),
            _drawing(context, asked, formulas),
            context.say("map_alternative", grades=grades),
            _table(context, formulas),
            anchor="map",
            measure=context.say("map_measure", alternative=alternative_title),
            frame="case_map",
        ),
    ]


def _drawing(context: Context, asked: MapOf, formulas: Formulas) -> charts.Chart:
    def stations(nodes: Sequence[MapNode]) -> list[charts.Station]:
        return [_station(context, node, asked, formulas) for node in nodes]

    grades = [(grade, context.say("map_key", grade=grade)) for grade in _GRADES]
    return charts.wiring(
        stations(asked.of_kind("number")),
        stations(asked.of_kind("quantity")),
        stations(asked.of_kind("line")),
        stations(asked.of_kind("party")),
        signs={(edge.source, edge.target): edge.sign for edge in asked.edges if edge.sign},
        names=(context.say("map_quantities"), context.say("map_lines")),
        grades=[*grades, (PM, context.say("map_key_pm"))],
        sign_names=(context.say("map_better"), context.say("map_worse")),
    )


def _station(context: Context, node: MapNode, asked: MapOf, formulas: Formulas) -> charts.Station:
    owner = ".".join(node.id.split(".")[:2])
    name = formulas.name_of(node.id)
    hint = f"{name} ({node.grade})"
    reads = asked.sources.get(node.id, ()) if node.kind in ("quantity", "line") else ()
    return charts.Station(node.id, name, formulas.name_of(node.id, owner), node.grade, hint, reads)


def _table(context: Context, formulas: Formulas) -> Table:
    """Every quantity and line of all alternatives with its formula, its grade, and who is better or worse off."""
    maps = [formulas.whole.of(alternative) for alternative in context.study.case.projects]
    nodes = {node.id: node for map_of in maps for node in map_of.nodes}
    rows: list[Row] = []
    for kind, title in _GROUPS.items():
        of_kind = [_row(context, node, maps, formulas) for node in nodes.values() if node.kind == kind]
        group = Row(context.say(f"map_{title}"), tuple(Cell("") for _ in range(3)))
        rows += [group, *of_kind] if of_kind else []
    return Table(
        context.say("map_table"),
        (context.say("map_formula"), context.say("map_grade"), context.say("map_who")),
        tuple(rows),
        corner=context.say("map_node"),
        note=context.say("map_note"),
        cards=True,
    )


def _row(context: Context, node: MapNode, maps: Sequence[MapOf], formulas: Formulas) -> Row:
    standing = [map_of for map_of in maps if any(other.id == node.id for other in map_of.nodes)]
    reads = dict.fromkeys(source for map_of in standing for source in map_of.sources.get(node.id, ()))
    alternatives = [*(map_of.alternative for map_of in standing), BASELINE]
    names = ", ".join(context.title("alternatives", map_of.alternative) for map_of in standing)
    note = context.say("map_only", names=names) if len(standing) < len(maps) else ""
    return Row(
        formulas.name_of(node.id),
        (
            Cell(context.say("map_balance"))
            if node.kind == "party"
            else linked(*formulas.of(node.id, tuple(reads), alternatives)),
            Cell(_grade(standing, node.id)),
            Cell(_who(context, node.id, standing, formulas)),
        ),
        note=note,
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
        f"{'/'.join(dict.fromkeys(signs))} {formulas.name_of(party)}"
        for party, signs in signs_by_party.items()
    )
