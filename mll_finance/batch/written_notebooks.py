"""The notebooks as they are written: prose and sections from one source, in the language of a case, with its examples.

``data/notebooks.yaml`` holds what each notebook says and shows. The cell of parameters and the cell that opens the case
are the same in every notebook of a kind, and are written here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Template
from typing import Any

from mll_finance.batch.example_changes import example_words
from mll_finance.batch.notebook_library import notebook_library
from mll_finance.inputs.case.case import Case
from mll_finance.notebook import (
    DEFAULTS,
    PARAMETERS,
    SCAN_DEFAULTS,
    SCAN_PARAMETERS,
    TRACKING_DEFAULTS,
    TRACKING_PARAMETERS,
)
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.terms import Language
from mll_finance.yaml_text import read_yaml

_START = {
    "case": "from mll_finance import notebook\n\nstudy = notebook.start(globals())",
    "scan": "from mll_finance import notebook\n\nresult = notebook.start_scan(globals())",
    "tracking": "from mll_finance import notebook\n\ntracked = notebook.start_tracking(globals())",
}
_PARAMETERS = {
    "case": (PARAMETERS, DEFAULTS),
    "scan": (SCAN_PARAMETERS, SCAN_DEFAULTS),
    "tracking": (TRACKING_PARAMETERS, TRACKING_DEFAULTS),
}
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
}


@dataclass(frozen=True)
class NotebookSource:
    """One row of ``data/notebooks.yaml``.

    Parameters
    ----------
    name : str
        Name of the notebook, without ``.ipynb``.
    opens : str
        ``case``, ``scan`` for one that starts before there is a case, or ``tracking`` for one after it.
    example : str
        Name of the example that it opens as it comes.
    cells : tuple of dict
        Texts by language, ``show`` with a section, or ``run`` with lines of code.
    """

    name: str
    opens: str
    example: str
    cells: tuple[Mapping[str, str], ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections of the report that it shows, in order."""
        return tuple(cell["show"] for cell in self.cells if "show" in cell)


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def notebook_sources() -> Mapping[str, NotebookSource]:
    """Every notebook by name, in order."""
    row_by_name = _texts()["rows"]
    return {
        name: NotebookSource(name, row["opens"], row["example"], tuple(row["cells"]))
        for name, row in row_by_name.items()
    }


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    return read_yaml(resource("data", "notebooks.yaml")).data


def written(name: str, parameters: Mapping[str, Any], *, language: Language, case: Case | None = None) -> Any:
    """A notebook without outputs.

    Parameters
    ----------
    name : str
        Name of the notebook.
    parameters : mapping
        Values of its parameters; the others have their defaults.
    language : str
        ``nl`` or ``en``.
    case : Case, optional
        The case that it opens, from which its examples come; without it paragraphs with an example stay out.

    Returns
    -------
    NotebookNode
        The notebook; equal arguments give equal bytes.
    """
    notebook_format = notebook_library().v4
    notebook_source = notebook_sources()[name]
    example_by_word = {} if case is None else example_words(case)
    notebook_number = name.partition("_")[0]
    written_cells = []
    for cell_index, (cell_kind, cell_text) in enumerate(
        _cells(notebook_source, parameters, example_by_word, language)
    ):
        cell_id = f"{notebook_number}-{cell_index:02d}"
        if cell_kind == "markdown":
            written_cells.append(notebook_format.new_markdown_cell(cell_text, id=cell_id))
        else:
            metadata = {"tags": ["parameters"]} if cell_kind == "parameters" else {}
            written_cells.append(notebook_format.new_code_cell(cell_text, id=cell_id, metadata=metadata))
    return notebook_format.new_notebook(cells=written_cells, metadata=_METADATA)


def _cells(
    source: NotebookSource, parameters: Mapping[str, Any], words: Mapping[str, str], language: Language
) -> Iterator[tuple[str, str]]:
    """Kind and text of each cell; parameters and opening come after the first text."""
    for cell_index, cell in enumerate(source.cells):
        if "show" in cell:
            study_expression = "result.study" if source.opens == "scan" else "study"
            yield "code", f'notebook.show({study_expression}, "{cell["show"]}")'
        elif "run" in cell:
            yield "code", cell["run"]
        elif prose := _prose(cell[language], words):
            yield "markdown", prose
        if cell_index == 0:
            yield "parameters", parameters_cell(source.opens, parameters, words, language)
            yield "code", _START[source.opens]


def _prose(text: str, words: Mapping[str, str]) -> str:
    """A text with its examples filled in; a paragraph for which the case has no example is left out."""
    paragraphs = (Template(paragraph) for paragraph in text.split("\n\n"))
    return "\n\n".join(
        paragraph.substitute(words)
        for paragraph in paragraphs
        if set(paragraph.get_identifiers()) <= set(words)
    )


def parameters_cell(
    opens: str, parameters: Mapping[str, Any], words: Mapping[str, str], language: Language
) -> str:
    """The cell that declares the parameters: name, type, value and what it means, one a line.

    ``papermill --help-notebook`` reads types and meanings from it.
    """
    type_by_parameter, default_by_parameter = _PARAMETERS[opens]
    notebook_texts = _texts()
    meaning_by_parameter = notebook_texts["parameters"] | notebook_texts.get(f"{opens}_parameters", {})
    example_by_name = {
        "scenarios": notebook_texts["no_scenarios"][language],
        "number_change": '{"case.discounting": {"rate": 0.03}}',
        **words,
    }
    return "\n".join(
        f"{parameter}: {expected_type.__name__} = {literal({**default_by_parameter, **parameters}[parameter])}"
        f"  # {Template(meaning_by_parameter[parameter][language]).substitute(example_by_name)}"
        for parameter, expected_type in type_by_parameter.items()
    )


def literal(setting: Any) -> str:
    """A value as Python writes it, with the quotes of JSON.

    Examples
    --------
    >>> print(literal({"lines.licence.price": 90000, "case.language": "en"}))
    {"lines.licence.price": 90000, "case.language": "en"}
    >>> literal(None), literal([True, "é"])
    ('None', '[True, "é"]')
    """
    if isinstance(setting, str):
        return json.dumps(setting, ensure_ascii=False)
    if isinstance(setting, Mapping):
        return "{" + ", ".join(f"{literal(key)}: {literal(part)}" for key, part in setting.items()) + "}"
    if isinstance(setting, (list, tuple)):
        return "[" + ", ".join(map(literal, setting)) + "]"
    return repr(setting)
