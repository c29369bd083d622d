"""A simulation with its whole table of results, against the same case fused by hand in C.

Claim: at 2^20 draws at most twice the seconds of ``fused_case.c``, compiled by gcc with ``-O3 -march=native``. Both get
the same draws, a block at a time, and give the same table: mean, spread and percentiles of every criterion that is
always kept, with the Monte Carlo error of each. Their blocks are timed in turn, in seconds of the processor; every
figure of the two tables is compared. Making the draws is timed apart: it is the same work for both.

Run: python benchmarks/against_c.py [DRAWS] [PAIRS]
"""

from __future__ import annotations

import ctypes
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from simulation_case import (
    ALTERNATIVES,
    DRAWS,
    LINES,
    RATE,
    YEARS,
    amount,
    case_text,
    growth,
    number,
    price,
    role,
)

from mll_finance.engine.criteria import BY_ID
from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Sums
from mll_finance.engine.outcomes import Outcomes
from mll_finance.engine.stream import Stream
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import case_from_text

PERSPECTIVES = ("society", "municipality")
FIGURES = ("mean", "sd", "p05", "p50", "p95", "central_percentile")
ERRORS = ("mcse", "sd_error", "p05_error", "p50_error", "p95_error", "central_percentile_error")
CRITERIA = ("npv", "pv_costs", "pv_benefits", "bcr", "annual_equivalent", "profitability_index")
POINTER = ctypes.POINTER(ctypes.c_double)


class Line(ctypes.Structure):
    """A line as C knows it."""

    _fields_ = (
        ("first", POINTER),
        ("second", POINTER),
        ("growth", POINTER),
        ("constant", ctypes.c_double),
        ("factor", ctypes.c_double),
        ("alternative", ctypes.c_int),
        ("is_cost", ctypes.c_int),
    )


def pointer(array: np.ndarray | None) -> POINTER | None:
    """Where an array begins; nothing for none."""
    return None if array is None else array.ctypes.data_as(POINTER)


def compiled(folder: Path) -> ctypes.CDLL:
    """The library that gcc makes of the C file."""
    source, library = Path(__file__).with_name("fused_case.c"), folder / "fused_case.so"
    subprocess.run(
        ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True
    )
    fused = ctypes.CDLL(str(library))
    fused.summarise.restype = ctypes.c_long
    return fused


def lines_in_c(drawn: dict[str, np.ndarray], discount: np.ndarray) -> ctypes.Array:
    """Every line with the draws of a block."""
    rows = (Line * LINES)()
    for place in range(LINES):
        base, (alternative, payer, _) = f"lines.line_{place}", role(place)
        certain = (
            {"number": number(place)[1], "price": price(place)[0]}
            if place < 15
            else {"amount": amount(place)[1]}
        )
        columns = [drawn.get(f"{base}.factors.{name}") for name in certain]
        constant = 1.0
        for column, value in zip(columns, certain.values(), strict=True):
            constant *= value if column is None else 1.0
        columns = [column for column in columns if column is not None] + [None, None]
        rate = drawn.get(f"{base}.growth")
        factor = float(discount @ (1.0 + growth(place)[1]) ** np.arange(YEARS)) if rate is None else 0.0
        rows[place] = Line(
            pointer(columns[0]),
            pointer(columns[1]),
            pointer(rate),
            constant,
            factor,
            ALTERNATIVES.index(alternative),
            int(payer == "municipality"),
        )
    return rows


class FusedSimulation:
    """The case in C: sums of each block, then the table."""

    def __init__(self, fused: ctypes.CDLL, total: int) -> None:
        self.fused, self.total = fused, total
        self.discount = (1.0 + RATE) ** -np.arange(float(YEARS))
        self.costs, self.benefits, self.first_costs, self.first_benefits = np.empty(
            (4, len(ALTERNATIVES), total)
        )

    def block(self, drawn: dict[str, np.ndarray], start: int, stop: int) -> None:
        """The sums of a block of draws."""
        arrays = (self.costs, self.benefits, self.first_costs, self.first_benefits)
        self.fused.evaluate(
            lines_in_c(drawn, self.discount),
            ctypes.c_int(LINES),
            pointer(self.discount),
            ctypes.c_long(stop - start),
            ctypes.c_long(start),
            ctypes.c_long(self.total),
            *map(pointer, arrays),
        )

    def table(
        self,
        replicates: int,
        central: dict[tuple[str, str, str], float],
        stream: Callable[[str, str], Stream],
    ) -> dict[tuple[str, str, str], list]:
        """Figures and errors of every criterion, and the probability of a negative NPV with its error."""
        work, rows = np.empty(self.total), {}
        for perspective in PERSPECTIVES:
            for place, alternative in enumerate(ALTERNATIVES):
                costs = self.costs[place]
                benefits = self.benefits[place] if perspective == "society" else np.zeros(self.total)
                first = -self.first_costs[place]
                if perspective == "society":
                    first = first + self.first_benefits[place]
                npv = benefits - costs
                columns = {"npv": npv, "pv_costs": costs, "pv_benefits": benefits}
                counts = (costs > 0) & benefits.any()
                columns["bcr"] = np.divide(benefits, costs, where=counts, out=np.full(self.total, np.nan))
                outlay = (first < 0) & stream(perspective, alternative).invests_first
                columns["profitability_index"] = np.full(self.total, np.nan)
                columns["profitability_index"][outlay] = 1.0 + npv[outlay] / -first[outlay]
                for criterion, column in columns.items():
                    if np.isnan(column).all():
                        continue
                    key, figures = (perspective, alternative, criterion), np.empty(12)
                    self.fused.summarise(
                        pointer(column),
                        ctypes.c_long(self.total),
                        ctypes.c_int(replicates),
                        ctypes.c_double(central[key]),
                        pointer(work),
                        pointer(figures),
                    )
                    rows[key] = figures
                scaled = rows[perspective, alternative, "npv"].copy()
                years = stream(perspective, alternative).recurring
                yearly = self.discount[years.first : years.last + 1].sum()
                scaled[[0, 1, 2, 3, 4, 6, 7, 8, 9, 10]] /= yearly
                rows[perspective, alternative, "annual_equivalent"] = scaled
                shares = (npv < 0).reshape(replicates, -1).mean(axis=1)
                error = shares.std(ddof=1) / np.sqrt(replicates)
                rows[perspective, alternative, "probability_npv_negative"] = np.array([shares.mean(), error])
        return rows


