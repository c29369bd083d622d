"""The standard sensitivities against sums written out with numpy, and what the table and its words claim of them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mll_finance.cli.main import main
from mll_finance.drivers.standard_sensitivities import KINDS, SCALE, TABLE, standard_rows, variation
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.judgement.advice import advice
from mll_finance.judgement.standard_advice import standard_sensitivities
from mll_finance.report.context import Context
from mll_finance.report.pieces.standard import standard_blocks
from mll_finance.resources import resource

# An investment of 1,000 at the start, a cost of 100 a year from year 1 on, and from year 2 on care saved worth 150 and
# welfare worth 200 a year to residents; the other alternative does the same from year 1 on at half the size.
CASE = """
case: {id: hand, language: en, base_year: 2026, horizon: 6, timing: mid_year, price_level: 2026}
alternatives: {baseline: {}, late: {}, soon: {}}
lines:
  build:
    {kind: cash_flow, alternative: late, payer: municipality, receiver: resources, duration: incidental,
     amounts: {value: {2026: 1000}, unit: EUR, price_year: 2026, source: x, quality: B}}
  run:
    {kind: product, alternative: late, payer: municipality, receiver: resources, years: {from: 2027},
     factors: {each: {value: 100, unit: EUR, price_year: 2026, source: x, quality: B}}}
  care:
    {kind: product, alternative: late, payer: resources, receiver: health_insurers, years: {from: 2028},
     factors: {each: {value: 150, unit: EUR, price_year: 2026, source: x, quality: B}}}
  wellbeing:
    {kind: product, alternative: late, payer: welfare, receiver: residents, years: {from: 2028},
     factors: {each: {value: 200, unit: EUR, price_year: 2026, source: x, quality: B}}}
  removal:
    {kind: cash_flow, alternative: soon, payer: municipality, receiver: resources, phase: exit,
     amounts: {value: {2032: 60}, unit: EUR, price_year: 2026, source: x, quality: B}}
  half:
    {kind: product, alternative: soon, payer: resources, receiver: health_insurers, years: {from: 2027},
     factors: {each: {value: 75, unit: EUR, price_year: 2026, source: x, quality: B}}}
