"""The choice where what is no money weighs otherwise: how sure it is, and what is lost on average by making it.

A council may hold that well-being and time weigh more, or less, than the amounts at which the case values them. The
weight multiplies all that is paid by or to well-being; 1 is the case as it is, 0 leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.standard_sensitivities import present_values, welfare_lines
from mll_finance.engine.ledger import Seen
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.finding_out.investigation import investigation
from mll_finance.uncertainty.information.acceptability import expected_losses, shares_best

Array = npt.NDArray[np.float64]
WEIGHTS = tuple(step / 4 for step in range(9))
"""From leaving it out to twice what the case says: layout of the curves, no bound of any advice."""


@dataclass(frozen=True)
class Weighing:
    """The choices over weights of what is no money."""

    choices: tuple[str, ...]
    """What can be chosen, in the order of the case."""
    weights: tuple[float, ...]
    chance_best: Mapping[str, tuple[float, ...]]
    """Share of the draws in which each choice is the best, by weight."""
    loss: Mapping[str, tuple[float, ...]]
    """What each falls short of the best on average (EUR), by weight."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The best on average at each weight: the one with the smallest loss."""
        return tuple(
            min(self.choices, key=lambda name: self.loss[name][weight_index])
            for weight_index in range(len(self.weights))
        )


def weighing(study: Study) -> Weighing | None:
    """The choices over weights of what is no money; None where nothing is open or nothing is no money."""
    return study.once("weighing", lambda: _weighing(study))


def _weighing(study: Study) -> Weighing | None:
    open_choice = investigation(study)
    if not open_choice.is_open:
        return None
    welfare_by_name = _welfare(study)
    contender_by_id = {contender.id: contender for contender in open_choice.field.ranking}
    choice_ids = tuple(name for name in open_choice.field.by_id if name in contender_by_id)
    npv_by_choice = np.stack([contender_by_id[name].lower.npv for name in choice_ids])
    welfare_by_choice = np.stack(
        [welfare_by_name.get(name, np.zeros_like(npv_by_choice[0])) for name in choice_ids]
    )
    if not welfare_by_choice.any():
        return None
    payoffs_by_weight = [npv_by_choice + (weight - 1.0) * welfare_by_choice for weight in WEIGHTS]
    chance_of_being_best_by_choice = np.stack([shares_best(payoffs) for payoffs in payoffs_by_weight], axis=1)
    expected_loss_by_choice = np.stack([expected_losses(payoffs) for payoffs in payoffs_by_weight], axis=1)
    return Weighing(
        choice_ids,
        WEIGHTS,
        {
            name: tuple(chance_by_weight)
            for name, chance_by_weight in zip(
                choice_ids, chance_of_being_best_by_choice.tolist(), strict=True
            )
        },
        {
            name: tuple(loss_by_weight)
            for name, loss_by_weight in zip(choice_ids, expected_loss_by_choice.tolist(), strict=True)
        },
    )


def _welfare(study: Study) -> dict[str, Array]:
    """Present value of what is no money in each alternative, by draw (EUR)."""
    case = study.case
    viewpoint = case.perspectives[SOCIETY]
    welfare_line_ids = welfare_lines(case)

    def weigh(seen: Seen, _: str) -> Array:
        present_value = seen.present_value(study.central.factors(viewpoint, seen.timing))
        return present_value if seen.line in welfare_line_ids else np.zeros_like(present_value)

    return {name: sums_by_draw.npv for name, sums_by_draw in present_values(study, weigh).items()}
