"""Freeze the results of the generated cases: run once, before the engine was rewritten, on the commit in the files.

``python tests/frozen/freeze.py`` with the package of that commit first on the path, and in ``recompute.py`` the names
that its modules had. What changes on purpose later is frozen anew in a commit of its own that says why, like a golden
file.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import archive
import generate
import numpy as np
import recompute

Array = archive.Array
PER_LINE = ("ledger", "accrual")
OF_NPV = {"pv_costs": "npv", "pv_benefits": "npv"}


def frozen(case: dict[str, Any]) -> archive.Frozen:
    """The figures of a case, and the size of each from the case with one amount at a time."""
    text = generate.text(case)
    study = recompute.study_of(text)
    figures = dict(recompute.results(study))
    digest = hashlib.sha256(text.encode()).hexdigest()
    alone = [
        dict(recompute.results(recompute.study_of(generate.text(part)))) for part in one_amount_each(case)
    ]
    sizes = {name: _size(name, figures, alone) for name in figures}
    return archive.Frozen(case["case"]["id"], digest, recompute.not_counted(study), figures, sizes)


def one_amount_each(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The case with each of its lines by itself; also with and without the baseline, where a line stands in both.

    What a line is in the baseline is subtracted from what it is in the project, so a difference of nothing may be a
    rounding error of either.
    """
    parts = []
    for name, line in _amounts(case):
        part = {**case, "lines": {name: line}}
        tied = {key: pair for key, pair in case.get("correlations", {}).items() if key == name}
        contracts = {
            key: {**contract, "lines": [name]}
            for key, contract in case.get("proposal", {}).get("contracts", {}).items()
            if name in contract["lines"]
        }
        for section, left in (("correlations", tied), ("proposal", {"contracts": contracts})):
            if section in part:
                part[section] = left
        parts.append({key: held for key, held in part.items() if held})
    return parts


def _amounts(case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    projects = [name for name in case["alternatives"] if name != "baseline"]
    for name, line in case["lines"].items():
        yield name, line
        named = line["alternative"]
        stands = ["baseline", *projects] if named == "all" else [named] if isinstance(named, str) else named
        if "baseline" in stands and len(stands) > 1:
            yield name, {**line, "alternative": ["baseline"]}
            yield name, {**line, "alternative": [project for project in projects if project in stands]}


def _size(name: str, figures: dict[str, Array], alone: list[dict[str, Array]]) -> Array:
    """Sum of the absolute amounts that a figure is made of."""
    about, _, rest = name.partition(" ")
    figure = figures[name]
    if about == "drawn":
        return np.abs(figure).max(keepdims=True)
    if about in PER_LINE:
        return np.abs(figure).sum(keepdims=True)
    if about in ("yearly", "first_flow"):
        flows = [np.abs(part[f"yearly {rest}"]).sum(axis=0) for part in alone]
    else:
        source = f"{OF_NPV.get(about, about)} {rest}"
        flows = [np.abs(part[source]) for part in alone if source in part]
    return np.asarray(sum(flows)) + 0.0 * (figure[0] if figure.ndim > 1 else figure)


if __name__ == "__main__":
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    archive.FOLDER.mkdir(exist_ok=True)
    documents = list(generate.documents())
    for group in map(int, sys.argv[1:] or range(archive.GROUPS)):
        archive.write(group, [frozen(case) for case in documents[group :: archive.GROUPS]], commit=commit)
