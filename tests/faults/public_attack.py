"""An attack on a public folder: everything that stands in its files as constraints on the confidential amounts.

The attacker has the suite and all of the case but the amounts, each of which he knows up to a factor; a bidder knows
his own amount too. What a table tells is linear in those factors, by the suite's own arithmetic: he tries some factors,
sees the totals move, and asks a linear program for the least and the most that each amount can be. A ratio is
multiplied out; a rate of return, or a switching value, says on which side of zero the balance lies just beside it.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import yaml
from scipy.optimize import linprog

from mll_finance.batch.confidential_search import NumberShown, readings
from mll_finance.batch.file_texts import texts
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case

Raw = dict[str, Any]
Key = tuple[str, ...]
STATISTICS = ("central", "mean", "p05", "p50", "p95")
LINEAR = ("npv", "pv_costs", "pv_benefits")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
"""SHA-256 of a file: another day gives another one, and among its figures any total may stand by chance."""
TELLING = 5
"""Figures from which a number in a running text is a total and no coincidence."""


def rows(folder: Path) -> Iterator[Raw]:
    """Every row of results in any table of the folder, whatever the file is called."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if content.startswith(b"PAR1"):
            yield from pd.read_parquet(io.BytesIO(content)).to_dict("records")
        elif content.startswith(b"PK") and b"xl/workbook.xml" in content:
            for sheet in openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True):
                lines = list(sheet.values)
                if lines and "criterion" in lines[0]:
                    yield from (dict(zip(lines[0], line, strict=True)) for line in lines[1:])
        elif file.suffix in (".json", ".yaml", ".yml"):
            text = content.decode("utf-8")
            yield from _nested(json.loads(text) if file.suffix == ".json" else yaml.safe_load(text))
        elif file.suffix == ".csv":
            yield from csv.DictReader(io.StringIO(content.decode("utf-8-sig")))


def _nested(node: Any) -> Iterator[Raw]:
    if isinstance(node, dict):
        if "criterion" in node:
            yield node
        for child in node.values():
            yield from _nested(child)
    elif isinstance(node, list):
        for child in node:
            yield from _nested(child)


