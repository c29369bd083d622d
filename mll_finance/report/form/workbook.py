"""Writing an empty form: instructions, one sheet for each part of a case, the kinds, and the lists to pick from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from mll_finance.inputs.form.choices import (
    choice_label,
    choices_of,
    column_hint,
    column_label,
    kind_meaning,
    party_label,
    technique_label,
    yes_no_labels,
)
from mll_finance.inputs.form.examples import example_rows
from mll_finance.inputs.form.layout import (
    CELL,
    MARK,
    VERSION,
    FormColumn,
    kinds_of,
    left_out,
    numbers_of,
    tables,
    uncovered_kinds,
)
from mll_finance.inputs.grammar.parties import standard_parties
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.reference_data.prose_tables import techniques
from mll_finance.report.form.sheets import (
    FIRST,
    HEADS,
    INTRO,
    KEYS,
    STYLE_OF,
    TITLE,
    EmptyForm,
    OwnColumn,
    Placed,
    cells_of,
    placed,
    write_table,
)
from mll_finance.terms import Language, unit

_UNITS = (
    *("EUR", "EUR/yr", "EUR/hour", "EUR/fte/yr", "EUR/person", "EUR/household", "EUR/case", "EUR/visit"),
    *("fraction", "1/yr", "fte", "hour/yr", "min/case", "person/yr", "household/yr", "case/yr", "visit/yr"),
    *("household/1000 inhabitants/yr", "yr", "ratio"),
)
"""Units that the list proposes; a unit of its own may be typed."""
_SECTIONS = ("quantities", "lines")
_LISTS_HEAD, _LISTS_FIRST = 2, 3


def write_form(path: Path, *, name: str, language: Language) -> None:
    """Write an empty form.

    Parameters
    ----------
    path : Path
        Where it goes.
    name : str
        Short name of the case.
    language : "nl" or "en"
        Language of the form; a filled-in form is read in either.
    """
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        # A fixed date, so that the same form gives the same bytes.
        book.set_properties({"created": datetime.datetime(2000, 1, 1), "title": name})
        form = EmptyForm.of(book, language)
        _guide(form, path.name, name)
        _case(form, name)
        placed_by_table = _places(form)
        choice_lists = _Lists(form)
        for table_id, placed_table in placed_by_table.items():
            write_table(
                form,
                placed_table,
                _list_of(form, placed_table, choice_lists, placed_by_table),
                _filled(form, table_id),
            )
        _kinds(form)
        choice_lists.write()


class _Lists:
    """The sheet with the lists to pick from; every list has a column."""

    def __init__(self, form: EmptyForm) -> None:
        self.form = form
        self.columns: list[tuple[str, list[str]]] = []

    def add(self, title: str, words: Sequence[str]) -> str:
        """A list, and the range that it stands in."""
        self.columns.append((title, list(words)))
        column_letter = xl_col_to_name(len(self.columns) - 1)
        return (
            f"={self.sheet}!${column_letter}${_LISTS_FIRST + 1}:$"
            f"{column_letter}${_LISTS_FIRST + max(len(words), 1)}"
        )

    @property
    def sheet(self) -> str:
        """The sheet as a formula names it."""
        return f"'{self.form.sheet_name('lists')}'"

    def add_fields(self) -> str:
        """The numbers of each kind, a column for each, and the formula that finds those of the kind in a row."""
        start_column = len(self.columns)
        longest_label_count = 1
        for section_name in _SECTIONS:
            section_text = choice_label("numbers", "section", section_name, self.form.language)
            for kind_name, kind_model in kinds_of(section_name).items():
                number_labels = [
                    _number_label(number_field.key, self.form.language)
                    for number_field in numbers_of(kind_model)
                ]
                longest_label_count = max(longest_label_count, len(number_labels))
                self.add(
                    f"{section_text}|{choice_label(section_name, 'kind', kind_name, self.form.language)}",
                    number_labels,
                )
        first_column_letter, last_column_letter = (
            xl_col_to_name(start_column),
            xl_col_to_name(len(self.columns) - 1),
        )
        heading_range = (
            f"{self.sheet}!${first_column_letter}${_LISTS_HEAD + 1}:${last_column_letter}${_LISTS_HEAD + 1}"
        )
        corner_address = f"{self.sheet}!${first_column_letter}${_LISTS_FIRST + 1}"
        return (
            f'=OFFSET({corner_address},0,MATCH({{section}}&"|"&{{kind}},'
            f"{heading_range},0)-1,{longest_label_count},1)"
        )

    def write(self) -> None:
        """Write the sheet."""
        form = self.form
        lists_sheet = form.add_sheet("lists", colour="#A6A6A6")
        lists_sheet.write(TITLE, 0, form.sheet_name("lists"), form.styles["page"])
        lists_sheet.write(INTRO, 0, form.words("form_intro_lists"), form.styles["intro"])
        for column_number, (list_title, list_words) in enumerate(self.columns):
            lists_sheet.write(_LISTS_HEAD, column_number, list_title, form.styles["head"])
            for row_number, list_word in enumerate(list_words, start=_LISTS_FIRST):
                lists_sheet.write_string(row_number, column_number, list_word, form.styles["text"])
        lists_sheet.set_column(0, max(len(self.columns) - 1, 0), 24)
        lists_sheet.freeze_panes(_LISTS_FIRST, 0)


def _number_label(field: str, language: Language) -> str:
    return choice_label("numbers", "field", f"field_{field}", language)


def _places(form: EmptyForm) -> dict[str, Placed]:
    """The columns of every sheet, with those that the form works out."""
    placed_by_table: dict[str, Placed] = {}
    for form_table in (form_table for table_id, form_table in tables().items() if table_id != "case"):
        added_columns: tuple[OwnColumn, ...] = ()
        if form_table.id in _SECTIONS:
            added_columns = (OwnColumn("kind", "needs", _needs(form, form_table.id)),)
        if form_table.id == "numbers":
            added_columns = (OwnColumn("owner", "kind_there", _kind_there(form, placed_by_table)),)
        if form_table.id == "preconditions":
            added_columns = (OwnColumn("name", "check_title", None),)
        placed_by_table[form_table.id] = placed(form_table, added_columns)
    return placed_by_table


def _needs(form: EmptyForm, section: str) -> Any:
    """The formula that names the numbers of the kind in a row."""
    kind_count_by_section = {section_name: len(kinds_of(section_name)) for section_name in _SECTIONS}
    first_kind_row = KEYS + 1 + (0 if section == _SECTIONS[0] else kind_count_by_section[_SECTIONS[0]])
    last_row = first_kind_row + kind_count_by_section[section] - 1
    sheet_reference = f"'{form.sheet_name('kinds')}'"
    name_range, needs_range = (
        f"{sheet_reference}!${column_letter}${first_kind_row}:${column_letter}${last_row}"
        for column_letter in ("B", "D")
    )
    return lambda row: f'=IF($C{row}="","",IFERROR(INDEX({needs_range},MATCH($C{row},{name_range},0)),""))'


def _kind_there(form: EmptyForm, places: Mapping[str, Placed]) -> Any:
    """The formula that finds the kind of the quantity or line that a number belongs to."""
    lines_text = choice_label("numbers", "section", "lines", form.language)

    def kind(section: str, row: int) -> str:
        name_cells, kind_cells = (
            cells_of(form, places[section], key, examples=True) for key in ("name", "kind")
        )
        return f"INDEX({kind_cells},MATCH($C{row},{name_cells},0))"

    return lambda row: (
        f'=IFERROR(IF($B{row}="{lines_text}",{kind("lines", row)},{kind("quantities", row)})&"","")'
    )


def _list_of(form: EmptyForm, place: Placed, lists: _Lists, places: Mapping[str, Placed]) -> dict[str, Any]:
    """The drop-down list of each column of a sheet that has one."""
    language, table = form.language, place.table
    source_by_column_key: dict[str, Any] = {}
    for form_column in table.columns:
        list_title = f"{form.sheet_name(table.id)}: {column_label(table.id, form_column.key, language)}"
        choice_labels = _words(form, table.id, form_column)
        if choice_labels:
            source_by_column_key[form_column.key] = lists.add(list_title, choice_labels)
    if table.id in ("lines", "numbers"):
        source_by_column_key["alternative"] = "=" + cells_of(
            form, places["alternatives"], "name", examples=False
        )
    if table.id == "numbers":
        first_entry_row = FIRST + 1 + len(example_rows(table.id, language))
        lines_text = choice_label("numbers", "section", "lines", language)
        line_name_range, quantity_name_range = (
            cells_of(form, places[section_name], "name", examples=False)
            for section_name in ("lines", "quantities")
        )
        source_by_column_key["owner"] = (
            f'=IF($B{first_entry_row}="{lines_text}",{line_name_range},{quantity_name_range})'
        )
        fields_formula = lists.add_fields()
        source_by_column_key["field"] = fields_formula.format(
            section=f"$B{first_entry_row}", kind=f"${place.letter('kind_there')}{first_entry_row}"
        )
    return source_by_column_key


def _words(form: EmptyForm, table: str, column: FormColumn) -> list[str]:
    """The words that a list proposes; none where there is none, or where it depends on the row."""
    language = form.language
    if column.key == "field":
        return []
    if column.type in ("choice", "choices"):
        hidden_kinds = uncovered_kinds(table) if column.key == "kind" and table in _SECTIONS else []
        choice_labels = choices_of(table, column, language)
        return [
            choice_label_text
            for choice_label_text, choice_word in zip(choice_labels, column.choices, strict=True)
            if choice_word not in hidden_kinds
        ]
    if column.type == "party":
        return [party_label(party_id, language) for party_id in standard_parties()]
    if column.type == "yes_no":
        return yes_no_labels(language)
    if column.type == "unit" and table == "numbers":
        return [unit(unit_id, language) for unit_id in _UNITS]
    if column.key == "technique":
        return [technique_label(technique_id, language) for technique_id in techniques()]
    return []


def _filled(form: EmptyForm, table: str) -> list[dict[str, Any]]:
    """The rows that the form fills in itself."""
    if table == "alternatives":
        sourcing_text = choice_label(table, "sourcing", "none", form.language)
        baseline_title = form.words("form_baseline")
        return [{"name": BASELINE, "title": baseline_title, "sourcing": sourcing_text}]
    if table == "preconditions":
        return [
            {"name": checklist_check.id, "check_title": checklist_check.text.title.text(form.language)}
            for checklist_check in checklist().values()
        ]
    return []


def _guide(form: EmptyForm, file: str, name: str) -> None:
    """The sheet to read first, with the cell by which the form is known."""
    guide_sheet = form.add_sheet("guide", colour="#1F3A5F")
    guide_sheet.write(TITLE, 0, form.words("form_title"), form.styles["page"])
    guide_sheet.set_column(0, 0, 5)
    guide_sheet.set_column(1, 1, 110)
    row_index = TITLE + 2
    for paragraph_number in range(1, 12):
        guide_sheet.write(row_index, 0, f"{paragraph_number}.", form.styles["bold"])
        guide_sheet.write(
            row_index,
            1,
            form.words(f"form_guide_{paragraph_number}", file=file, case=f"{name}.yaml"),
            form.styles["text"],
        )
        guide_sheet.set_row(row_index, 30)
        row_index += 1
    row_index += 1
    guide_sheet.write(row_index, 1, form.words("form_limits"), form.styles["bold"])
    left_out_text_by_table = {
        table_name: ", ".join(left_out_names) for table_name, left_out_names in left_out().items()
    }
    guide_sheet.write(
        row_index + 1, 1, form.words("form_not_in", **left_out_text_by_table), form.styles["quiet"]
    )
    guide_sheet.set_row(row_index + 1, 96)
    row_index += 3
    guide_sheet.write(row_index, 1, f"{VERSION} {form.language}", form.styles["quiet"])
    form.book.define_name(CELL, f"='{guide_sheet.get_name()}'!$B${row_index + 1}")


def _case(form: EmptyForm, name: str) -> None:
    """The sheet with a question in each row."""
    case_table = tables()["case"]
    case_sheet = form.add_sheet("case", colour="#F2C744")
    case_sheet.write(TITLE, 1, form.sheet_name("case"), form.styles["page"])
    case_sheet.write(INTRO, 1, form.words("form_intro_case"), form.styles["intro"])
    case_sheet.set_column(0, 0, 2, None, {"hidden": True})
    case_sheet.set_column(1, 1, 42)
    case_sheet.set_column(2, 2, 60)
    case_sheet.set_column(3, 3, 60)
    case_sheet.write(KEYS, 0, f"{MARK}case", form.styles["key"])
    case_sheet.write(KEYS, 2, "value", form.styles["key"])
    case_sheet.set_row(KEYS, None, None, {"hidden": True})
    for column_number, column_head in enumerate(("", form.words("form_main"), ""), start=1):
        case_sheet.write(HEADS, column_number, column_head, form.styles["head"])
    answer_by_key = {"id": name, "language": form.language}
    for row_number, form_column in enumerate(case_table.columns, start=FIRST):
        column_heading = column_label("case", form_column.key, form.language)
        case_sheet.write(row_number, 0, form_column.key, form.styles["key"])
        case_sheet.write(
            row_number, 1, f"{column_heading}{' *' if form_column.needed else ''}", form.styles["bold"]
        )
        cell_format = form.styles[STYLE_OF.get(form_column.type, "input")]
        case_sheet.write(row_number, 2, answer_by_key.get(form_column.key), cell_format)
        case_sheet.write(
            row_number, 3, column_hint("case", form_column.key, form.language), form.styles["quiet"]
        )
        if form_column.choices:
            choice_labels = choices_of("case", form_column, form.language)
            case_sheet.data_validation(
                row_number, 2, row_number, 2, {"validate": "list", "source": choice_labels}
            )
        case_sheet.set_row(row_number, 45 if form_column.key == "question" else 18)
    case_sheet.freeze_panes(HEADS + 1, 0)


def _kinds(form: EmptyForm) -> None:
    """The sheet that says what each kind is, which numbers it asks and what it gives."""
    kinds_sheet = form.add_sheet("kinds", colour="#A6A6A6")
    kinds_sheet.write(TITLE, 0, form.sheet_name("kinds"), form.styles["page"])
    kinds_sheet.write(INTRO, 0, form.words("form_intro_kinds"), form.styles["intro"])
    head_keys = ("of", "kind", "meaning", "numbers", "columns", "outputs")
    for column_number, head_key in enumerate(head_keys):
        column_title = (
            column_label("", "kind", form.language)
            if head_key == "kind"
            else form.words(f"form_kinds_{head_key}")
        )
        kinds_sheet.write(HEADS, column_number, column_title, form.styles["head"])
    for column_number, column_width in enumerate((13, 28, 62, 58, 30, 36)):
        kinds_sheet.set_column(column_number, column_number, column_width)
    row_index = KEYS
    for section_name in _SECTIONS:
        for kind_name in kinds_of(section_name):
            for column_number, cell_text in enumerate(_kind_row(form, section_name, kind_name)):
                kinds_sheet.write_string(
                    row_index, column_number, cell_text, form.styles["bold" if column_number == 1 else "text"]
                )
            row_index += 1
    kinds_sheet.freeze_panes(HEADS + 1, 2)


def _kind_row(form: EmptyForm, section: str, kind: str) -> list[str]:
    kind_model = kinds_of(section)[kind]
    language = form.language
    number_labels = [
        _number_label(model_field.key, language)
        if model_field.required
        else f"({_number_label(model_field.key, language)})"
        for model_field in numbers_of(kind_model)
    ]
    common_field_names = ("kind", "alternative", "payer", "receiver")
    required_column_labels = [
        column_label(section, field_name, language)
        for field_name, model_field in kind_model.model_fields.items()
        if model_field.is_required()
        and field_name not in common_field_names
        and field_name in {form_column.key for form_column in tables()[section].columns}
    ]
    if getattr(kind_model, "BTW_REQUIRED", False):
        required_column_labels.append(column_label(section, "btw.rate", language))
    outputs_text = ", ".join(
        f"quantities....{output_name}" for output_name in getattr(kind_model, "OUTPUTS", {})
    )
    return [
        choice_label("numbers", "section", section, language),
        choice_label(section, "kind", kind, language),
        kind_meaning(section, kind, language) or "",
        "; ".join(number_labels),
        "; ".join(required_column_labels),
        outputs_text,
    ]
