"""Parties and perspectives: who pays and who gains, and through whose eyes.

A perspective is a fence (the parties inside) and a lens (btw, price basis, cash or all effects, discount schedule).
The standard ones stand in ``data/parties.yaml`` and ``data/perspectives.yaml``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

from mll_finance.inputs.grammar.base import Listing, Strict, Text
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.yaml_text import read_yaml

RESOURCES = "resources"
WELFARE = "welfare"
STATE = "state"
RESIDENTS = "residents"
PARTNER = "partner"
"""The private partner: a supplier too."""
MUNICIPALITY = "municipality"
"""The municipality: a party, and the perspective of its budget."""
SOCIETY = "society"
"""The perspective of the MKBA."""
OUTSIDE = frozenset({RESOURCES, WELFARE})
"""Balancing parties outside every fence: labour and goods with an opportunity cost, and gains in well-being."""


class Party(Strict):
    """Somebody who pays or receives."""

    title: Text | None = None
    """Name for readers."""
    note: Text | None = None
    """What a reader should know."""
    outside: bool = False
    """Whether it stands outside society, such as a supplier abroad; every other party of a case is inside."""


class Perspective(Strict):
    """A fence of parties and the lens through which they count."""

    title: Text | None = None
    """Name for readers."""
    parties: Listing
    """Parties inside the fence."""
    btw: Literal["included", "compensated", "excluded"] = "included"
    """included: purchases at market prices (MKBA); compensated: what is paid net of the fund; excluded: ex btw."""
    prices: Literal["real", "nominal"] = "real"
    """Price basis of the flows; the present value is the same in both."""
    effects: Literal["all", "cash"] = "all"
    """Every effect, or only what is paid out of or into a budget."""
    schedule: str = "nl_2025"
    """Discount schedule of data/discount_rates.csv, unless the case overrides it."""

    def around(self, *parties: str) -> Perspective:
        """The same lens with a fence around other parties."""
        return self.model_copy(update={"parties": parties})


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def standard_parties() -> dict[str, Any]:
    """The standard parties as raw data, by id."""
    return read_yaml(resource("data", "parties.yaml")).data


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def standard_perspectives() -> dict[str, Any]:
    """The standard perspectives as raw data, by id."""
    return read_yaml(resource("data", "perspectives.yaml")).data