@dataclass
class Attack:
    """One attacker of one folder.

    Parameters
    ----------
    case_file : Path
        The case: what is not confidential in it is known.
    hidden : dict
        The confidential amounts by path.
    folder : Path
        The public folder.
    scenario : str or None
        The scenario that was published.
    coarse : dict
        The factors that the published numbers were made with: where a text holds a total to the euro, the attacker is
        lucky enough to know which total it is.
    """

    case_file: Path
    hidden: dict[str, Any]
    folder: Path
    scenario: str | None = None
    coarse: dict[str, float] = field(default_factory=dict)

    @cached_property
    def case(self) -> Case:
        case = load_case(self.case_file)
        return case if self.scenario is None else case.in_scenario(self.scenario)

    @cached_property
    def paths(self) -> list[str]:
        return sorted(self.hidden)

    def study(self, factors: list[float], **more: Any) -> Study:
        """The study with each amount at a factor of its own."""
        amounts = {
            path: _times(self.hidden[path], factor) for path, factor in zip(self.paths, factors, strict=True)
        }
        return appraise(self.case.unlimited({**amounts, **more}))

    @cached_property
    def base(self) -> float:
        """The multiple that totals are rounded to; 0 where the folder does not say."""
        file = self.folder / "results.json"
        return json.loads(file.read_text(encoding="utf-8"))["rounded_to"] if file.exists() else 0.0

    @cached_property
    def functionals(self) -> dict[Key, tuple[float, np.ndarray]]:
        """Constant and slopes of everything that is linear in the factors and moves with them."""
        ones = [1.0] * len(self.paths)
        at_truth = _totals(self.study(ones))
        moved = [
            _totals(self.study([2.0 if place == other else 1.0 for other in range(len(ones))]))
            for place in range(len(ones))
        ]
        elsewhere = [0.7 + 0.2 * place for place in range(len(ones))]
        checked = _totals(self.study(elsewhere))
        linear = {}
        for key, total in at_truth.items():
            slopes = np.array([totals[key] - total for totals in moved])
            constant = total - slopes.sum()
            is_linear = math.isclose(constant + slopes @ elsewhere, checked[key], rel_tol=1e-7, abs_tol=1e-4)
            if is_linear and np.abs(slopes).max() > 1e-6:
                linear[key] = (constant, slopes)
        return linear

    @cached_property
    def constraints(self) -> list[tuple[np.ndarray, float]]:
        """Rows ``slopes . factors <= limit`` of everything that the folder says."""
        return [*self._of_tables(), *self._of_texts()]

    def _of_tables(self) -> Iterator[tuple[np.ndarray, float]]:
        for row in rows(self.folder):
            for statistic in STATISTICS:
                text = row.get(statistic)
                if text is None or text == "" or text != text:
                    continue
                number, half_place = float(text), _half_place(text)
                pair = (str(row["perspective"]), str(row["alternative"]))
                yield from self._of_number(pair, str(row["criterion"]), statistic, number, half_place, row)

    def _of_number(
        self,
        pair: tuple[str, str],
        criterion: str,
        statistic: str,
        number: float,
        half_place: float,
        row: Raw,
    ) -> Iterator[tuple[np.ndarray, float]]:
        key = (*pair, criterion, statistic)
        if criterion in LINEAR and key in self.functionals:
            is_rounded = self.base > 0 and math.isclose(number % self.base % self.base, 0.0, abs_tol=1e-6)
            half = self.base / 2 if is_rounded else half_place
            yield from _between(self.functionals[key], number - half, number + half)
        elif criterion == "bcr" and statistic == "central":
            costs = self.functionals.get((*pair, "pv_costs", "central"))
            benefits = self.functionals.get((*pair, "pv_benefits", "central")) or (
                self._constant((*pair, "pv_benefits", "central")),
                np.zeros(len(self.paths)),
            )
            if costs is not None:
                for sign, ratio in ((1.0, number + half_place), (-1.0, number - half_place)):
                    yield (
                        sign * (benefits[1] - ratio * costs[1]),
                        sign * (ratio * costs[0] - benefits[0]),
                    )
        elif (*pair, "npv", "central") not in self.functionals:
            return  # an alternative that no hidden amount moves tells nothing of one
        elif criterion == "irr" and statistic == "central":
            yield from self._around(pair, "case.discounting", number, half_place, as_rate=True)
        elif criterion == "switching_value":
            yield from self._around(pair, str(row["path"]), number, half_place, as_rate=False)

    def _constant(self, key: Key) -> float:
        return _totals(self.study([1.0] * len(self.paths)))[key]

    def _around(
        self, pair: tuple[str, str], path: str, number: float, half_place: float, *, as_rate: bool
    ) -> Iterator[tuple[np.ndarray, float]]:
        """The balance has one sign just below a number that makes it zero, and the other just above."""
        for at in (number - half_place, number + half_place):
            functional = self._npv_at(pair, path, {"rate": at} if as_rate else at)
            # Which side is positive is no secret: the open part of the case says whether more is better.
            truth = functional[0] + functional[1].sum()
            yield from (
                _between(functional, 0.0, math.inf) if truth >= 0 else _between(functional, -math.inf, 0.0)
            )

    def _npv_at(self, pair: tuple[str, str], path: str, other: Any) -> tuple[float, np.ndarray]:
        def npv(factors: list[float]) -> float:
            return float(self.study(factors, **{path: other}).value(*pair, "npv")["central"])

        ones = [1.0] * len(self.paths)
        truth = npv(ones)
        slopes = np.array(
            [
                npv([2.0 if place == moved else 1.0 for place in range(len(ones))]) - truth
                for moved in range(len(ones))
            ]
        )
        return truth - slopes.sum(), slopes

    def _of_texts(self) -> Iterator[tuple[np.ndarray, float]]:
        """Totals to the euro in a running text, in whatever file, as they are or as they were published."""
        open_numbers = {
            abs(number)
            for path, leaf in self.case.graph.leaves.items()
            if path not in self.hidden and leaf.assumption.ref is None and leaf.assumption.pm is None
            for number in _numbers(leaf.assumption.central)
        }
        truth = np.ones(len(self.paths))
        coarse = np.array([self.coarse.get(path, 1.0) for path in self.paths])
        for file in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            for reading in set(_readings(file)):
                figures = len(f"{reading.number:.12g}".replace(".", "").strip("0"))
                if figures < TELLING or reading.half_place > 0.5:
                    continue
                if any(abs(number - reading.number) <= reading.half_place for number in open_numbers):
                    continue
                half = max(reading.half_place, 1e-11 * reading.number)  # a reading has twelve figures
                for functional in self.functionals.values():
                    for factors in (truth, coarse):
                        total = functional[0] + functional[1] @ factors
                        if abs(abs(total) - reading.number) <= half:
                            shown = math.copysign(reading.number, total)
                            yield from _between(functional, shown - half, shown + half)

    def bounds(self, path: str, own: str | None = None) -> tuple[float, float]:
        """The least and the most that an amount can be, as a factor of what it is."""
        place = self.paths.index(path)
        ranges = [(1.0, 1.0) if other == own else (0.0, None) for other in self.paths]
        # Euros against factors are of another order than the solver likes: each row is brought to one.
        sizes = [float(np.abs(row).max()) for row, _ in self.constraints]
        slopes = [row / size for (row, _), size in zip(self.constraints, sizes, strict=True) if size > 0]
        limits = [limit / size for (_, limit), size in zip(self.constraints, sizes, strict=True) if size > 0]
        ends = []
        for sign in (1.0, -1.0):
            objective = [sign * float(other == place) for other in range(len(self.paths))]
            outcome = linprog(objective, A_ub=slopes or None, b_ub=limits or None, bounds=ranges)
            if outcome.status == 3:
                ends.append(math.inf)
                continue
            assert outcome.status == 0, f"what is published contradicts itself: {outcome.message}"
            ends.append(sign * outcome.fun)
        return ends[0], ends[1]