"""
EXAMPLES = sorted(path.stem for path in resource("parameters").glob("*.yaml"))
YEARS = np.arange(7)
LATE = np.array([-1000, -100, 250, 250, 250, 250, 250], dtype=float)
SOON = np.array([0, 75, 75, 75, 75, 75, 75 - 60], dtype=float)
WELFARE = np.array([0, 0, 200, 200, 200, 200, 200], dtype=float)


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(case_from_text(CASE))


def npv(flow: np.ndarray, rate: float = 0.028) -> float:
    return float(sum(amount * (1 + rate) ** -(year + 0.5) for year, amount in enumerate(flow)))


def by_id(study: Study) -> dict:
    return {sensitivity.row.id: sensitivity for sensitivity in standard_sensitivities(study)}


def test_the_case_is_the_one_that_is_written_out(study: Study) -> None:
    assert study.value("society", "late", "npv")["central"] == pytest.approx(npv(LATE))
    assert study.value("society", "soon", "npv")["central"] == pytest.approx(npv(SOON))


@pytest.mark.parametrize(("row", "rate"), [("discount_rate_former", 0.0225), ("discount_rate_before", 0.03)])
def test_a_rate_discounts_every_year(study: Study, row: str, rate: float) -> None:
    assert by_id(study)[row].npv == pytest.approx({"late": npv(LATE, rate), "soon": npv(SOON, rate)})


def test_a_shorter_horizon_leaves_out_what_comes_after_and_pays_the_exit_in_its_last_year(
    study: Study,
) -> None:
    shorter = by_id(study)["horizon_short"]
    soon = np.array([0, 75, 75, 75, 75, 75 - 60, 0], dtype=float)
    assert shorter.npv == pytest.approx({"late": npv(np.where(YEARS <= 5, LATE, 0)), "soon": npv(soon)})
    assert shorter.amount == 5
    assert dict(shorter.until) == {"late": 2031, "soon": 2031}


@pytest.mark.parametrize(("row", "last"), [("horizon_middle", 8), ("horizon_long", 10)])
def test_a_longer_horizon_goes_on_as_the_case_does(study: Study, row: str, last: int) -> None:
    late = np.concatenate([LATE, np.full(last - 6, 250.0)])
    soon = np.concatenate([SOON, np.full(last - 6, 75.0)])
    assert by_id(study)[row].npv == pytest.approx({"late": npv(late), "soon": npv(soon)})


def test_equal_years_of_use_from_each_own_start(study: Study) -> None:
    equal = by_id(study)["equal_use"]
    # In use: late 2028 to 2032 (five years), soon 2027 to 2032 (six), so soon counts to 2031 with its exit.
    soon = np.array([0, 75, 75, 75, 75, 75 - 60, 0], dtype=float)
    assert equal.npv == pytest.approx({"late": npv(LATE), "soon": npv(soon)})
    assert equal.amount == 5
    assert dict(equal.until) == {"late": 2032, "soon": 2031}
    assert equal.cut_off == pytest.approx({"late": 0.0, "soon": npv(SOON) - npv(soon)}, abs=1e-9)
    assert (equal.ends_sooner("late"), equal.ends_sooner("soon")) == (False, True)


def test_alternatives_that_are_used_equally_long_have_no_such_row(study: Study) -> None:
    same = Study(study.case.with_({"lines.half.years": {"from": 2028}}))
    assert "equal_use" not in by_id(same)


def index(name: str) -> dict[int, float]:
    """Levels of the index by year; after the last row the growth of the last year goes on."""
    levels = {row.year: row.value for row in SHIPPED.table("price_index").rows if row.id == name}
    last = max(levels)
    growth = levels[last] / levels[last - 1]
    return levels | {year: levels[last] * growth ** (year - last) for year in range(last + 1, 2040)}


def test_welfare_grows_with_real_wages(study: Study) -> None:
    wages, prices = index("wages"), index("cpi")
    real = np.array([wages[2026 + t] / wages[2026] * prices[2026] / prices[2026 + t] for t in range(7)])
    full = by_id(study)["income_elasticity_full"]
    assert full.npv == pytest.approx({"late": npv(LATE + WELFARE * (real - 1)), "soon": npv(SOON)})
    assert "income_elasticity_none" not in by_id(study)  # the default, so the case itself


def test_elasticity_takes_the_place_of_growth_that_the_case_gives(study: Study) -> None:
    growing = Study(
        study.case.with_(
            {"lines.wellbeing.growth": {"value": 0.02, "unit": "1/yr", "source": "x", "quality": "B"}}
        )
    )
    grown = LATE + WELFARE * (1.02**YEARS - 1)
    assert growing.value("society", "late", "npv")["central"] == pytest.approx(npv(grown))
    assert by_id(growing)["income_elasticity_none"].npv["late"] == pytest.approx(npv(LATE))
    assert by_id(growing)["income_elasticity_full"].npv == pytest.approx(
        by_id(study)["income_elasticity_full"].npv
    )


def test_a_loss_of_welfare_grows_alike(study: Study) -> None:
    lost = Study(
        study.case.with_({"lines.wellbeing.payer": "residents", "lines.wellbeing.receiver": "welfare"})
    )
    gained, lost_rows = by_id(study), by_id(lost)
    difference = gained["income_elasticity_full"].npv["late"] - npv(LATE)
    assert lost_rows["income_elasticity_full"].npv["late"] == pytest.approx(
        npv(LATE - 2 * WELFARE) - difference
    )


QALY = """
case: {id: qaly, language: en, base_year: 2026, horizon: 0, price_level: 2025}
alternatives: {baseline: {}, project: {}}
lines:
  health:
    kind: quantity_price
    alternative: project
    payer: welfare
    receiver: residents
    quantity: {value: 2, unit: QALY, source: x, quality: B}
    price: PRICE
