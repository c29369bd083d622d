"""A data table: its rows with provenance, and how one of them is found.

A table of a case is laid over the one that comes along by one rule: its rows go before the others, each as a whole.
A row with the key of one that comes along takes its place; where rows of the case have an id and region, the others of
that id and region are not looked at. :mod:`in_force` holds the tables that a case reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType

from mll_finance.errors import nearest
from mll_finance.inputs.tables.municipality_names import (
    MunicipalityRegister,
    as_code,
    folded,
    municipality_register,
)
from mll_finance.inputs.tables.problems import TableLookupError
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.yaml_text import read_yaml

NATIONAL = "Nederland"
MUNICIPALITIES = "municipalities"
"""The table of figures by municipality: it never falls back on the nation."""
_SHOWN = 8
"""Names that an error lists, at most."""
RowKey = tuple[str, str, int | None, str]


@dataclass(frozen=True)
class Row:
    """One sourced value of a table."""

    table: str
    id: str
    value: float
    unit: str
    price_year: int | None
    region: str
    year: int | None
    quality: str
    source: str
    note: str
    low: float | None
    high: float | None
    extra: Mapping[str, str]
    place: str = ""
    """What the region is known by: the CBS code of a municipality, else its name folded; empty for the nation."""
    own: bool = False
    """Whether it comes from a table of the case."""
    line: int = 0
    """Row in its file, the heading being 1."""

    @property
    def key(self) -> RowKey:
        """What makes it one row: id, place, year, and the year from which it holds."""
        return self.id, self.place, self.year, self.extra.get("from_year") or ""


@dataclass(frozen=True)
class Table:
    """The rows of one data table, and the municipalities that its regions may name."""

    name: str
    rows: tuple[Row, ...]
    register: MunicipalityRegister = field(default_factory=municipality_register, compare=False, repr=False)
    covered: float = 0.5
    """Share of the municipalities of the best covered year that a year must have to be the reference year."""

    def place(self, region: str) -> str:
        """What a region is known by.

        Raises
        ------
        TableLookupError
            In the table of municipalities, for a name that is not known or that fits several.
        """
        return place_of(region, self.register, strict=self.name == MUNICIPALITIES)

    def find(
        self,
        row_id: str,
        *,
        region: str | None = None,
        municipality: str | None = None,
        year: int | None = None,
    ) -> Row:
        """The row of an id: of its region or municipality, of the year asked for, else of its reference year.

        Parameters
        ----------
        row_id : str
            Id of the row.
        region : str, optional
            Name or CBS code; the table must have a row of it.
        municipality : str, optional
            That of the case, where no region is asked for: where it has no row the nation has, but never in the table
            of municipalities.
        year : int, optional
            Year of the figure; without it the reference year in the table of municipalities, else the newest.

        Raises
        ------
        TableLookupError
            With the sentences that say what there is.
        """
        row_request = (row_id, region, municipality, year)
        if row_request not in self._found:
            self._found[row_request] = self._row(*row_request)
        return self._found[row_request]

    @cached_property
    def _found(self) -> dict[tuple[str, str | None, str | None, int | None], Row]:
        return {}

    def _row(self, row_id: str, region: str | None, municipality: str | None, year: int | None) -> Row:
        rows_with_id = self._by_id.get(row_id, ())
        if not rows_with_id:
            nearest_name = nearest(row_id, self._by_id)
            id_names = nearest_name or ", ".join(sorted(self._by_id)[:_SHOWN])
            sentence_key = "id_misspelt" if nearest_name else "id_unknown"
            raise TableLookupError(sentence_key, table=self.name, id=row_id, known=id_names)
        region_rows = self._local(row_id, rows_with_id, region, municipality)
        region = region or municipality
        if year is not None:
            year_rows = [row for row in region_rows if row.year == year]
            if not year_rows:
                raise self._no_year(region_rows, row_id, region, year)
            return _first_own(year_rows)[-1]
        region_rows = _first_own(region_rows)
        if self.name == MUNICIPALITIES and region_rows[0].place:
            return self._of_reference_year(region_rows, row_id, region)
        return max(region_rows, key=lambda row: row.year or 0)

    def reference_year(self, row_id: str, *, own: bool = False) -> int | None:
        """The year of a figure, the same for every municipality: the newest that most of them have.

        Parameters
        ----------
        row_id : str
            The figure, such as inhabitants.
        own : bool
            Of the rows of the case, else of those that come along.
        """
        count_by_year: dict[int, int] = {}
        for table_row in self._by_id.get(row_id, ()):
            if table_row.place and table_row.own == own and table_row.year is not None:
                count_by_year[table_row.year] = count_by_year.get(table_row.year, 0) + 1
        least_row_count = self.covered * max(count_by_year.values(), default=0)
        return max((year for year, count in count_by_year.items() if count >= least_row_count), default=None)

    def regions(self, row_id: str) -> tuple[str, ...]:
        """The regions that have a row of this id, the nation left out."""
        return tuple(dict.fromkeys(row.region for row in self._by_id.get(row_id, ()) if row.place))

    @cached_property
    def _by_id(self) -> Mapping[str, tuple[Row, ...]]:
        rows_by_id: dict[str, list[Row]] = {}
        for table_row in self.rows:
            rows_by_id.setdefault(table_row.id, []).append(table_row)
        return {row_id: tuple(rows_of_id) for row_id, rows_of_id in rows_by_id.items()}

    def _local(
        self, row_id: str, named: tuple[Row, ...], region: str | None, municipality: str | None
    ) -> list[Row]:
        """The rows of a region; those of a municipality, or of the nation where the table may fall back on it."""
        asked_region = region or municipality
        code_or_name_of_region = None if asked_region is None else self.place(asked_region)
        region_rows = [
            row for row in named if code_or_name_of_region is not None and row.place == code_or_name_of_region
        ]
        if not region_rows and region is None and (municipality is None or self.name != MUNICIPALITIES):
            region_rows = [row for row in named if not row.place] or self._of_one_place(named, municipality)
        if region_rows:
            return region_rows
        if asked_region is None:
            raise TableLookupError("by_region_only", table=self.name, id=row_id)
        known_region_names = list(dict.fromkeys(row.region or NATIONAL for row in named))
        nearest_name = nearest(asked_region, known_region_names) or ", ".join(known_region_names[:_SHOWN])
        sentence_key = "no_region" if region or self.name == MUNICIPALITIES else "other_region"
        raise TableLookupError(
            sentence_key, table=self.name, id=row_id, region=asked_region, known=nearest_name
        )

    def _of_one_place(self, named: tuple[Row, ...], municipality: str | None) -> list[Row]:
        """The rows where all are of one place; an own figure of one municipality is none of another."""
        if len({row.place for row in named}) > 1:
            return []
        is_elsewhere = municipality is not None and named[0].own and as_code(named[0].place) is not None
        return [] if is_elsewhere else list(named)

    def _of_reference_year(self, local: list[Row], row_id: str, region: str | None) -> Row:
        """The row of a municipality in the reference year of the figure; never another year's."""
        reference_year = self.reference_year(row_id, own=local[0].own)
        year_rows = [row for row in local if row.year == reference_year]
        if not year_rows:
            raise self._no_year(local, row_id, region, reference_year)
        return year_rows[-1]

    def _no_year(
        self, local: Iterable[Row], row_id: str, region: str | None, year: int | None
    ) -> TableLookupError:
        years_text = ", ".join(
            str(row.year) for row in sorted(local, key=lambda row: row.year or 0) if row.year
        )
        return TableLookupError(
            "no_year",
            table=self.name,
            id=row_id,
            region=region or NATIONAL,
            year=year,
            years=years_text or "-",
        )


def place_of(region: str, register: MunicipalityRegister, *, strict: bool) -> str:
    """What a region is known by: the CBS code of a municipality, else its name folded; empty for the nation."""
    if region.strip() in ("", NATIONAL):
        return ""
    if strict:
        return register.find(region).code
    municipality_codes = register.codes(region)
    return municipality_codes[0] if len(municipality_codes) == 1 else folded(region)


def _first_own(rows: list[Row]) -> list[Row]:
    """The rows of the case where it has any, else all."""
    return [row for row in rows if row.own] or rows


def dutch_note(row: Row) -> str:
    """The note of a row in Dutch: that of its own column, else put together from what is known; empty if it is not."""
    own_note = row.extra.get("note_nl")
    if own_note:
        return own_note
    dutch_by_note = _dutch_notes()
    note_parts = row.note.split("; ")
    return (
        "; ".join(dutch_by_note[part] for part in note_parts)
        if all(part in dutch_by_note for part in note_parts)
        else ""
    )


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def _dutch_notes() -> Mapping[str, str]:
    return MappingProxyType(read_yaml(resource("data", "notes_nl.yaml")).data)
