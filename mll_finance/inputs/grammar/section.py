"""A further section of a case: what it may say, what must hold in it, and which lines follow from it.

A section is one file of ``inputs/method`` with a ``SECTION``. It reads the case and adds to it; the ledger knows only
the lines that follow, so what a precondition costs is a line like any other: seen by each perspective, in every table.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeVar, get_args

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Strict
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import Party
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.sections import BASELINE, Alternative, Settings
from mll_finance.inputs.tables.in_force import SHIPPED, Tables
from mll_finance.terms import phrase

Raw = dict[Any, Any]
MADE_BY = "made_by"
NamedSection = Literal["parties", "alternatives", "quantities", "lines"]
"""The sections whose parts other sections name."""
REQUIRED = ("case", "alternatives", "lines")
"""The sections that every case has."""
Model = TypeVar("Model", bound=Strict)


@dataclass(frozen=True)
class Known:
    """The parts of a case that a section may check itself against; of parts that failed only the names are there."""

    settings: Settings | None
    parties: Mapping[str, Party]
    alternatives: Mapping[str, Alternative]
    quantities: Mapping[str, Quantity]
    lines: Mapping[str, Line]
    tables: Tables = SHIPPED
    raw: Raw = field(default_factory=dict)
    """The raw case, for what a section says of another one."""

    def names(self, section: NamedSection) -> tuple[str, ...]:
        """Names of the parts of a section that the case has, of those that could not be read too."""
        read_part_by_name: Mapping[str, object] = getattr(self, section)
        unread_names = [name for name in self._written(section) if name not in read_part_by_name]
        return (*read_part_by_name, *(name for name in unread_names if isinstance(name, str)))

    @cached_property
    def numbers(self) -> Mapping[str, Assumption]:
        """Every number of the quantities and lines by its path, each alternative by itself."""
        return {
            path: leaf
            for section, parts in (("quantities", self.quantities), ("lines", self.lines))
            for name, part in parts.items()
            for whole_path, assumption in assumptions(part, f"{section}.{name}")
            for path, leaf in assumption.leaves(whole_path)
        }

    @property
    def projects(self) -> tuple[str, ...]:
        """Names of the alternatives other than the baseline."""
        return tuple(name for name in self.names("alternatives") if name != BASELINE)

    def lacks(self, section: NamedSection, name: str) -> bool:
        """Whether a section has no part of a name; nobody knows where the section could not be read as a whole."""
        is_there = name in getattr(self, section) or name in self._written(section)
        return not is_there and not self._is_unreadable(section)

    def lacks_project(self, name: str) -> bool:
        """Whether no alternative other than the baseline has a name."""
        return name == BASELINE or self.lacks("alternatives", name)

    def lacks_any(self, alternatives: Collection[str]) -> bool:
        """Whether one of some alternatives is none of the case, which is told where it stands."""
        return any(self.lacks("alternatives", name) for name in alternatives)

    def lacks_path(self, path: str, allowed: Collection[str]) -> bool:
        """Whether a path is none of those allowed; nobody knows where the part that holds it could not be read."""
        section_name, _, rest_of_path = path.partition(".")
        part_name = rest_of_path.partition(".")[0]
        if path in allowed or section_name not in get_args(NamedSection):
            return path not in allowed
        has_failed = part_name in self._written(section_name) and part_name not in getattr(self, section_name)
        return not has_failed and not self._is_unreadable(section_name)

    def _written(self, section: str) -> Mapping[str, Any]:
        """What the case writes in a section, by name."""
        raw_section = self.raw.get(section)
        return raw_section if isinstance(raw_section, dict) else {}

    def _is_unreadable(self, section: str) -> bool:
        """Whether what the case says of a section, if it has to say it, is no mapping: that is told there."""
        raw_section = self.raw.get(section)
        return not isinstance(raw_section, dict) and (raw_section is not None or section in REQUIRED)


@dataclass(frozen=True)
class Section:
    """One further section of a case.

    Parameters
    ----------
    name : str
        Key in the case.
    model : type
        What the section says, or each of its named parts.
    named : bool
        Whether it is a mapping of named parts.
    description : str
        One sentence for the reference page and the schema.
    expand : callable, optional
        Raw case and tables in force to raw case, before it is validated: the lines and delays that follow from the
        section. It copies what it changes, and gives a case that it cannot read back as it is; validation then says
        what is wrong.
    check : callable, optional
        What does not fit the rest of the case.
    without_fixed : callable, optional
        Raw case to raw case, without what the section says of numbers at these paths: a change has made them certain.
    """

    name: str
    model: type[Strict]
    named: bool
    description: str
    expand: Callable[[Raw, Tables], Raw] | None = None
    check: Callable[[Any, Known], Iterator[Problem]] | None = None
    without_fixed: Callable[[Raw, frozenset[str]], Raw] | None = None


def with_lines(raw: Raw, made_by: str, lines: Mapping[str, Raw]) -> Raw:
    """The raw case with lines that follow from a section behind its own; a line of the same name takes their place.

    Parameters
    ----------
    data : dict
        The raw case.
    made_by : str
        Name of the section.
    lines : mapping
        Raw lines by name, as a case would write them.
    """
    raw_section = raw.get("lines")
    if not isinstance(raw_section, dict) or not lines:
        return raw
    own_raw_line_by_id = {name: line for name, line in raw_section.items() if name not in lines}
    following_line_by_id = {
        name: _in_place(raw_section.get(name), line, made_by) for name, line in lines.items()
    }
    return {**raw, "lines": {**own_raw_line_by_id, **following_line_by_id}}


def _in_place(written: Any, line: Raw, made_by: str) -> Raw:
    """The line that follows, or what the case has in its place; one written out for ``--set`` stands there too."""
    if written is None:
        return {**copy.deepcopy(line), MADE_BY: made_by}
    return {**written, "alternative": line["alternative"]} if is_made(written) else written


def is_made(line: Any) -> bool:
    """Whether a raw line follows from a section."""
    return isinstance(line, dict) and MADE_BY in line


def without_following(problems: Sequence[Problem], whole: Raw, written: Raw) -> list[Problem]:
    """The problems without those of a line that follows from a section, where what it follows from is told to be wrong.

    That is the section, or a line that the case writes, which it may have been made of.

    Parameters
    ----------
    problems : sequence of Problem
        All that was met.
    whole, written : dict
        The raw case with what follows from its sections, and as it is written.
    """
    lines, own_lines = (
        raw["lines"] if isinstance(raw.get("lines"), dict) else {} for raw in (whole, written)
    )
    maker_by_path = {
        f"lines.{name}": str(line[MADE_BY])
        for name, line in lines.items()
        if is_made(line) and name not in own_lines
    }
    makers_of_problems = [maker_by_path.get(".".join(problem.path.split(".")[:2])) for problem in problems]
    wrong_section_names = {
        problem.path.partition(".")[0]
        for problem, maker in zip(problems, makers_of_problems, strict=True)
        if maker is None
    }
    return [
        problem
        for problem, maker in zip(problems, makers_of_problems, strict=True)
        if maker is None or not wrong_section_names & {maker, "lines"}
    ]


def marked_by_hand(lines: Any) -> Iterator[Problem]:
    """Lines of a file or a change that say which section they follow from: that is for the sections to say."""
    for line_id, line in lines.items() if isinstance(lines, Mapping) else ():
        if is_made(line):
            finding_phrase = phrase("problem_unknown_key", loc=MADE_BY)
            remedy_phrase = phrase("problem_remove_it")
            yield Problem(
                f"lines.{line_id}.{MADE_BY}", finding_phrase, phrase("made_by_allowed"), remedy_phrase
            )


def marked_changes(changes: Mapping[str, Any]) -> Iterator[Problem]:
    """Changes by path that say which section a line follows from."""
    for path, change in changes.items():
        section_name, _, rest_of_path = path.partition(".")
        part_name, _, marker = rest_of_path.partition(".")
        if section_name == "lines" and marker in ("", MADE_BY):
            yield from marked_by_hand({part_name: {MADE_BY: change} if marker else change})


class Sections:
    """The further sections of a case, each by the class of what it says.

    Parameters
    ----------
    said : mapping
        By class: what the section says, or its named parts by name; None where the case has not got it.
    """

    def __init__(self, by_model: Mapping[type[Strict], Any]) -> None:
        self._said = by_model

    def section(self, model: type[Model]) -> Model | None:
        """What a section says; None where the case has not got it."""
        method_section: Model | None = self._said[model]
        return method_section

    def parts(self, model: type[Model]) -> Mapping[str, Model]:
        """The named parts of a section by name; none where the case has not got it."""
        part_by_name: Mapping[str, Model] = self._said[model]
        return part_by_name

    def has(self, model: type[Strict]) -> bool:
        """Whether the case has the section."""
        return bool(self._said[model])
