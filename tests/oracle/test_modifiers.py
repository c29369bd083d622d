"""A modifier of a line is one file: the central case, draws, parties, budget and workbook follow from it alike.

Three modifiers that the package has not are added here (a factor, a shift in time, a cap) to a kind of line that has
their fields. What they should give is written out in loops over the years of each draw.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
import pytest
from spreadsheet import Recalculate, spoil

from mll_finance.engine import structure
from mll_finance.engine.modifiers import registry
from mll_finance.engine.modifiers.modifier import LineInTime, Modifier, later
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values
from mll_finance.inputs.lines import line_kinds
from mll_finance.report.excel.workbook import write_workbook

DRAWS, HORIZON, BASE = 64, 5, 2026


class Sample(Line):
    """An amount with three fields that no line of the package has."""

    MONEY: ClassVar[tuple[str, ...]] = ("amount",)
    ADDED: ClassVar[tuple[str, ...]] = ("sample_cap",)

    kind: Literal["sample"]
    """A sample."""
    amount: Assumption
    """Euros a year."""
    sample_loss: Assumption | None = None
    """Share that is lost."""
    sample_shift: int | None = None
    """Years later."""
    sample_cap: Assumption | None = None
    """The most in a year (EUR)."""

    def euros(self, values: Values, time: Time) -> Any:
        return values.amount


class Erosion(Modifier):
    """A factor."""

    FIELDS = ("sample_loss",)
    ORDER = 35

    def modified(self, euros: Any, at: LineInTime) -> Any:
        return euros * (1.0 - at.values.sample_loss) if at.line.sample_loss is not None else euros


class Late(Modifier):
    """A shift in time."""

    FIELDS = ("sample_shift",)
    ORDER = 45

    def modified(self, euros: Any, at: LineInTime) -> Any:
        return (
            later(euros, at.line.sample_shift, len(at.time.span))
            if at.line.sample_shift is not None
            else euros
        )


class Ceiling(Modifier):
    """A cap on the amount of a year."""

    FIELDS = ("sample_cap",)
    ORDER = 65

    def modified(self, euros: Any, at: LineInTime) -> Any:
        return np.minimum(euros, at.values.sample_cap) if at.line.sample_cap is not None else euros


TEXT = """
case: {{id: modifiers, base_year: 2026, horizon: 5, price_level: 2026, discounting: {{rate: 0.05}}, draws: 64, seed: 5}}
alternatives: {{baseline: {{}}, project: {{}}}}
lines:
  plain: {{kind: sample, alternative: project, payer: municipality, receiver: resources, {shape}, growth: {growth},
    amount: {amount}, {fields}}}
"""
AMOUNT = (
    "{value: 1000, unit: EUR, price_year: 2026, source: x, quality: B, "
    "distribution: {kind: uniform, low: 600, high: 1400}}"
)
GROWTH = (
    "{value: 0.04, unit: 1/yr, source: x, quality: B, distribution: {kind: uniform, low: 0.0, high: 0.08}}"
)
SHARE = (
    "{value: 0.5, unit: fraction, source: x, quality: B, distribution: {kind: uniform, low: 0.2, high: 0.8}}"
)
CEILING = "{value: 700, unit: EUR, price_year: 2026, source: x, quality: B}"
FIELDS = {
    "sample_loss": f"sample_loss: {SHARE}",
    "sample_shift": "sample_shift: 2",
    "sample_cap": f"sample_cap: {CEILING}",
    "all": f"sample_loss: {SHARE}, sample_shift: 1, sample_cap: {CEILING}",
}


def add(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(line_kinds(), "sample", Sample)
    patch.setattr(registry, "ADDED", [Erosion(), Late(), Ceiling()])


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    add(monkeypatch)


@pytest.fixture(scope="module")
def in_workbooks(
    recalculate: Recalculate, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[tuple[str, str], Any]]:
    """The cells of a workbook of each, recalculated; one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("modifiers")
    with pytest.MonkeyPatch.context() as patch:
        add(patch)
        for fields in FIELDS:
            write_workbook(study_of(fields), folder / f"{fields}-written.xlsx", language="en")
    made = recalculate(
        spoil(folder / f"{fields}-written.xlsx", folder / f"{fields}.xlsx") for fields in FIELDS
    )
    return {fields: made[f"{fields}.xlsx"] for fields in FIELDS}


def study_of(fields: str, shape: str = "ramp_up: 2") -> Study:
    text = TEXT.format(shape=shape, growth=GROWTH, amount=AMOUNT, fields=FIELDS[fields])
    return appraise(case_from_text(text))


