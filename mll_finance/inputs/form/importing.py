"""A filled-in form as a case: read, assembled, and through the same gate as every case.

Problems name sheet and cell; they come all at once, those of cells and those of the case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mll_finance.errors import InputError, Phrase, Problem, RunError
from mll_finance.inputs.case.case import Case, build_case
from mll_finance.inputs.form.assembling import Assembled, assemble
from mll_finance.inputs.form.case_text import case_text
from mll_finance.inputs.form.layout import left_out
from mll_finance.inputs.form.lost_separator import lost_separators
from mll_finance.inputs.form.opening import FormBook, open_form
from mll_finance.inputs.form.rows import read_rows
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.terms import Language, phrase
from mll_finance.yaml_text import Document, parse_yaml

PREFILLED = 1
"""Rows that a form fills in itself on these sheets: the baseline."""


@dataclass(frozen=True)
class ImportedCase:
    """A case from a form: its YAML text, the case that it gives, and what the reader of the form should know."""

    text: str
    case: Case
    language: Language
    remarks: tuple[Phrase, ...]


def import_form(path: Path, *, folder: Path, accept: bool = False) -> ImportedCase:
    """The case that a form says; see :func:`import_book`."""
    return import_book(open_form(path), path, folder=folder, accept=accept)


def import_book(book: FormBook, path: Path, *, folder: Path, accept: bool = False) -> ImportedCase:
    """The case that an opened form says.

    Parameters
    ----------
    book : FormBook
        What the form holds.
    path : Path
        Where it stands, for messages and comments.
    folder : Path
        Folder that the case will lie in.
    accept : bool
        Whether numbers of one row that lie about a thousand times apart are meant.

    Raises
    ------
    InputError
        With every problem at once, each with its sheet and cell.
    """
    filling = read_rows(book)
    row_count = sum(
        len(filling.rows[table_name]) for table_name in ("alternatives", "quantities", "lines", "numbers")
    )
    if row_count <= PREFILLED:
        filling.refuse("", "empty")
        raise InputError(filling.problems, file=str(path))
    assembled_case = assemble(filling)
    lost_separator_problems = [] if accept else lost_separators(filling.rows["numbers"])
    problems = [*filling.problems, *lost_separator_problems, *_gate(assembled_case, path, folder)]
    if problems:
        raise InputError(problems, file=str(path))
    yaml_text_of_case = case_text(assembled_case, filling.language, file=path.name)
    case_document = parse_yaml(yaml_text_of_case, name=str(path))
    if case_document.data != assembled_case.raw:
        raise RunError(f"{path}: the text of the case reads as another case; please report this form")
    return ImportedCase(
        yaml_text_of_case,
        build_case(case_document, files=CaseFiles(folder)),
        filling.language,
        tuple(filling.remarks),
    )


def _gate(case: Assembled, path: Path, folder: Path) -> list[Problem]:
    """What every case is refused for, with the cell in the place of the line."""
    try:
        build_case(Document(case.raw, name=str(path)), files=CaseFiles(folder))
    except InputError as error:
        return [
            replace(problem, cell=case.cell(problem.path), line=None)
            for problem in error.problems
            if not case.hides(problem.path)
        ]
    return []


def not_in_form() -> Phrase:
    """That a form cannot say everything, and where its list stands."""
    return phrase("form_elsewhere", count=sum(map(len, left_out().values())))
