"""What differs between two cases, in pieces that can each be taken from the one or the other.

A piece is the smallest part that can change by itself: an assumption with its distribution, a field of a line, a line
that only one of the two has, a table of its own. Texts that no number rests on, such as a title or a source, are told
apart: they are no pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.further import without_fixed
from mll_finance.inputs.case.mixing.drawn_by import DRAWN_BY
from mll_finance.inputs.grammar.assumption import FORMS
from mll_finance.inputs.grammar.section import Raw
from mll_finance.inputs.method import method_sections
from mll_finance.inputs.tables.files import TableFile

Place = tuple[Any, ...]
"""Keys from the top of a raw case."""
ABSENT = object()
"""What stands at a place that a case has not got."""
TABLES: Place = ("case", "tables")
_TOLD = frozenset(
    {"title", "description", "note", "source", "quality", "accepted_by", "confidential", "local"}
)
"""Keys of what is told about a number or a part, on which no result rests."""
_SETTINGS_TOLD = frozenset(
    {"id", "question", "owner", "status", "dated", "version", "language", "sources", "partner_costs"}
)
_SECTIONS_TOLD = frozenset({"scenarios", "report", "residents", "sign_off", "remarks", "proposal"})
"""Sections that tell about a case, or are other cases than the one that is laid beside another."""
_PER_ALTERNATIVE = "by_alternative"
_NAMED = frozenset({"parties", "perspectives", "alternatives", "quantities", "lines"})


@dataclass(frozen=True, eq=False)
class Piece:
    """Something that differs, and goes over as a whole.

    Parameters
    ----------
    path : str
        Path as a case writes it; of several places the one that the others need, or that they have in common.
    places : tuple of tuple
        Where it stands in the raw cases.
    was, now : object
        What stands there in the one and in the other, as it is written; ``ABSENT`` where there is nothing.
    """

    path: str
    places: tuple[Place, ...]
    was: Any
    now: Any
    parts: tuple[Piece, ...] = ()
    """Of several that go together, each by itself."""

    @property
    def is_structure(self) -> bool:
        """Whether only one of the two cases has it."""
        return self.was is ABSENT or self.now is ABSENT

    @property
    def owner(self) -> str:
        """What the piece is part of: a line, a quantity, a setting."""
        return path_of(self.places[0][:2])

    @property
    def each(self) -> tuple[Piece, ...]:
        """What it is made of: itself, where nothing goes with it."""
        return self.parts or (self,)

    @property
    def number_path(self) -> str:
        """The path by which the graph of a case knows the number that it is, if it is one."""
        return ".".join(map(str, self.places[0]))

    def covers(self, path: str) -> bool:
        """Whether the number at a path of the graph stands in it."""
        return any(
            path == (start_of_path := ".".join(map(str, key_path))) or path.startswith(f"{start_of_path}.")
            for key_path in self.places
        )


def path_of(place: Iterable[Any]) -> str:
    """A place as a path of a case: of a number by alternative the short form.

    Examples
    --------
    >>> path_of(("lines", "licence", "price", "by_alternative", "model"))
    'lines.licence.price.model'
    """
    return ".".join(str(key) for key in place if key != _PER_ALTERNATIVE)


def made_certain(was: Case, now: Case) -> Iterator[str]:
    """Paths of numbers that are uncertain in the first case and certain in the second.

    What is said of their uncertainty, such as a correlation, goes with them.
    """
    for path, leaf_before in was.graph.leaves.items():
        leaf_now = now.graph.leaves.get(path)
        if (
            leaf_now is not None
            and leaf_before.assumption.distribution is not None
            and leaf_now.assumption.distribution is None
        ):
            yield path


def pieces(was: Case, now: Case) -> list[Piece]:
    """Every piece on which a number or an advice may rest, in the order of the cases."""
    return [
        Piece(path_of(key_path), (key_path,), node_before, node_after)
        for key_path, node_before, node_after in differences(was, now)
        if not is_told(key_path, node_before, node_after)
    ]


def told_paths(was: Case, now: Case) -> list[str]:
    """Paths of what is only told otherwise: texts, sources, grades, scenarios."""
    return [
        path_of(key_path)
        for key_path, node_before, node_after in differences(was, now)
        if is_told(key_path, node_before, node_after)
    ]


def differences(was: Case, now: Case) -> Iterator[tuple[Place, Any, Any]]:
    """Everything that differs, with what stands there in each; own tables by what they hold."""
    raw_was = without_fixed(was.document.data, frozenset(made_certain(was, now)))
    raw_now = now.document.data
    for section_name in _keys(raw_was, raw_now):
        yield from _below(
            (section_name,), raw_was.get(section_name, ABSENT), raw_now.get(section_name, ABSENT)
        )
    yield from _tables(was, now)


def _below(place: Place, was: Any, now: Any) -> Iterator[tuple[Place, Any, Any]]:
    """The differences at a place: of parts that both cases have by themselves, as far down as a part may change."""
    if place == TABLES or (place[0] == "case" and place[1:] and place[1] in DRAWN_BY) or _same(was, now):
        return
    if _is_divided(place, was, now):
        node_before, node_after = ({} if node is ABSENT else node for node in (was, now))
        for key in _keys(node_before, node_after):
            yield from _below((*place, key), node_before.get(key, ABSENT), node_after.get(key, ABSENT))
        return
    yield place, was, now


def _is_divided(place: Place, was: Any, now: Any) -> bool:
    """Whether the parts at a place may change each by itself."""
    section_name = place[0]
    if len(place) == 1:
        return (
            section_name == "case"
            or _is_named(section_name)
            or (isinstance(was, dict) and isinstance(now, dict))
        )
    if not (isinstance(was, dict) and isinstance(now, dict) and _is_named(section_name)):
        return False
    if len(place) == 2:
        return was.get("kind") == now.get("kind")
    if _PER_ALTERNATIVE in was and _PER_ALTERNATIVE in now:
        return _same(*(without_told({**node, _PER_ALTERNATIVE: None}) for node in (was, now)))
    return place[-1] == _PER_ALTERNATIVE or _holds_parts(was, now)


def _is_named(section: str) -> bool:
    section_by_name = method_sections()
    return section in _NAMED or (section in section_by_name and section_by_name[section].named)


def _holds_parts(was: Raw, now: Raw) -> bool:
    """Whether two mappings hold numbers by name, and are not each a number with what is told about it."""
    is_number = any(form in node for node in (was, now) for form in FORMS)
    return not is_number and all(isinstance(part, dict) for node in (was, now) for part in node.values())


def _tables(was: Case, now: Case) -> Iterator[tuple[Place, Any, Any]]:
    """Own tables that differ in what they hold, wherever they lie."""
    table_before_by_name, table_now_by_name = (
        {own_table.name: own_table for own_table in case.tables.own} for case in (was, now)
    )
    for table_name in dict.fromkeys((*table_before_by_name, *table_now_by_name)):
        table_before, table_after = (
            table_before_by_name.get(table_name, ABSENT),
            table_now_by_name.get(table_name, ABSENT),
        )
        if _contents(table_before) != _contents(table_after):
            yield (*TABLES, table_name), table_before, table_after


def _contents(table_file: Any) -> bytes | None:
    return table_file.contents if isinstance(table_file, TableFile) else None


def is_told(place: Place, was: Any, now: Any) -> bool:
    """Whether what differs at a place is only told: no result rests on it."""
    if place[0] in _SECTIONS_TOLD or (place[0] == "case" and place[-1] in _SETTINGS_TOLD):
        return True
    if len(place) > 1 and place[-1] in _TOLD:
        return True
    return was is not ABSENT and now is not ABSENT and _same(without_told(was), without_told(now))


def without_told(node: Any) -> Any:
    """A raw part without what is only told about it."""
    if isinstance(node, Mapping):
        return {key: without_told(part) for key, part in node.items() if key not in _TOLD}
    return [without_told(part) for part in node] if isinstance(node, list) else node


def _same(was: Any, now: Any) -> bool:
    """Whether two raw parts are the same, true being no 1."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        return was.keys() == now.keys() and all(_same(was[key], now[key]) for key in was)
    if isinstance(was, list) and isinstance(now, list):
        return len(was) == len(now) and all(map(_same, was, now))
    return bool(isinstance(was, bool) == isinstance(now, bool) and was == now)


def _keys(was: Raw, now: Raw) -> list[Any]:
    """The keys of both, in the order of the second, those that it has no more where the first had them."""
    return list(dict.fromkeys((*was, *now)))
