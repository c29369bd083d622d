"""The gate: what a case that can be read must still answer before its numbers are shown."""

from __future__ import annotations

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.rewriting import newest, number_of
from mll_finance.inputs.grammar.sections import ADOPTED
from mll_finance.inputs.second_look.partner_costs import without_costs
from mll_finance.parties.partner_costs import uncovered


def admitted(case: Case) -> Case:
    """The case itself, where its numbers may be shown.

    Raises
    ------
    InputError
        With every reason why they may not.
    """
    problems = refusals(case)
    if problems:
        raise InputError(problems, file=case.document.name)
    return case


def refusals(case: Case) -> list[Problem]:
    """Every reason why the numbers of a case may not be shown; an adopted case of an older schema is as it was."""
    older = case.settings.status == ADOPTED and number_of(case.document.data) < newest()
    if older or case.settings.partner_costs is not None:
        return []
    return [
        without_costs(
            case,
            lacking.lines,
            party=lacking.party,
            alternative=lacking.alternative,
            received=lacking.received,
            borne=lacking.borne,
        )
        for lacking in uncovered(case)
    ]
