"""The section ``remarks``: what somebody noted at a number, a line or a quantity, and whether it is settled.

A remark stands in the file of the case, so it stays when the case is run again; it changes no result.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.base import Date, Strict, Text
from mll_finance.inputs.grammar.section import Known, Section
from mll_finance.inputs.method.uncertain_paths import plain
from mll_finance.inputs.method.wording import owners
from mll_finance.terms import phrase

NAME = "remarks"


class Remark(Strict):
    """One remark at one place of the case."""

    path: str
    """Where it belongs: the path of a number, a line or a quantity, such as lines.licence.price."""
    who: Text
    """Who made it."""
    when: Date
    """Day on which it was made."""
    what: Text
    """The remark itself."""
    state: Literal["open", "closed"] = "open"
    """Whether it still asks for something."""

    def belongs_to(self, path: str) -> bool:
        """Whether it stands at a path; the mark of numbers that differ between alternatives may be left out."""
        return plain(self.path) == plain(path)


def check(remarks: dict[str, Remark], known: Known) -> Iterator[Problem]:
    """Remarks at a place that the case does not have."""
    known_paths = [*known.numbers, *owners(known)]
    plain_paths = {plain(known_path) for known_path in known_paths}
    for remark_id, remark in remarks.items():
        if known.lacks_path(plain(remark.path), plain_paths):
            yield Problem.unknown(
                f"{NAME}.{remark_id}.path",
                phrase("remark_nowhere", path=remark.path),
                remark.path,
                known_paths,
                allowed=phrase("remark_allowed"),
            )


SECTION = Section(
    NAME,
    Remark,
    named=True,
    description="What somebody noted at a number, a line or a quantity: who, when, what, and whether it is settled.",
    check=check,
)
