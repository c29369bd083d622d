"""What the engine gives for a generated case: the one file here that knows the engine.

Whoever replaces the engine changes this file and nothing else in the folder. Every function gives arrays by name; a
name starts with what it is about (``npv``, ``yearly``, ``party``, ...) and the rest says of which perspective,
alternative, party, contract or line. The last axis is the draw, the first the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.study import Study
from mll_finance.inputs.case import case as case_reading
from mll_finance.inputs.case.case import case_from_text
from mll_finance.parties.weights import weighted

Array = npt.NDArray[np.float64]
DOTS = re.compile(r"\b\d{1,3}\.\d{3}\b(?![.\d])")
"""Numbers with three decimals: with a fourth they can be read in one way."""


@dataclass(frozen=True)
class Given(Draws):
    """Draws that were kept, in the place of those of the sampler."""

    drawn: dict[str, Array] = field(default_factory=dict)

    def block(self, start: int, stop: int) -> dict[str, Array]:
        return {path: draws[start:stop] for path, draws in self.drawn.items()}


def study_of(text: str, drawn: dict[str, Array] | None = None) -> Study:
    """The study of a generated case, on draws by path where they are given; a case that does not load raises.

    The cases are older than the gate, which refuses a distribution that crosses a bound and a dot that may stand for
    thousands; what is frozen is what the engine makes of them.
    """
    with patch.object(case_reading, "check_limits", lambda _: ()):
        study = Study(case_from_text(DOTS.sub(r"\g<0>0", text)))
    if drawn is not None:
        # Study keeps what it has calculated; the draws count as such.
        vars(study)["draws"] = Given(drawn=drawn, **vars(Draws.of(study.case)))
    return study


def results(study: Study) -> Iterator[tuple[str, Array]]:
    """Every frozen figure of a case."""
    drawn = study.draws.block(0, study.draws.plan.total)
    yield from ((f"drawn {path}", draws) for path, draws in drawn.items())
    yield from _central(study)
    evaluator = Evaluator(study.case)
    yield from _per_draw(study, evaluator, drawn)
    yield from _factors(study, evaluator, drawn)
    yield from _by_draw(study)


def not_counted(study: Study) -> dict[str, list[str]]:
    """Lines without a number, by perspective and alternative."""
    return {
        f"{perspective} {alternative}": list(study.stream(perspective, alternative).pm)
        for perspective in study.case.perspectives
        for alternative in study.case.projects
    }


def _central(study: Study) -> Iterator[tuple[str, Array]]:
    """The central ledger by line and year, its accrual budget by line, and what each group gains."""
    case = study.case
    for name in case.lines:
        for alternative in case.alternatives:
            euros = study.central.euros(name, alternative)
            if euros is not None:
                years = np.broadcast_to(euros, (len(case.years), 1))[:, 0]
                yield f"ledger {alternative} {name}", years
    for alternative in case.projects:
        through = case.perspectives["municipality"]
        for seen in study.central.seen_by(through, alternative, accounting="budget"):
            yield f"accrual {alternative} {seen.line}", seen.nominal[:, 0]
    for perspective in case.perspectives:
        for alternative in case.projects:
            yield f"central_npv {perspective} {alternative}", study.stream(perspective, alternative).npv
    for row in weighted(study):
        yield f"weighted {row.alternative}", np.array([row.weighted])
        for group, gain in row.by_group.items():
            yield f"group {row.alternative} {group}", np.array([gain])


def _per_draw(study: Study, evaluator: Evaluator, drawn: dict[str, Array]) -> Iterator[tuple[str, Array]]:
    """Sums and net flow by year of every draw, through every perspective."""
    streams = evaluator.streams(drawn)
    for (perspective, alternative), sums in evaluator.sums(drawn).items():
        where = f"{perspective} {alternative}"
        yield f"npv {where}", sums.npv
        yield f"pv_costs {where}", sums.pv_costs
        yield f"pv_benefits {where}", sums.pv_benefits
        yield f"first_flow {where}", sums.first_flow
        yield f"yearly {where}", streams[perspective, alternative].yearly


def _factors(study: Study, evaluator: Evaluator, drawn: dict[str, Array]) -> Iterator[tuple[str, Array]]:
    """The NPV where a draw is a factor on the whole of each map by year, as in a tornado or a global sensitivity."""
    case = study.case
    maps = [path for path, leaf in case.graph.leaves.items() if isinstance(leaf.assumption.value, dict)]
    if not maps:
        return
    count = study.draws.plan.total
    factors = {path: np.roll(np.linspace(0.5, 1.7, count), place) for place, path in enumerate(maps)}
    for (perspective, alternative), npv in evaluator.npv({**drawn, **factors}).items():
        yield f"factor_npv {perspective} {alternative}", npv


def _by_draw(study: Study) -> Iterator[tuple[str, Array]]:
    """NPV of each party, the four-year accrual budget and the value of each contract, of every draw."""
    by_draw = study.by_draw
    yield from ((f"party {a} {party}", npv) for (a, party), npv in by_draw.parties.items())
    yield from ((f"budget {a}", balance) for a, balance in by_draw.budget.items())
    yield from ((f"contract {a} {name}", worth) for (a, name), worth in by_draw.contracts.items())
