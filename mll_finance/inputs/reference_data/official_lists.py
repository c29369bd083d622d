"""Official lists of names that the user has: organisations and themes, as the registers of central government ask them.

References
----------
Standaarden.overheid.nl, TOOI, waardelijsten: ``rwc_gemeenten_compleet`` and others (organisations), ``scw_toplijst``
(themes); the form of their JSON is known through programs that read it, the lists were not opened here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.plain_files import plain_bytes
from mll_finance.plain_text import neutral
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase, three

_MOST_BYTES = 50_000_000
_PREFIX_BY_LIST = {"organisations": "rwc_", "themes": "scw_toplijst"}
"""How the names of the files of each list begin."""
_NAMES = ("prefLabel", "officieleNaamInclSoort")
"""Ends of the keys under which a list holds a name."""


def read_lists(folder: Path) -> Mapping[str, frozenset[str]]:
    """The names of each list that is in a folder; a list that is not there is absent.

    Raises
    ------
    InputError
        With every problem at once: no folder, none of the lists in it, a file that is no such list.
    """
    if not folder.is_dir():
        raise InputError(Problem("--lists", *three("register_no_folder")), file=str(folder))
    names_by_list: dict[str, frozenset[str]] = {}
    problems: list[Problem] = []
    for list_name, prefix in _PREFIX_BY_LIST.items():
        paths = sorted(
            path for path in folder.iterdir() if path.name.startswith(prefix) and path.suffix == ".json"
        )
        names = {name for path in paths for name in _names_of(path, problems)}
        if names:
            names_by_list[list_name] = frozenset(names)
    if not names_by_list and not problems:
        problems.append(Problem("--lists", *three("register_no_lists")))
    if problems:
        raise InputError(problems, file=str(folder))
    return names_by_list


def _names_of(path: Path, problems: list[Problem]) -> Iterator[str]:
    """The names in a file of a list."""
    try:
        raw_bytes = plain_bytes(path, _MOST_BYTES)
        raw_entries = json.loads(raw_bytes.decode("utf-8-sig"))
    except OSError as error:
        finding_phrase = phrase("assessment_unreadable_found", reason=system_reason(error))
        problems.append(Problem(path.name, finding_phrase, *three("register_no_list")[1:]))
        return
    except (ValueError, RecursionError):
        raw_entries = None
    entry_names = (
        [name for entry in raw_entries for name in _labels(entry)] if isinstance(raw_entries, list) else []
    )
    if not entry_names:
        problems.append(Problem(path.name, *three("register_no_list")))
    yield from entry_names


def _labels(entry: Any) -> Iterator[str]:
    """The names of one entry, a mapping of JSON-LD."""
    for key, labels in entry.items() if isinstance(entry, dict) else ():
        if key.endswith(_NAMES) and isinstance(labels, list):
            yield from (
                neutral(label["@value"])
                for label in labels
                if isinstance(label, dict) and isinstance(label.get("@value"), str)
            )
