"""One more entry in a section of a YAML text: every byte that was there stays, with its comments and its layout.

Where an entry can stand depends on how the section is written. Every place that comes into question is tried, and the
first text that reads as the old one with the entry in it is taken; so anchors, block texts and odd layouts cannot go
wrong unnoticed: where no place will do there is no new text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from mll_finance.errors import InputError
from mll_finance.inputs.text.writing import flow, scalar
from mll_finance.yaml_loader import LOADER
from mll_finance.yaml_text import parse_yaml

_STEP = 2
BREAK = re.compile(r"\r\n|\r|\n")
_ONLY_COMMENT = re.compile(r"([ ]*)#[^\r\n]*(?:\r\n|\r|\n|$)|[ \t]*(?:\r\n|\r|\n)")


class Addition(NamedTuple):
    """A piece of text, and between which places it comes; what stands between them is at most a word for nothing."""

    start: int
    end: int
    text: str


def with_entry(text: str, section: str, name: str, entry: Mapping[str, Any]) -> str | None:
    r"""The text with an entry more in a section, which comes at the end where it is not there.

    Parameters
    ----------
    text : str
        A YAML mapping of sections.
    section : str
        Name of the section, a mapping of entries by name.
    name : str
        Name of the entry; the section has none of that name.
    entry : mapping
        What it holds.

    Returns
    -------
    str or None
        The old text with a piece put in; None where there is no place for it, as where an anchor holds the section.

    Examples
    --------
    >>> print(with_entry("case: 1 # one\nscenarios:\n  dear: {a: 2}\n# end\n", "scenarios", "cheap", {"a": 0.5}))
    case: 1 # one
    scenarios:
      dear: {a: 2}
      cheap:
        a: 0.5
    # end
    <BLANKLINE>
    """
    raw_before = parse_yaml(text).data
    raw_entries = raw_before.get(section)
    wanted_raw_case = {
        **raw_before,
        section: {**(raw_entries if isinstance(raw_entries, dict) else {}), name: dict(entry)},
    }
    for addition in _additions(text, section, name, entry):
        candidate_text = text[: addition.start] + addition.text + text[addition.end :]
        if reads_as(candidate_text, wanted_raw_case):
            return candidate_text
    return None


def reads_as(text: str, wanted: Mapping[Any, Any]) -> bool:
    """Whether a text is YAML, and says what was wanted."""
    try:
        return parse_yaml(text).data == wanted
    except InputError:
        return False


def _additions(text: str, section: str, name: str, entry: Mapping[str, Any]) -> Iterator[Addition]:
    """Every addition that comes into question, the one that a reader would choose first."""
    root: Any = yaml.compose(text, Loader=LOADER)
    root_node_pairs = root.value
    section_node = next((child for key, child in root_node_pairs if key.value == section), None)
    key_node = next((key for key, _ in root_node_pairs if key.value == section), None)
    first_break_match = BREAK.search(text)
    line_break = "\n" if first_break_match is None else first_break_match.group()
    if section_node is None or key_node is None:
        yield from _new_section(text, root, line_break, {section: {name: entry}})
    elif isinstance(section_node, yaml.MappingNode) and section_node.flow_style:
        yield from in_braces(section_node, f"{name}: {flow(entry)}")
    elif isinstance(section_node, yaml.MappingNode) and section_node.value:
        column_number = section_node.value[0][0].start_mark.column
        entry_lines = block_lines({name: entry}, column_number, step_of(section_node))
        for entry_offset in after_last(text, end_of(section_node), column_number):
            yield on_own_lines(text, entry_offset, entry_lines, line_break)
    elif isinstance(section_node, yaml.ScalarNode):
        yield from _in_nothing(text, root, key_node, section_node, (name, entry), line_break)


def _new_section(
    text: str, root: yaml.MappingNode, line_break: str, section: Mapping[str, Any]
) -> Iterator[Addition]:
    """A section that is not there yet: at the end, or before another one where the end belongs to the last."""
    if root.flow_style:
        ((section_name, section_entries),) = section.items()
        yield from in_braces(root, f"{section_name}: {flow(section_entries)}")
        return
    entry_lines = block_lines(section, 0, step_of(root))
    document_end_offset = root.end_mark.index
    yield on_own_lines(text, document_end_offset, ["", *entry_lines], line_break)
    yield on_own_lines(text, document_end_offset, entry_lines, line_break)
    for key, _ in reversed(root.value):
        yield on_own_lines(text, _above(text, key.start_mark.index), [*entry_lines, ""], line_break)


def in_braces(node: yaml.MappingNode, entry_text: str) -> Iterator[Addition]:
    """Behind the last entry between braces, or before the closing one."""
    closing_brace_offset = node.end_mark.index - 1
    if node.value:
        last_end_offset = end_of(node.value[-1][1])
        yield Addition(last_end_offset, last_end_offset, f", {entry_text}")
    yield Addition(closing_brace_offset, closing_brace_offset, entry_text)


def _in_nothing(
    text: str,
    root: yaml.MappingNode,
    key_node: yaml.Node,
    node: yaml.ScalarNode,
    named: tuple[str, Mapping[str, Any]],
    line_break: str,
) -> Iterator[Addition]:
    """In a section that holds nothing yet: below its name, or in the place of the word for nothing."""
    entry_key, new_entry = named
    start_offset, end_offset = node.start_mark.index, node.end_mark.index
    if start_offset < end_offset:
        yield Addition(start_offset, end_offset, f"{{{entry_key}: {flow(new_entry)}}}")
        return
    indent_step = step_of(root)
    entry_lines = block_lines({entry_key: new_entry}, indent_step, indent_step)
    for entry_offset in after_last(text, key_node.end_mark.index + 1, indent_step):
        yield on_own_lines(text, entry_offset, entry_lines, line_break)


def end_of(node: yaml.Node) -> int:
    """Where the text of a node ends: of a mapping or list in lines, that of its last part."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last_part = node.value[-1]
        return end_of(last_part[1] if isinstance(last_part, tuple) else last_part)
    return int(node.end_mark.index)


