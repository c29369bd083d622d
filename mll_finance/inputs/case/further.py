"""The further sections of a case: read and checked, and what follows from them in the raw case."""

from __future__ import annotations

import copy
from typing import Any

from mll_finance.inputs.grammar.base import Strict
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.grammar.section import Known, Raw, Sections, is_made
from mll_finance.inputs.method import method_sections
from mll_finance.inputs.tables.in_force import Tables


def further_sections(reader: Reader, known: Known) -> Sections:
    """The further sections, each checked against the rest of the case."""
    section_by_name: dict[type[Strict], Any] = {}
    for section_name, section in method_sections().items():
        raw_section = reader.document.data.get(section_name)
        problem_count = len(reader.problems)
        if section.named:
            section_by_name[section.model] = reader.parts(section_name, section.model)
        else:
            section_by_name[section.model] = (
                reader.part(section.model, raw_section, (section_name,))
                if isinstance(raw_section, dict)
                else None
            )
        # Of named parts those that are right are checked too, so that all problems are told at once.
        is_readable = section.named or len(reader.problems) == problem_count
        if section.check is not None and is_readable and isinstance(raw_section, dict):
            reader.add(section.check(section_by_name[section.model], known))
    return Sections(section_by_name)


def expanded(raw: Raw, tables: Tables) -> Raw:
    """The raw case with everything that follows from its further sections; the case itself stays as it is."""
    return _without_orphans(_with_all(raw, tables), raw, tables)


def _with_all(raw: Raw, tables: Tables) -> Raw:
    """The raw case after the expansion of every further section, one after the other."""
    for section in method_sections().values():
        if section.expand is not None:
            raw = section.expand(raw, tables)
    return raw


def without_fixed(raw: Raw, fixed: frozenset[str]) -> Raw:
    """The raw case without what its sections say of numbers that a change has made certain."""
    for section in method_sections().values():
        if fixed and section.without_fixed is not None:
            raw = section.without_fixed(raw, fixed)
    return raw


def pinned(raw: Raw, whole: Raw, path: str) -> Raw:
    """The raw case with the part that a path is in written out, where that part follows from a section only.

    So that ``--set lines.precondition_dpia.amount=9000`` finds the line that follows from an open precondition, and
    ``--set preconditions.security.status=met`` a check that the section does not mention.
    """
    section_name, _, path_in_section = path.partition(".")
    entry_name = path_in_section.partition(".")[0]
    raw_section, raw_section_expanded = raw.get(section_name), whole.get(section_name)
    if not isinstance(raw_section, dict) or not isinstance(raw_section_expanded, dict):
        return raw
    if (
        entry_name not in raw_section_expanded
    ):  # An error will follow; with every name at hand it proposes the nearest.
        return {**raw, section_name: raw_section_expanded} if "." in path_in_section else raw
    return {**raw, section_name: {**raw_section, entry_name: copy.deepcopy(raw_section_expanded[entry_name])}}


def is_written(raw: Raw, path: str) -> bool:
    """Whether a raw case has the line or part of a section that a path is in; so is what is neither."""
    section_name, _, path_in_section = path.partition(".")
    if section_name != "lines" and section_name not in method_sections():
        return True
    raw_section = raw.get(section_name)
    return isinstance(raw_section, dict) and path_in_section.partition(".")[0] in raw_section


def _without_orphans(whole: Raw, raw: Raw, tables: Tables) -> Raw:
    """Without the lines that were written out for a section that no longer gives them."""
    raw_lines = raw.get("lines")
    if not isinstance(raw_lines, dict):
        return whole
    document_without_orphans = {
        **raw,
        "lines": {name: line for name, line in raw_lines.items() if not is_made(line)},
    }
    if len(document_without_orphans["lines"]) == len(raw_lines):
        return whole
    expanded_again = _with_all(document_without_orphans, tables)
    new_raw_line_by_id = {
        name: line
        for name, line in whole["lines"].items()
        if name not in raw_lines or not is_made(raw_lines[name]) or name in expanded_again["lines"]
    }
    return {**whole, "lines": new_raw_line_by_id}