"""


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("{table: unit_costs, id: qaly_low}", {"qaly_alternative": 200_000}),
        ("{table: unit_costs, id: qaly_high}", {"qaly_base": 100_000}),
        (
            "{value: 70000, unit: EUR/QALY, price_year: 2025, source: x, quality: B}",
            {"qaly_base": 100_000, "qaly_alternative": 200_000},
        ),
        (
            "{table: unit_costs, id: qaly_zorginstituut_top}",
            {"qaly_base": 100_000, "qaly_alternative": 200_000},
        ),
    ],
)
def test_a_qaly_at_its_other_values(price: str, expected: dict[str, float]) -> None:
    rows = by_id(Study(case_from_text(QALY.replace("PRICE", price))))
    values = {name: row.npv["project"] for name, row in rows.items() if name.startswith("qaly")}
    assert values == pytest.approx(expected)


def test_the_highest_burden_only_where_the_case_takes_its_value() -> None:
    top = "{value: 75000, unit: EUR/QALY, price_year: 2024, source: zorginstituut_qaly_2024, quality: B}"
    rows = by_id(Study(case_from_text(QALY.replace("PRICE", top))))
    prices = index("cpi")
    assert rows["qaly_highest_burden"].npv["project"] == pytest.approx(160_000 * prices[2025] / prices[2024])
    assert "qaly_highest_burden" not in by_id(
        Study(case_from_text(QALY.replace("PRICE", top.replace("zorginstituut_qaly_2024", "x"))))
    )


def test_the_values_of_a_qaly_are_those_of_unit_costs() -> None:
    costs = {row.id: row for row in SHIPPED.table("unit_costs").rows}
    pairs = {
        "qaly_base": "qaly_low",
        "qaly_alternative": "qaly_high",
        "qaly_highest_burden": "qaly_zorginstituut_top",
    }
    rows = {row.id: row for row in standard_rows()}
    for here, there in pairs.items():
        assert (rows[here].value, rows[here].price_year, rows[here].source) == (
            costs[there].value,
            costs[there].price_year,
            costs[there].source,
        )


def test_faster_prices_shrink_a_nominal_amount(study: Study) -> None:
    fixed = Study(study.case.with_({"lines.care.basis": "nominal", "case.inflation": {"rate": 0.02}}))
    care = np.array([0, 0, 150, 150, 150, 150, 150], dtype=float)
    assert by_id(fixed)["prices_faster"].npv["late"] == pytest.approx(npv(LATE - care + care / 1.03**YEARS))


def test_half_and_double_only_for_a_horizon_longer_than_those_in_years(study: Study) -> None:
    ids = set(by_id(study))
    assert ids.isdisjoint({"horizon_half", "horizon_double"})
    long = Study(study.case.with_({"case.horizon": 20}))
    rows = by_id(long)
    assert (rows["horizon_half"].amount, rows["horizon_double"].amount) == (10, 40)
    late = np.concatenate([LATE, np.full(4, 250.0)])
    assert rows["horizon_half"].npv["late"] == pytest.approx(npv(late))


def test_every_kind_in_the_table_is_known_and_every_kind_is_used() -> None:
    kinds = {row.extra["kind"] for row in SHIPPED.table(TABLE).rows}
    assert kinds == {*KINDS, SCALE}


SPREAD = CASE.replace("value: 150,", "distribution: {kind: uniform, low: 50, high: 250},").replace(
    "horizon: 6,", "horizon: 6, draws: 256, seed: 3,"
)


def test_what_is_brought_forward_is_discounted_at_the_same_rate() -> None:
    """100 people six years earlier at 2.8 % are 100 x (1 - 1.028^-6) more; at 3 % that many at 3 %."""
    text = """
case: {id: forward, language: en, base_year: 2026, horizon: 0, price_level: 2026}
alternatives: {baseline: {}, project: {}}
quantities:
  earlier: {kind: brought_forward, of: {value: 100, unit: person/yr, source: x, quality: B}, now: NONE, never: NONE,
    years: {value: 6, unit: yr, source: x, quality: B}}
lines:
  help: {kind: quantity_price, alternative: project, payer: resources, receiver: residents,
    quantity: {ref: quantities.earlier.added},
    price: {value: 10, unit: EUR/person, price_year: 2026, source: x, quality: B}}
