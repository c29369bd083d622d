"""A case on a shelf, from which other municipalities learn: whole or absent, without confidential numbers.

An entry is a folder with the case that may be told, of which every confidential number carries the noise of the public
version; what it is called, whose it is, and what was advised; the published results; and what differs from a case of
another municipality. It is searched for confidential numbers as a public version is, its texts included.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mll_finance.batch.manifest import write_json
from mll_finance.batch.private_noise import private_noise
from mll_finance.batch.public import make_public
from mll_finance.batch.whole_folder import whole_folder
from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError, RunError
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import OF_RUN
from mll_finance.inputs.text.writing import flow, scalar
from mll_finance.judgement.advice import advice
from mll_finance.judgement.differing.difference import CaseDifference, difference
from mll_finance.judgement.differing.document import difference_document
from mll_finance.judgement.disclosure.coarse_case import disclosed, numbers_with_noise
from mll_finance.judgement.disclosure.confidential import confidential_paths
from mll_finance.plain_files import plain_bytes
from mll_finance.promised import outcomes
from mll_finance.report.difference import difference_page
from mll_finance.report.html.writer import write_page
from mll_finance.terms import phrase, sentence
from mll_finance.version import __version__

THEMES = ("debts", "wmo", "youth", "housing", "work", "services", "other")
"""Themes by which a shelf is kept."""
ENTRY = "entry.json"
"""Name of the file that says what an entry is."""
_SCHEMA = 1
_LARGEST = 1_000_000
"""Bytes of what an entry says of itself: one of an example has two thousand."""
_PRIVATE = ("sign_off",)
"""Sections that name people and stay at home."""


@dataclass(frozen=True)
class Label:
    """What stands on an entry beside what its case says.

    Parameters
    ----------
    theme : str
        One of :data:`THEMES`.
    licence : str
        Licence under which the municipality shares the case.
    contact : str
        Function and general address of who can be asked.
    """

    theme: str
    licence: str
    contact: str


@dataclass(frozen=True)
class ShelfEntry:
    """What was put on the shelf."""

    folder: Path
    left_out: tuple[str, ...]
    """Scenarios that hold a confidential number, or that extend one which does."""
    sibling: str | None
    """The case that it was laid beside, as ``id (municipality)``; None where there is none."""
    new_noise: Path | None
    """The file of the noise on confidential numbers, where it is new."""


@dataclass(frozen=True)
class Entries:
    """What lies on a shelf.

    Parameters
    ----------
    documents : mapping
        What each entry says of itself, by its folder.
    unreadable : mapping
        Why another entry cannot be read, by its folder: ``damaged`` or ``other_version``.
    """

    documents: Mapping[Path, dict[str, Any]]
    unreadable: Mapping[Path, str]


def publish(
    study: Study, label: Label, shelf: Path, *, was: Case | None = None, accept: bool = False
) -> ShelfEntry:
    """Put a case on a shelf.

    Parameters
    ----------
    study : Study
        The case, with what is confidential.
    label : Label
        Theme, licence and contact.
    shelf : Path
        Folder of the shelf; the entry is the folder in it with the id of the case.
    was : Case, optional
        Case to lay beside it; without it a case on the shelf, of this theme and another municipality.
    accept : bool
        Whether figures that may be a confidential number, or may not, have been looked at.

    Raises
    ------
    RunError
        When a confidential number turns up in a file all the same, such as in a text of the case.
    """
    noise_by_path, new_noise_file = private_noise(study.case.document.name, numbers_with_noise(study))
    raw_case, left_out_scenario_names = _told_case(study, noise_by_path)
    language = study.case.settings.language
    target_folder = shelf / study.case.settings.id
    with whole_folder(target_folder) as folder:
        head_text = sentence("shelf_head", language, municipality=study.case.settings.municipality)
        case_file = folder / OF_RUN
        case_file.write_text(f"# {head_text}\n{_block_text(raw_case)}", encoding="utf-8")
        public_study = appraise(_read(case_file))
        sibling_case = was if was is not None else _sibling(public_study.case, label, shelf)
        case_difference = None if sibling_case is None else difference(sibling_case, public_study.case)
        if case_difference is not None:
            _write_difference(case_difference, folder)
        write_json(folder / ENTRY, _document(public_study, label, case_difference, left_out_scenario_names))
        make_public(study, folder, noise_by_path, formats=(), accept=accept)
    sibling_name = (
        None if sibling_case is None else f"{sibling_case.settings.id} ({sibling_case.settings.municipality})"
    )
    return ShelfEntry(target_folder, left_out_scenario_names, sibling_name, new_noise_file)


def entries(shelf: Path) -> Entries:
    """What lies on a shelf; a folder without the file of an entry is none."""
    document_by_folder: dict[Path, dict[str, Any]] = {}
    reason_by_folder: dict[Path, str] = {}
    for entry_file in sorted(shelf.glob(f"*/{ENTRY}")):
        try:
            entry_document = json.loads(plain_bytes(entry_file, _LARGEST))
        except (OSError, ValueError, RecursionError):
            entry_document = None
        if not isinstance(entry_document, dict):
            reason_by_folder[entry_file.parent] = "damaged"
        elif entry_document.get("schema") != _SCHEMA:
            reason_by_folder[entry_file.parent] = "other_version"
        else:
            document_by_folder[entry_file.parent] = entry_document
    return Entries(document_by_folder, reason_by_folder)


def _told_case(study: Study, noise_by_path: Mapping[str, float]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The case that may be told as plain data, and the scenarios that stay at home."""
    public_case_data = disclosed(study, noise_by_path).case.document.data
    hidden_paths = confidential_paths(study.case)
    left_out_scenario_names: set[str] = set()
    scenario_by_name = public_case_data.get("scenarios") or {}
    while True:
        names_to_leave_out = {
            name
            for name, scenario in scenario_by_name.items()
            if scenario.get("extends") in left_out_scenario_names
            or any(_touches(path, hidden_paths) for path in scenario.get("set") or {})
        }
        if names_to_leave_out <= left_out_scenario_names:
            break
        left_out_scenario_names |= names_to_leave_out
    public_data = {name: part for name, part in public_case_data.items() if name not in _PRIVATE}
    if scenario_by_name:
        public_data["scenarios"] = {
            name: part for name, part in scenario_by_name.items() if name not in left_out_scenario_names
        }
    return public_data, tuple(name for name in scenario_by_name if name in left_out_scenario_names)


