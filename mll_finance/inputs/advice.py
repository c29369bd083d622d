"""What is allowed but deserves a second look: the questions that a controller or economist would ask first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mll_finance.errors import Problem
from mll_finance.inputs.case import Case
from mll_finance.inputs.graph import BASELINE
from mll_finance.inputs.kinds import assumptions
from mll_finance.inputs.line import Line
from mll_finance.inputs.parties import OUTSIDE, RESOURCES

_BENEFIT = re.compile(
    r"uitkering|bijstand|toeslag|social assistance|benefit payment|welfare payment", re.IGNORECASE
)


def advice(case: Case) -> list[Problem]:
    """Every point that deserves a second look, with its place in the case."""
    found = [*_alternatives(case), *_lines(case), *_growth(case)]
    return [Problem(*sentence, case.document.line(tuple(sentence[0].split(".")))) for sentence in found]


def _alternatives(case: Case) -> Iterator[tuple[str, str, str, str]]:
    for name in case.projects:
        stands = any(
            (name in line.alternative) != (BASELINE in line.alternative)
            or (name in line.alternative and f"lines.{line_id}" in case.graph.varies)
            for line_id, line in case.lines.items()
        )
        if not stands:
            yield (
                f"alternatives.{name}",
                "nothing differs from the baseline",
                "an alternative differs in some line",
                "give it lines, or values by_alternative",
            )


def _lines(case: Case) -> Iterator[tuple[str, str, str, str]]:
    for name, line in case.lines.items():
        path = f"lines.{name}"
        text = " ".join(
            filter(
                None,
                (
                    name,
                    line.category,
                    line.title.nl if line.title else "",
                    line.title.en if line.title else "",
                ),
            )
        )
        if (
            line.payer in OUTSIDE
            and line.receiver not in OUTSIDE
            and _BENEFIT.search(text)
            and line.kind != "avoided_benefit"
        ):
            yield (
                path,
                f"a saved social benefit booked from {line.payer}",
                "an avoided benefit is a transfer reversed: the resident loses what the budget gains",
                "use the kind avoided_benefit",
            )
        if _is_saving(line) and line.release is None and _quality(case, name) != "D":
            yield (
                path,
                "a saving that counts as cash without saying who releases it",
                "a cash-releasing saving names owner, taakveld, year and action",
                "add release: {owner, taakveld, year, action}",
            )


def _is_saving(line: Line) -> bool:
    return line.payer == RESOURCES and line.receiver == "municipality" and line.in_cash


def _quality(case: Case, line: str) -> str:
    """The weakest quality among the numbers that a line holds itself."""
    grades = [
        leaf.assumption.quality or "D" for leaf in case.graph.leaves.values() if leaf.owner == f"lines.{line}"
    ]
    return max(grades, default="D")


def _growth(case: Case) -> Iterator[tuple[str, str, str, str]]:
    for name, line in case.lines.items():
        for path, found in assumptions(line, f"lines.{name}"):
            if found.accepted_by == "not stated":
                yield (
                    path,
                    "a growth rate without a source",
                    "every number carries a source",
                    "write it as an assumption",
                )
