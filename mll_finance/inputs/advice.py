"""What is allowed but deserves a second look: the questions that a controller or economist would ask first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mll_finance.errors import Problem
from mll_finance.inputs.case import Case
from mll_finance.inputs.graph import BASELINE, Output
from mll_finance.inputs.kinds import assumptions
from mll_finance.inputs.line import Line
from mll_finance.inputs.parties import OUTSIDE, RESOURCES
from mll_finance.inputs.quantities.detection import Detection

Sentence = tuple[str, str, str, str]
"""Path, what was found, what is expected, what to do."""
_OLD = 10
"""Years beyond which an amount deserves a newer source."""
_BENEFIT = re.compile(
    r"uitkering|bijstand|toeslag|social assistance|benefit payment|welfare payment", re.IGNORECASE
)


def advice(case: Case) -> list[Problem]:
    """Every point that deserves a second look, with its place in the case."""
    found = [
        *_alternatives(case),
        *_lines(case),
        *_growth(case),
        *_risks(case),
        *_twice(case),
        *_detections(case),
    ]
    found += [*_price_years(case), *_fractions(case)]
    return [Problem(*sentence, case.document.line(tuple(sentence[0].split(".")))) for sentence in found]


def _alternatives(case: Case) -> Iterator[Sentence]:
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


def _lines(case: Case) -> Iterator[Sentence]:
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


def _growth(case: Case) -> Iterator[Sentence]:
    for name, line in case.lines.items():
        for path, found in assumptions(line, f"lines.{name}"):
            if found.accepted_by == "not stated":
                yield (
                    path,
                    "a growth rate without a source",
                    "every number carries a source",
                    "write it as an assumption",
                )


def _risks(case: Case) -> Iterator[Sentence]:
    """A risk that enters as a mean shift and as a distribution too."""
    for name, line in case.lines.items():
        if line.adjustment is None:
            continue
        own = [leaf for leaf in case.graph.leaves.values() if leaf.owner == f"lines.{name}"]
        if any(leaf.assumption.is_money and leaf.assumption.distribution is not None for leaf in own):
            yield (
                f"lines.{name}.adjustment",
                "a mean shift on an amount that is uncertain as well",
                "each risk enters once: as a shift or as a distribution",
                "make the distribution one around the adjusted amount, or drop the adjustment",
            )


def _twice(case: Case) -> Iterator[Sentence]:
    """One quantity valued twice for one party, or one effect in two ways."""
    seen: dict[tuple[str, str], str] = {}
    for name, line in case.lines.items():
        if line.payer not in OUTSIDE:
            continue
        for path, found in assumptions(line, f"lines.{name}"):
            target = case.graph.target(found.ref) if found.ref is not None else None
            if not isinstance(target, Output):
                continue
            key = (f"{target.quantity}.{target.name}", line.receiver)
            first = seen.setdefault(key, name)
            if first != name and case.lines[first].effect == line.effect:
                yield (
                    path,
                    f"{key[0]} is valued for {line.receiver} in lines.{first} too",
                    "one effect is valued once",
                    "give both lines an effect of their own if they value different effects, else drop one",
                )
    for effect in dict.fromkeys(line.effect for line in case.lines.values() if line.effect):
        ways = {line.category for line in case.lines.values() if line.effect == effect} & {
            "qaly",
            "wellbeing",
        }
        if len(ways) > 1:
            yield (
                "lines",
                f"the effect '{effect}' is valued in QALYs and in well-being",
                "one of the two for one effect",
                "keep one",
            )


def _detections(case: Case) -> Iterator[Sentence]:
    """A selection that is compared with nothing: its precision is the same in the baseline."""
    for name, quantity in case.quantities.items():
        if isinstance(quantity, Detection) and f"quantities.{name}" not in case.graph.varies:
            yield (
                f"quantities.{name}.precision",
                "the same selection in every alternative",
                "today's selection is the baseline; only what is found beyond it counts",
                "give precision by_alternative",
            )
    if not any(one.sourcing in ("rule", "staff") for one in case.alternatives.values()) and any(
        one.role != "none" for one in case.alternatives.values()
    ):
        yield (
            "alternatives",
            "no rival without AI",
            "a rule or more staff is compared too",
            "add an alternative with sourcing: rule or staff",
        )


def _price_years(case: Case) -> Iterator[Sentence]:
    """Old amounts that an index had to carry far."""
    level = case.prices.level_year
    for path, leaf in case.graph.leaves.items():
        year = leaf.assumption.price_year
        if leaf.assumption.is_money and year is not None and level - year > _OLD:
            yield (
                path,
                f"an amount of {year}, moved {level - year} years by the price index",
                f"amounts of at most {_OLD} years old",
                "look for a newer source",
            )


def _fractions(case: Case) -> Iterator[Sentence]:
    """A share below nothing or above the whole."""
    for path, leaf in case.graph.leaves.items():
        found = leaf.assumption
        if (
            found.unit != "fraction"
            or found.ref is not None
            or found.pm is not None
            or path.endswith(".adjustment")
        ):
            continue
        central = found.central
        values = central.values() if isinstance(central, dict) else (central,)
        if any(not 0 <= value <= 1 for value in values):
            yield (
                path,
                f"a fraction of {max(values, key=abs):g}",
                "a share between 0 and 1",
                "12% is 0.12; else name another unit",
            )
