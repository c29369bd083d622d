"""From the rows of a form to the raw case that they say, with the cell behind every path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mll_finance.inputs.case.rewriting import newest
from mll_finance.inputs.form.choices import column_label
from mll_finance.inputs.form.layout import ENDS, kinds_of, numbers_of, tables
from mll_finance.inputs.form.rows import UNREAD, Filling, FormRow
from mll_finance.inputs.grammar.assumption import DEFAULT, INHERITED

Raw = dict[Any, Any]
Path = tuple[Any, ...]
_PLACE = ("section", "owner", "field", "part", "alternative", "in_year")
_NESTED = ("case", "alternatives", "parties", "quantities", "lines", "preconditions", "remarks")
_SPREAD = "distribution.kind"
_USUAL = "pert"
"""Distribution of low, most likely and high where the form names none."""
_ALONE = {"ref", "table", "pm"}
"""A number of this form takes nothing over from above."""
_CONTENT = ("value", *ENDS, "ref", "table", "pm")
"""Columns of which a number fills in at least one."""


@dataclass
class Assembled:
    """A raw case with the cell behind each path."""

    raw: Raw = field(default_factory=dict)
    cells: dict[Path, str] = field(default_factory=dict)
    unread: set[Path] = field(default_factory=set)
    """Paths whose cell could not be read."""
    rows: dict[Path, FormRow] = field(default_factory=dict)
    """The row behind each part and number."""

    def cell(self, path: str) -> str:
        """The cell behind a path as a problem names it, or behind the nearest place above it."""
        cell_by_path = {".".join(map(str, key_path)): cell for key_path, cell in self.cells.items()}
        while path:
            if path in cell_by_path:
                return cell_by_path[path]
            path = path.rpartition(".")[0]
        return ""

    def hides(self, path: str) -> bool:
        """Whether a problem at a path only follows from a cell that could not be read."""
        unread_paths = {".".join(map(str, key_path)) for key_path in self.unread}
        return any(path == key_path or path.startswith(f"{key_path}.") for key_path in unread_paths)


def assemble(filling: Filling) -> Assembled:
    """The raw case that the rows of a form say; what contradicts itself is kept as problems of the filling."""
    case = Assembled({"schema": newest()})
    _settings(case, filling)
    for table_name in _NESTED[1:]:
        _parts(case, filling, table_name)
    _numbers(case, filling)
    for table_name in ("parties", "quantities", "preconditions", "remarks"):
        if not case.raw.get(table_name):
            case.raw.pop(table_name, None)
    return case


def _put(case: Assembled, path: Path, written: Any, cell: str) -> None:
    """Write one thing at its path."""
    raw_part = case.raw
    for key in path[:-1]:
        raw_part = raw_part.setdefault(key, {})
    case.cells[path] = cell
    if written is UNREAD:
        case.unread.add(path)
    else:
        raw_part[path[-1]] = written


def _settings(case: Assembled, filling: Filling) -> None:
    case_rows = filling.rows["case"]
    sheet_name = filling.sheets["case"]
    case.raw["case"] = {}
    case.cells[("case",)] = sheet_name
    for case_row in case_rows:
        for form_column in tables()["case"].columns:
            if form_column.key in case_row.cells:
                case.cells[("case", *form_column.key.split("."))] = case_row.cells[form_column.key]
            if form_column.key in case_row.answers:
                _put(
                    case,
                    ("case", *form_column.key.split(".")),
                    case_row.answers[form_column.key],
                    case_row.cells[form_column.key],
                )
    case.raw["case"].setdefault("language", filling.language)


def _parts(case: Assembled, filling: Filling, table: str) -> None:
    """The named parts of one sheet."""
    case.raw[table] = {}
    case.cells[(table,)] = filling.sheets[table]
    column_number_by_key = filling.columns[table]
    for form_row in filling.rows[table]:
        part_name = form_row.answers.get("name")
        if part_name is UNREAD:
            continue
        if part_name is None:
            filling.refuse(form_row.cell("name", column_number_by_key), "nameless", row=form_row.number)
            continue
        if part_name in case.raw[table]:
            earlier_row = case.rows[table, part_name]
            filling.refuse(
                form_row.cells["name"], "name_twice", row_name=part_name, first=earlier_row.cells["name"]
            )
            continue
        case.raw[table][part_name] = {}
        case.rows[table, part_name] = form_row
        case.cells[table, part_name] = form_row.cells["name"]
        for form_column in tables()[table].columns[1:]:
            path = (table, part_name, *form_column.key.split("."))
            if form_column.key in form_row.answers:
                _put(case, path, form_row.answers[form_column.key], form_row.cells[form_column.key])
            else:
                case.cells[path] = form_row.cell(form_column.key, column_number_by_key)
        _straighten(case, (table, part_name))


def _straighten(case: Assembled, path: Path) -> None:
    """Write what a row says as a case would: one alternative as a word, named years without a key of their own."""
    raw_part = case.raw[path[0]][path[1]]
    raw_alternative = raw_part.get("alternative")
    if isinstance(raw_alternative, list) and len(raw_alternative) == 1:
        raw_part["alternative"] = raw_alternative[0]
    raw_years = raw_part.get("years")
    if path[0] == "lines" and isinstance(raw_years, dict) and set(raw_years) == {"only"}:
        raw_part["years"] = raw_years["only"]


def _numbers(case: Assembled, filling: Filling) -> None:
    """Every number at its place in the quantity or line that it belongs to."""
    paths_and_rows = [
        (number_path, row)
        for row in filling.rows["numbers"]
        if (number_path := _place(row, case, filling)) is not None
    ]
    rows_by_path: dict[Path, list[FormRow]] = {}
    for number_path, number_row in paths_and_rows:
        rows_by_path.setdefault(number_path, []).append(number_row)
    for number_path, rows_of_number in rows_by_path.items():
        raw_part = case.raw[number_path[0]][number_path[1]]
        for key in number_path[2:-1]:
            raw_part = raw_part.setdefault(key, {})
        case.rows[number_path] = rows_of_number[0]
        case.cells[number_path] = rows_of_number[0].cells["field"]
        raw_number = _number(case, filling, number_path, rows_of_number)
        if raw_number is not None:
            raw_part[number_path[-1]] = raw_number
    _keep_cells_of_parts(case)


def _keep_cells_of_parts(case: Assembled) -> None:
    """The cell of a map of named numbers is that of the first of them."""
    for path in list(case.rows):
        if len(path) == 4:
            case.cells.setdefault(path[:-1], case.cells[path])


def _place(row: FormRow, case: Assembled, filling: Filling) -> Path | None:
    """Path of the number of a row; None after saying what it lacks."""
    column_number_by_key = filling.columns["numbers"]
    missing_keys = [key for key in _PLACE[:3] if key not in row.answers]
    for key in missing_keys:
        column_heading = column_label("numbers", key, filling.language)
        filling.refuse(row.cell(key, column_number_by_key), "place_lacks", column=column_heading)
    if missing_keys or UNREAD in [row.answers.get(key) for key in _PLACE]:
        return None
    section_name, owner_name, field_key = (row.answers[key] for key in _PLACE[:3])
    raw_part = case.raw[section_name].get(owner_name)
    if raw_part is None:
        part_names_text = ", ".join(case.raw[section_name]) or "-"
        filling.refuse(row.cells["owner"], "owner_unknown", row_name=owner_name, known=part_names_text)
        return None
    names_by_field = {
        number.key: number.named
        for model in [kinds_of(section_name).get(str(raw_part.get("kind")))]
        if model is not None
        for number in numbers_of(model)
    }.get(field_key, "part" in row.answers)
    if names_by_field and "part" not in row.answers:
        filling.refuse(row.cell("part", column_number_by_key), "part_lacks", field=field_key)
        return None
    if "part" in row.answers and not names_by_field:
        filling.refuse(row.cells["part"], "part_extra", field=field_key)
        return None
    return (
        (section_name, owner_name, field_key, row.answers["part"])
        if names_by_field
        else (section_name, owner_name, field_key)
    )


def _number(case: Assembled, filling: Filling, place: Path, rows: Sequence[FormRow]) -> Raw | None:
    """One number of a case, from the row or rows that say it: one for each alternative and year."""
    first_row_of_number = rows[0]
    if not any("alternative" in row.answers for row in rows):
        return _leaf(case, filling, place, rows)
    common_metadata = _metadata(first_row_of_number)
    rows_to_read = [row for row in rows if _has_content(row)]
    rows_by_alternative: dict[str, list[FormRow]] = {}
    for number_row in rows_to_read:
        rows_by_alternative.setdefault(str(number_row.answers.get("alternative", DEFAULT)), []).append(
            number_row
        )
    raw_by_alternative: Raw = {}
    for alternative_id, rows_of_alternative in rows_by_alternative.items():
        path = (*place, "by_alternative", alternative_id)
        case.cells[path] = rows_of_alternative[0].cells.get(
            "alternative", rows_of_alternative[0].cells["field"]
        )
        raw_child = _leaf(case, filling, path, rows_of_alternative)
        if raw_child is not None:
            raw_by_alternative[alternative_id] = (
                raw_child if _ALONE & set(raw_child) else _short(_without(raw_child, common_metadata))
            )
    case.cells[*place, "by_alternative"] = first_row_of_number.cells["field"]
    return {**common_metadata, "by_alternative": raw_by_alternative}


def _short(child: Raw) -> Any:
    """A number that says nothing but its value, as the value alone."""
    return child["value"] if set(child) == {"value"} else child


def _without(child: Raw, common: Raw) -> Raw:
    """What a number says beyond what it takes over from above."""
    return {key: answers for key, answers in child.items() if key not in common or common[key] != answers}


def _has_content(row: FormRow) -> bool:
    return any(key in row.answers for key in _CONTENT)


def _metadata(row: FormRow) -> Raw:
    """What a number says about itself that holds in every alternative."""
    return {
        key: row.answers[key] for key in INHERITED if key in row.answers and row.answers[key] is not UNREAD
    }


def _leaf(case: Assembled, filling: Filling, path: Path, rows: Sequence[FormRow]) -> Raw | None:
    """One number for one alternative: a value, amounts by year, a range, a reference, a row of a table, or PM."""
    first_row_of_leaf = rows[0]
    rows_by_year = [row for row in rows if "in_year" in row.answers]
    for number_row in rows[1:]:
        if not rows_by_year:
            filling.refuse(number_row.cells["field"], "number_twice", first=first_row_of_leaf.cells["field"])
            return None
    if rows_by_year and len(rows_by_year) < len(rows):
        row_without_year = next(row for row in rows if "in_year" not in row.answers)
        filling.refuse(row_without_year.cell("in_year", filling.columns["numbers"]), "year_lacks")
        return None
    raw_assumption: Raw = {}
    column_number_by_key = filling.columns["numbers"]
    for form_column in tables()["numbers"].columns:
        if form_column.key in (*_PLACE, *ENDS, _SPREAD, "value"):
            continue
        holding_row = next((row for row in rows if form_column.key in row.answers), first_row_of_leaf)
        case.cells[*path, form_column.key] = holding_row.cell(form_column.key, column_number_by_key)
        if form_column.key in holding_row.answers:
            if holding_row.answers[form_column.key] is UNREAD:
                case.unread.add((*path, form_column.key))
            else:
                raw_assumption[form_column.key] = holding_row.answers[form_column.key]
    case.cells[*path, "value"] = first_row_of_leaf.cell("value", column_number_by_key)
    if rows_by_year:
        _by_year(case, filling, (path, raw_assumption), rows)
    elif "value" in first_row_of_leaf.answers:
        _set(case, raw_assumption, (*path, "value"), first_row_of_leaf.answers["value"])
    _spread(case, raw_assumption, path, (first_row_of_leaf, column_number_by_key))
    return raw_assumption


def _set(case: Assembled, number: Raw, path: Path, written: Any) -> None:
    if written is UNREAD:
        case.unread.add(path)
    else:
        number[path[-1]] = written


def _by_year(case: Assembled, filling: Filling, leaf: tuple[Path, Raw], rows: Sequence[FormRow]) -> None:
    """A map by year from a row for each year."""
    path, raw_number = leaf
    amount_by_year: Raw = {}
    for year_row in rows:
        year_in_row = year_row.answers["in_year"]
        if year_in_row in amount_by_year:
            filling.refuse(year_row.cells["in_year"], "year_twice", year=year_in_row)
            continue
        case.cells[*path, "value", year_in_row] = year_row.cell("value", filling.columns["numbers"])
        if "value" not in year_row.answers:
            filling.refuse(case.cells[*path, "value", year_in_row], "value_lacks", year=year_in_row)
        elif year_row.answers["value"] is UNREAD:
            case.unread.add((*path, "value"))
        else:
            amount_by_year[year_in_row] = year_row.answers["value"]
    if amount_by_year:
        raw_number["value"] = amount_by_year


def _spread(case: Assembled, number: Raw, path: Path, place: tuple[FormRow, Mapping[str, int]]) -> None:
    """The distribution of low, most likely and high."""
    form_row, column_number_by_key = place
    end_names_in_row = [end_name for end_name in ENDS if end_name in form_row.answers]
    case.cells[*path, "distribution"] = form_row.cell(
        end_names_in_row[0] if end_names_in_row else ENDS[0], column_number_by_key
    )
    for end_name in ENDS:
        case.cells[*path, "distribution", end_name] = form_row.cell(end_name, column_number_by_key)
    case.cells[*path, "distribution", "kind"] = form_row.cell(_SPREAD, column_number_by_key)
    if not end_names_in_row and _SPREAD not in form_row.answers:
        return
    if UNREAD in [form_row.answers.get(key) for key in (*ENDS, _SPREAD)]:
        case.unread.add((*path, "distribution"))
        return
    distribution_kind = form_row.answers.get(_SPREAD, _USUAL)
    number["distribution"] = {
        "kind": distribution_kind,
        **{end_name: form_row.answers[end_name] for end_name in end_names_in_row},
    }
