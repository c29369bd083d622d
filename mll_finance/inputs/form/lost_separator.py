"""Numbers of one row that lie about a thousand times apart: a separator of thousands may have got lost in a cell.

A number arrives typed from a spreadsheet and cannot show its dot: 85.000 is 85 there. Beside the other numbers of its
row, such as the low and high end, it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from mll_finance.errors import Problem
from mll_finance.inputs.case.moves import is_thousandfold
from mll_finance.inputs.form.refusing import form_problem
from mll_finance.inputs.form.rows import FormRow
from mll_finance.inputs.text.units import has_three_decimals

NUMBERS = ("value", "low", "mode", "high")
"""Columns of a row whose numbers say how large one thing is."""


def lost_separators(rows: Iterable[FormRow]) -> Iterator[Problem]:
    """The numbers that are about a thousandth of the next larger one of their row.

    Parameters
    ----------
    rows : iterable of FormRow
        Rows of the sheet of numbers; a unit with three decimals, such as a fraction, cannot lose a separator.
    """
    for number_row in rows:
        unit_written = number_row.answers.get("unit")
        if isinstance(unit_written, str) and has_three_decimals(unit_written):
            continue
        size_by_key = {
            key: abs(float(cell_number))
            for key in NUMBERS
            if isinstance(cell_number := number_row.answers.get(key), (int, float))
            and not isinstance(cell_number, bool)
        }
        sizes_and_keys = sorted((cell_number, key) for key, cell_number in size_by_key.items() if cell_number)
        for (smaller, key), (larger, _) in pairwise(sizes_and_keys):
            if is_thousandfold(larger / smaller):
                problem_fields: dict[str, object] = {"number": f"{smaller:g}", "other": f"{larger:g}"}
                yield form_problem("lost_separator", problem_fields, cell=number_row.cells[key])
