"""What a form asks: its sheets and their columns, made from the classes that read a case.

A column is a key of the case; the columns for kinds come from the registries, so a new kind has its place in the form
without a change here. What a case may say and a form cannot is counted by :func:`left_out`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from mll_finance.inputs.case.checks import SECTIONS
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.grammar.kinds import Part
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import Party
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.sections import Alternative, Settings
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.method.preconditions import Precondition
from mll_finance.inputs.method.remarks import Remark
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.resources import SHIPPED_DATA
from mll_finance.uncertainty import distributions

VERSION = 1
"""Version of the form; it goes up when a form that was handed out would be read differently."""
CELL = "mll_form"
"""Defined name of the cell by which a form is known; it holds the version and the language, such as ``1 nl``."""
DELIVERED = "mll_workbook"
"""The same of a workbook that a run made."""
MARK = "mll:"
"""What stands in the hidden row of keys of each sheet, before the name of its table."""

CellType = Literal[
    "text",
    "name",
    "names",
    "party",
    "unit",
    "whole",
    "wholes",
    "number",
    "yes_no",
    "choice",
    "choices",
    "date",
]


@dataclass(frozen=True)
class FormColumn:
    """One thing that a form asks.

    Parameters
    ----------
    key : str
        The key in the case, with a point where it is one of a part: ``btw.rate``.
    type : str
        What a cell of it holds.
    choices : tuple of str
        The words that it takes, where it takes few.
    needed : bool
        Whether every row fills it in.
    """

    key: str
    type: CellType
    choices: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class FormTable:
    """One sheet: its columns, or its rows where each row asks one thing."""

    id: str
    columns: tuple[FormColumn, ...]
    usual: int
    """Number of columns that most cases need."""
    of_kinds: int = 0
    """Number of columns after them that only some kinds ask; what comes after these is extra."""


ENDS = ("low", "mode", "high")
SPREADS = tuple(kind for kind in distributions.KINDS if set(distributions.parameters(kind)) <= set(ENDS))
"""Distributions that are given by low, most likely and high, or the ends alone."""
_DATES = ("date", "checklist", "when")
_UNITS = ("unit",)
_PARTIES = ("payer", "receiver")
_UNSAID = ("kind", "made_by")
"""Fields that are no column of their own: the kind is asked first, and no user writes where a line came from."""

_CASE = (
    *("id", "title", "question", "owner", "municipality", "status", "base_year", "horizon", "price_level"),
    *("timing", "discounting.rate", "language", "draws", "seed"),
)
_FIRST_OF_LINE = (
    *("title", "alternative", "payer", "receiver", "years.from", "years.until", "years.only", "btw.rate"),
    *("btw.compensable", "phase", "duration", "taakveld", "cash", "note"),
)
_FIRST_OF_NUMBER = (
    *("title", "value", "low", "mode", "high", "unit", "price_year", "source", "quality", "accepted_by"),
    *("pm", "note", "ref", "table", "id"),
)


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def tables() -> Mapping[str, FormTable]:
    """The sheets of a form by name, in their order."""
    name_column = FormColumn("name", "name", needed=True)
    return {
        "case": FormTable("case", tuple(_settings()), len(_CASE)),
        "alternatives": _table("alternatives", [name_column], columns_of(Alternative)),
        "parties": _table("parties", [name_column], columns_of(Party)),
        "quantities": _kinds("quantities", quantity_kinds(), Quantity, ("title", "unit", "note")),
        "lines": _kinds("lines", line_kinds(), Line, _FIRST_OF_LINE),
        "numbers": _numbers(),
        "preconditions": _table("preconditions", [name_column], columns_of(Precondition)),
        "remarks": _remarks(name_column),
    }


def _remarks(name_column: FormColumn) -> FormTable:
    """What was remarked at a number, a line or a quantity; everything is asked but whether it is closed."""
    form_columns = [
        FormColumn(form_column.key, form_column.type, form_column.choices, needed=form_column.key != "state")
        for form_column in columns_of(Remark)
    ]
    return _table("remarks", [name_column], form_columns)


def _table(table: str, first: list[FormColumn], rest: Iterable[FormColumn]) -> FormTable:
    all_form_columns = (*first, *rest)
    return FormTable(table, all_form_columns, len(all_form_columns))


def _settings() -> Iterator[FormColumn]:
    """What is asked about the case as a whole."""
    column_by_key = {column.key: column for column in columns_of(Settings)}
    column_by_key["discounting.rate"] = FormColumn("discounting.rate", "number")
    needed_keys = ("id", "title", "base_year", "horizon")
    for key in _CASE:
        form_column = column_by_key[key]
        yield FormColumn(key, form_column.type, form_column.choices, needed=key in needed_keys)


def _kinds(
    table: str, kinds: Mapping[str, type[Part]], base: type[Part], first: tuple[str, ...]
) -> FormTable:
    """A sheet of parts that have a kind: what is common to all, then what some kinds ask besides numbers."""
    column_by_key = {column.key: column for column in columns_of(base)}
    column_by_kind_field: dict[str, FormColumn] = {}
    for model in kinds.values():
        column_by_kind_field |= {
            column.key: column for column in columns_of(model) if column.key not in column_by_key
        }
    first_form_columns = [
        FormColumn("name", "name", needed=True),
        FormColumn("kind", "choice", tuple(kinds), needed=True),
    ]
    common_form_columns = [column_by_key.pop(key) for key in first]
    usual_form_columns = (*first_form_columns, *common_form_columns)
    return FormTable(
        table,
        (*usual_form_columns, *column_by_kind_field.values(), *column_by_key.values()),
        len(usual_form_columns),
        len(column_by_kind_field),
    )


def _numbers() -> FormTable:
    """The sheet with one number a row: where it belongs, the number, and what is needed to judge it."""
    number_field_names = tuple(dict.fromkeys([*number_fields("quantities"), *number_fields("lines")]))
    place_form_columns = (
        FormColumn("section", "choice", ("quantities", "lines"), needed=True),
        FormColumn("owner", "name", needed=True),
        FormColumn("field", "choice", number_field_names, needed=True),
        FormColumn("part", "name"),
        FormColumn("alternative", "name"),
        FormColumn("in_year", "whole"),
    )
    column_by_key = {column.key: column for column in columns_of(Assumption)}
    column_by_key |= {key: FormColumn(key, "number") for key in ("value", *ENDS)}
    first_form_columns = [column_by_key.pop(key) for key in _FIRST_OF_NUMBER]
    other_form_columns = [FormColumn("distribution.kind", "choice", SPREADS), *column_by_key.values()]
    return FormTable(
        "numbers",
        (*place_form_columns, *first_form_columns, *other_form_columns),
        len(place_form_columns) + len(first_form_columns),
    )


def columns_of(model: type[BaseModel], before: str = "") -> Iterator[FormColumn]:
    """The columns for a part of a case: one for each key that fits in a cell, also those of the parts in it.

    Examples
    --------
    >>> from mll_finance.inputs.grammar.line import Btw
    >>> [column.key for column in columns_of(Btw, "btw.")]
    ['btw.rate', 'btw.compensable']
    """
    for field_name, model_field in model.model_fields.items():
        field_key = model_field.alias or field_name
        if field_key in _UNSAID or holds_numbers(model_field.annotation):
            continue
        inner_model = _part_in(model_field.annotation)
        if inner_model is not None and not before:
            yield from columns_of(inner_model, f"{field_key}.")
            continue
        form_column = _column(f"{before}{field_key}", field_key, model_field.annotation)
        if form_column is not None:
            yield form_column


def _column(path: str, key: str, annotation: Any) -> FormColumn | None:
    """The column of one field; None where its content does not fit in a cell."""
    if any(get_origin(type_part) is dict for type_part in _parts(annotation)):
        return None
    if key in _DATES:
        return FormColumn(path, "date")
    if _mentions(annotation, Words):
        return FormColumn(path, "text")
    is_list = any(get_origin(part) is tuple for part in _parts(annotation))
    literal_choices = tuple(
        word for part in _parts(annotation) if get_origin(part) is Literal for word in get_args(part)
    )
    if literal_choices:
        return FormColumn(path, "choices" if is_list else "choice", literal_choices)
    plain_types = {type_part for type_part in _parts(annotation) if isinstance(type_part, type)}
    if is_list:
        return FormColumn(path, "wholes" if int in plain_types else "names")
    if str in plain_types:
        return FormColumn(path, "unit" if key in _UNITS else "party" if key in _PARTIES else "text")
    cell_type = next((name for kind, name in _PLAIN.items() if kind in plain_types), None)
    return None if cell_type is None else FormColumn(path, cell_type)


_PLAIN: Mapping[type, CellType] = {bool: "yes_no", int: "whole", float: "number"}


def _parts(annotation: Any) -> Iterator[Any]:
    """An annotation and everything that it is made of."""
    yield annotation
    if get_origin(annotation) is not Literal:
        for type_part in get_args(annotation):
            yield from _parts(type_part)


def _mentions(annotation: Any, model: type) -> bool:
    return any(part is model for part in _parts(annotation))


def holds_numbers(annotation: Any) -> bool:
    """Whether a field holds an assumption, or named ones: that is a row on the sheet with numbers."""
    return _mentions(annotation, Assumption)


def named(annotation: Any) -> bool:
    """Whether a field holds assumptions by name, such as factors."""
    return any(get_origin(part) is dict for part in _parts(annotation))


def _part_in(annotation: Any) -> type[BaseModel] | None:
    """The class of a part with keys of its own; None for a plain field, a text, or parts by name."""
    if any(get_origin(part) is dict for part in _parts(annotation)):
        return None
    part_models = (
        part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel)
    )
    return next((model for model in part_models if model is not Words), None)


def kinds_of(section: str) -> Mapping[str, type[Part]]:
    """The kinds of quantities or of lines, by the word that a case writes."""
    return quantity_kinds() if section == "quantities" else line_kinds()


@dataclass(frozen=True)
class NumberField:
    """A number that a kind asks for."""

    key: str
    required: bool
    named: bool
    """Whether there may be several, each with a name of its own."""


def numbers_of(model: type[BaseModel]) -> list[NumberField]:
    """The numbers that a kind asks for, those that it cannot do without first.

    Examples
    --------
    >>> [(field.key, field.required) for field in numbers_of(line_kinds()["quantity_price"])]
    [('quantity', True), ('price', True), ('share', False), ('growth', False), ('adjustment', False)]
    """
    number_fields_of_model = [
        NumberField(field.alias or name, field.is_required(), named(field.annotation))
        for name, field in model.model_fields.items()
        if holds_numbers(field.annotation)
    ]
    common_field_names = set(Line.model_fields) if issubclass(model, Line) else set()
    return sorted(
        number_fields_of_model, key=lambda field: (not field.required, field.key in common_field_names)
    )


def number_fields(section: str) -> list[str]:
    """The keys of every number that some kind of a section asks for."""
    return list(
        dict.fromkeys(field.key for model in kinds_of(section).values() for field in numbers_of(model))
    )


def uncovered_kinds(section: str) -> list[str]:
    """Kinds of a section that need a key for which a form has no cell."""
    column_keys = {column.key.split(".")[0] for column in tables()[section].columns}
    return [
        kind
        for kind, model in kinds_of(section).items()
        if any(
            field.is_required() and name not in column_keys and not holds_numbers(field.annotation)
            for name, field in model.model_fields.items()
        )
    ]


_MODELS: Mapping[str, type[BaseModel]] = {
    "case": Settings,
    "alternatives": Alternative,
    "preconditions": Precondition,
    "remarks": Remark,
}


def left_out() -> dict[str, list[str]]:
    """What a case may say and a form cannot: sections, keys, kinds, and distributions."""
    field_keys = [
        f"{section}.{name}"
        for section, model in _MODELS.items()
        for name in model.model_fields
        if name not in {column.key.split(".")[0] for column in tables()[section].columns}
    ]
    return {
        "sections": [name for name in SECTIONS if name not in (*tables(), "schema")],
        "keys": field_keys,
        "kinds": [*uncovered_kinds("quantities"), *uncovered_kinds("lines")],
        "distributions": [kind for kind in distributions.KINDS if kind not in SPREADS],
    }
