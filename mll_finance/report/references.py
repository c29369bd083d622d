"""Full references of the sources that the data tables name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from mll_finance.inputs.reference_data.prose_tables import PROSE_TABLES
from mll_finance.inputs.tables.in_force import table_names
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.terms import LANGUAGES, Language
from mll_finance.yaml_text import read_yaml


@SHIPPED_DATA.kept
@lru_cache(maxsize=len(LANGUAGES))
def all_references(language: Language) -> dict[str, str]:
    """Full reference by source id, from the sidecars in ``data/``: a title in the two languages where it is ours."""
    reference_by_source: dict[str, str] = {}
    for table_name in (*table_names(), *PROSE_TABLES):
        table_document = read_yaml(resource("data", f"{table_name}.yaml")).data
        for source_id, reference_fields in (table_document.get("references") or {}).items():
            reference_by_source.setdefault(source_id, _sentence(reference_fields, language))
    return reference_by_source


def _sentence(reference: dict[str, Any], language: Language) -> str:
    reference = {
        field_name: field_part[language] if isinstance(field_part, dict) else field_part
        for field_name, field_part in reference.items()
    }
    author_text = reference.get("author") or reference.get("publisher") or ""
    author_and_year = f"{author_text} ({reference['year']})" if reference.get("year") else str(author_text)
    reference_parts = [
        author_and_year,
        reference.get("title"),
        reference.get("publisher") if reference.get("author") else None,
        reference.get("url"),
    ]
    return ", ".join(str(reference_part) for reference_part in reference_parts if reference_part)


class NumberedSources:
    """References in the order in which the rows name them.

    Examples
    --------
    >>> sources = NumberedSources(["AVG", "Wmo", "AVG"])
    >>> sources.number("Wmo"), sources.listed
    (2, '(1) AVG; (2) Wmo')
    """

    def __init__(self, references: Iterable[str]) -> None:
        self._references = tuple(dict.fromkeys(references))

    def number(self, reference: str) -> int:
        """Its number, from one."""
        return self._references.index(reference) + 1

    @property
    def listed(self) -> str:
        """All of them with their numbers, for the note below a table."""
        return "; ".join(
            f"({self.number(reference_text)}) {reference_text}" for reference_text in self._references
        )