def by_hand(fields: str, amount: float, growth: float, share: float) -> list[float]:
    """Euros by year: ramp-up, growth, then what is added, each in its place."""
    years = [amount * min(1.0, (t + 1) / 2) * (1 + growth) ** t for t in range(HORIZON + 1)]
    if fields in ("sample_loss", "all"):
        years = [euros * (1 - share) for euros in years]
    shift = {"sample_shift": 2, "all": 1}.get(fields, 0)
    years = ([0.0] * shift + years)[: HORIZON + 1]
    return [min(euros, 700.0) for euros in years] if fields in ("sample_cap", "all") else years


def drawn_by_hand(study: Study, fields: str) -> np.ndarray:
    """Euros (years, draws)."""
    drawn = study.draws.block(0, DRAWS)
    share = drawn.get("lines.plain.sample_loss", np.zeros(DRAWS))
    columns = zip(drawn["lines.plain.amount"], drawn["lines.plain.growth"], share, strict=True)
    return np.array([by_hand(fields, *map(float, column)) for column in columns]).T


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize("fields", FIELDS)
def test_a_modifier_acts_alike_everywhere(fields: str) -> None:
    study = study_of(fields)
    central, drawn = np.array(by_hand(fields, 1000.0, 0.04, 0.5)), drawn_by_hand(study, fields)
    weights = 1.05 ** -np.arange(HORIZON + 1.0)
    euros = study.central.euros("plain", "project")
    assert euros is not None and np.allclose(euros[:, 0], central, rtol=1e-12)
    assert study.stream("society", "project").npv[0] == pytest.approx(-weights @ central, rel=1e-12)
    assert study.outcomes["society", "project", "npv"] == pytest.approx(-weights @ drawn, rel=1e-12)
    assert study.by_draw.parties["project", "municipality"] == pytest.approx(-weights @ drawn, rel=1e-12)
    inflation = study.central.inflation(None)
    budget = -(inflation[:4, None] * drawn[:4]).sum(axis=0)
    assert study.by_draw.budget["project"] == pytest.approx(budget, rel=1e-12)


@pytest.mark.libreoffice
@pytest.mark.parametrize("fields", FIELDS)
def test_a_modifier_stands_in_the_workbook(
    fields: str, in_workbooks: dict[str, dict[tuple[str, str], Any]]
) -> None:
    found = in_workbooks[fields]
    rows = [key for key, text in found.items() if text == "lines.plain" and key[0].startswith("Calc")]
    (sheet, place) = rows[0]
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    euros = [found[sheet, f"{column}{row}"] for column in "EFGHIJ"]
    assert euros == pytest.approx(by_hand(fields, 1000.0, 0.04, 0.5), rel=1e-9, abs=1e-9)


def test_every_field_of_a_line_is_covered_or_does_no_arithmetic() -> None:
    assert registry.uncovered(Line) == []


def test_a_field_that_nobody_covers_is_seen() -> None:
    found = [finding.partition(":")[0] for finding in registry.uncovered(Sample)]
    assert sorted(found) == [
        "Sample.amount",
        "Sample.sample_cap",
        "Sample.sample_loss",
        "Sample.sample_shift",
    ]


def test_lists_name_fields_of_a_line_once() -> None:
    shaped = [field for modifier in registry.modifiers() for field in modifier.FIELDS]
    listed = [*shaped, *registry.VALUATION, *registry.NO_ARITHMETIC]
    assert len(listed) == len(set(listed)) and set(listed) <= set(Line.model_fields)
    orders = [modifier.ORDER for modifier in registry.modifiers()]
    assert orders == sorted(set(orders))
    assert all(registry.NO_ARITHMETIC.values()) and all(registry.VALUATION.values())


def test_a_changed_number_is_not_traced_again_and_a_changed_structure_is() -> None:
    case = case_from_text(PRODUCT)
    known = structure.structure_of(case)
    for change in (
        {"lines.plain.factors.amount": 5.0},
        {"lines.plain.factors.amount": {"times": 2}},
        {"case.seed": 3},
    ):
        assert structure.structure_of(case.with_(change)) is known
    for change in ({"lines.plain.ramp_up": 3}, {"case.horizon": 4}, {"lines.plain.basis": "nominal"}):
        assert structure.structure_of(case.with_(change)) is not known


@pytest.mark.parametrize("name", ["delay", "years", "ramp_up", "phase", "basis", "index"])
def test_the_structure_of_a_line_depends_on_each_shaping_field(name: str) -> None:
    assert name not in registry.NO_ARITHMETIC
    assert not any(
        path.endswith(f".{name}") for path, _ in assumptions(case_from_text(PRODUCT).lines["plain"], "x")
    )


PRODUCT = """
case: {id: product, base_year: 2026, horizon: 3, price_level: 2026}
alternatives: {baseline: {}, project: {}}
lines:
  plain:
    kind: product
    alternative: project
    payer: municipality
    receiver: resources
    ramp_up: 2
    factors: {amount: {value: 1000, unit: EUR, price_year: 2026, source: x, quality: B}}
"""