def _readings(file: Path) -> Iterator[NumberShown]:
    """Every number that a file may tell, but for the figures of a digest."""
    for text in texts(file):
        yield from readings(_DIGEST.sub("", text))


def _times(central: Any, factor: float) -> Any:
    if isinstance(central, dict):
        return {year: number * factor for year, number in central.items()}
    return central * factor


def _numbers(central: Any) -> list[float]:
    return list(central.values()) if isinstance(central, dict) else [central]


def _totals(study: Study) -> dict[Key, float]:
    totals: dict[Key, float] = {}
    for perspective in study.case.perspectives:
        for alternative in study.case.projects:
            for criterion in LINEAR:
                row = study.value(perspective, alternative, criterion)
                for statistic in STATISTICS:
                    if row.get(statistic) is not None:
                        totals[perspective, alternative, criterion, statistic] = float(row[statistic])
            yearly = study.stream(perspective, alternative).yearly[:, 0]
            for year, flow in zip(study.case.years, yearly, strict=False):
                totals[perspective, alternative, "flow", str(year)] = float(flow)
    return totals


def _between(
    functional: tuple[float, np.ndarray], low: float, high: float
) -> Iterator[tuple[np.ndarray, float]]:
    constant, slopes = functional
    if high < math.inf:
        yield slopes, high - constant
    if low > -math.inf:
        yield -slopes, constant - low


def _half_place(text: Any) -> float:
    """Half the place of the last figure of a number as it is written."""
    written = str(text)
    mantissa, _, power = written.lower().partition("e")
    return 0.5 * 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
