"""Paths by which a section names uncertain numbers of the case: which there are, and what is wrong with another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.section import Known
from mll_finance.terms import joined, phrase

_MARK = ".by_alternative"


def plain(path: str) -> str:
    """A path without the mark of numbers that differ between alternatives, which may be left out."""
    return path.replace(_MARK, "")


def not_uncertain(
    place: str, path: str, numbers: Mapping[str, Assumption], uncertain: list[str], known: Known
) -> Iterator[Problem]:
    """What is wrong with a path that should be that of an uncertain number, and which to name instead.

    Nothing where the quantity or line that holds it could not be read: what is wrong there is told there.
    """
    if known.lacks_path(path, uncertain):
        yield _not_uncertain(place, path, numbers, uncertain)


def _not_uncertain(place: str, path: str, numbers: Mapping[str, Assumption], uncertain: list[str]) -> Problem:
    allowed_phrase = phrase("problem_the_path_of_a_number")
    if path in numbers:
        referred_path = numbers[path].ref
        remedy_phrase = (
            phrase("problem_name_to_which_it_refers", ref=referred_path)
            if referred_path
            else phrase("problem_give_it_a_distribution_or")
        )
        return Problem(place, phrase("problem_is_certain", path=path), allowed_phrase, remedy_phrase)
    child_paths = [other_path for other_path in uncertain if other_path.startswith(f"{path}{_MARK}.")]
    if child_paths:
        remedy_phrase = phrase("problem_name", names=joined("problem_or", child_paths))
        return Problem(
            place,
            phrase("problem_differs_between_alternatives", path=path),
            phrase("problem_one_of_its_numbers"),
            remedy_phrase,
        )
    return Problem.unknown(
        place, phrase("problem_no_number", path=path), path, uncertain, allowed=allowed_phrase
    )
