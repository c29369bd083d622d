"""How much of what the municipality gains is money: the rest, such as freed hours, lowers no budget."""

from __future__ import annotations

from dataclasses import dataclass

from mll_finance.engine.stream import stream
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.reference_data.thresholds import threshold


@dataclass(frozen=True)
class MunicipalGain:
    """What the municipality gains in the central case, under the lens of society (EUR, present value)."""

    cash: float
    """Benefits that release money in a budget."""
    in_kind: float
    """What it gains on balance without money, such as freed hours less the hours that it puts in."""

    @property
    def has_both(self) -> bool:
        """Whether enough of it is no money to be told: the share from which an effect has a row of its own."""
        return self.in_kind > 0 and self.in_kind >= threshold("effect_shown_from") * (
            self.cash + self.in_kind
        )


def municipal_gain(study: Study, alternative: str) -> MunicipalGain:
    """What the municipality gains in money, and what without.

    Parameters
    ----------
    study : Study
        The study; its central case is shown.
    alternative : str
        Id of the alternative.
    """
    viewpoint_of_all_society = study.case.perspectives[SOCIETY].around(MUNICIPALITY)
    cash_viewpoint = viewpoint_of_all_society.model_copy(update={"effects": "cash"})
    stream_in_society, cash_stream = (
        stream(study.central, viewpoint, alternative)
        for viewpoint in (viewpoint_of_all_society, cash_viewpoint)
    )
    return MunicipalGain(
        float(cash_stream.pv_benefits[0]), float(stream_in_society.npv[0] - cash_stream.npv[0])
    )
