"""Which indices a case uses, and which of their levels and rates are inputs of the workbook."""

from __future__ import annotations

from collections.abc import Iterator

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.price_index import CPI, WAGES


def index_years(case: Case) -> range:
    """Years of the sheet: early enough for every price year, and for the last level that a table gives."""
    leaves = case.graph.leaves.values()
    price_years = [leaf.assumption.price_year for leaf in leaves if leaf.assumption.price_year is not None]
    last_known_years = [case.prices.years(price_index)[1] for price_index in used_indices(case)]
    first_year = min([case.prices.level_year, case.years[0], *price_years, *last_known_years])
    return range(first_year, case.prices.last + 1)


def growth_path(case: Case, index: str) -> str:
    """The path of the growth of an index beyond its levels; that of the case where it says one itself."""
    settings = case.settings
    if index == CPI and settings.inflation is not None:
        return "case.inflation.rate"
    if settings.kadernota is not None:
        for kadernota_field, growth_rate in (
            ("wages", settings.kadernota.wages),
            ("prices", settings.kadernota.prices),
        ):
            is_index_from_kadernota = (
                index == {"wages": WAGES, "prices": CPI}[kadernota_field] and index in case.prices.own
            )
            if is_index_from_kadernota and not isinstance(growth_rate, dict):
                return f"case.kadernota.{kadernota_field}"
    return f"prices.{index}.growth"


def price_inputs(case: Case, index: str) -> Iterator[tuple[str, float, bool]]:
    """The growth of an index and the levels that are no consequence of it: path, value, whether it is a rate."""
    prices, price_years = case.prices, index_years(case)
    level_by_year, is_own_index = prices.known.get(index, {}), index in prices.own
    yield growth_path(case, index), prices.rate(index, price_years[-1]), True
    for year in price_years:
        if level_by_year and year < min(level_by_year):
            continue
        is_from_table = year in level_by_year and not (is_own_index and year > prices.level_year)
        if is_from_table or (not level_by_year and year <= prices.level_year):
            yield f"prices.{index}.{year}", prices.level(index, year), False


def used_indices(case: Case) -> list[str]:
    """The price indices that a case uses, cpi first."""
    leaf_indices = [leaf.assumption.index for leaf in case.graph.leaves.values() if leaf.assumption.is_money]
    line_indices = [line.index for line in case.lines.values()]
    return list(
        dict.fromkeys(
            [CPI, *(price_index for price_index in [*leaf_indices, *line_indices] if price_index is not None)]
        )
    )
