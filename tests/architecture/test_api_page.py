"""The front door is what docs/api.md says: its examples run, it names all there is, and importing it costs nothing."""

from __future__ import annotations

import csv
import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import mll_finance
from mll_finance import frames
from mll_finance.engine.study import Study
from mll_finance.facade import finding_out, tracking

EXAMPLE = "vroegsignalering_eindhoven"
TABLES = [
    name
    for name, thing in inspect.getmembers(frames, inspect.isfunction)
    if not name.startswith("_") and thing.__module__ == frames.__name__
]


OF_FINDING_OUT = {
    "information": "spraak_naar_verslag_wmo",
    "pilots": "spraak_naar_verslag_wmo",
    "frontier": "dakloosheid_preventie",
    "acceptance": "dakloosheid_preventie",
    "gates": "anonimiseren",
}
"""Tables on finding out, each with an example that has what it tells."""
OF_TRACKING = [
    name
    for name, thing in inspect.getmembers(tracking, inspect.isfunction)
    if thing.__module__ == tracking.__name__ and not name.startswith("_")
]
"""Tables on what came of a case."""


@pytest.fixture(scope="module")
def study() -> Study:
    """The example with few draws."""
    return mll_finance.appraise(mll_finance.load_case(EXAMPLE), draws=64, seed=7)


def test_the_examples_of_the_page_run(root: Path) -> None:
    run = doctest.testfile(str(root / "docs" / "api.md"), module_relative=False, encoding="utf-8")
    assert run.failed == 0
    assert run.attempted > 20


def test_the_page_names_all_of_the_front_door(root: Path) -> None:
    page = (root / "docs" / "api.md").read_text(encoding="utf-8")
    assert set(OF_FINDING_OUT) == {
        name
        for name, _ in inspect.getmembers(finding_out, inspect.isfunction)
        if getattr(frames, name, None) is getattr(finding_out, name) and name != "with_units"
    }
    assert [name for name in (*TABLES, *OF_FINDING_OUT, *OF_TRACKING) if f"frames.{name}(" not in page] == []
    names = set(mll_finance.__all__) - {"__version__", "frames"}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_the_first_example_is_five_lines(root: Path) -> None:
    page = (root / "docs" / "api.md").read_text(encoding="utf-8")
    first = page.split("```python\n")[1].split("```")[0].strip().splitlines()
    assert len(first) == 5
    assert all(line.startswith(">>> ") for line in first)


@pytest.mark.parametrize("name", mll_finance.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(mll_finance, name) is not None
    assert name in dir(mll_finance)


def test_an_unknown_name_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'tornadoes'"):
        mll_finance.tornadoes  # noqa: B018


def test_importing_the_package_loads_none_of_its_libraries() -> None:
    program = (
        "import sys, mll_finance;"
        "print(sorted({'numpy', 'pandas', 'pydantic', 'scipy', 'yaml'} & set(sys.modules)));"
        "mll_finance.Case; print('numpy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[:2] == ["[]", "True"]


@pytest.mark.parametrize("name", OF_TRACKING)
def test_a_table_of_what_came_says_its_units(study: Study, name: str) -> None:
    table = getattr(frames, name)(study, EXAMPLE)
    assert getattr(tracking, name) is getattr(frames, name) and len(table) > 0
    numbers = {column for column in table.columns if pd.api.types.is_float_dtype(table[column])}
    assert numbers - {"share_of_year"} <= set(table.attrs["units"]) <= set(table.columns)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_its_units(study: Study, name: str) -> None:
    # Most cases have no plans in phases.
    with_gates = mll_finance.load_case("anonimiseren")
    table = getattr(frames, name)(mll_finance.appraise(with_gates, draws=256) if name == "gates" else study)
    assert isinstance(table, pd.DataFrame)
    assert len(table) > 0
    units = table.attrs["units"]
    if isinstance(units, dict):
        assert set(units) <= set(table.columns)
        numbers = {column for column in table.columns if pd.api.types.is_float_dtype(table[column])}
        assert numbers - {"undefined_draws"} <= set(units)
    else:
        assert units.startswith(("EUR", "fte"))


@pytest.mark.parametrize(
    "name",
    sorted(set(TABLES) - {"results", "assumptions", "checks", "gates", "information", "scenarios", "draws"}),
)
def test_an_unknown_alternative_is_named(study: Study, name: str) -> None:
    with pytest.raises(mll_finance.InputError, match="did you mean 'rule'"):
        getattr(frames, name)(study, "rulle")


def test_an_unknown_perspective_is_named(study: Study) -> None:
    with pytest.raises(mll_finance.InputError, match="did you mean 'society'"):
        frames.scenarios(study, "societi")


def test_the_scenarios_are_the_cases_of_those_names(study: Study) -> None:
    table = frames.scenarios(study)
    for name in study.case.scenarios:
        alone = mll_finance.appraise(study.case.in_scenario(name))
        for alternative in study.case.projects:
            central = alone.value("society", alternative, "npv")["central"]
            assert table.loc[alternative, name] == pytest.approx(central, rel=1e-9), (name, alternative)


def test_central_values_are_those_of_the_golden_file(study: Study, root: Path) -> None:
    rows = (root / "parameters" / f"{EXAMPLE}.expected.csv").read_text(encoding="utf-8").splitlines()
    golden = {
        row["alternative"]: float(row["central"])
        for row in csv.DictReader(rows)
        if (row["perspective"], row["criterion"]) == ("society", "npv")
    }
    assert len(golden) == len(study.case.projects)
    table = frames.scenarios(study)["central"].drop("baseline")
    assert table.to_dict() == pytest.approx(golden, rel=1e-9)


def test_draws_and_seed_go_before_the_case() -> None:
    case = mll_finance.load_case(EXAMPLE)
    study = mll_finance.appraise(case, draws=64, seed=11)
    again = mll_finance.appraise(case.with_({"case.draws": 64, "case.seed": 11}))
    assert frames.draws(study).equals(frames.draws(again))
    assert not frames.draws(study).equals(frames.draws(mll_finance.appraise(case, draws=64, seed=12)))
    assert len(frames.draws(study)) == 64


def test_a_wrong_number_of_draws_is_refused() -> None:
    with pytest.raises(mll_finance.InputError, match="draws"):
        mll_finance.appraise(mll_finance.load_case("two_years"), draws=-5)
