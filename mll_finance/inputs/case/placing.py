"""Where the lines of a case stand: in which alternatives, and how much later where one waits."""

from __future__ import annotations

from collections.abc import Mapping

from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.section import Known
from mll_finance.inputs.grammar.sections import BASELINE, Alternative
from mll_finance.inputs.reference_data.phases import years_later


def years_of_waiting(
    lines: Mapping[str, Line], alternatives: Mapping[str, Alternative]
) -> dict[tuple[str, str], int]:
    """Years by which the lines of alternatives that wait come later, by owner and alternative."""
    years_by_line_and_alternative = {
        (f"lines.{name}", alternative): years_later(line, alternatives[alternative].later)
        for name, line in lines.items()
        for alternative in line.alternative
        if alternative != BASELINE and alternative in alternatives
    }
    return {key: years for key, years in years_by_line_and_alternative.items() if years}


def placed(line: Line, known: Known) -> Line:
    """The line with its alternatives by name: ``all`` written out, ``when`` applied."""
    alternative_by_id = known.alternatives
    alternative_names = known.names("alternatives") if line.alternative == ("all",) else line.alternative
    if line.when is not None:
        alternative_names = tuple(
            name
            for name in alternative_names
            if name not in alternative_by_id or line.when.holds(alternative_by_id[name])
        )
    return line.model_copy(update={"alternative": alternative_names})
