"""The discount factors of the workbook: forward rates as inputs, factors as live formulas."""

from __future__ import annotations

from mll_finance.engine.ledger import factors, steps
from mll_finance.formulas.discounting import TIMINGS, forward_rates
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.parties import Perspective
from mll_finance.inputs.grammar.sections import Rate
from mll_finance.report.excel.book import Sheet
from mll_finance.report.excel.inputs import rate_path, schedule_of

_START = "start_of_year"


class Discounting:
    """Rows of discount factors, one for each schedule and timing that a case uses.

    Parameters
    ----------
    sheet : Sheet
        The sheet of valuation.
    case : Case
        The case.
    first : int
        First row to write.
    years : int
        Column of year 0.
    """

    def __init__(self, sheet: Sheet, case: Case, *, first: int, years: int) -> None:
        self.sheet, self.case, self.next, self.years = sheet, case, first, years
        self._rows: dict[tuple[str, str], int] = {}
        for viewpoint in case.perspectives.values():
            if (schedule_of(case, viewpoint), _START) not in self._rows:
                self._write(viewpoint)

    def factors(self, viewpoint: Perspective, timing: str) -> str:
        """Range of the real discount factors of a perspective under a timing, of every year."""
        row_index = self._rows[schedule_of(self.case, viewpoint), timing]
        return self.sheet.span(
            (row_index, self.years), (row_index, self.years + len(self.case.years) - 1), hold="row"
        )

    def _cell(self, row: int, year: int) -> str:
        return self.sheet.cell(row, self.years + year)

    def _write(self, viewpoint: Perspective) -> None:
        case = self.case
        schedule_id = schedule_of(case, viewpoint)
        rate_addresses = self._rates(viewpoint)
        used_timings = {case.settings.timing, *(line.timing for line in case.lines.values())}
        for timing in [
            _START,
            *(
                timing_name
                for timing_name in TIMINGS
                if timing_name in used_timings and timing_name != _START
            ),
        ]:
            row_index = self._open("factors", schedule_id, timing)
            self._rows[schedule_id, timing] = row_index
            start_row = self._rows[schedule_id, _START]
            for year_index, discount_factor in enumerate(factors(case, viewpoint, timing)):
                if timing != _START:
                    factor_formula = (
                        f"{self._cell(start_row, year_index)}/(1+"
                        f"{rate_addresses[year_index]})^{TIMINGS[timing]:g}"
                    )
                elif year_index == 0:
                    self.sheet.number(row_index, self.years, 1.0, "factor")
                    continue
                else:
                    factor_formula = (
                        f"{self._cell(row_index, year_index - 1)}/(1+{rate_addresses[year_index - 1]})"
                    )
                self.sheet.formula(
                    row_index, self.years + year_index, factor_formula, float(discount_factor), "factor"
                )

    def _rates(self, viewpoint: Perspective) -> list[str]:
        """The cells of rates, each to the next year; an input where the schedule names it, else the year before's."""
        rate_addresses: list[str] = []
        row_index = self._open("rate", schedule_of(self.case, viewpoint), _START)
        rate_steps = steps(self.case, viewpoint)
        step_starts = [step_start for step_start, _ in rate_steps]
        for year_index, rate in enumerate(forward_rates(rate_steps, len(self.case.years))):
            if year_index + 1 in step_starts:
                rate_input_path = rate_path(self.case, viewpoint, year_index + 1)
                rate_addresses.append(
                    self.sheet.entry(row_index, self.years + year_index, rate_input_path, hold="")
                )
            else:
                self.sheet.formula(
                    row_index,
                    self.years + year_index,
                    self._cell(row_index, year_index - 1),
                    float(rate),
                    "rate",
                )
                is_previous_typed = rate_addresses[-1] == self._cell(row_index, year_index - 1)
                rate_addresses.append(
                    self._cell(row_index, year_index) if is_previous_typed else rate_addresses[-1]
                )
        return rate_addresses

    def _open(self, name: str, schedule: str, timing: str) -> int:
        row_index, self.next = self.next, self.next + 1
        word_of = self.sheet.book.word
        schedule_text = word_of("own_rate") if isinstance(self.case.settings.discounting, Rate) else schedule
        self.sheet.text(row_index, 0, word_of(name, schedule=schedule_text, timing=word_of(timing)))
        return row_index
