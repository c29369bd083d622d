"""The knowledge gap of a case: roles that are needed and not there, and what each way to get them costs.

An option that is left open is costed by the same engine: the case is appraised with the lines of all options in it,
and the present value of those lines is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import build_case
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.inputs.method.knowledge import (
    OPTIONS,
    Knowledge,
    RoleState,
    option_lines,
    waiting_years,
)
from mll_finance.inputs.reference_data.prose_tables import knowledge_options, roles
from mll_finance.parties.incidence import line_values
from mll_finance.yaml_text import Document

RoleStanding = Literal["full", "partly", "none", "not_assessed"]


@dataclass(frozen=True)
class Need:
    """A role that the case needs."""

    role: str
    alternatives: tuple[str, ...]
    """Alternatives that need it."""
    standing: RoleStanding
    state: RoleState | None

    @property
    def gap(self) -> bool:
        """Whether it is not filled in full."""
        return self.standing != "full"


@dataclass(frozen=True)
class OptionCost:
    """What a way to get a role costs and how long it takes."""

    role: str
    option: str
    present_value: float | None
    """Present value to the municipality over the case (EUR, positive); None where its size is not given."""
    lead_time: tuple[float, float, float]
    """Low, central and high (months)."""
    first_year: int
    """Year in which the work is first needed."""
    chosen: bool
    delay: int
    """Whole years by which what needs the role would wait for it, or waits where it is chosen."""


def needs(study: Study) -> list[Need]:
    """The roles that the alternatives of the section need, in the order of the phases; none without the section."""
    knowledge_section = _section(study)
    if knowledge_section is None:
        return []
    role_needs = []
    for role_id, role in roles().items():
        alternative_ids = tuple(
            alternative
            for alternative in knowledge_section.alternatives
            if role.needed(study.case.alternatives[alternative])
        )
        if alternative_ids:
            role_state = knowledge_section.roles.get(role_id)
            role_needs.append(
                Need(
                    role_id,
                    alternative_ids,
                    "not_assessed" if role_state is None else role_state.level,
                    role_state,
                )
            )
    return role_needs


def option_costs(study: Study) -> list[OptionCost]:
    """Each option of each gap that was assessed."""
    knowledge_section = _section(study)
    if knowledge_section is None:
        return []
    needs_with_gap = [need for need in needs(study) if need.gap and need.state is not None]
    raw_case, tables_of_case = study.case.document.data, study.case.tables
    lines_by_option = {
        (need.role, option): option_lines(raw_case, need.role, option, tables_of_case)
        for need in needs_with_gap
        for option in OPTIONS
    }
    raw_line_by_id = {
        line_id: line
        for raw_lines_of_option in lines_by_option.values()
        for line_id, line in raw_lines_of_option.items()
    }
    present_value_by_line = _values(study, raw_line_by_id, knowledge_section.alternatives[0])
    option_costs_told = []
    for (role, option), raw_lines_of_option in lines_by_option.items():
        role_state = knowledge_section.roles[role]
        years_of_role = (
            study.case.years if role_state.years is None else role_state.years.active(study.case.years)
        )
        lead_time_row = tables_of_case.table("knowledge_costs").find(knowledge_options()[option].lead_time.id)
        lead_time_low_usual_high = (
            lead_time_row.value if lead_time_row.low is None else lead_time_row.low,
            lead_time_row.value,
            lead_time_row.value if lead_time_row.high is None else lead_time_row.high,
        )
        # Own time of staff is no spending: such a line has no value to the budget.
        is_valued = any(line_id in present_value_by_line for line_id in raw_lines_of_option)
        option_euros = (
            -sum(present_value_by_line.get(line_id, 0.0) for line_id in raw_lines_of_option)
            if is_valued
            else None
        )
        option_costs_told.append(
            OptionCost(
                role,
                option,
                option_euros,
                lead_time_low_usual_high,
                years_of_role[0],
                role_state.chosen == option,
                waiting_years(raw_case, role, option, tables_of_case),
            )
        )
    return option_costs_told


def _section(study: Study) -> Knowledge | None:
    return study.case.section(Knowledge)


def _values(study: Study, lines: dict[str, dict[object, object]], alternative: str) -> dict[str, float]:
    """Present value to the municipality of lines that the case has not got, in a copy that has them."""
    if not lines:
        return {}
    case_document = study.case.document
    # Written out as lines of the case itself: what the section does not choose would be taken out again.
    raw_case_with_lines = {**case_document.data, "lines": {**lines, **case_document.data["lines"]}}
    study_with_lines = Study(
        build_case(
            Document(raw_case_with_lines, case_document.lines, case_document.name), files=study.case.files
        )
    )
    values_of_lines = line_values(study_with_lines, alternative, MUNICIPALITY)
    return {
        line_value.line: line_value.present_value
        for line_value in values_of_lines
        if line_value.present_value is not None
    }
