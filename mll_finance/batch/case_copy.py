"""The case of a run, in the folder of the run: whole, relative, as it was loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mll_finance.engine.fingerprint import fingerprint
from mll_finance.engine.study import Study
from mll_finance.errors import InputError, Problem, RunError
from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import OF_RUN
from mll_finance.inputs.tables.in_force import as_copied
from mll_finance.notebook import opened
from mll_finance.terms import phrase
from mll_finance.whole_files import new_file

FROM_NOTEBOOK = f"../{OF_RUN}"
"""The same as its notebooks name it."""


def write_case(case: Case, folder: Path, *, later: Iterable[str]) -> None:
    """Write the case as it was loaded, with every file that it names and the lock of an adopted one: whole or not.

    Parameters
    ----------
    case : Case
        The case; of one with changes, the case of the file is written.
    folder : Path
        The folder of the run, with the products of the run in it.
    later : iterable of str
        Names that the run still has for products to come.

    Raises
    ------
    InputError
        Where a file of the case has the name of a product.
    """
    case_document = (case.origin or case).document
    lock_name = lock_path(case_document.name).name
    bytes_by_name = {
        lock_path(OF_RUN).name if name == lock_name else name: text
        for name, text in case.files.contents.items()
    }
    reserved_names = {OF_RUN, *later}
    names_in_the_way = [
        name
        for name, contents in bytes_by_name.items()
        if Path(name).parts[0] in reserved_names or _is_another(folder / name, contents)
    ]
    if names_in_the_way:
        raise InputError(
            (
                Problem(
                    "",
                    phrase("problem_a_file_of_the_run_has", name=name),
                    phrase("problem_a_name_of_its_own"),
                    phrase("problem_rename_the_file"),
                )
                for name in names_in_the_way
            ),
            file=case_document.name,
        )
    # The case comes last: where it stands, everything that it names stands beside it.
    for file_name, contents in {**bytes_by_name, OF_RUN: case_document.text.encode("utf-8")}.items():
        copied_file = folder / file_name
        copied_file.parent.mkdir(parents=True, exist_ok=True)
        if not copied_file.exists():
            with new_file(copied_file) as part_file:
                part_file.write_bytes(contents)


def _is_another(file: Path, contents: bytes) -> bool:
    """Whether there is something else of a name: what an earlier copy wrote that was stopped is the same."""
    return file.exists() and not (file.is_file() and file.read_bytes() == contents)


def relative_parameters(case: Case, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What the notebooks of a run are given: the copy of the case, and named files where they are copied."""
    change_by_path = {
        path: as_copied(case.files, path, change) for path, change in parameters.get("changes", {}).items()
    }
    return {**parameters, "case": FROM_NOTEBOOK, "changes": change_by_path}


def check_same_case(study: Study, folder: Path, parameters: Mapping[str, Any]) -> None:
    """See that the copy in the folder, opened as the notebooks open it, is the case that the report is about.

    Raises
    ------
    RunError
        Where it is not, or where the suite or its data changed while the run was made.
    """
    case_copy = opened({**parameters, "case": str(folder / OF_RUN)})
    fingerprint_now = fingerprint(case_copy, draws=study.fingerprint["draws"], anew=True)
    changed_names = sorted(
        name for name, digest in study.fingerprint.items() if fingerprint_now[name] != digest
    )
    if changed_names:
        raise RunError(phrase("run_changed_meanwhile", names=", ".join(changed_names)))
