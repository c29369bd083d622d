"""The case that has some pieces from one case and the others from another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case, build_case
from mll_finance.inputs.case.further import without_fixed
from mll_finance.inputs.case.mixing.pieces import ABSENT, TABLES, Piece, Place, made_certain
from mll_finance.inputs.grammar.section import Raw
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.terms import three
from mll_finance.yaml_text import Document

_OTHER = "other"
"""Folder, within the files of a mixture, of files of the second case that the first has by the same name."""


class MixedCases:
    """Two cases of which any pieces can be put together.

    Parameters
    ----------
    was, now : Case
        The cases; files that both name and that differ are told apart.

    Raises
    ------
    InputError
        Where they have no alternative in common: then nothing can be laid side by side.
    """

    def __init__(self, was: Case, now: Case) -> None:
        if not set(was.projects) & set(now.projects):
            raise InputError(Problem("alternatives", *three("diff_nothing_shared", **_own_names(was, now))))
        self.was, self.now = was, with_files_apart(was, now)
        content_by_file = {
            name: case.files.read(name) for case in (self.was, self.now) for name in case.files.names
        }
        self._fitting: dict[frozenset[Place], bool] = {}
        self._certain = tuple(made_certain(was, self.now))
        self._files = CaseFiles.holding(was.files.folder, content_by_file)

    def case(self, taken: Collection[Piece]) -> Case:
        """The first case with some pieces of the second.

        Raises
        ------
        InputError
            Where these pieces do not fit without others.
        """
        raw_case, own_table_by_table_name = (
            self.was.document.data,
            {own_table.name: own_table for own_table in self.was.tables.own},
        )
        table_now_by_name = {own_table.name: own_table for own_table in self.now.tables.own}
        for key_path in (key_path for piece in taken for key_path in piece.places):
            raw_case = _with(raw_case, key_path, _part(self.now.document.data, key_path))
            if key_path[:-1] == TABLES:
                own_table_by_table_name.pop(key_path[-1], None)
                own_table_by_table_name |= {
                    name: own_table for name, own_table in table_now_by_name.items() if name == key_path[-1]
                }
        raw_case = without_fixed(
            raw_case, frozenset(path for path in self._certain if any(piece.covers(path) for piece in taken))
        )
        tables_in_force = replace(self.was.tables, own=tuple(own_table_by_table_name.values()))
        part_by_path = {**self.was.document.parts}
        part_by_path |= {
            path: known_part
            for path, known_part in self.now.document.parts.items()
            if known_part[0] is _part(raw_case, path)
        }
        mixed_document = Document(raw_case, {}, self.was.document.name, parts=part_by_path)
        return build_case(mixed_document, files=self._files, tables_read=tables_in_force, limited=False)

    def fits(self, taken: Collection[Piece]) -> bool:
        """Whether these pieces make a case; found out once for the same places."""
        key_paths = frozenset(key_path for piece in taken for key_path in piece.places)
        if key_paths not in self._fitting:
            try:
                self.case(taken)
            except InputError:
                self._fitting[key_paths] = False
            else:
                self._fitting[key_paths] = True
        return self._fitting[key_paths]


def _own_names(was: Case, now: Case) -> dict[str, str]:
    """What each of two cases is called and which alternatives it has, and the first of each."""
    return {
        "first": was.document.name,
        "second": now.document.name,
        "was": ", ".join(was.projects),
        "now": ", ".join(now.projects),
        "one": next(iter(was.projects), "-"),
        "other": next(iter(now.projects), "-"),
    }


def with_files_apart(was: Case, now: Case) -> Case:
    """The second case, its files under another name where the first has another file of that name."""
    new_name_by_old = {
        name: f"{_OTHER}/{name}"
        for name in now.files.names
        if was.files.holds(name) and was.files.read(name) != now.files.read(name)
    }
    if not new_name_by_old:
        return now
    content_by_file = {new_name_by_old.get(name, name): now.files.read(name) for name in now.files.names}
    raw_case = _renamed(now.document.data, new_name_by_old)
    document_with_files = Document(raw_case, now.document.lines, now.document.name)
    files = CaseFiles.holding(now.files.folder, content_by_file)
    return build_case(document_with_files, files=files, tables_read=now.tables, limited=False)


def merged(together: Iterable[Piece]) -> Piece:
    """Pieces that go over together, under the path of the one that only one case has, else of the first."""
    piece_parts = [part for piece in together for part in piece.each]
    leading_piece = next((piece for piece in piece_parts if piece.is_structure), piece_parts[0])
    return _together(leading_piece.path, piece_parts, leading_piece)


def by_owner(parts: Iterable[Piece]) -> list[Piece]:
    """The pieces of one line, quantity or setting as one piece."""
    pieces_by_owner: dict[str, list[Piece]] = {}
    for piece in parts:
        pieces_by_owner.setdefault(piece.owner, []).append(piece)
    return [
        owned[0] if len(owned) == 1 else _together(owner, [part for piece in owned for part in piece.each])
        for owner, owned in pieces_by_owner.items()
    ]


def _together(path: str, parts: list[Piece], leading: Piece | None = None) -> Piece:
    key_paths = tuple(dict.fromkeys(key_path for part in parts for key_path in part.places))
    part_before, part_now = (None, None) if leading is None else (leading.was, leading.now)
    return Piece(path, key_paths, part_before, part_now, tuple(parts))


def _with(raw: Raw, place: Place, part: Any) -> Raw:
    """A raw case with another part at a place; what does not lie on the way is shared."""
    key, *keys_below = place
    if keys_below:
        raw_child = raw.get(key)
        changed_child = _with(raw_child if isinstance(raw_child, dict) else {}, tuple(keys_below), part)
        return {**raw, key: changed_child}
    if part is ABSENT:
        return {name: node for name, node in raw.items() if name != key}
    return {**raw, key: part}


def _part(raw: Any, place: Place) -> Any:
    for key in place:
        if not isinstance(raw, Mapping) or key not in raw:
            return ABSENT
        raw = raw[key]
    return raw


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _renamed(part, names) for key, part in node.items()}
    if isinstance(node, list):
        return [_renamed(part, names) for part in node]
    return names.get(node, node) if isinstance(node, str) else node
