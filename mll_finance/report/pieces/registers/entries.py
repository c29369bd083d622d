"""An entry of a public register as a file, with what its form asks and the case does not say yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mll_finance.engine.study import Study
from mll_finance.errors import Problem
from mll_finance.inputs.reference_data.register_rules import entry_problems, unchecked
from mll_finance.inputs.reference_data.registers import Register, fields, reference, version
from mll_finance.report.context import Context
from mll_finance.report.pieces.registers.drafts import drafts
from mll_finance.terms import Language, problem_text

_SECTION = "personal_data"
_OF_THE_SECTION = ("controller", "joint_controller", "representative", "officer")
"""Fields of the processing register that the case says once."""
_PLACES = {"purpose": "title", "subjects": "subjects", "data": "data", "retention": "data"}
"""Keys of a purpose under which a field is filled in, where it has another name."""


def register_problems(
    study: Study, register: Register, lists: Mapping[str, frozenset[str]], language: Language
) -> Iterator[Problem]:
    """Everything that the form of a register asks and the case does not give, at its place in the case.

    Parameters
    ----------
    study : Study
        A case with a section ``personal_data``.
    register : str
        Id of the register.
    lists : mapping
        The official lists that are at hand.
    language : str
        Language of the names of fields.
    """
    known_problems: set[Problem] = set()
    for name, entry in _entries(study, register).items():
        path_by_field = {field.id: _place(register, name, field.id) for field in fields(register)}
        for problem in entry_problems(register, entry, lists, path_by_field=path_by_field, language=language):
            # What the case says once stands in the entry of every purpose.
            if problem not in known_problems:
                known_problems.add(problem)
                yield problem


def register_document(
    study: Study, register: Register, problems: Sequence[Problem], lists: Mapping[str, frozenset[str]]
) -> dict[str, Any]:
    """The entry in Dutch with the form that it follows, what it lacks, and what was not checked."""
    entries = _entries(study, register)
    return {
        "register": register,
        "form": version(register),
        "source": reference(register, "nl"),
        "entries": entries,
        "open": {
            name: [key for key, text in entry.items() if text is None] for name, entry in entries.items()
        },
        "problems": [problem_text(problem, "nl") for problem in problems],
        "not_checked": list(unchecked(register, lists)),
    }


def open_fields(study: Study, register: Register, language: Language) -> tuple[str, ...]:
    """Names of the fields that the register asks for, not always, and that the case leaves open."""
    entries = _entries(study, register).values()
    return tuple(
        field.name(language)
        for field in fields(register)
        if field.rule == "shown" and any(entry[field.id] is None for entry in entries)
    )


def field_name(field_id: str, language: Language) -> str:
    """Name of a field of the Algorithm Register for readers."""
    return next(field.name(language) for field in fields("algorithm_register") if field.id == field_id)


def _entries(study: Study, register: Register) -> dict[str, dict[str, str | None]]:
    """The entries by name: one for each purpose, or one for the case."""
    register_draft = drafts(Context(study, "nl"))[register]
    entries: dict[str, dict[str, str | None]] = register_draft.get("entries") or {
        study.case.settings.id: register_draft["entry"]
    }
    return entries


def _place(register: Register, name: str, field_id: str) -> str:
    """Where in the case a field is filled in."""
    if register == "algorithm_register":
        return f"{_SECTION}.algorithm_register.{field_id}"
    if field_id in _OF_THE_SECTION:
        return f"{_SECTION}.{field_id}"
    return f"{_SECTION}.purposes.{name}.{_PLACES.get(field_id, field_id)}"
