"""The checks of a case as they stand in each alternative: what no number can buy off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.sections import ADOPTED
from mll_finance.inputs.method.preconditions import NAME, Precondition, Standing, standings
from mll_finance.inputs.reference_data.checklist import checklist_of


def is_assessed(case: Case) -> bool:
    """Whether a case has a section ``preconditions``."""
    return isinstance(case.document.data.get(NAME), dict)


def case_standings(case: Case) -> list[Standing]:
    """Every check that applies to an alternative of the case; unknown where the case has not assessed it."""
    alternatives_by_line: Mapping[str, tuple[str, ...]] = {
        line_id: line.alternative for line_id, line in case.lines.items()
    }
    case_settings = case.settings
    check_by_id = checklist_of(
        case_settings.checklist, adopted=case_settings.status == ADOPTED, tables=case.tables
    )
    return standings(
        case.parts(Precondition), case.alternatives, alternatives_by_line, check_by_id, case.tables
    )


def checks_by_alternative(case: Case) -> dict[str, tuple[Standing, ...]]:
    """The checks of each alternative; in a case that assessed none only a prohibited class speaks for itself."""
    standings_of_case, is_case_assessed = case_standings(case), is_assessed(case)
    return {
        alternative_id: tuple(
            standing
            for standing in standings_of_case
            if standing.alternative == alternative_id and (is_case_assessed or standing.prohibited)
        )
        for alternative_id in case.projects
    }


def vetoes_first(checks: Iterable[Standing]) -> tuple[Standing, ...]:
    """The checks in the order in which they are shown: those that forbid a go, then the other refused ones."""
    return tuple(sorted(checks, key=lambda check: (not check.vetoes, check.status != "refused")))
