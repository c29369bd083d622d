"""One value of a YAML text changed or added: every other byte stays, with its comments and its layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from mll_finance.inputs.case.saving.added_entry import (
    BREAK,
    Addition,
    after_last,
    block_lines,
    end_of,
    in_braces,
    on_own_lines,
    reads_as,
    step_of,
)
from mll_finance.inputs.text.writing import flow
from mll_finance.yaml_loader import LOADER
from mll_finance.yaml_text import parse_yaml


def with_value(text: str, path: tuple[str, ...], written: Any) -> str | None:
    r"""The text with another value at a path.

    Parameters
    ----------
    text : str
        A YAML mapping.
    path : tuple of str
        Keys; all but the last lead to mappings that are there.
    written : Any
        The value; a mapping that is added stands in lines of its own, one that is changed between braces.

    Returns
    -------
    str or None
        The old text with a piece in another's place, or a piece put in; None where that cannot be, as behind an alias.

    Examples
    --------
    >>> print(with_value("checks:\n  dpia: {status: open} # why\n", ("checks", "dpia", "status"), "met"), end="")
    checks:
      dpia: {status: met} # why
    >>> print(with_value("checks:\n  dpia:\n    status: open # why\n", ("checks", "dpia", "evidence"), "a: b"), end="")
    checks:
      dpia:
        status: open # why
        evidence: "a: b"
    """
    wanted_raw_case = parse_yaml(text).data
    node: Any = yaml.compose(text, Loader=LOADER)
    raw_parent = wanted_raw_case
    for key in path[:-1]:
        raw_parent, node = raw_parent[key], _child(node, key)
    raw_parent[path[-1]] = written
    for addition in _changes(text, node, path[-1], written):
        candidate_text = text[: addition.start] + addition.text + text[addition.end :]
        if reads_as(candidate_text, wanted_raw_case):
            return candidate_text
    return None


def _child(node: Any, key: str) -> Any:
    child_entries = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((child for name, child in child_entries if name.value == key), None)


def _changes(text: str, node: Any, key: str, written: Any) -> Iterator[Addition]:
    """Every piece that comes into question, the one that a reader would choose first."""
    if not isinstance(node, yaml.MappingNode):
        return
    first_break_match = BREAK.search(text)
    line_break = "\n" if first_break_match is None else first_break_match.group()
    child_node = _child(node, key)
    if child_node is not None:
        start_offset, end_offset = child_node.start_mark.index, end_of(child_node)
        old_text = text[start_offset:end_offset]
        text_behind = old_text[len(old_text.rstrip()) :]
        yield Addition(start_offset, end_offset - len(text_behind), flow(written))
        yield Addition(start_offset, end_offset, f"{flow(written)}{line_break}")
    elif node.flow_style:
        yield from in_braces(node, f"{key}: {flow(written)}")
    elif node.value:
        column_number = node.value[0][0].start_mark.column
        entry_lines = block_lines({key: written}, column_number, step_of(node))
        for entry_offset in after_last(text, end_of(node), column_number):
            yield on_own_lines(text, entry_offset, entry_lines, line_break)