def _touches(path: str, hidden_paths: set[str]) -> bool:
    """Whether a change is of something confidential, of a part of it or of what it is a part of."""
    return any(
        path == hidden_path or path.startswith(f"{hidden_path}.") or hidden_path.startswith(f"{path}.")
        for hidden_path in hidden_paths
    )


def _block_text(data: Mapping[Any, Any], depth: int = 0) -> str:
    """Plain data as the YAML of a case, a key on each line."""
    return "\n".join(_block_lines(data, depth)) + "\n"


def _block_lines(data: Mapping[Any, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, raw_part in data.items():
        if isinstance(raw_part, dict) and raw_part:
            yield f"{indent}{scalar(key)}:"
            yield from _block_lines(raw_part, depth + 1)
        elif isinstance(raw_part, list) and raw_part:
            yield f"{indent}{scalar(key)}:"
            yield from (f"{indent}- {flow(part)}" for part in raw_part)
        else:
            yield f"{indent}{scalar(key)}: {flow(raw_part)}"


def _read(case_file: Path) -> Case:
    """The case as whoever takes it from the shelf reads it."""
    try:
        return load_case(case_file)
    except InputError as error:
        raise RunError(phrase("shelf_unreadable", reason=str(error))) from error


def _sibling(case: Case, label: Label, shelf: Path) -> Case | None:
    """The case on the shelf of this theme and another municipality that has the most choices in common."""
    most_alike_case, most_in_common = None, 0
    for folder, entry_document in entries(shelf).documents.items():
        shelf_municipality = entry_document.get("municipality")
        if entry_document.get("theme") != label.theme or shelf_municipality == case.settings.municipality:
            continue
        try:
            shelf_case = load_case(folder / OF_RUN)
        except InputError:
            continue
        common_count = len(set(case.projects) & set(shelf_case.projects))
        if common_count > most_in_common:
            most_alike_case, most_in_common = shelf_case, common_count
    return most_alike_case


def _write_difference(between: CaseDifference, folder: Path) -> None:
    """What differs, for a browser and for a program."""
    case_names = (_whose(between.was.case), _whose(between.now.case))
    write_page(
        difference_page(between, between.now.case.settings.language, case_names), folder / "difference.html"
    )
    write_json(folder / "difference.json", outcomes(difference_document(between)))


def _whose(case: Case) -> str:
    return case.settings.municipality or case.settings.id


def _document(
    study: Study, label: Label, between: CaseDifference | None, left_out: tuple[str, ...]
) -> dict[str, Any]:
    """What an entry says of itself."""
    case_settings, case_advice = study.case.settings, advice(study)
    case_title = case_settings.title
    return {
        "schema": _SCHEMA,
        "id": case_settings.id,
        "title": None if case_title is None else {"nl": case_title.nl, "en": case_title.en},
        "municipality": case_settings.municipality,
        "theme": label.theme,
        "date": case_settings.dated,
        "version": case_settings.version or study.fingerprint["case"][:8],
        "status": case_settings.status,
        "licence": label.licence,
        "contact": label.contact,
        "advice": {
            "about": case_advice.about,
            "overall": case_advice.overall,
            "choice": case_advice.choice,
            "alternatives": {name: case_advice.of(name).kind for name in study.case.projects},
        },
        "without_scenarios": list(left_out),
        "beside": None
        if between is None
        else {
            "id": between.was.case.settings.id,
            "municipality": between.was.case.settings.municipality,
            "advice_turned": between.turning.turned,
        },
        "suite": __version__,
    }
