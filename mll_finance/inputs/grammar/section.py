"""A further section of a case: what it may say, what must hold in it, and which lines follow from it.

A section is one file of ``inputs/method`` with a ``SECTION``. It reads the case and adds to it; the ledger knows only
the lines that follow, so what a precondition costs is a line like any other: seen by each perspective, in every table.
"""

from __future__ import annotations

import copy
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mll_finance.inputs.grammar.base import Strict
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import Party
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.sections import Alternative, Settings

Raw = dict[Any, Any]
Sentence = tuple[str, str, str, str]
"""Path, what was found, what is allowed, what to do."""
MADE_BY = "made_by"


@dataclass(frozen=True)
class Known:
    """The parts of a case that a section may check itself against; parts that failed are left out."""

    settings: Settings | None
    parties: Mapping[str, Party]
    alternatives: Mapping[str, Alternative]
    quantities: Mapping[str, Quantity]
    lines: Mapping[str, Line]


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
        Raw case to raw case, before it is validated: the lines and delays that follow from the section. It copies
        what it changes, and gives a case that it cannot read back as it is; validation then says what is wrong.
    check : callable, optional
        Path, what was found, what is allowed, what to do, for what does not fit the rest of the case.
    without_fixed : callable, optional
        Raw case to raw case, without what the section says of numbers at these paths: a change has made them certain.
    """

    name: str
    model: type[Strict]
    named: bool
    description: str
    expand: Callable[[Raw], Raw] | None = None
    check: Callable[[Any, Known], Iterator[Sentence]] | None = None
    without_fixed: Callable[[Raw, frozenset[str]], Raw] | None = None


@lru_cache(maxsize=1)
def method_sections() -> dict[str, Section]:
    """The further sections by name."""
    from mll_finance.inputs import method

    found: dict[str, Section] = {}
    for info in pkgutil.iter_modules(method.__path__):
        made = getattr(importlib.import_module(f"{method.__name__}.{info.name}"), "SECTION", None)
        if isinstance(made, Section):
            found[made.name] = made
    return dict(sorted(found.items()))


def expanded(data: Raw) -> Raw:
    """The raw case with everything that follows from its further sections; the case itself stays as it is."""
    return _without_orphans(_with_all(data), data)


def _with_all(data: Raw) -> Raw:
    """The raw case after the expansion of every further section, one after the other."""
    for section in method_sections().values():
        if section.expand is not None:
            data = section.expand(data)
    return data


def with_lines(data: Raw, made_by: str, lines: Mapping[str, Raw]) -> Raw:
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
    held = data.get("lines")
    if not isinstance(held, dict) or not lines:
        return data
    own = {name: line for name, line in held.items() if name not in lines}
    made = {name: _in_place(held.get(name), line, made_by) for name, line in lines.items()}
    return {**data, "lines": {**own, **made}}


def _in_place(held: Any, line: Raw, made_by: str) -> Raw:
    """The line that follows, or what the case has in its place; one written out for ``--set`` stands there too."""
    if held is None:
        return {**copy.deepcopy(line), MADE_BY: made_by}
    return {**held, "alternative": line["alternative"]} if _is_made(held) else held


def without_fixed(data: Raw, fixed: frozenset[str]) -> Raw:
    """The raw case without what its sections say of numbers that a change has made certain."""
    for section in method_sections().values():
        if fixed and section.without_fixed is not None:
            data = section.without_fixed(data, fixed)
    return data


def pinned(data: Raw, whole: Raw, path: str) -> Raw:
    """The raw case with the part that a path is in written out, where that part follows from a section.

    So that ``--set lines.precondition_dpia.amount=9000`` finds the line that follows from an open precondition, and
    ``--set preconditions.security.status=met`` a check that the section does not mention.
    """
    section, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    held, follows = data.get(section), whole.get(section)
    if section != "lines" and section not in method_sections():
        return data
    if not isinstance(held, dict) or not isinstance(follows, dict) or name in held:
        return data
    if name not in follows:  # An error will follow; with every name at hand it proposes the nearest.
        return {**data, section: follows} if "." in rest else data
    return {**data, section: {**held, name: copy.deepcopy(follows[name])}}


def is_missing(data: Raw, whole: Raw, path: str) -> bool:
    """Whether neither the case nor what follows from it has the line or part of a section that a path is in."""
    section, _, rest = path.partition(".")
    if "." not in rest or (section != "lines" and section not in method_sections()):
        return False
    name = rest.partition(".")[0]
    return all(not isinstance(held.get(section), dict) or name not in held[section] for held in (data, whole))


def _without_orphans(made: Raw, data: Raw) -> Raw:
    """Without the lines that were written out for a section that no longer gives them."""
    held = data.get("lines")
    if not isinstance(held, dict):
        return made
    bare = {**data, "lines": {name: line for name, line in held.items() if not _is_made(line)}}
    if len(bare["lines"]) == len(held):
        return made
    again = _with_all(bare)
    lines = {
        name: line
        for name, line in made["lines"].items()
        if name not in held or not _is_made(held[name]) or name in again["lines"]
    }
    return {**made, "lines": lines}


def _is_made(line: Any) -> bool:
    return isinstance(line, dict) and MADE_BY in line
