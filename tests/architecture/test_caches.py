"""Every cache is known and says why it cannot show what somebody has edited since.

A cache either follows the tables that come along (``SHIPPED_DATA.kept``: emptied where a case is opened after an edit),
or it has a row in ``caches.csv`` with the reason. A new cache without either fails here.
"""

from __future__ import annotations

import ast
import csv
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import mll_finance
from mll_finance.resources import READ_AT_START, SHIPPED_DATA, package_folder

CACHING = ("lru_cache", "cache", "cached_property")
READING = (
    "read_yaml",
    "resource",
    "read_table",
    "threshold",
    "whole_threshold",
    "sentences",
    "terms",
    "table",
)
"""Calls that read, or look into, what comes along: a cache of them follows it."""
HOLDERS = (ast.Dict, ast.List, ast.Set)


def name_of(node: ast.expr) -> str:
    """The last word of a decorator or a call."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    places = ((path.relative_to(package_folder()), path) for path in sorted(package_folder().rglob("*.py")))
    return tuple(
        (place.as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for place, path in places
        if place.parts[0] != "_resources"
    )


def functions(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions with the class that they are in, if any."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            yield from ((node.name, part) for part in node.body if isinstance(part, ast.FunctionDef))
    yield from (("", node) for node in module.body if isinstance(node, ast.FunctionDef))


def cached(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef, bool]]:
    """Each function with a cache: its place (a class for properties), itself, and whether it follows the data."""
    for owner, function in functions(module):
        names = [name_of(decorator) for decorator in function.decorator_list]
        if set(names) & set(CACHING):
            yield owner or function.name, function, "kept" in names


def stores(module: ast.Module) -> Iterator[str]:
    """Names at the top of a module that start empty, or are objects made to keep things."""
    for node in module.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        value = getattr(node, "value", None)
        is_empty = (
            isinstance(value, HOLDERS)
            and not getattr(value, "elts", None)
            and not getattr(value, "keys", None)
        )
        is_made = isinstance(value, ast.Call) and (
            name_of(value) in ("dict", "list", "set")
            or name_of(value).endswith(("Cache", "Data", "Dictionary"))
        )
        if is_empty or is_made:
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def rows() -> dict[str, str]:
    with Path(__file__).with_name("caches.csv").open(encoding="utf-8", newline="") as file:
        return {f"{row['module']}:{row['name']}": row["why"] for row in csv.DictReader(file)}


@cache
def all_cached() -> tuple[tuple[str, str, ast.FunctionDef, bool], ...]:
    """Each function of the package with a cache, behind its module."""
    return tuple((path, *found) for path, module in trees() for found in cached(module))


def not_kept() -> set[str]:
    """Every cache of the package that does not follow the data by itself."""
    names = {f"{path}:{place}" for path, place, _, is_kept in all_cached() if not is_kept}
    return names | {f"{path}:{name}" for path, module in trees() for name in stores(module)}


def test_every_cache_has_its_reason() -> None:
    lacking = sorted(not_kept() - set(rows()))
    assert not lacking, "add @SHIPPED_DATA.kept where it holds what data/ says, else a row in caches.csv"
    assert all(len(why) > 20 for why in rows().values())


def test_no_reason_is_of_a_cache_that_is_gone() -> None:
    assert not sorted(set(rows()) - not_kept())


def test_a_cache_that_reads_what_comes_along_follows_it() -> None:
    """Those in ``caches.csv`` may not call a reader of the data; properties hang on a case that was read before."""
    reading = []
    for path, place, function, is_kept in all_cached():
        is_property = "cached_property" in map(name_of, function.decorator_list)
        calls = {name_of(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
        if not is_kept and not is_property and calls & set(READING):
            reading.append(f"{path}:{place} calls {sorted(calls & set(READING))}")
    assert not reading


def test_what_follows_the_data_is_registered() -> None:
    written = sum(is_kept for *_, is_kept in all_cached())
    for module in pkgutil.walk_packages(mll_finance.__path__, "mll_finance."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    registered = {id(cache) for cache in SHIPPED_DATA.caches}
    assert len(registered) == len(SHIPPED_DATA.caches) == written


def test_constants_come_from_the_files_that_ask_for_a_new_session() -> None:
    """A number that a module reads at its top stays as long as the process: only thresholds may."""
    at_the_top: dict[str, set[str]] = {}
    for path, module in trees():
        for node in module.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                calls = {name_of(part) for part in ast.walk(node.value) if isinstance(part, ast.Call)}
                for call in calls & {*READING, "sentence", "term", "unit_words", "standard_parties"}:
                    at_the_top.setdefault(call, set()).add(path)
    assert set(at_the_top) == {"threshold", "whole_threshold"}, at_the_top
    assert READ_AT_START == ("thresholds.csv",)


SAMPLES: dict[str, tuple[str, Any]] = {
    "a function": ("@lru_cache(maxsize=1)\ndef rates():\n    return 1\n", {"rates"}),
    "a property": ("class Study:\n    @cached_property\n    def rows(self):\n        return 1\n", {"Study"}),
    "a mapping": ("_KNOWN: dict[str, int] = {}\n", {"_KNOWN"}),
    "an object": ("_KEPT = DrawCache()\n", {"_KEPT"}),
    "a constant": ("RATES = {1: 2}\n", set()),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_cache_is_found(name: str) -> None:
    text, expected = SAMPLES[name]
    module = ast.parse(text)
    assert {place for place, _, _ in cached(module)} | set(stores(module)) == expected
