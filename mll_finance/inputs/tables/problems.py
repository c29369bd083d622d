"""What is wrong with a table or with what is looked up in it, in sentences that can be told in both languages."""

from __future__ import annotations

from mll_finance.errors import Phrase, Problem
from mll_finance.terms import phrase

PARTS = ("found", "allowed", "remedy")


def table_phrases(key: str, **fields: object) -> tuple[Phrase, Phrase, Phrase]:
    """What was found, what is allowed, what to do: the sentences ``table_<key>_found`` and so on."""
    finding_phrase, allowed_phrase, remedy_phrase = (
        phrase(f"table_{key}_{part}", **fields) for part in PARTS
    )
    return finding_phrase, allowed_phrase, remedy_phrase


def table_problem(key: str, path: str, **fields: object) -> Problem:
    """One problem with a table, at its place in the case.

    Parameters
    ----------
    key : str
        Which problem; its sentences stand in ``data/sentences_tables.yaml``.
    path : str
        Place in the case, such as ``case.tables.price_index``.
    fields
        What the sentences name.
    """
    return Problem(path, *table_phrases(key, **fields), id=key)


class TableLookupError(LookupError):
    """A table has no such row, or a name is no municipality; it knows its three sentences."""

    def __init__(self, key: str, **fields: object) -> None:
        self.key, self.fields = key, fields
        self.found, self.allowed, self.remedy = table_phrases(key, **fields)
        super().__init__(f"{self.found}; {self.allowed}; {self.remedy}")

    def at(self, path: str) -> Problem:
        """The problem at a place in the case."""
        return Problem(path, self.found, self.allowed, self.remedy, id=self.key)
