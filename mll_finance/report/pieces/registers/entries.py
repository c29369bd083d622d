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
    yielded_problems: set[Problem] = set()
    for entry_id, register_entry in _entries(study, register).items():
        path_by_field = {
            register_field.id: _place(register, entry_id, register_field.id)
            for register_field in fields(register)
        }
        for entry_problem in entry_problems(
            register, register_entry, lists, path_by_field=path_by_field, language=language
        ):
            # What the case says once stands in the entry of every purpose.
            if entry_problem not in yielded_problems:
                yielded_problems.add(entry_problem)
                yield entry_problem


def register_document(
    study: Study, register: Register, problems: Sequence[Problem], lists: Mapping[str, frozenset[str]]
) -> dict[str, Any]:
    """The entry in Dutch with the form that it follows, what it lacks, and what was not checked."""
    entry_by_id = _entries(study, register)
    return {
        "register": register,
        "form": version(register),
        "source": reference(register, "nl"),
        "entries": entry_by_id,
        "open": {
            entry_id: [field_id for field_id, field_text in register_entry.items() if field_text is None]
            for entry_id, register_entry in entry_by_id.items()
        },
        "problems": [problem_text(problem, "nl") for problem in problems],
        "not_checked": list(unchecked(register, lists)),
    }


def open_fields(study: Study, register: Register, language: Language) -> tuple[str, ...]:
    """Names of the fields that the register asks for, not always, and that the case leaves open."""
    register_entries_shown = _entries(study, register).values()
    return tuple(
        register_field.name(language)
        for register_field in fields(register)
        if register_field.rule == "shown"
        and any(register_entry[register_field.id] is None for register_entry in register_entries_shown)
    )


def field_name(field_id: str, language: Language) -> str:
    """Name of a field of the Algorithm Register for readers."""
    return next(
        register_field.name(language)
        for register_field in fields("algorithm_register")
        if register_field.id == field_id
    )


def _entries(study: Study, register: Register) -> dict[str, dict[str, str | None]]:
    """The entries by name: one for each purpose, or one for the case."""
    register_draft = drafts(Context(study, "nl"))[register]
    entry_by_id: dict[str, dict[str, str | None]] = register_draft.get("entries") or {
        study.case.settings.id: register_draft["entry"]
    }
    return entry_by_id


def _place(register: Register, name: str, field_id: str) -> str:
    """Where in the case a field is filled in."""
    if register == "algorithm_register":
        return f"{_SECTION}.algorithm_register.{field_id}"
    if field_id in _OF_THE_SECTION:
        return f"{_SECTION}.{field_id}"
    return f"{_SECTION}.purposes.{name}.{_PLACES.get(field_id, field_id)}"
