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
    NAME,
    OPTIONS,
    Knowledge,
    RoleState,
    option_lines,
    waiting_years,
)
from mll_finance.inputs.reference_data.prose_tables import knowledge_options, roles
from mll_finance.inputs.reference_data.tables import load_table
from mll_finance.parties.incidence import line_values
from mll_finance.yaml_text import Document

Standing = Literal["full", "partly", "none", "not_assessed"]


@dataclass(frozen=True)
class Need:
    """A role that the case needs."""

    role: str
    alternatives: tuple[str, ...]
    """Alternatives that need it."""
    standing: Standing
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
    section = _section(study)
    if section is None:
        return []
    made = []
    for name, role in roles().items():
        of = tuple(one for one in section.alternatives if role.needed(study.case.alternatives[one]))
        if of:
            state = section.roles.get(name)
            made.append(Need(name, of, "not_assessed" if state is None else state.level, state))
    return made


def option_costs(study: Study) -> list[OptionCost]:
    """Each option of each gap that was assessed."""
    section = _section(study)
    if section is None:
        return []
    gaps = [need for need in needs(study) if need.gap and need.state is not None]
    raw = study.case.document.data
    lines = {(need.role, option): option_lines(raw, need.role, option) for need in gaps for option in OPTIONS}
    every = {name: line for made in lines.values() for name, line in made.items()}
    values = _values(study, every, section.alternatives[0])
    made = []
    for (role, option), own in lines.items():
        state = section.roles[role]
        years = study.case.years if state.years is None else state.years.active(study.case.years)
        row = load_table("knowledge_costs").find(knowledge_options()[option].lead_time.id)
        lead = (
            row.value if row.low is None else row.low,
            row.value,
            row.value if row.high is None else row.high,
        )
        # Own time of staff is no spending: such a line has no value to the budget.
        known = any(name in values for name in own)
        cost = -sum(values.get(name, 0.0) for name in own) if known else None
        made.append(
            OptionCost(
                role, option, cost, lead, years[0], state.chosen == option, waiting_years(raw, role, option)
            )
        )
    return made


def _section(study: Study) -> Knowledge | None:
    found: Knowledge | None = study.case.method.get(NAME)
    return found


def _values(study: Study, lines: dict[str, dict[object, object]], alternative: str) -> dict[str, float]:
    """Present value to the municipality of lines that the case has not got, in a copy that has them."""
    if not lines:
        return {}
    document = study.case.document
    # Written out as lines of the case itself: what the section does not choose would be taken out again.
    data = {**document.data, "lines": {**lines, **document.data["lines"]}}
    variant = Study(build_case(Document(data, document.lines, document.name), folder=study.case.folder))
    found = line_values(variant, alternative, MUNICIPALITY)
    return {one.line: one.present_value for one in found if one.present_value is not None}
