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
        places = _places(form)
        lists = _Lists(form)
        for table, place in places.items():
            write_table(form, place, _list_of(form, place, lists, places), _filled(form, table))
        _kinds(form)
        lists.write()


class _Lists:
    """The sheet with the lists to pick from; every list has a column."""

    def __init__(self, form: EmptyForm) -> None:
        self.form = form
        self.columns: list[tuple[str, list[str]]] = []

    def add(self, title: str, words: Sequence[str]) -> str:
        """A list, and the range that it stands in."""
        self.columns.append((title, list(words)))
        column_letter = xl_col_to_name(len(self.columns) - 1)
        return f"={self.sheet}!${column_letter}${_LISTS_FIRST + 1}:${column_letter}${_LISTS_FIRST + max(len(words), 1)}"

    @property
    def sheet(self) -> str:
        """The sheet as a formula names it."""
        return f"'{self.form.sheet_name('lists')}'"

    def add_fields(self) -> str:
        """The numbers of each kind, a column for each, and the formula that finds those of the kind in a row."""
        start_column = len(self.columns)
        longest_length = 1
        for section in _SECTIONS:
            choice_text = choice_label("numbers", "section", section, self.form.language)
            for kind, model in kinds_of(section).items():
                fields = [_number_label(field.key, self.form.language) for field in numbers_of(model)]
                longest_length = max(longest_length, len(fields))
                self.add(f"{choice_text}|{choice_label(section, 'kind', kind, self.form.language)}", fields)
        first_letter, last_letter = xl_col_to_name(start_column), xl_col_to_name(len(self.columns) - 1)
        heading_range = f"{self.sheet}!${first_letter}${_LISTS_HEAD + 1}:${last_letter}${_LISTS_HEAD + 1}"
        corner_cell = f"{self.sheet}!${first_letter}${_LISTS_FIRST + 1}"
        return (
            f'=OFFSET({corner_cell},0,MATCH({{section}}&"|"&{{kind}},{heading_range},0)-1,{longest_length},1)'
        )

    def write(self) -> None:
        """Write the sheet."""
        form = self.form
        sheet = form.add_sheet("lists", colour="#A6A6A6")
        sheet.write(TITLE, 0, form.sheet_name("lists"), form.styles["page"])
        sheet.write(INTRO, 0, form.words("form_intro_lists"), form.styles["intro"])
        for column, (title, words) in enumerate(self.columns):
            sheet.write(_LISTS_HEAD, column, title, form.styles["head"])
            for row, word in enumerate(words, start=_LISTS_FIRST):
                sheet.write_string(row, column, word, form.styles["text"])
        sheet.set_column(0, max(len(self.columns) - 1, 0), 24)
        sheet.freeze_panes(_LISTS_FIRST, 0)


def _number_label(field: str, language: Language) -> str:
    return choice_label("numbers", "field", f"field_{field}", language)


def _places(form: EmptyForm) -> dict[str, Placed]:
    """The columns of every sheet, with those that the form works out."""
    places: dict[str, Placed] = {}
    for table in (table for name, table in tables().items() if name != "case"):
        own_columns: tuple[OwnColumn, ...] = ()
        if table.id in _SECTIONS:
            own_columns = (OwnColumn("kind", "needs", _needs(form, table.id)),)
        if table.id == "numbers":
            own_columns = (OwnColumn("owner", "kind_there", _kind_there(form, places)),)
        if table.id == "preconditions":
            own_columns = (OwnColumn("name", "check_title", None),)
        places[table.id] = placed(table, own_columns)
    return places


def _needs(form: EmptyForm, section: str) -> Any:
    """The formula that names the numbers of the kind in a row."""
    count_by_section = {name: len(kinds_of(name)) for name in _SECTIONS}
    first_row = KEYS + 1 + (0 if section == _SECTIONS[0] else count_by_section[_SECTIONS[0]])
    last_row = first_row + count_by_section[section] - 1
    sheet_reference = f"'{form.sheet_name('kinds')}'"
    name_range, needs_range = (
        f"{sheet_reference}!${letter}${first_row}:${letter}${last_row}" for letter in ("B", "D")
    )
    return lambda row: f'=IF($C{row}="","",IFERROR(INDEX({needs_range},MATCH($C{row},{name_range},0)),""))'


