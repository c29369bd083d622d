"""Full references of the sources that the data tables name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from mll_finance.inputs.reference_data.prose_tables import PROSE_TABLES
from mll_finance.inputs.tables.in_force import table_names
from mll_finance.resources import resource
from mll_finance.yaml_text import read_yaml


@lru_cache(maxsize=1)
def all_references() -> dict[str, str]:
    """Full reference by source id, from the sidecars in ``data/``."""
    references: dict[str, str] = {}
    for name in (*table_names(), *PROSE_TABLES):
        sidecar = read_yaml(resource("data", f"{name}.yaml")).data
        for source, reference in (sidecar.get("references") or {}).items():
            references.setdefault(source, _sentence(reference))
    return references


def _sentence(reference: dict[str, Any]) -> str:
    who = reference.get("author") or reference.get("publisher") or ""
    head = f"{who} ({reference['year']})" if reference.get("year") else str(who)
    parts = [
        head,
        reference.get("title"),
        reference.get("publisher") if reference.get("author") else None,
        reference.get("url"),
    ]
    return ", ".join(str(part) for part in parts if part)
