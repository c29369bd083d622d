"""The sheet of scenarios: the one in use, what each changes, and what each came to in the run.

A scenario is other numbers at the paths of inputs. One that alters more than numbers (years, parties, a form of
partnership) has formulas of its own, so it is listed with its outcome and cannot be chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mll_finance.engine.structure import structure_key
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.scenarios import changes
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.method.budget import BudgetSettings
from mll_finance.inputs.method.cover import Cover
from mll_finance.report.context import Context
from mll_finance.report.excel.book import Book, Sheet, input_style
from mll_finance.report.excel.entry import MOST, BookInput
from mll_finance.report.excel.inputs import inputs_of
from mll_finance.report.excel.sheets.calculation import alternative_title, perspective_title
from mll_finance.report.pieces.names import owned_name

_TITLE, _PATH, _ENTERED, _SCENARIOS = range(4)
_CHOSEN, _OUTCOMES = 3, 5
"""Row with the scenario in use, and the heading of the table of outcomes."""
_READ_BY_LINES = ("payer", "receiver", "timing", "cash", "accounting", "duration", "nature", "index", "basis")
"""Fields of a line that shape the workbook outside the arithmetic."""
_WILDCARDS, _OPENINGS, _LONGEST = str.maketrans(dict.fromkeys("*?~")), "=+-@ ", 200
_ROUNDING = 1e-12
_WIDTHS = (38, 30)
_COLUMN = 17.0
_BOLD = 1.3
"""Times as much room as bold letters of a head take."""
PERSPECTIVES = (SOCIETY, MUNICIPALITY)


@dataclass(frozen=True)
class Chosen:
    """A scenario that the workbook can follow."""

    id: str
    title: str
    study: Study
    inputs: Mapping[str, BookInput]
    changes: Mapping[str, Any]
    """What it puts in the place of what is entered, by path."""


class Scenarios:
    """The scenarios of a study, with the cells in which the numbers in use stand.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet; it is written by :meth:`write` once the inputs have their cells.
    study : Study
        The study as it is delivered.
    """

    def __init__(self, sheet: Sheet, study: Study) -> None:
        self.sheet, self.study, self.book = sheet, study, sheet.book
        self.entered = self.book.word("as_entered")
        self.studies = {scenario_id: study.in_scenario(scenario_id) for scenario_id in study.case.scenarios}
        title_by_scenario = _titles(self.book, study.case, self.entered)
        entered_inputs = self.book.inputs
        self.followed: list[Chosen] = []
        for scenario_id, study_in_scenario in self.studies.items():
            input_by_path = (
                inputs_of(study_in_scenario) if _shape(study.case) == _shape(study_in_scenario.case) else {}
            )
            if list(input_by_path) == list(entered_inputs):
                self.followed.append(
                    Chosen(
                        scenario_id,
                        title_by_scenario[scenario_id],
                        study_in_scenario,
                        input_by_path,
                        changes(study.case.scenarios, scenario_id),
                    )
                )
        self.titles = title_by_scenario
        self.changed = [
            path
            for path, entered_input in entered_inputs.items()
            if any(
                followed_scenario.inputs[path].value != entered_input.value
                for followed_scenario in self.followed
            )
        ]
        self._first = _OUTCOMES + len(self.studies) + 6
        self._in_use_column = _SCENARIOS + len(self.followed)
        for changed_index, path in enumerate(self.changed):
            in_use_address = sheet.cell(self._first + changed_index, self._in_use_column, hold="both")
            self.book.in_use[path] = in_use_address

    @property
    def options(self) -> str:
        """The range with the titles to choose from."""
        head_row = self._first - 1
        return self.sheet.span((head_row, _ENTERED), (head_row, self._in_use_column - 1), hold="both")

    @property
    def number(self) -> str:
        """The cell with the place of the scenario in use, 1 for the numbers as entered."""
        return self.sheet.cell(_CHOSEN, _ENTERED, hold="both")

    def write(self, chosen: str) -> None:
        """Write the sheet; ``chosen`` is the cell in which the scenario is chosen."""
        sheet, word_of = self.sheet, self.book.word
        self._widths()
        sheet.page_title(word_of("scenarios"))
        sheet.text(1, 0, word_of("scenarios_intro"), "quiet")
        sheet.text(_CHOSEN, _TITLE, word_of("scenario_in_use"), "bold")
        sheet.formula(_CHOSEN, _PATH, chosen, self.entered, "text", "bold")
        sheet.formula(_CHOSEN, _ENTERED, f"MATCH({chosen},{self.options},0)", 1, "integer")
        self._outcomes()
        head_row = self._first - 1
        sheet.section(head_row - 1, word_of("scenario_inputs"), self._in_use_column + 1)
        sheet.head(head_row, [word_of("title"), self.book.term("path")], height=45)
        column_titles = [self.entered, *(followed_scenario.title for followed_scenario in self.followed)]
        sheet.heads(head_row, _ENTERED, [*column_titles, word_of("in_use")])
        sheet.fit(head_row, [(column_title, _COLUMN / _BOLD) for column_title in column_titles])
        entry_by_path = {entry.path: entry for entry in self.book.entries}
        for row_index, path in enumerate(self.changed, start=self._first):
            self._row(row_index, path, entry_by_path[path].cell, entry_by_path[path].style)
        if not self.studies:
            sheet.text(self._first, _TITLE, word_of("scenarios_none"), "quiet")

    def _widths(self) -> None:
        column_count = max(self._in_use_column, _ENTERED + 2 * len(self.study.case.projects)) - _ENTERED + 1
        self.sheet.tidy([*_WIDTHS, *[_COLUMN] * column_count])
        self.sheet.repeat(self._first - 1)

    def _row(self, row: int, path: str, cell: str, style: str) -> None:
        sheet, input_entry = self.sheet, self.book.inputs[path]
        title_of_input = self._title_of(path)
        sheet.text(row, _TITLE, title_of_input, "wrap")
        sheet.text(row, _PATH, path, "path")
        sheet.fit(row, [(title_of_input, _WIDTHS[_TITLE]), (path, _WIDTHS[_PATH])])
        sheet.formula(row, _ENTERED, cell, input_entry.value, style)
        for column_number, followed_scenario in enumerate(self.followed, start=_SCENARIOS):
            value_in_scenario = followed_scenario.inputs[path].value
            scaled_formula = _scaled(
                followed_scenario.changes, input_entry, sheet.cell(row, _ENTERED), value_in_scenario
            )
            if value_in_scenario == input_entry.value:
                sheet.formula(row, column_number, sheet.cell(row, _ENTERED), value_in_scenario, style)
            elif scaled_formula is not None:
                sheet.formula(row, column_number, scaled_formula, value_in_scenario, style, "bold")
            else:
                sheet.number(
                    row,
                    column_number,
                    value_in_scenario,
                    followed_scenario.inputs[path].style or input_style(value_in_scenario, input_entry.unit),
                    "bold",
                )
        values_span = sheet.span((row, _ENTERED), (row, self._in_use_column - 1))
        sheet.formula(
            row,
            self._in_use_column,
            f"INDEX({values_span},1,{self.number})",
            input_entry.value,
            style,
            "bold",
        )

    def _title_of(self, path: str) -> str:
        """The name of an input for readers: that of the number, else of the line or quantity that it belongs to."""
        leaves, parent_path = self.study.case.graph.leaves, path.rpartition(".")[0]
        leaf_of_path = leaves.get(path) or leaves.get(parent_path)
        if leaf_of_path is not None:
            leaf_or_owner_name = owned_name(Context(self.study, self.book.language), leaf_of_path)
            return (
                leaf_or_owner_name
                if path in leaves
                else f"{leaf_or_owner_name}, {path.removeprefix(parent_path)[1:]}"
            )
        section_name, leaf_or_owner_name, *_ = path.split(".")
        parts_by_section: Mapping[str, Any] = {
            "lines": self.study.case.lines,
            "quantities": self.study.case.quantities,
        }
        owning_line_or_quantity = parts_by_section.get(section_name, {}).get(leaf_or_owner_name)
        title_in_languages = None if owning_line_or_quantity is None else owning_line_or_quantity.title
        return (
            leaf_or_owner_name
            if title_in_languages is None
            else str(title_in_languages.text(self.book.language))
        )

    def _outcomes(self) -> None:
        """What each scenario came to in the run: central balances, which do not recalculate."""
        sheet, case, book = self.sheet, self.study.case, self.book
        section_width = _ENTERED + len(PERSPECTIVES) * len(case.projects)
        sheet.section(
            _OUTCOMES,
            book.word("scenario_outcomes", year=case.prices.level_year),
            max(section_width, self._in_use_column + 1),
        )
        sheet.head(_OUTCOMES + 1, [book.term("scenario"), book.word("scenario_choice")], height=58)
        perspectives_and_alternatives = [
            (perspective, name) for perspective in PERSPECTIVES for name in case.projects
        ]
        column_heads = [
            f"{perspective_title(case, perspective, book)}: {alternative_title(case, name, book)}"
            for perspective, name in perspectives_and_alternatives
        ]
        sheet.heads(_OUTCOMES + 1, _ENTERED, column_heads)
        sheet.fit(_OUTCOMES + 1, [(column_head, _COLUMN / _BOLD) for column_head in column_heads])
        titles_studies_and_followed = [(self.entered, self.study, True)]
        followed_scenario_ids = {followed_scenario.id for followed_scenario in self.followed}
        titles_studies_and_followed += [
            (self.titles[name], other_study, name in followed_scenario_ids)
            for name, other_study in self.studies.items()
        ]
        for row_index, (scenario_title, study_in_scenario, is_followed) in enumerate(
            titles_studies_and_followed, start=_OUTCOMES + 2
        ):
            sheet.text(row_index, _TITLE, scenario_title, "wrap")
            sheet.text(
                row_index,
                _PATH,
                book.word("scenario_can" if is_followed else "scenario_cannot"),
                "quiet_wrap",
            )
            for column_number, perspective_and_alternative in enumerate(
                perspectives_and_alternatives, start=_ENTERED
            ):
                if perspective_and_alternative[1] in study_in_scenario.case.projects:
                    sheet.number(
                        row_index,
                        column_number,
                        float(study_in_scenario.stream(*perspective_and_alternative).npv[0]),
                        "euro",
                        "delivered",
                    )


def _scaled(changed: Mapping[str, Any], given: BookInput, cell: str, figure: float) -> str | None:
    """The formula of a number that a scenario makes a number of times as large; None where it puts another one."""
    for changed_path, path_change in changed.items():
        if (
            f"{given.path}.".startswith(f"{changed_path}.")
            and isinstance(path_change, dict)
            and set(path_change) == {"times"}
        ):
            times_factor = float(path_change["times"])
            highest_allowed = given.high if given.high < MOST else math.inf
            if math.isclose(min(given.value * times_factor, highest_allowed), figure, rel_tol=_ROUNDING):
                product_formula = f"{cell}*{times_factor!r}"
                return (
                    product_formula
                    if math.isinf(highest_allowed)
                    else f"MIN({product_formula},{highest_allowed!r})"
                )
    return None


def _titles(book: Book, case: Case, entered: str) -> dict[str, str]:
    """The title of each scenario, unlike the others and unlike what is entered."""
    title_by_scenario: dict[str, str] = {}
    for scenario_id, scenario in case.scenarios.items():
        scenario_title = scenario_id if scenario.title is None else scenario.title.text(book.language)
        # What is looked up may hold no wildcard, and what is chosen from a list may not begin as a formula.
        scenario_title = scenario_title.translate(_WILDCARDS).lstrip(_OPENINGS)[:_LONGEST] or scenario_id
        taken_titles = {known_title.casefold() for known_title in (entered, *title_by_scenario.values())}
        title_by_scenario[scenario_id] = (
            f"{scenario_title} ({scenario_id})"
            if scenario_title.casefold() in taken_titles
            else scenario_title
        )
    return title_by_scenario


def _shape(case: Case) -> Any:
    """What the formulas of the workbook of a case depend on; cases with the same differ in numbers alone."""
    return structure_key(case), _beside(case)


def _beside(case: Case) -> Any:
    """What shapes the workbook beside the arithmetic."""
    settings, budget_settings = case.settings, case.section(BudgetSettings)
    kadernota = settings.kadernota
    return (
        {part_name: _line(line) for part_name, line in case.lines.items()},
        # Points stand in the formulas as they are: one that is typed over could make a curve that cannot be.
        {
            part_name: [getattr(quantity, field_name) for field_name in quantity.POINTS]
            for part_name, quantity in case.quantities.items()
        },
        case.perspectives,
        settings.timing,
        settings.inflation is None,
        kadernota
        and [
            rate_by_year
            for rate_by_year in (kadernota.wages, kadernota.prices)
            if isinstance(rate_by_year, dict)
        ],
        kadernota and [kadernota.wages is None, kadernota.prices is None],
        {
            part_name: cover.model_dump(exclude={"amounts", "title"})
            for part_name, cover in case.parts(Cover).items()
        },
        budget_settings and (budget_settings.sign, budget_settings.taakvelden),
    )


def _line(line: Line) -> Any:
    activation = line.activation
    charge_settings = activation and (
        activation.method,
        activation.years,
        activation.first_year if activation.method == "annuity" else None,
    )
    return [getattr(line, field_name) for field_name in _READ_BY_LINES], line.btw is None, charge_settings