def _kind_there(form: EmptyForm, places: Mapping[str, Placed]) -> Any:
    """The formula that finds the kind of the quantity or line that a number belongs to."""
    lines = choice_label("numbers", "section", "lines", form.language)

    def kind(section: str, row: int) -> str:
        name_cells, kind_cells = (
            cells_of(form, places[section], key, examples=True) for key in ("name", "kind")
        )
        return f"INDEX({kind_cells},MATCH($C{row},{name_cells},0))"

    return lambda row: f'=IFERROR(IF($B{row}="{lines}",{kind("lines", row)},{kind("quantities", row)})&"","")'


def _list_of(form: EmptyForm, place: Placed, lists: _Lists, places: Mapping[str, Placed]) -> dict[str, Any]:
    """The drop-down list of each column of a sheet that has one."""
    language, table = form.language, place.table
    source_by_column: dict[str, Any] = {}
    for column in table.columns:
        title = f"{form.sheet_name(table.id)}: {column_label(table.id, column.key, language)}"
        choice_words = _words(form, table.id, column)
        if choice_words:
            source_by_column[column.key] = lists.add(title, choice_words)
    if table.id in ("lines", "numbers"):
        source_by_column["alternative"] = "=" + cells_of(form, places["alternatives"], "name", examples=False)
    if table.id == "numbers":
        row = FIRST + 1 + len(example_rows(table.id, language))
        choice_text = choice_label("numbers", "section", "lines", language)
        line_name_cells, quantity_name_cells = (
            cells_of(form, places[section], "name", examples=False) for section in ("lines", "quantities")
        )
        source_by_column["owner"] = f'=IF($B{row}="{choice_text}",{line_name_cells},{quantity_name_cells})'
        formula = lists.add_fields()
        source_by_column["field"] = formula.format(
            section=f"$B{row}", kind=f"${place.letter('kind_there')}{row}"
        )
    return source_by_column


def _words(form: EmptyForm, table: str, column: FormColumn) -> list[str]:
    """The words that a list proposes; none where there is none, or where it depends on the row."""
    language = form.language
    if column.key == "field":
        return []
    if column.type in ("choice", "choices"):
        hidden_kinds = uncovered_kinds(table) if column.key == "kind" and table in _SECTIONS else []
        choice_labels = choices_of(table, column, language)
        return [
            label
            for label, word in zip(choice_labels, column.choices, strict=True)
            if word not in hidden_kinds
        ]
    if column.type == "party":
        return [party_label(party, language) for party in standard_parties()]
    if column.type == "yes_no":
        return yes_no_labels(language)
    if column.type == "unit" and table == "numbers":
        return [unit(unit_id, language) for unit_id in _UNITS]
    if column.key == "technique":
        return [technique_label(name, language) for name in techniques()]
    return []


def _filled(form: EmptyForm, table: str) -> list[dict[str, Any]]:
    """The rows that the form fills in itself."""
    if table == "alternatives":
        choice_text = choice_label(table, "sourcing", "none", form.language)
        title = form.words("form_baseline")
        return [{"name": BASELINE, "title": title, "sourcing": choice_text}]
    if table == "preconditions":
        return [
            {"name": check.id, "check_title": check.text.title.text(form.language)}
            for check in checklist().values()
        ]
    return []


def _guide(form: EmptyForm, file: str, name: str) -> None:
    """The sheet to read first, with the cell by which the form is known."""
    sheet = form.add_sheet("guide", colour="#1F3A5F")
    sheet.write(TITLE, 0, form.words("form_title"), form.styles["page"])
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 110)
    row = TITLE + 2
    for number in range(1, 12):
        sheet.write(row, 0, f"{number}.", form.styles["bold"])
        sheet.write(
            row, 1, form.words(f"form_guide_{number}", file=file, case=f"{name}.yaml"), form.styles["text"]
        )
        sheet.set_row(row, 30)
        row += 1
    row += 1
    sheet.write(row, 1, form.words("form_limits"), form.styles["bold"])
    left_out_by_table = {table_name: ", ".join(names) for table_name, names in left_out().items()}
    sheet.write(row + 1, 1, form.words("form_not_in", **left_out_by_table), form.styles["quiet"])
    sheet.set_row(row + 1, 96)
    row += 3
    sheet.write(row, 1, f"{VERSION} {form.language}", form.styles["quiet"])
    form.book.define_name(CELL, f"='{sheet.get_name()}'!$B${row + 1}")


