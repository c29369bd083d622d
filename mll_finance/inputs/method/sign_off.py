"""Sign-off: who owns a number, which controller looked at it, and when."""

from __future__ import annotations

from collections.abc import Iterator

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Number
from mll_finance.inputs.grammar.base import Date, Strict, Text
from mll_finance.inputs.grammar.section import Known, Section
from mll_finance.inputs.method.wording import owners
from mll_finance.terms import phrase


class SignOffEntry(Strict):
    """Who answers for a number, and who checked it."""

    owner: Text
    """Who answers for the number."""
    controller: Text | None = None
    """Who checked it; not signed without it."""
    date: Date | None = None
    """Date on which it was checked; required with a controller."""
    value: Number | None = None
    """The number that was checked: where the case now holds another, the signature no longer counts."""
    note: Text | None = None
    """What was agreed."""


class SignOffs(Strict):
    """The section ``sign_off``: who signed for which number."""

    assumptions: dict[str, SignOffEntry] = {}
    """By path: a number (lines.licence.price), or a line or quantity for all numbers in it."""


def _check(section: SignOffs, known: Known) -> Iterator[Problem]:
    known_paths = [*known.numbers, *owners(known)]
    for path, signed_assumption in section.assumptions.items():
        problem_path = f"sign_off.assumptions.{path}"
        if known.lacks_path(path, known_paths):
            yield Problem.unknown(
                problem_path,
                phrase("problem_is_nothing_in_the_case", path=path),
                path,
                known_paths,
                allowed=phrase("problem_a_number_line_or_quantity"),
            )
        if (signed_assumption.controller is None) != (signed_assumption.date is None):
            yield Problem(
                problem_path,
                phrase("problem_a_controller_without_a_date")
                if signed_assumption.date is None
                else phrase("problem_a_date_without_a_controller"),
                phrase("problem_both_or_neither_where_nobody"),
                phrase("problem_add_date")
                if signed_assumption.date is None
                else phrase("problem_add_controller"),
            )


SECTION = Section(
    name="sign_off",
    model=SignOffs,
    named=False,
    description="Who owns each number, which controller checked it, and when.",
    check=_check,
)
