"""Reading the sections of a case: named parts, parts of a kind, and the further sections."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.inputs.grammar.validation import dotted, validated
from mll_finance.inputs.text.ranges import with_observations
from mll_finance.yaml_text import Document


def entries(document: Document, section: str) -> dict[Any, Any]:
    """The raw parts of a section by name; none where it is no mapping."""
    held = document.data.get(section)
    return held if isinstance(held, dict) else {}


def named_parts(
    document: Document,
    section: str,
    model: type[Any],
    problems: list[Problem],
    *,
    standard: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The parts of a section; what the case says is laid over the standard part of the same name."""
    own = entries(document, section)
    made: dict[str, Any] = {}
    for name in dict.fromkeys([*(standard or {}), *own]):
        if not _good_name(name, (section, name), document, problems):
            continue
        written = own.get(name)
        raw = {} if written is None else written
        if standard and isinstance(raw, dict):
            raw = {**standard.get(name, {}), **raw}
        read = partial(validated, model, raw, path=(section, name), document=document, problems=problems)
        part = document.part((section, name), written, read)
        if part is not None:
            made[name] = part
    return made


def _below(path: tuple[Any, ...], problem: Problem, document: Document) -> Problem:
    """A problem found in a file that a part names, at the place in the case where it is named."""
    place = (*path, problem.path)
    return Problem(dotted(place), problem.found, problem.allowed, problem.remedy, document.line(place))


def kinds_of(
    document: Document,
    section: str,
    kinds: Mapping[str, type[Any]],
    *,
    folder: Path,
    problems: list[Problem],
) -> dict[str, Any]:
    """The parts of a section by name, each read by the class of its kind."""
    made: dict[str, Any] = {}
    for name, raw in entries(document, section).items():
        path = (section, name)
        if not _good_name(name, path, document, problems):
            continue
        read = partial(_kind_of, raw, kinds, path=path, document=document, folder=folder, problems=problems)
        part = document.part(path, raw, read)
        if part is not None:
            made[name] = part
    return made


def _kind_of(
    raw: Any,
    kinds: Mapping[str, type[Any]],
    *,
    path: tuple[str, Any],
    document: Document,
    folder: Path,
    problems: list[Problem],
) -> Any:
    """One part, read by the class of its kind; None after adding its problems."""
    where = ".".join(path)
    if not isinstance(raw, dict):
        problems.append(
            Problem(
                where,
                "not a mapping",
                "a mapping with a kind",
                "write its keys under it",
                document.line(path),
            )
        )
        return None
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        found = "no kind" if kind is None else f"the kind '{kind}'"
        problems.append(
            Problem(
                f"{where}.kind",
                found,
                f"one of {', '.join(kinds)}",
                suggestion(str(kind), kinds),
                document.line((*path, "kind")),
            )
        )
        return None
    try:
        whole = with_observations(kinds[kind].prepare(raw, folder), folder)
    except InputError as error:
        problems += [_below(path, problem, document) for problem in error.problems]
        return None
    return validated(kinds[kind], whole, path=path, document=document, problems=problems)


def _good_name(name: Any, path: tuple[Any, ...], document: Document, problems: list[Problem]) -> bool:
    good = isinstance(name, str) and name.replace("_", "a").replace("-", "a").isalnum() and name[0].isalpha()
    if not good:
        problems.append(
            Problem(
                ".".join(map(str, path)),
                f"the name '{name}'",
                "letters, digits, - and _, a letter first",
                "rename it",
                document.line(path),
            )
        )
    return good
