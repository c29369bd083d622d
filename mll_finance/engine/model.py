"""The arithmetic of a case: quantities and lines evaluated on arrays, or on the workbook's symbols.

The model walks the case; the numbers come from whoever evaluates it. Arrays broadcast to (years, draws): (1, draws)
for an uncertain number, (years, 1) for a map by year. The central case is a run with one draw.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf, Output
from mll_finance.inputs.case.numbers import CPI
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values

Array = npt.NDArray[np.float64]


class Model:
    """Evaluates the quantities and lines of a case; a subclass says where numbers come from.

    Parameters
    ----------
    case : Case
        The case.
    time : Time
        The year axis.
    """

    def __init__(self, case: Case, time: Time) -> None:
        self.case, self.time = case, time
        self.given: dict[tuple[str, str], Any] = {}
        self._known: dict[tuple[str, str], Any] = {}

    def number(self, leaf: Leaf) -> Any:
        """Value of one leaf at the price level of the case, broadcasting to (years, draws)."""
        raise NotImplementedError

    def keep(self, owner: str, alternative: str, output: str, value: Any) -> Any:
        """Called with each result; a subclass may give it a row of its own and return that."""
        return value

    def deflator(self, index: str) -> Any:
        """Factors (years, 1) from euros of each year to the price level of the case."""
        ratios = [1.0 / self.case.prices.to_nominal(index, year) for year in self.case.years]
        return np.array(ratios)[:, None]

    def assumption(self, path: str, alternative: str) -> Any:
        """Value of an assumption in one alternative, references followed."""
        if (path, alternative) in self.given:
            return self.given[path, alternative]
        leaf = self.case.graph.leaves[self.case.graph.leaf_for(path, alternative)]
        if leaf.assumption.ref is None:
            return self._memo(("", leaf.path), lambda: self.number(leaf))
        target = self.case.graph.target(leaf.assumption.ref)
        if isinstance(target, Output):
            return self.quantity(target.quantity, alternative)[target.name]
        return self.assumption(str(target), alternative)

    def quantity(self, name: str, alternative: str) -> dict[str, Any]:
        """Outputs of a quantity in one alternative."""
        owner = f"quantities.{name}"
        where = self._where(owner, alternative)
        made: dict[str, Any] = self._memo((where, owner), lambda: self._evaluate(name, where))
        return made

    def line(self, name: str, alternative: str) -> Any:
        """Euros a year of a line in one alternative, ex btw, at the price level of the case."""
        owner = f"lines.{name}"
        where = self._where(owner, alternative)
        return self._memo((where, owner), lambda: self.keep(owner, where, "euros", self._euros(name, where)))

    def _where(self, owner: str, alternative: str) -> str:
        """The alternative under which a result is kept: the first that it is equal in."""
        if owner in self.case.graph.varies:
            return alternative
        section, _, name = owner.partition(".")
        return self.case.lines[name].alternative[0] if section == "lines" else self.case.graph.alternatives[0]

    def _memo(self, key: tuple[str, str], make: Any) -> Any:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _values(self, owner: str, part: Any, alternative: str) -> Values:
        fields: dict[str, Any] = {}
        for path, _ in assumptions(part, owner):
            _, _, field, *key = path.split(".")
            value = self.assumption(path, alternative)
            if key:
                fields.setdefault(field, {})[key[0]] = value
            else:
                fields[field] = value
        return Values(fields)

    def _evaluate(self, name: str, alternative: str) -> dict[str, Any]:
        part, owner = self.case.quantities[name], f"quantities.{name}"
        found = part.outputs(self._values(owner, part, alternative), self.time)
        return {output: self.keep(owner, alternative, output, value) for output, value in found.items()}

    def _euros(self, name: str, alternative: str) -> Any:
        line, owner = self.case.lines[name], f"lines.{name}"
        euros = self._planned(name, alternative)
        years = self.case.graph.later.get((owner, alternative), 0)
        if years:
            euros = self._waiting(name, euros, years)
        if line.basis == "nominal":
            euros = euros * self.deflator(line.index or CPI)
        return euros

    def _waiting(self, name: str, euros: Any, years: int) -> Any:
        """The same line when its alternative waits: until it starts, what the baseline has goes on."""
        count = len(self.case.years)
        if (
            BASELINE not in self.case.lines[name].alternative
            or (f"lines.{name}", BASELINE) in self.case.graph.pm
        ):
            return _later(euros, years, count)
        before = self._planned(name, BASELINE)
        return before + _later(euros - before, years, count)

    def _planned(self, name: str, alternative: str) -> Any:
        """Amounts a year as the line says them, its own adjustments included, before a nominal basis is deflated."""
        line, owner = self.case.lines[name], f"lines.{name}"
        values = self._values(owner, line, alternative)
        euros = line.euros(values, self.time)
        span = self.case.years
        active = list(span) if line.years is None else line.years.active(span)
        if line.ramp_up is not None:
            euros = euros * self.time.ramp(start=active[0], length=line.ramp_up)
        if line.growth is not None:
            euros = euros * (1.0 + values.growth) ** self.time.since(self.case.prices.level_year)
        if line.adjustment is not None and self.case.settings.adjusted:
            euros = euros * (1.0 + values.adjustment)
        if len(active) < len(span):
            mask = np.isin(np.array(span), active)[:, None]
            euros = np.where(mask, euros, 0.0)
        if line.delay and self.case.settings.adjusted:
            euros = _later(euros, line.delay, len(span))
        return euros


def _later(euros: Any, years: int, count: int) -> Any:
    """The same amounts some years later; what falls beyond the last year of the case is not counted."""
    whole = np.broadcast_to(euros, (count, euros.shape[1]))
    nothing = whole[:1] * 0.0
    return np.concatenate([*[nothing] * min(years, count), whole[: max(0, count - years)]])


def by_year(leaf: Leaf, span: range) -> Array:
    """The central value of a leaf as an array: (1, 1), or (years, 1) for a map by year, before price conversion."""
    central = leaf.assumption.central
    if not isinstance(central, dict):
        return np.array([[central]])
    if leaf.literal:
        return np.array([central.get(year, 0.0) for year in span])[:, None]
    held = [max((named for named in central if named <= year), default=min(central)) for year in span]
    return np.array([central[year] for year in held])[:, None]


def price_factor(case: Case, leaf: Leaf) -> float:
    """Factor that moves a leaf's amount to the price level of the case; 1 for what is not money."""
    found = leaf.assumption
    if not found.is_money or leaf.nominal or found.price_year is None:
        return 1.0
    return case.prices.to_level(found.index or CPI, found.price_year)


class ArrayModel(Model):
    """The model on arrays: the central values, with the draws of the uncertain leaves laid over them.

    Parameters
    ----------
    case : Case
        The case.
    drawn : dict of str to ndarray
        Draws by path, shape (draws,), in the unit and price year of the leaf; empty for the central case.
    """

    def __init__(self, case: Case, drawn: dict[str, Array]) -> None:
        super().__init__(case, Time.of(case.years))
        self.drawn = drawn

    def number(self, leaf: Leaf) -> Array:
        raw = self.drawn[leaf.path][None, :] if leaf.path in self.drawn else by_year(leaf, self.case.years)
        return raw * price_factor(self.case, leaf)
