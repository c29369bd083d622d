"""Older schemas of a case: the rule that reads one as the next, a module a step (``from_1``: schema 1 as schema 2).

A case is rewritten when it is read and stays as it was written in its file, in its lock and in its fingerprint.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from mll_finance.errors import Problem
from mll_finance.inputs.case.rewriting.older_case import OlderCase
from mll_finance.inputs.grammar.section import Raw

_STEP = "from_"


@lru_cache(maxsize=1)
def steps() -> dict[int, Callable[[OlderCase], Raw]]:
    """The rules by the schema that they rewrite, in order."""
    module_names = [module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith(_STEP)]
    rule_by_number = {
        int(name.removeprefix(_STEP)): importlib.import_module(f"{__name__}.{name}").rewritten
        for name in module_names
    }
    return dict(sorted(rule_by_number.items()))


def newest() -> int:
    """The schema that a case is read in.

    Examples
    --------
    >>> newest()
    2
    """
    return max(steps()) + 1


def number_of(raw: Mapping[Any, Any]) -> Any:
    """The schema that a case says it has; one that says nothing is of the first."""
    return raw.get("schema", min(steps()))


def in_newest(whole: Raw, written: Raw, keep: Callable[..., Any]) -> tuple[Raw, tuple[Problem, ...]]:
    """A case as the newest schema reads it, and what reads otherwise than it did.

    Parameters
    ----------
    whole : dict
        The raw case with what follows from its sections.
    written : dict
        The raw case as it is written.
    keep : callable
        ``Document.part``: gives the same part for the same raw part, so that it need not be validated again.
    """
    written_schema = number_of(written)
    if isinstance(written_schema, bool) or not isinstance(written_schema, int):
        return whole, ()
    moved_problems: list[Problem] = []
    for schema_number, rule in steps().items():
        if schema_number >= written_schema:
            older_case = OlderCase(whole, written, keep)
            whole = rule(older_case)
            moved_problems += older_case.moved
    return whole, tuple(moved_problems)
