"""The tables of a run are those of ``results.json``, in long form, with every column described."""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from mll_finance.cli.main import main
from mll_finance.engine.study import Study, appraise
from mll_finance.facade.results_file import results_document
from mll_finance.facade.run_tables import COLUMNS, run_tables
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource

NUMBERS = ("--notebooks", "none", "--draws", "16")


@pytest.fixture(scope="module", params=["vroegsignalering_eindhoven", "samenwerking_naar_werk"])
def study(request: pytest.FixtureRequest) -> Study:
    return appraise(load_case(resource("parameters", f"{request.param}.yaml")).with_({"case.draws": 16}))


@pytest.fixture(scope="module")
def tables(study: Study) -> dict[str, pd.DataFrame]:
    return run_tables(study)


def by_year(rows: pd.DataFrame, years: list[int], column: str = "amount") -> list[float]:
    return [float(rows.loc[rows["year"] == year, column].sum()) for year in years]


def test_they_add_up_to_the_results(study: Study, tables: dict[str, pd.DataFrame]) -> None:
    document = results_document(study)
    for name in study.case.projects:
        budget, cover = document["budget"][name], document["cover"][name]
        rows = tables["budget"].query("alternative == @name")
        assert by_year(rows, budget["years"]) == pytest.approx(budget["balance"], abs=0.01)
        assert set(rows.loc[rows["pm"], "line"]) == set(budget["pm"])
        rows = tables["cover"].query("alternative == @name")
        for row, wanted in (("remaining", cover["remaining"]), ("balance", budget["balance"])):
            part = rows[rows["row"] == row]
            assert by_year(part, cover["years"]) == pytest.approx(wanted, abs=0.01)
        rows = tables["parties"].query("alternative == @name and measure == 'npv'")
        assert dict(zip(rows["party"], rows["amount"], strict=True)) == pytest.approx(
            document["parties"][name]
        )
        rows = tables["formation"].query("alternative == @name")
        structural = rows[rows["duration"].fillna("") != "incidental"]
        formation = budget["formation"]
        assert by_year(structural, budget["years"], "fte") == pytest.approx(formation["structural"])
        assert set(rows.loc[rows["pm"], "line"]) == set(formation["unknown"])


def test_the_categories_of_iv3_add_up_to_their_line(study: Study) -> None:
    for budget in results_document(study)["budget"].values():
        for line in budget["lines"]:
            if line["amounts"] is not None:
                parts = [part["amounts"] for part in line["iv3"]]
                assert [sum(year) for year in zip(*parts, strict=True)] == pytest.approx(line["amounts"])


def test_every_column_is_described(tables: dict[str, pd.DataFrame]) -> None:
    described = tables[COLUMNS]
    for name, table in tables.items():
        if name != COLUMNS:
            assert list(table.columns) == list(described.loc[described["table"] == name, "column"])
            assert (len(table) > 0 and "amount" in table.columns) or "fte" in table.columns
    assert (described[["nl", "en"]] != "").all().all()
    figures = described["type"].isin(["Float64", "Int64"])
    assert (described.loc[figures, "unit"] != "").all()


def written(folder: Path, *options: str) -> int:
    return main(["run", "two_years", *NUMBERS, "--out", str(folder), *options])


def test_a_run_holds_them_as_csv_and_lists_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run"
    assert written(out, "--formats", "csv") == 0
    assert capsys.readouterr().out.strip().endswith("results.json")
    names = {"budget.csv", "cover.csv", "parties.csv", "formation.csv", "columns.csv"}
    assert {path.name for path in (out / "tables").iterdir()} == names
    listed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {f"tables/{name}" for name in names} <= set(listed)
    with (out / "tables/budget.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    # The example two_years: 1,000 now, and 600 in each of two years that rise with prices, 2% a year.
    amounts = [float(row["amount"]) for row in rows]
    assert min(amounts) == -1000 and sum(amounts) == pytest.approx(-1000 + 600 * (1.02 + 1.02**2), rel=1e-4)


def test_a_run_has_them_unless_it_says_otherwise() -> None:
    from mll_finance.report.writer import writers

    assert [name for name, writer in writers().items() if writer.usual] == ["csv", "html", "xlsx"]


def test_a_format_that_needs_an_extra_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "pyarrow" else whole(name, *rest)
    )
    assert written(tmp_path / "run", "--formats", "csv,parquet") == 2
    assert "pip install 'mll_finance[parquet]'" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
    assert written(tmp_path / "run", "--formats", "csv") == 0


def test_parquet_holds_what_csv_holds(tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert written(out, "--formats", "csv,parquet") == 0
    for path in sorted((out / "tables").glob("*.csv")):
        kept = pd.read_parquet(path.with_suffix(".parquet"))
        shown = pd.read_csv(path, dtype={column: kept.dtypes[column] for column in kept.columns})
        if path.stem != COLUMNS:
            pd.testing.assert_frame_equal(kept, shown, check_dtype=False)
        assert list(kept.columns) == list(shown.columns) and len(kept) == len(shown)
    budget = pd.read_parquet(out / "tables/budget.parquet")
    assert budget["amount"].min() == -1000


def secret_case() -> dict[str, Any]:
    bid = {"value": {2026: 73_219}, "unit": "EUR", "price_year": 2026, "source": "bid", "quality": "B"}
    buys = {"kind": "purchase", "alternative": "project", "payer": "municipality", "receiver": "resources"}
    return {
        "case": {"id": "secret", "base_year": 2026, "horizon": 3, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "lines": {
            "bid": {
                **buys,
                "btw": {"rate": 0.21, "compensable": 1.0},
                "amount": {**bid, "confidential": True},
            }
        },
    }


def test_the_public_version_holds_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text(yaml.safe_dump(secret_case(), sort_keys=False), encoding="utf-8")
    out = tmp_path / "public"
    assert main(["run", str(path), "--public", "--formats", "csv", "--out", str(out)]) == 2
    assert not out.exists()
    assert main(["run", str(path), "--public", "--out", str(out)]) == 0
    assert [found for found in out.rglob("*") if found.suffix in (".csv", ".parquet")] == []
    assert all(
        "73219" not in found.read_text(encoding="utf-8") for found in out.rglob("*") if found.is_file()
    )
    # The whole version does hold the amount, so that the test can see it.
    whole = tmp_path / "whole"
    assert main(["run", str(path), *NUMBERS, "--formats", "csv", "--out", str(whole)]) == 0
    assert "73219" in (whole / "tables" / "budget.csv").read_text(encoding="utf-8")
