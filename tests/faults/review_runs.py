"""Runs to review, and what a review says of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mll_finance.cli.main import main

CASE = """\
schema: 2
case: {id: small, title: Small, base_year: 2026, horizon: 3, language: LANGUAGE, draws: 64, seed: 5,
       municipality: Breda, tables: {costs: own/costs.csv}}
alternatives: {baseline: {title: Nothing}, app: {title: App, sourcing: buy}}
lines:
  build:
    kind: purchase
    title: Build
    alternative: app
    payer: municipality
    receiver: resources
    years: 2026
    btw: {rate: 0.0}
    amount: {table: costs, id: build}
  run:
    kind: cash_flow
    title: Run
    alternative: app
    payer: municipality
    receiver: resources
    amounts: {table: costs, id: run}
  gain:
    kind: cash_flow
    title: Gain
    alternative: app
    payer: welfare
    receiver: residents
    amounts: {distribution: {kind: triangular, low: 20000, mode: 30000, high: 45000},
              unit: EUR/yr, price_year: 2026, source: study, quality: B}
scenarios:
  slow: {title: Slow, set: {lines.gain.amounts: {times: 0.8}}}
"""
COSTS = """\
id,value,unit,price_year,region,quality,source
build,60000,EUR,2026,Nederland,B,offer
run,5000,EUR/yr,2026,Breda,B,offer
run,7000,EUR/yr,2026,Nederland,B,offer
"""
QUICK = ("--notebooks", "00_start_here,05_parties")


def write_case(folder: Path, language: str = "en") -> Path:
    """The small case, with a table of its own."""
    (folder / "own").mkdir(parents=True)
    (folder / "own" / "costs.csv").write_text(COSTS, encoding="utf-8")
    (folder / "small.yaml").write_text(CASE.replace("LANGUAGE", language), encoding="utf-8")
    return folder / "small.yaml"


def make_run(case: Path | str, out: Path, *options: str) -> Path:
    """A run."""
    assert main(["run", str(case), "--out", str(out), *options]) == 0
    return out


def edit_text(file: Path, was: str, now: str) -> None:
    """Write something else in a file, which has it."""
    text = file.read_text(encoding="utf-8")
    assert was in text, was
    file.write_text(text.replace(was, now, 1), encoding="utf-8")


def edit_json(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Edit a file of JSON, written as the suite writes it."""
    document = json.loads(file.read_text(encoding="utf-8"))
    change(document)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def forge(run: Path, *names: str) -> None:
    """Have the manifest say that files, edited after the run, are as it made them: hashes and kept texts."""

    def forged(document: dict[str, Any]) -> None:
        for name in names:
            contents = (run / name).read_bytes()
            document["files"][name] = hashlib.sha256(contents).hexdigest()
            if name in document.get("texts", {}):
                document["texts"][name] = contents.decode("utf-8").splitlines()

    edit_json(run / "manifest.json", forged)


def edit_results(run: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Other results, as if the run had given them."""
    edit_json(run / "results.json", change)
    forge(run, "results.json")


def npv_row(document: dict[str, Any], criterion: str = "npv") -> dict[str, Any]:
    """The row of society for the net present value, or another criterion, of the small case."""
    return next(
        row
        for row in document["results"]
        if (row["perspective"], row["alternative"], row["criterion"]) == ("society", "app", criterion)
    )


def reviewed(run: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    """What a review says in JSON; its exit code fits."""
    capsys.readouterr()
    code = main(["review", str(run), "--format", "json", *options])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert code == (0 if document["reproduced"] else 1)
    return document


def causes(document: dict[str, Any]) -> set[str]:
    """The causes that a review names."""
    return {row["cause"] for row in document["differences"]}


def row_of(document: dict[str, Any], what: str) -> tuple[Any, Any, str]:
    """What a review says of one thing: as it was, as it is, and why."""
    rows = [row for row in document["differences"] if row["what"] == what]
    assert len(rows) == 1, (what, document["differences"][:10])
    return rows[0]["was"], rows[0]["is"], rows[0]["cause"]
