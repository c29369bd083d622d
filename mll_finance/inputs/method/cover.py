"""The section ``cover``: what pays for the balance of the budget in each year (dekking).

Cover is not a line: it does not change what the project costs or brings, only who in the budget makes room for it. A
grant that is paid for this project is a line (a transfer), and is then not cover once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Value
from mll_finance.inputs.grammar.base import Strict, Text
from mll_finance.inputs.grammar.line import Several
from mll_finance.inputs.grammar.section import Known, Section
from mll_finance.terms import phrase


class Cover(Strict):
    """One item of cover, in euros of each year."""

    title: Text | None = None
    """Name for readers."""
    alternative: Several = Field(min_length=1)
    """Alternative that it covers: one, a list, or all."""
    kind: Literal["reserve", "existing_budget", "general_grant", "grant", "other"]
    """Reserve, existing budget, algemene uitkering, grant that is not a line, or something else."""
    duration: Literal["structural", "incidental"]
    """Whether it recurs: structural charges ask for structural cover."""
    amounts: Value = None
    """Euros of each year that it gives, of the years named; below zero where it takes (an addition to a reserve)."""
    closing: bool = False
    """Whether it takes what is left in every year, so that the table closes."""
    pm: Text | None = None
    """Why no amount is known yet."""
    decided: bool = False
    """Whether the council or the college has decided on it already."""
    source: str
    """Where the cover is decided or proposed, or own_estimate."""

    def stands(self, alternative: str) -> bool:
        """Whether it covers an alternative."""
        return self.alternative == ("all",) or alternative in self.alternative

    def amount(self, year: int) -> float:
        """Euros in a year; 0 in years that are not named."""
        if isinstance(self.amounts, dict):
            return float(self.amounts.get(year, 0.0))
        return float(self.amounts or 0.0)


def _check(covers: Mapping[str, Cover], known: Known) -> Iterator[Problem]:
    closing_cover_by_alternative: dict[str, str] = {}
    for cover_id, cover in covers.items():
        problem_path = f"cover.{cover_id}"
        for alternative in cover.alternative:
            if alternative != "all" and known.lacks_project(alternative):
                allowed_phrase = phrase("problem_one_of_a_list_or", names=", ".join(known.projects))
                yield Problem.unknown(
                    f"{problem_path}.alternative",
                    phrase("problem_unknown_alternative_2", alternative=alternative),
                    alternative,
                    known.projects,
                    allowed=allowed_phrase,
                )
        if (cover.amounts is not None) + cover.closing + (cover.pm is not None) != 1:
            yield Problem(
                problem_path,
                phrase("problem_not_exactly_one_of_amounts"),
                phrase("problem_amounts_by_year_closing_true"),
                phrase("problem_write_what_the_item_gives"),
            )
        if cover.closing:
            for alternative in known.projects if cover.alternative == ("all",) else cover.alternative:
                if alternative in closing_cover_by_alternative:
                    yield Problem(
                        f"{problem_path}.closing",
                        phrase(
                            "problem_is_closed_by_too",
                            alternative=alternative,
                            closing=closing_cover_by_alternative[alternative],
                        ),
                        phrase("problem_one_item_that_takes_what"),
                        phrase("problem_give_one_of_them_amounts"),
                    )
                closing_cover_by_alternative[alternative] = cover_id
        if known.settings is not None and isinstance(cover.amounts, dict):
            first_year, last_year = (
                known.settings.base_year,
                known.settings.base_year + known.settings.horizon,
            )
            years_outside_case = [year for year in cover.amounts if not first_year <= year <= last_year]
            if years_outside_case:
                yield Problem(
                    f"{problem_path}.amounts",
                    phrase("problem_amounts_in", names=", ".join(map(str, years_outside_case))),
                    phrase("problem_years_of_the_case_to", first=first_year, last=last_year),
                    phrase("problem_correct_the_years"),
                )


SECTION = Section(
    "cover",
    Cover,
    named=True,
    description="What pays for the budget balance of an alternative, item by item (dekking), in euros of each year.",
    check=_check,
)