def after_last(text: str, end: int, column: int) -> Iterator[int]:
    """Places behind what ends somewhere: below its line and the remarks that stand as far in, else right there."""
    content_end = len(text[:end].rstrip())
    newline_match = BREAK.search(text, content_end)
    line_end_offset = len(text) if newline_match is None else newline_match.end()
    yield _below_remarks(text, line_end_offset, column)
    yield line_end_offset
    yield end


def _below_remarks(text: str, place: int, column: int) -> int:
    """The place below the lines of remarks that stand at a column or further in."""
    end_of_remarks_offset = remark_end_offset = place
    while (
        remark_match := _ONLY_COMMENT.match(text, remark_end_offset)
    ) is not None and remark_match.end() > remark_end_offset:
        remark_end_offset = remark_match.end()
        if remark_match.group(1) is not None:
            if len(remark_match.group(1)) < column:
                break
            end_of_remarks_offset = remark_end_offset
    return end_of_remarks_offset


def _above(text: str, place: int) -> int:
    """The place above the remarks that stand right above a line."""
    line_start_offsets = [0, *(newline_match.end() for newline_match in BREAK.finditer(text, 0, place))]
    while len(line_start_offsets) > 1 and text.startswith("#", line_start_offsets[-2]):
        line_start_offsets.pop()
    return line_start_offsets[-1]


def step_of(node: yaml.MappingNode) -> int:
    """How far the parts of a mapping stand in from their names."""
    for key, child_node in node.value:
        if isinstance(child_node, yaml.MappingNode) and not child_node.flow_style and child_node.value:
            indent_step = child_node.value[0][0].start_mark.column - key.start_mark.column
            if indent_step > 0:
                return int(indent_step)
    return _STEP


def block_lines(entries: Mapping[str, Any], column: int, step: int) -> list[str]:
    """Entries in lines; what lies deeper than a value by path stands between braces."""
    text_lines: list[str] = []
    for key, entry_content in entries.items():
        is_open = isinstance(entry_content, Mapping) and bool(entry_content) and not _is_change(entry_content)
        head_line = f"{' ' * column}{scalar(key)}:"
        text_lines += (
            [head_line, *block_lines(entry_content, column + step, step)]
            if is_open
            else [f"{head_line} {flow(entry_content)}"]
        )
    return text_lines


def _is_change(part: Mapping[Any, Any]) -> bool:
    """Whether a mapping is a value: a factor, a distribution, amounts by year."""
    return not all(isinstance(key, str) for key in part) or bool(
        set(part) & {"times", "distribution", "value"}
    )


def on_own_lines(text: str, place: int, lines: list[str], line_break: str) -> Addition:
    """Lines of their own at a place; a last line without an end gets one first."""
    is_line_start = place == 0 or text[place - 1] in "\r\n"
    lines_above = text[:place].splitlines()
    if lines[0] == "" and lines_above and not lines_above[-1].strip():
        lines = lines[1:]
    addition_text = "".join(f"{line}{line_break}" for line in lines)
    return Addition(place, place, addition_text if is_line_start else f"{line_break}{addition_text}")
