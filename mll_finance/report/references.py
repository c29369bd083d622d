"""Full references of the sources that the data tables name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from mll_finance.inputs.reference_data.prose_tables import PROSE_TABLES
from mll_finance.inputs.reference_data.tables import table_names
from mll_finance.resources import resource
from mll_finance.yaml_text import read_yaml


@lru_cache(maxsize=1)
def all_references() -> dict[str, str]:
    """Full reference by source id, from the sidecars in ``data/``."""
    made: dict[str, str] = {}
    for name in (*table_names(), *PROSE_TABLES):
        sidecar = read_yaml(resource("data", f"{name}.yaml")).data
        for source, found in (sidecar.get("references") or {}).items():
            made.setdefault(source, _sentence(found))
    return made


def _sentence(found: dict[str, Any]) -> str:
    who = found.get("author") or found.get("publisher") or ""
    head = f"{who} ({found['year']})" if found.get("year") else str(who)
    parts = [
        head,
        found.get("title"),
        found.get("publisher") if found.get("author") else None,
        found.get("url"),
    ]
    return ", ".join(str(part) for part in parts if part)
