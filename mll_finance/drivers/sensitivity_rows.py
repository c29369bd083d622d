"""Tornado and switching values of one alternative as rows, in the form of ``mll appraise --format json``."""

from __future__ import annotations

from typing import Any

from mll_finance.drivers.sensitivity import Switch, switching_values, tornado
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY


def sensitivity_rows(
    study: Study, alternative: str, *, perspective: str = SOCIETY, choices: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """The bars of the tornado from the longest down, and the switching values from the nearest on.

    Numbers are in the unit of their path; those of a map by year are factors on the whole map.
    """
    bars = tornado(study, alternative, perspective=perspective).bars
    switchings = switching_values(study, alternative, perspective=perspective, choices=choices)
    return {
        "perspective": perspective,
        "alternative": alternative,
        "tornado": [
            {
                "path": bar.input.path,
                "unit": bar.input.leaf.assumption.unit,
                "p10": bar.low,
                "p90": bar.high,
                "npv_at_p10": bar.at_low,
                "npv_at_p90": bar.at_high,
            }
            for bar in bars
        ],
        "switching_values": [
            {
                "path": switch.input.path,
                "unit": switch.input.leaf.assumption.unit,
                "central": switch.input.central,
                "npv_zero": _row(switch.npv),
                "best_changes": _row(switch.best),
            }
            for switch in switchings
        ],
    }


def _row(switch: Switch | None) -> dict[str, Any] | None:
    if switch is None:
        return None
    switch_row: dict[str, Any] = {
        "value": switch.value,
        "of_central": switch.of_central,
        "place": switch.place,
        "others": list(switch.others),
    }
    return {**switch_row, "to": switch.to} if switch.to else switch_row