def compare(rows: list[dict], fused: dict[tuple[str, str, str], list]) -> tuple[int, float]:
    """Number of figures compared and the largest relative difference; the errors count relative to the spread."""
    count, worst = 0, 0.0
    for row in rows:
        key = (row["perspective"], row["alternative"], row["criterion"])
        if key not in fused:
            assert row["mean"] is None, key
            continue
        names = ("mean", "mcse") if key[2] == "probability_npv_negative" else (*FIGURES, *ERRORS)
        scale = max(abs(row["mean"]), row["sd"] or 0.0)
        for name, figure in zip(names, fused[key], strict=True):
            if row[name] is None:
                assert np.isnan(figure), (key, name)
                continue
            size = 1.0 if "percentile" in name else max(scale, 1e-300)
            worst = max(worst, abs(row[name] - figure) / size)
            count += 1
    return count, worst


def pair(case_draws: int, fused: ctypes.CDLL) -> tuple[dict[str, float], int, float]:
    """Seconds of each part of one run of both, with what the comparison found."""
    case = case_from_text(case_text(draws=case_draws))
    study, draws = Study(case), Draws.of(case)
    total = draws.plan.total
    evaluator = study.whole
    evaluator.sums(draws.block(0, 16))
    pairs = [(perspective, alternative) for perspective in PERSPECTIVES for alternative in ALTERNATIVES]
    kept = {key: Sums(*np.empty((3, total))) for key in pairs}
    simulation = FusedSimulation(fused, total)
    seconds = dict.fromkeys(("draws", "suite: sums", "C: sums", "suite: table", "C: table"), 0.0)

    for start, stop in draws.plan.blocks():
        begin = time.process_time()
        drawn = draws.block(start, stop)
        after_draws = time.process_time()
        for key, sums in evaluator.sums(drawn).items():
            kept[key].pv_costs[start:stop] = sums.pv_costs
            kept[key].pv_benefits[start:stop] = sums.pv_benefits
            kept[key].first_flow[start:stop] = sums.first_flow
        after_suite = time.process_time()
        simulation.block(drawn, start, stop)
        seconds["C: sums"] += time.process_time() - after_suite
        seconds["suite: sums"] += after_suite - after_draws
        seconds["draws"] += after_draws - begin
    study.__dict__["outcomes"] = Outcomes(kept, {}, evaluator.central_stream)
    begin = time.process_time()
    rows = study.rows
    seconds["suite: table"] = time.process_time() - begin
    central = {
        (*key, name): float(BY_ID[name].of(study.stream(*key))[0]) for key in pairs for name in CRITERIA
    }
    begin = time.process_time()
    table = simulation.table(draws.plan.replicates, central, evaluator.central_stream)
    seconds["C: table"] = time.process_time() - begin
    count, worst = compare(rows, table)
    assert worst < 1e-9, worst
    return seconds, count, worst


def main(count: int, pairs: int) -> None:
    """Print the ratios: the median of some pairs."""
    if shutil.which("gcc") is None:
        print("no gcc here, so nothing to compare with")
        return
    with tempfile.TemporaryDirectory() as folder:
        fused = compiled(Path(folder))
        pair(2**14, fused)
        runs = [pair(count, fused) for _ in range(pairs)]
    parts = {part: statistics.median(run[0][part] for run in runs) for part in runs[0][0]}

    def ratio(*shared: str, of: tuple[str, ...] = ("sums", "table")) -> float:
        """Median over the pairs of the suite's seconds over those of C."""

        def spent(seconds: dict[str, float], who: str) -> float:
            return sum(seconds[part] for part in (*shared, *(f"{who}: {part}" for part in of)))

        return statistics.median(spent(run[0], "suite") / spent(run[0], "C") for run in runs)

    print(f"{count:,} draws, sums and table, suite / C: {ratio():.2f}")
    print(
        f"  sums {ratio(of=('sums',)):.2f}, table {ratio(of=('table',)):.2f}, draws included {ratio('draws'):.2f}"
    )
    print("  " + "; ".join(f"{part} {seconds:.2f} s" for part, seconds in parts.items()))
    print(
        f"  {runs[0][1]} figures compared, largest difference {max(run[2] for run in runs):.0e} of their size"
    )
    print(f"  peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
