"""What is wrong with a form, as a problem like every other: found, allowed, what to do, and the cell."""

from __future__ import annotations

from collections.abc import Mapping

from mll_finance.errors import Problem
from mll_finance.terms import phrase


def form_problem(
    key: str, fields: Mapping[str, object] | None = None, *, path: str = "", cell: str = ""
) -> Problem:
    """The problem whose three sentences stand under a key in ``data/sentences_form.yaml``.

    Examples
    --------
    >>> print(form_problem("merged", {"area": "P9:P10"}, cell="Getallen!P9"))
    Getallen!P9: merged cells (P9:P10); one value in each cell; unmerge the cells and fill in every row
    """
    named_fields = fields or {}
    return Problem(
        path,
        phrase(f"form_{key}_found", **named_fields),
        phrase(f"form_{key}_allowed", **named_fields),
        phrase(f"form_{key}_remedy", **named_fields),
        cell=cell,
    )
