"""What is told of a supplier or partner whose own costs are not in the case."""

from __future__ import annotations

from mll_finance.errors import Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.parties import PARTNER
from mll_finance.terms import phrase, three


def without_costs(
    case: Case, lines: tuple[str, ...], *, party: str, alternative: str, received: float, borne: float
) -> Problem:
    """The problem of a paid party, at the first line by which it is paid.

    Parameters
    ----------
    case : Case
        The case.
    lines : tuple of str
        Lines by which it is paid.
    party, alternative : str
        Who is paid, in which alternative.
    received, borne : float
        What it receives and its own costs, present values (EUR).
    """
    amount_text_by_field = {"received": f"{received:.0f}", "borne": f"{borne:.0f}"}
    problem_path = f"lines.{lines[0]}.receiver"
    named_fields = {"party": party, "alternative": alternative, "lines": ", ".join(lines)}
    finding_phrase, allowed_phrase, remedy_phrase = three(
        "partner_costs", **named_fields, **amount_text_by_field
    )
    if party != PARTNER:
        remedy_phrase = phrase("party_costs_remedy", **named_fields)
    return Problem(
        problem_path,
        finding_phrase,
        allowed_phrase,
        remedy_phrase,
        line=case.document.line_of(problem_path),
        id="partner_costs",
    )