""".replace("NONE", "{value: 0, unit: fraction, source: x, quality: B}")
    study = Study(case_from_text(text))
    assert study.value("society", "project", "npv")["central"] == pytest.approx(1000 * (1 - 1.028**-6))
    assert by_id(study)["discount_rate_before"].npv["project"] == pytest.approx(1000 * (1 - 1.03**-6))


def test_the_mean_is_over_the_draws_of_the_study() -> None:
    drawn = Study(case_from_text(SPREAD))
    care = drawn.draws.of_path("lines.care.factors.each")
    discounted = sum(1.03 ** -(year + 0.5) for year in range(2, 7))
    fixed = npv(LATE - np.where(YEARS >= 2, 150, 0), 0.03)
    assert by_id(drawn)["discount_rate_before"].npv["late"] == pytest.approx(fixed + care.mean() * discounted)


def test_every_row_moves_a_balance_and_says_truly_whether_the_choice_changes() -> None:
    drawn = Study(case_from_text(SPREAD))
    usual = advice(drawn)
    for sensitivity in standard_sensitivities(drawn):
        means = {opinion.alternative: opinion.mean for opinion in usual.by_alternative}
        assert any(abs(sensitivity.npv[name] - means[name]) > 1e-6 for name in means)
        assert sensitivity.changes_choice == (sensitivity.advised.choice != usual.choice)
        for name in drawn.case.projects:
            same = usual.of(name).kind == sensitivity.advised.of(name).kind
            assert (name in sensitivity.changed_advice) == (not same)


def test_the_advice_of_a_weighed_row_is_that_of_the_changed_case() -> None:
    """A rate is weighed in the program of the draws; setting it in the case must give the same decision."""
    drawn = Study(case_from_text(SPREAD))
    weighed = by_id(drawn)["discount_rate_before"].advised
    changed = advice(Study(drawn.case.with_({"case.discounting": {"rate": 0.03}})))
    assert weighed.choice == changed.choice
    for name in drawn.case.projects:
        assert weighed.of(name).kind == changed.of(name).kind
        assert weighed.of(name).mean == pytest.approx(changed.of(name).mean)


@settings(max_examples=12)
@given(st.integers(-3000, 0), st.integers(0, 600), st.integers(0, 400), st.sampled_from(["nl", "en"]))
def test_words_say_what_the_figures_say(build: int, care: int, half: int, language: str) -> None:
    text = CASE.replace("2026: 1000", f"2026: {-build}").replace("value: 150,", f"value: {care},")
    study = Study(case_from_text(text.replace("value: 75,", f"value: {half},")))
    blocks = standard_blocks(Context(study, language))
    table = blocks[0]
    same = {"nl": "zelfde keuze en advies", "en": "same choice and advice"}[language]
    rows = standard_sensitivities(study)
    assert len(table.rows) == len(rows) + 1
    for row, sensitivity in zip(table.rows[1:], rows, strict=True):
        figures = [cell.value for cell in row.cells[:-1]]
        assert figures == [sensitivity.npv[name] for name in study.case.projects]
        kinds = [sensitivity.advised.of(name).kind for name in study.case.projects]
        usual = [advice(study).of(name).kind for name in study.case.projects]
        stays = kinds == usual and sensitivity.advised.choice == advice(study).choice
        assert (row.cells[-1].value == same) == stays


def test_a_rate_is_written_with_its_decimals(study: Study) -> None:
    heads = {row.head for row in standard_blocks(Context(study, "nl"))[0].rows}
    assert {"Disconteringsvoet 2,25%", "Disconteringsvoet 3%", "Looptijd 8 jaar"} <= heads


def test_a_variation_that_does_not_apply_is_none(study: Study) -> None:
    rows = {row.id: row for row in standard_rows()}
    assert variation(study, rows["qaly_base"]) is None
    assert variation(study, rows["horizon_double"]) is None


def test_appraise_gives_them_as_json_and_only_on_request(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = tmp_path / "hand.yaml"
    path.write_text(CASE, encoding="utf-8")
    assert main(["appraise", str(path), "--format", "json"]) == 0
    assert "sensitivity" not in json.loads(capsys.readouterr().out)
    assert main(["appraise", str(path), "--format", "json", "--sensitivity"]) == 0
    rows = json.loads(capsys.readouterr().out)["sensitivity"]["standard"]["rows"]
    former = next(row for row in rows if row["id"] == "discount_rate_former")
    assert former["npv"] == pytest.approx({"late": npv(LATE, 0.0225), "soon": npv(SOON, 0.0225)})
    assert main(["appraise", str(path), "--sensitivity"]) == 0
    assert "Discount rate 2.25%" in capsys.readouterr().out


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_example_refuses_a_row(name: str) -> None:
    """A row that a case refuses is left out of the table; of the examples none is."""
    study = Study(load_case(resource("parameters", f"{name}.yaml")))
    for row in standard_rows():
        varied = variation(study, row)
        if varied is not None and varied.changes:
            study.case.unlimited(varied.changes)


def test_each_row_gives_its_reason(root: Path) -> None:
    with (root / "data" / f"{TABLE}.csv").open(encoding="utf-8", newline="") as table_file:
        assert all(row["note"] for row in csv.DictReader(table_file))


def test_faster_prices_come_on_top_of_the_index_of_each_year(study: Study) -> None:
    fixed = Study(study.case.with_({"lines.care.basis": "nominal"}))
    levels = index("cpi")
    faster = np.cumprod([1.0, *(levels[2026 + t] / levels[2025 + t] + 0.01 for t in range(1, 7))])
    care = np.array([0, 0, 150, 150, 150, 150, 150], dtype=float)
    assert by_id(fixed)["prices_faster"].npv["late"] == pytest.approx(npv(LATE - care + care / faster))


def test_faster_wages_move_what_follows_wages(study: Study) -> None:
    """A line on the wage index is worth W_t P_p / (W_p P_t) of its amount; a point a year faster moves W alone."""
    waged = Study(case_from_text(f"schema: 2\n{CASE}").with_({"lines.run.index": "wages"}))
    levels, prices = index("wages"), index("cpi")
    faster = np.cumprod([1.0, *(levels[2026 + t] / levels[2025 + t] + 0.01 for t in range(1, 7))])
    real = faster * np.array([prices[2026] / prices[2026 + t] for t in range(7)])
    run = np.where(YEARS >= 1, 100.0, 0.0)
    assert by_id(waged)["wages_faster"].npv["late"] == pytest.approx(npv(LATE + run - run * real))
    assert "wages_faster" not in by_id(study)
