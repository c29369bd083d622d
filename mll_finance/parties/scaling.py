"""What does not scale: gains of one municipality that are lost when all municipalities do the same.

The budgets for bijstand (BUIG) are shares of one macro budget that the state sets every year after what all
municipalities spend. One municipality keeps what it saves; where all save, the macro budget follows.

References
----------
Divosa, Gebundelde uitkering (BUIG), https://www.divosa.nl/onderwerpen/gebundelde-uitkering-buig: a yearly macro
budget, distributed by a fixed rule; a surplus is kept and a deficit borne. That the macro budget follows what all
municipalities spend is recalled, not seen: have it checked.
"""

from __future__ import annotations

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.parties.incidence import line_values


def scales(line: Line) -> bool:
    """Whether what a line brings the municipality may be multiplied over municipalities."""
    return line.SCALES or MUNICIPALITY not in (line.payer, line.receiver)


def not_scaling(study: Study, alternative: str, perspective: str = MUNICIPALITY) -> dict[str, float | None]:
    """Present value of each line that does not scale (EUR); None where it is PM. Empty where all lines scale."""
    return {
        line_value.line: line_value.present_value
        for line_value in line_values(study, alternative, perspective)
        if not scales(study.case.lines[line_value.line])
    }


def scaling_npv(study: Study, alternative: str, perspective: str = MUNICIPALITY) -> float:
    """The NPV of which a multiple may be taken: without the lines that do not scale (EUR)."""
    npv_not_scaled = sum(
        present_value or 0.0 for present_value in not_scaling(study, alternative, perspective).values()
    )
    return float(study.stream(perspective, alternative).npv[0]) - npv_not_scaled
