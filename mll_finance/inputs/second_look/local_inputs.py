"""Which numbers of a case differ by municipality, and which of those are the municipality's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.tables.table import place_of


@dataclass(frozen=True)
class LocalInputs:
    """The numbers that say ``local: true``: k of n are the municipality's own where ``own`` holds k of ``count``."""

    is_own: Mapping[str, bool]
    """Path of each of them, in the order of the case, with whether it is its own."""
    own: tuple[str, ...]
    """Measured in the municipality of the case, as their region says."""
    borrowed: tuple[str, ...]
    """From elsewhere, such as the nation, estimated, or PM; one row of a table that is used twice counts once."""

    @property
    def count(self) -> int:
        """How many numbers differ by municipality."""
        return len(self.own) + len(self.borrowed)


def local_inputs(case: Case) -> LocalInputs:
    """The local inputs of a case.

    A number is the municipality's own where its region is the municipality of the case: that of the row of the table,
    or the one written beside a number in the case. Without a municipality none is.

    Examples
    --------
    >>> from mll_finance import load_case
    >>> inputs = local_inputs(load_case("vroegsignalering_eindhoven"))
    >>> inputs.own, "quantities.signals.rate" in inputs.borrowed
    (('quantities.signals.inhabitants',), True)
    >>> inputs.is_own["lines.licence.units"]
    True
    """
    register, municipality = case.tables.register, case.settings.municipality
    code_of_municipality = place_of(municipality, register, strict=False) if municipality else ""
    is_own_by_path: dict[str, bool] = {}
    first_path_by_row: dict[object, str] = {}
    for path, row_key in _marked(case):
        assumption = case.graph.leaves[path].assumption
        code_of_region = place_of(assumption.region or "", register, strict=False)
        is_own_by_path[path] = (
            code_of_municipality != "" and code_of_region == code_of_municipality and assumption.pm is None
        )
        first_path_by_row.setdefault(row_key, path)
    paths_of_own_rows = tuple(path for path in first_path_by_row.values() if is_own_by_path[path])
    return LocalInputs(
        is_own_by_path,
        paths_of_own_rows,
        tuple(path for path in first_path_by_row.values() if not is_own_by_path[path]),
    )


def _marked(case: Case) -> Iterator[tuple[str, object]]:
    """Path of each local number, with the row of the table that it is, or the path itself."""
    for section_name, part_by_name in (("quantities", case.quantities), ("lines", case.lines)):
        for part_name, quantity_or_line in part_by_name.items():
            for path, whole_assumption in assumptions(quantity_or_line, f"{section_name}.{part_name}"):
                for number_path, local_assumption in whole_assumption.leaves(path):
                    if local_assumption.local:
                        row_key = (
                            local_assumption.table,
                            local_assumption.id,
                            local_assumption.region,
                            local_assumption.year,
                        )
                        yield number_path, number_path if local_assumption.table is None else row_key
