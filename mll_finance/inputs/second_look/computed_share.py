"""What is told of a share that is calculated and leaves 0 to 1 in a draw."""

from __future__ import annotations

from mll_finance.errors import Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.terms import phrase


def share_beyond(case: Case, path: str, output: Output, low: float, high: float) -> Problem:
    """The problem of a share that points at an output of a quantity.

    Parameters
    ----------
    case : Case
        The case.
    path : str
        Path of the share.
    output : Output
        What it points at.
    low, high : float
        The least and the most that this comes to, over years, alternatives and draws.
    """
    output_path = f"quantities.{output.quantity}.{output.name}"
    finding_text = phrase("share_computed", ref=output_path, low=f"{low:g}", high=f"{high:g}")
    remedy_text = phrase("share_computed_remedy")
    line = case.document.line_of(path)
    return Problem(path, finding_text, phrase("limit_share"), remedy_text, line=line, id="share_computed")