def _case(form: EmptyForm, name: str) -> None:
    """The sheet with a question in each row."""
    table = tables()["case"]
    sheet = form.add_sheet("case", colour="#F2C744")
    sheet.write(TITLE, 1, form.sheet_name("case"), form.styles["page"])
    sheet.write(INTRO, 1, form.words("form_intro_case"), form.styles["intro"])
    sheet.set_column(0, 0, 2, None, {"hidden": True})
    sheet.set_column(1, 1, 42)
    sheet.set_column(2, 2, 60)
    sheet.set_column(3, 3, 60)
    sheet.write(KEYS, 0, f"{MARK}case", form.styles["key"])
    sheet.write(KEYS, 2, "value", form.styles["key"])
    sheet.set_row(KEYS, None, None, {"hidden": True})
    for place, head in enumerate(("", form.words("form_main"), ""), start=1):
        sheet.write(HEADS, place, head, form.styles["head"])
    known_answers = {"id": name, "language": form.language}
    for row, column in enumerate(table.columns, start=FIRST):
        column_heading = column_label("case", column.key, form.language)
        sheet.write(row, 0, column.key, form.styles["key"])
        sheet.write(row, 1, f"{column_heading}{' *' if column.needed else ''}", form.styles["bold"])
        cell_style = form.styles[STYLE_OF.get(column.type, "input")]
        sheet.write(row, 2, known_answers.get(column.key), cell_style)
        sheet.write(row, 3, column_hint("case", column.key, form.language), form.styles["quiet"])
        if column.choices:
            choice_words = choices_of("case", column, form.language)
            sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": choice_words})
        sheet.set_row(row, 45 if column.key == "question" else 18)
    sheet.freeze_panes(HEADS + 1, 0)


def _kinds(form: EmptyForm) -> None:
    """The sheet that says what each kind is, which numbers it asks and what it gives."""
    sheet = form.add_sheet("kinds", colour="#A6A6A6")
    sheet.write(TITLE, 0, form.sheet_name("kinds"), form.styles["page"])
    sheet.write(INTRO, 0, form.words("form_intro_kinds"), form.styles["intro"])
    column_heads = ("of", "kind", "meaning", "numbers", "columns", "outputs")
    for column, head in enumerate(column_heads):
        title = (
            column_label("", "kind", form.language) if head == "kind" else form.words(f"form_kinds_{head}")
        )
        sheet.write(HEADS, column, title, form.styles["head"])
    for column, width in enumerate((13, 28, 62, 58, 30, 36)):
        sheet.set_column(column, column, width)
    row = KEYS
    for section in _SECTIONS:
        for kind in kinds_of(section):
            for column, text in enumerate(_kind_row(form, section, kind)):
                sheet.write_string(row, column, text, form.styles["bold" if column == 1 else "text"])
            row += 1
    sheet.freeze_panes(HEADS + 1, 2)


def _kind_row(form: EmptyForm, section: str, kind: str) -> list[str]:
    model = kinds_of(section)[kind]
    language = form.language
    number_labels = [
        _number_label(field.key, language) if field.required else f"({_number_label(field.key, language)})"
        for field in numbers_of(model)
    ]
    common_fields = ("kind", "alternative", "payer", "receiver")
    columns = [
        column_label(section, name, language)
        for name, field in model.model_fields.items()
        if field.is_required()
        and name not in common_fields
        and name in {c.key for c in tables()[section].columns}
    ]
    if getattr(model, "BTW_REQUIRED", False):
        columns.append(column_label(section, "btw.rate", language))
    outputs_text = ", ".join(f"quantities....{output}" for output in getattr(model, "OUTPUTS", {}))
    return [
        choice_label("numbers", "section", section, language),
        choice_label(section, "kind", kind, language),
        kind_meaning(section, kind, language) or "",
        "; ".join(number_labels),
        "; ".join(columns),
        outputs_text,
    ]
