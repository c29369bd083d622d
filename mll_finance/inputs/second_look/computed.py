"""What is told of a share or a count that is calculated and leaves what it can be in a draw."""

from __future__ import annotations

from mll_finance.errors import Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.case.limits import SHARE, Bounds
from mll_finance.terms import phrase


def computed_beyond(case: Case, path: str, output: Output, ends: Bounds, *, limits: Bounds) -> Problem:
    """The problem of a share or a count that points at an output of a quantity.

    Parameters
    ----------
    case : Case
        The case.
    path : str
        Path of the number.
    output : Output
        What it points at.
    ends : tuple of float
        The least and the most that this comes to, over years, alternatives and draws.
    limits : tuple of float
        What the number can be at the least and at the most.
    """
    kind_of_limit = "share" if limits == SHARE else "count"
    least_share, largest_share = ends
    output_path = f"quantities.{output.quantity}.{output.name}"
    finding_phrase = phrase(
        "share_computed", ref=output_path, low=f"{least_share:g}", high=f"{largest_share:g}"
    )
    line = case.document.line_of(path)
    return Problem(
        path,
        finding_phrase,
        phrase(f"limit_{kind_of_limit}"),
        phrase(f"{kind_of_limit}_computed_remedy"),
        line=line,
        id=f"{kind_of_limit}_computed",
    )
