"""Accept the results of the example cases into parameters/*.expected.csv; commit them alone, with the reason."""

from __future__ import annotations

import csv

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource

COLUMNS = (
    "perspective",
    "alternative",
    "criterion",
    "unit",
    "central",
    "mean",
    "sd",
    "p05",
    "p50",
    "p95",
    "mcse",
)


def main() -> None:
    """Write the results of every example case beside it."""
    for path in sorted(resource("parameters").glob("*.yaml")):
        with path.with_suffix(".expected.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, COLUMNS, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(appraise(load_case(path)).rows)


if __name__ == "__main__":
    main()
