"""Reading YAML without its traps: every value as written, with its line, and nothing coerced by surprise.

YAML 1.1 turns ``no`` into false, ``010`` into eight, ``12:30`` into 750, and leaves ``1e-3`` a text. Here a plain
scalar is a number only when it is written as a number; other look-alikes stay text of the type :class:`Trap`, which
carries the sentence that tells what to write, for whoever expected a number or a yes/no.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from mll_finance.errors import InputError, Problem
from mll_finance.plain_files import NoPlainFileError, plain_bytes
from mll_finance.plain_text import LONGEST_TEXT, shortened, steering_sign
from mll_finance.system_reasons import system_reason
from mll_finance.yaml_errors import comma_sentences, is_bare_anchor, phrase, syntax_problem, unfit
from mll_finance.yaml_loader import LOADER

MAX_BYTES = 5_000_000
MAX_NODES = 100_000
MAX_DEPTH = 40

_LONGEST_KEY = 200
"""Signs of the longest key: a path of a case, as the changes of a scenario write it, has under a hundred."""

_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge", "value")
)
_QUOTED = ("'", '"', "|", ">")
_CONSTANTS: Mapping[str, bool | None] = MappingProxyType(
    {
        **dict.fromkeys(("", "~", "null", "Null", "NULL")),
        **dict.fromkeys(("true", "True", "TRUE"), True),
        **dict.fromkeys(("false", "False", "FALSE"), False),
    }
)
"""What a plain text is that is no number and no word."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"[-+]?((?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$")
_DOUBTFUL = re.compile(r"[-+]?0*[1-9][0-9]{0,2}\.[0-9]{3}$")
"""A dot before exactly three decimals, behind one to three digits: a decimal point or a Dutch thousands separator."""
_TRAPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(yes|no|on|off|y|n)$", re.IGNORECASE), phrase("yaml_trap_word")),
    (re.compile(r"[-+]?[0-9][0-9_]*([.][0-9_]*)?[eE][-+]?[0-9]+$"), phrase("yaml_trap_exponent")),
    (re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?$"), phrase("yaml_trap_zeros")),
    (re.compile(r"[-+]?0[xob][0-9a-fA-F]+$"), phrase("yaml_trap_base")),
    (re.compile(r"[0-9]+(:[0-9]+)+$"), phrase("yaml_trap_time")),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?$"), phrase("yaml_trap_date")),
    (re.compile(r"[-+]?\.(inf|nan)$", re.IGNORECASE), phrase("yaml_trap_infinite")),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_.]*$"), phrase("yaml_trap_underscore")),
)

_LONGEST_WORD = 3
"""Letters of the longest word that is a trap (yes, off); every other trap, and every number, begins otherwise."""


class Trap(str):
    """A plain scalar that looks like a number or a truth value, kept as text, with what to write instead."""

    __slots__ = ("remedy",)
    remedy: str

    def __new__(cls, text: str, remedy: str) -> Trap:
        trap = super().__new__(cls, text)
        trap.remedy = remedy
        return trap

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """What a copy is made from: a case is copied before a value in it is changed."""
        return str(self), self.remedy


class Doubtful(float):
    """A number as read, whose dot may as well separate thousands: it keeps its text, for whoever knows the unit.

    Examples
    --------
    >>> plain_scalar("85.000").text, plain_scalar("0.125"), plain_scalar("85.0")
    ('85.000', 0.125, 85.0)
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Doubtful:
        doubtful_number = super().__new__(cls, text)
        doubtful_number.text = text
        return doubtful_number

    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override]
        """What a copy is made from."""
        return (self.text,)


@dataclass(frozen=True)
class Document:
    """A YAML text as plain data, with the line of every path.

    Parameters
    ----------
    data : dict
        Mappings, lists, numbers, texts, booleans and None.
    lines : dict of tuple to int
        Line, counted from 1, of each path (a tuple of keys).
    name : str
        Name of the file, for messages.
    text : str
        The YAML itself; empty where the data did not come from a text.
    parts : dict of tuple to tuple
        What was read from this document or the one that it is a change of, by path: the raw part and the part that it
        was read into. A part whose raw part is the same object need not be validated again.
    """

    data: dict[Any, Any]
    lines: dict[tuple[Any, ...], int] = field(default_factory=dict)
    name: str = "case"
    text: str = field(default="", repr=False)
    parts: dict[tuple[Any, ...], tuple[Any, Any]] = field(default_factory=dict, compare=False, repr=False)

    def part(self, path: tuple[Any, ...], raw: Any, read: Callable[[], Any]) -> Any:
        """The validated part at a path: the one that this same raw part gave before, else what ``read`` gives."""
        known_part = self.parts.get(path)
        if known_part is not None and known_part[0] is raw:
            return known_part[1]
        part_read = read()
        if part_read is not None:
            self.parts[path] = (raw, part_read)
        return part_read

    def line(self, path: tuple[Any, ...]) -> int | None:
        """Line of a path, or of the nearest place above it that is known."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None

    def line_of(self, path: str) -> int | None:
        """Line of a path as a case writes it, ``lines.licence.price``, or of the nearest place above it."""
        while path:
            if path in self._written:
                return self._written[path]
            path = path.rpartition(".")[0]
        return None

    @cached_property
    def _written(self) -> dict[str, int]:
        """The lines by path in one text; a key may be a number, and may hold a point."""
        return {".".join(map(str, path)): line for path, line in self.lines.items()}


def read_yaml(path: Path) -> Document:
    """Read one YAML mapping from a file: a case, the answers of a scan, or a table that comes along.

    Raises
    ------
    InputError
        When the file is absent, too large, binary, not UTF-8, empty, not YAML or not one mapping.
    """
    file_name = str(path)
    if path.is_dir():
        _refuse(file_name, phrase("yaml_folder"), phrase("yaml_one_file"), phrase("yaml_name_file"))
    try:
        raw_bytes = plain_bytes(path, MAX_BYTES)
    except FileNotFoundError:
        _refuse(file_name, phrase("yaml_no_file"), phrase("yaml_case_file"), phrase("yaml_check_name"))
    except NoPlainFileError:
        _refuse(file_name, phrase("yaml_no_plain_file"), phrase("yaml_one_file"), phrase("yaml_name_file"))
    except OSError as error:
        _refuse(
            file_name,
            phrase("yaml_unreadable", reason=system_reason(error)),
            phrase("yaml_readable"),
            phrase("yaml_permissions"),
        )
    if len(raw_bytes) > MAX_BYTES:
        _refuse(
            file_name,
            phrase("yaml_bytes", size=path.stat().st_size),
            phrase("yaml_most_bytes", size=MAX_BYTES),
            phrase("yaml_move_tables"),
        )
    try:
        file_text = raw_bytes.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(file_name, phrase("yaml_no_text"), phrase("yaml_utf8"), phrase("yaml_save_utf8"))
    return parse_yaml(file_text, name=file_name)


def parse_yaml(text: str, *, name: str = "case") -> Document:
    r"""Parse one YAML mapping from a text; see :func:`read_yaml` for the errors.

    Examples
    --------
    >>> parse_yaml("country: no\nyears: 3").data
    {'country': 'no', 'years': 3}
    """
    control_sign = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    if control_sign is not None:
        _refuse(name, phrase("yaml_binary"), phrase("yaml_text_file"), phrase("yaml_right_file"))
    try:
        _check_count(text, name)
        nodes = list(yaml.compose_all(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        raise InputError(syntax_problem(error, text), file=name) from None
    except (yaml.YAMLError, RecursionError) as error:
        _refuse(
            name,
            phrase("yaml_not_valid", problem=type(error).__name__),
            phrase("yaml_allowed"),
            phrase("yaml_simplify"),
        )
    nodes = [node for node in nodes if node is not None]
    if not nodes:
        _refuse(name, phrase("yaml_empty"), phrase("yaml_sections"), phrase("yaml_start"))
    if len(nodes) > 1:
        _refuse(name, phrase("yaml_several"), phrase("yaml_single_mapping"), phrase("yaml_remove_lines"))
    if not isinstance(nodes[0], yaml.MappingNode):
        kind_text = (
            phrase("yaml_list") if isinstance(nodes[0], yaml.SequenceNode) else phrase("yaml_single_value")
        )
        _refuse(
            name, phrase("yaml_not_a_mapping", kind=kind_text), phrase("yaml_sections"), phrase("yaml_start")
        )
    reader = _Reader(name, may_steer="\\" in text or steering_sign(text) is not None)
    raw_mapping = reader.build(nodes[0], ())
    if reader.problems:
        raise InputError(reader.problems, file=name)
    return Document(data=raw_mapping, lines=reader.lines, name=name, text=text)


def _check_count(text: str, name: str) -> None:
    """Refuse a text of more parts than a case has, before all of them are put together."""
    if sum(map(text.count, ",:\n")) <= MAX_NODES:
        return
    for count, event in enumerate(yaml.parse(text, Loader=LOADER)):
        if count > 2 * MAX_NODES:
            line = event.start_mark.line + 1 if event.start_mark else None
            limit_phrase = phrase("yaml_limit", values=MAX_NODES, levels=MAX_DEPTH)
            _refuse(name, phrase("yaml_too_many"), limit_phrase, phrase("yaml_anchors"), line)


def plain_scalar(text: str) -> Any:
    """Interpret a plain (unquoted) scalar: number, true/false, null, or text (a :class:`Trap` where it misleads).

    Examples
    --------
    >>> [plain_scalar(word) for word in ("12", "0.5", "true", "no", "1e-3", "~")]
    [12, 0.5, True, 'no', '1e-3', None]
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) > _LONGEST_WORD and text[0].isalpha():
        return text
    if _INTEGER.match(text):
        return int(text) if len(text) <= 30 else Trap(text, phrase("yaml_trap_digits"))
    if _DOUBTFUL.match(text):
        return Doubtful(text)
    if _FLOAT.match(text):
        number_read = float(text)
        is_finite = number_read - number_read == 0
        return number_read if is_finite else Trap(text, phrase("yaml_trap_finite"))
    for pattern, remedy in _TRAPS:
        if pattern.match(text):
            return Trap(text, remedy)
    return text


def _refuse(name: str, finding: str, allowed: str, remedy: str, line: int | None = None) -> Any:
    raise InputError(Problem("", finding, allowed, remedy, line), file=name)


class _Reader:
    """Turns a graph of YAML nodes into data, within limits, noting lines and problems."""

    def __init__(self, name: str, *, may_steer: bool) -> None:
        self.name = name
        self.may_steer = may_steer
        """Whether a sign that steers the screen stands somewhere in the text, or may be written as an escape."""
        self.lines: dict[tuple[Any, ...], int] = {}
        self.problems: list[Problem] = []
        self.key_by_word: dict[str, str | int] = {}
        self.count = 0

    def build(self, node: yaml.Node, path: tuple[Any, ...], merges: int = 0) -> Any:
        self.count += 1
        if self.count > MAX_NODES or len(path) + merges > MAX_DEPTH:
            limit_phrase = phrase("yaml_limit", values=MAX_NODES, levels=MAX_DEPTH)
            line = node.start_mark.line + 1
            _refuse(self.name, phrase("yaml_too_many"), limit_phrase, phrase("yaml_anchors"), line)
        self.lines.setdefault(path, node.start_mark.line + 1)
        if node.tag not in _PLAIN_TAGS:
            tag_phrases = phrase("yaml_tag", tag=node.tag), phrase("yaml_no_tags"), phrase("yaml_remove_tag")
            self._problem(path, node, *tag_phrases)
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, merges)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        if is_bare_anchor(node):
            anchor_phrases = phrase("yaml_anchor"), phrase("yaml_text_value"), phrase("yaml_anchor_remedy")
            self._problem(path, node, *anchor_phrases)
            return None
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: tuple[Any, ...], merges: int) -> dict[Any, Any]:
        raw_mapping: dict[Any, Any] = {}
        merged_parts: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(
                    path,
                    key_node,
                    phrase("yaml_no_word"),
                    phrase("yaml_simple_keys"),
                    phrase("yaml_write_word"),
                )
                continue
            if key_node.value == "<<" and key_node.style not in _QUOTED:
                for merged_part in self._merge_parts(value_node, path):
                    merged_parts = {**self.build(merged_part, path, merges + 1), **merged_parts}
                continue
            key = self._key(key_node, path)
            if isinstance(key, str) and len(key) > _LONGEST_KEY:
                self._problem(path, key_node, *unfit(key, _LONGEST_KEY))
                continue
            if key in raw_mapping:
                self._problem(
                    (*path, key),
                    key_node,
                    phrase("yaml_twice", name=key),
                    phrase("yaml_once"),
                    phrase("yaml_rename"),
                )
                continue
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            # A key of {} that has no colon is what stands behind a comma within a text or a number.
            is_behind_comma = bool(node.flow_style) and key_node.end_mark.index == value_node.end_mark.index
            previous = next(reversed(raw_mapping.items()), None) if is_behind_comma else None
            if previous and isinstance(previous[1], (str, int, float)):
                previous_text = getattr(previous[1], "text", None) or str(previous[1])
                finding, remedy = comma_sentences(str(previous[0]), previous_text, key_node.value)
                self._problem((*path, previous[0]), key_node, finding, phrase("yaml_allowed"), remedy)
                continue
            raw_mapping[key] = self.build(value_node, (*path, key))
        return {**merged_parts, **raw_mapping}

    def _key(self, node: yaml.ScalarNode, path: tuple[Any, ...]) -> str | int:
        """A key as a text or a whole number; most stand in a text many times, and are looked at once."""
        is_plain = node.style not in _QUOTED
        if is_plain and node.value in self.key_by_word:
            return self.key_by_word[node.value]
        key_read = self._scalar(node, path)
        is_number = isinstance(key_read, int) and not isinstance(key_read, bool)
        key: str | int = key_read if is_number else str(node.value)
        if is_plain and key_read is not None:
            self.key_by_word[node.value] = key
        return key

    def _merge_parts(self, node: yaml.Node, path: tuple[Any, ...]) -> Iterator[yaml.MappingNode]:
        """The mappings that are taken over; what is none, such as a name without its star, is a problem."""
        for merge_node in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if isinstance(merge_node, yaml.MappingNode):
                yield merge_node
                continue
            written_text = merge_node.value if isinstance(merge_node, yaml.ScalarNode) else "[...]"
            self._problem(
                path,
                merge_node,
                phrase("yaml_merge", text=shortened(written_text, 60)),
                phrase("yaml_merge_allowed"),
                phrase("yaml_merge_remedy"),
            )

    def _scalar(self, node: yaml.Node, path: tuple[Any, ...]) -> Any:
        is_doubtful = self.may_steer or len(node.value) > LONGEST_TEXT
        sentences = unfit(node.value, LONGEST_TEXT) if is_doubtful else ()
        if sentences:
            self._problem(path, node, *sentences)
            return None
        if getattr(node, "style", None) in _QUOTED:
            return str(node.value)
        return plain_scalar(str(node.value))

    def _problem(
        self, path: tuple[Any, ...], node: yaml.Node, finding: str, allowed: str, remedy: str
    ) -> None:
        self.problems.append(
            Problem(".".join(map(str, path)), finding, allowed, remedy, node.start_mark.line + 1)
        )
