"""An adopted case stays adopted: whatever moves a result or its reading is named, and what deviates says so everywhere.

The suite is copied and its tables are edited, as another version of it would have them.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from dots import draw_dots

from mll_finance import appraise, load_case
from mll_finance.batch.public import write_registers
from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.facade import frames
from mll_finance.facade.adopted_results import load_case as opened
from mll_finance.facade.results_file import results_document
from mll_finance.inputs.case.adoption.deviation import deviation
from mll_finance.inputs.case.adoption.lock_state import changes, digest
from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.inputs.case.case import read_case
from mll_finance.report.writer import writers
from mll_finance.resources import package_folder, resource

CASE = """
schema: 2
case: {id: adopted, title: {nl: Vastgesteld, en: Adopted}, base_year: 2026, horizon: 2, price_level: 2026, draws: 256,
       status: vastgesteld, checklist: 2026-11-24, language: en, tables: {own: own.csv}}
alternatives: {baseline: {}, project: {}}
lines:
  gain: {kind: cash_flow, alternative: project, payer: state, receiver: municipality,
         amounts: {distribution: {kind: triangular, low: 900, mode: 1500, high: 2100}, unit: EUR/yr, price_year: 2026,
                   source: s, quality: B}}
  staff: {kind: cash_flow, alternative: project, payer: municipality, receiver: resources, index: wages,
          amounts: {table: own, id: desk}}
  hours: {kind: staffing, alternative: project, payer: municipality, receiver: resources,
          fte: {value: 0.01, unit: fte, source: s, quality: B}, wage: {table: unit_costs, id: wage_scale_5}}
scenarios:
  low: {title: {nl: Laag, en: Low}, set: {lines.gain.amounts: {times: 0.5}}}
"""
OWN = "id,value,unit,price_year,quality,source\ndesk,{value},EUR/yr,2026,{quality},{source}\n"
IN_FULL = {"value": 300, "quality": "B", "source": "bid"}


def write_case(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.csv").write_text(OWN.format(**IN_FULL), encoding="utf-8")
    path = folder / "adopted.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


@pytest.fixture
def adopted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A case that is adopted and locked, with a table of its own."""
    path = write_case(tmp_path / "here")
    assert main(["lock", str(path), "--by", "council", "--language", "en"]) == 0
    assert "results laid down" in capsys.readouterr().out
    return path


def refused(path: Path, capsys: pytest.CaptureFixture[str], *options: str, command: str = "check") -> str:
    """What a command says that refuses the case."""
    capsys.readouterr()
    assert main([command, str(path), "--language", "en", *options]) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("changed", "path", "was"),
    [
        ({"value": 301.0}, "lines.staff.amounts.value", "300.0"),
        ({"quality": "C"}, "lines.staff.amounts.quality", '"B"'),
        ({"source": "press"}, "lines.staff.amounts.source", '"bid"'),
    ],
)
def test_a_row_of_an_own_table_is_named_with_its_place(
    adopted: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, Any], path: str, was: str
) -> None:
    (adopted.parent / "own.csv").write_text(OWN.format(**IN_FULL | changed), encoding="utf-8")
    (shown,) = (json.dumps(value) for value in changed.values())
    told = refused(adopted, capsys)
    assert "1 problem" in told
    assert f"{path} (line " in told
    assert f"{shown} (table own, row desk); adopted as {was}" in told


@pytest.mark.parametrize("status", ["concept", "vastgesteld"])
@pytest.mark.parametrize("command", ["check", "appraise", "run"])
def test_no_option_changes_the_status(
    adopted: Path, capsys: pytest.CaptureFixture[str], command: str, status: str
) -> None:
    told = refused(adopted, capsys, "--set", f"case.status={status}", command=command)
    assert "case.status: another status as a what-if" in told


def test_no_scenario_changes_the_status(tmp_path: Path) -> None:
    path = write_case(tmp_path)
    text = CASE.replace("vastgesteld", "concept").replace(
        "lines.gain.amounts: {times: 0.5}", "case.status: vastgesteld"
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="another status as a what-if"):
        load_case(path).in_scenario("low")


# What deviates says so in everything that is made of it.


def text_of(file: Path) -> str:
    if not zipfile.is_zipfile(file):
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as parts:
        return "\n".join(parts.read(name).decode("utf-8") for name in parts.namelist())


def draft_of(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("status: vastgesteld", "status: concept"))


DEVIATING = [
    ((), True, "case.status"),
    (("--set", "lines.hours.fte=0.02"), False, "lines.hours.fte"),
    (("--seed", "7"), False, "case.seed"),
    (("--scenario", "low"), False, "lines.gain.amounts"),
]


@pytest.mark.parametrize(("options", "is_draft", "path"), DEVIATING, ids=[row[2] for row in DEVIATING])
def test_every_file_of_a_run_carries_the_mark(
    adopted: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    is_draft: bool,
    path: str,
) -> None:
    if is_draft:
        draft_of(adopted)
    out = tmp_path / "run"
    common = ["--language", "en", *options, "--out", str(out)]
    assert (
        main(
            [
                "run",
                str(adopted),
                *common,
                "--formats",
                "html,xlsx,csv",
                "--notebooks",
                "02_cash_flows_and_npv",
            ]
        )
        == 0
    )
    assert "This is not the adopted version" in capsys.readouterr().out
    document = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert document["adoption"]["as_adopted"] is False
    assert path in document["adoption"]["paths"]
    for name in ("report.html", "workbook.xlsx", "notebooks/02_cash_flows_and_npv.ipynb"):
        assert "This is not the adopted version" in text_of(out / name), name
    for table in ("budget", "cover", "parties", "formation"):
        with (out / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert all(path in row["not_adopted"].split(";") for row in csv.DictReader(file)), table
    # The folder of the run, taken elsewhere, says the same.
    elsewhere = shutil.move(out, tmp_path / "elsewhere")
    assert main(["check", str(elsewhere), "--language", "en"]) == 0
    assert "deviates from what was adopted at" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_terminal_carries_the_mark(adopted: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    for option, marked in (("fte=0.02", True), ("", False)):
        more = ["--set", f"lines.hours.{option}"] if option else []
        capsys.readouterr()
        assert main(["appraise", str(adopted), "--language", "en", "--format", form, *more]) == 0
        shown = capsys.readouterr()
        everything = shown.out + shown.err
        assert ("not the adopted version" in everything or '"as_adopted": false' in everything) is marked
        assert ("not_adopted" in shown.out) is (marked and form == "csv")


def test_the_public_version_carries_the_mark(
    adopted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "public"
    options = ["--language", "en", "--set", "lines.hours.fte=0.02", "--out", str(out)]
    assert main(["run", str(adopted), "--public", *options]) == 0
    assert "This is not the adopted version" in text_of(out / "report.html")
    assert json.loads((out / "results.json").read_text(encoding="utf-8"))["adoption"]["as_adopted"] is False
    capsys.readouterr()


def test_a_case_as_adopted_says_so_and_carries_no_mark(
    adopted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert main(["run", str(adopted), "--language", "en", "--out", str(out), "--notebooks", "none"]) == 0
    assert "not the adopted version" not in capsys.readouterr().out
    adoption = json.loads((out / "results.json").read_text(encoding="utf-8"))["adoption"]
    assert adoption["as_adopted"] is True and adoption["by"] == "council"
    assert "This is not the adopted version" not in text_of(out / "report.html")


def test_adopted_without_a_lock_is_marked_where_nobody_refused_it(adopted: Path, tmp_path: Path) -> None:
    lock_path(adopted).unlink()
    case = read_case(adopted)
    found = deviation(case)
    assert found is not None and found.kind == "unlocked"
    study = appraise(case)
    for name in ("html", "xlsx", "csv"):
        writers()[name].write(study, tmp_path)
    for file in ("report.html", "workbook.xlsx"):
        assert "This is not the adopted version" in text_of(tmp_path / file)
    assert "unlocked" in text_of(tmp_path / "tables" / "parties.csv")
    assert results_document(study)["adoption"]["differs"] == "unlocked"


# The lock itself.


def test_a_lock_is_kept_until_it_is_replaced(adopted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = lock_path(adopted).read_bytes()
    assert main(["lock", str(adopted), "--by", "somebody else", "--language", "en"]) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert lock_path(adopted).read_bytes() == before
    assert main(["lock", str(adopted), "--by", "somebody else", "--replace"]) == 0
    assert json.loads(lock_path(adopted).read_bytes())["state"]["record"]["by"] == "somebody else"


@pytest.mark.parametrize(("field", "entry"), [("by", "nobody"), ("locked", "2020-01-01"), ("version", "9")])
def test_who_and_when_cannot_be_rewritten_by_hand(
    adopted: Path, capsys: pytest.CaptureFixture[str], field: str, entry: str
) -> None:
    lock = json.loads(lock_path(adopted).read_text(encoding="utf-8"))
    lock["state"]["record"][field] = entry
    lock_path(adopted).write_text(json.dumps(lock), encoding="utf-8")
    assert "changed by hand" in refused(adopted, capsys)
    assert main(["lock", str(adopted), "--replace"]) == 0
    assert main(["check", str(adopted)]) == 0


def test_an_older_lock_still_says_what_it_said(adopted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Schema 1 had content, numbers and rules, and nothing of what a number rests on."""
    lock = json.loads(lock_path(adopted).read_text(encoding="utf-8"))
    older_fields = ("ref", "unit", "price_year", "index", "value", "distribution", "pm")
    state = {part: lock["state"][part] for part in ("content", "numbers", "rules")}
    state["numbers"] = {
        path: {name: part for name, part in number.items() if name in older_fields}
        for path, number in state["numbers"].items()
    }
    older = {
        "schema": 1,
        "case": "adopted",
        "locked": "2026-11-01",
        "by": "council",
        "version": "0.0.9",
        "sha256": digest(state),
        "state": state,
    }
    lock_path(adopted).write_text(json.dumps(older), encoding="utf-8")
    assert main(["check", str(adopted), "--language", "en"]) == 0
    assert "locked on 2026-11-01 by council" in capsys.readouterr().out
    (adopted.parent / "own.csv").write_text(OWN.format(**IN_FULL | {"value": 301}), encoding="utf-8")
    assert "lines.staff.amounts.value" in refused(adopted, capsys)


# Another version of the suite.


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A copy of the suite whose tables and code a test may change; what it leaves as it is stays compiled."""
    folder = tmp_path / "suite"
    shutil.copytree(package_folder(), folder / "mll_finance")
    shutil.copytree(resource("data"), folder / "data")
    (folder / "notebooks").mkdir()
    (folder / "parameters").mkdir()
    return folder


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def with_suite(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "mll_finance", *command, "--language", "en"],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


OTHERS = {
    "a party of the fence": (
        "data/perspectives.yaml",
        "residents, state,",
        "residents,",
        "perspectives.society.parties",
    ),
    "the lens": ("data/perspectives.yaml", "btw: included", "btw: excluded", "perspectives.society.btw"),
    "who stands outside": (
        "data/parties.yaml",
        "creditors:",
        "newcomer: {title: {nl: Nieuw, en: New}}\ncreditors:",
        "parties.newcomer.title.en",
    ),
    "a rate": ("data/discount_rates.csv", "nl_2025,0.028", "nl_2025,0.03", "discounting.society"),
    "the source of a rate": (
        "data/discount_rates.csv",
        'werkgroep_discontovoet_2025,,2026-11-24,"real; standard variant, years 1 to 35"',
        'rws_discontovoet,,2026-11-24,"real; standard variant, years 1 to 35"',
        "discount_rates.nl_2025.1",
    ),
    "the quality of a row": (
        "data/unit_costs.csv",
        "wage_scale_5,57000,,,EUR/fte/yr,2026,Nederland,B",
        "wage_scale_5,57000,,,EUR/fte/yr,2026,Nederland,C",
        "lines.hours.wage.quality",
    ),
    "a threshold": ("data/thresholds.csv", "advice_band,0.01", "advice_band,0.02", "thresholds.advice_band"),
}
"""A file of the suite, what stands there, what would stand there, and the path that is named for it."""


def test_another_suite_is_named_wherever_it_moves_something(adopted: Path, suite: Path) -> None:
    """All at once, each by its own path: one that was not compared would not be named."""
    for file, old, new, _ in OTHERS.values():
        edit(suite / file, old, new)
    done = with_suite(suite, "check", str(adopted))
    assert done.returncode == 2, done.stdout
    told = [line for line in done.stderr.splitlines() if "adopted as" in line]
    assert {name for name, row in OTHERS.items() if not any(f"- {row[-1]}" in line for line in told)} == set()


def test_other_code_that_gives_the_same_is_accepted(adopted: Path, suite: Path) -> None:
    """It is calculated anew and compared."""
    edit_first(suite / "mll_finance/formulas/discounting.py", "def ", "_EXTRA = 1.001\n\n\ndef ")
    done = with_suite(suite, "check", str(adopted))
    assert done.returncode == 0, done.stderr


def edit_first(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "appraise"])
def test_a_version_that_calculates_otherwise_names_the_results(
    adopted: Path, suite: Path, command: str
) -> None:
    edit(suite / "mll_finance/version.py", '__version__ = "', '__version__ = "9.')
    edit(suite / "mll_finance/engine/study.py", "    def _rows_of(self", "    def _rows_as_before(self")
    with (suite / "mll_finance/engine/study.py").open("a", encoding="utf-8") as code:
        code.write(
            "\n\ndef _otherwise(self, pair, criterion):\n"
            "    rows = self._rows_as_before(pair, criterion)\n"
            "    moved = {key: 7.0 if key[2] == 'npv' else row['central'] for key, row in rows.items()}\n"
            "    return {key: {**row, 'central': moved[key]} for key, row in rows.items()}\n"
            "\n\nStudy._rows_of = _otherwise\n"
        )
    done = with_suite(suite, command, str(adopted))
    assert done.returncode == 2, done.stdout
    assert "results.society.project.npv.central: 7.0; adopted as " in done.stderr
    assert "use the version it was adopted with" in done.stderr


def test_a_new_version_that_calculates_the_same_is_accepted(adopted: Path, suite: Path) -> None:
    edit(suite / "mll_finance/version.py", '__version__ = "', '__version__ = "9.')
    edit(
        suite / "data/sentences.yaml", "status_concept:", "another_sentence: {nl: a, en: b}\nstatus_concept:"
    )
    with (suite / "data/thresholds.csv").open("a", encoding="utf-8") as table:
        table.write("a_new_threshold,4,,,1,,,D,own_estimate,,2026-11-28,of a later version\n")
    assert with_suite(suite, "check", str(adopted)).returncode == 0


def test_the_front_door_compares_too(adopted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mll_finance.facade import adopted_results

    assert appraise(opened(adopted)).case.settings.status == "vastgesteld"
    monkeypatch.setattr(adopted_results, "suite_fingerprint", lambda case: {"code": "another"})
    opened(adopted)
    monkeypatch.setattr(adopted_results, "adopted_results", lambda case: {"society.project.npv.central": 1.0})
    with pytest.raises(InputError, match=r"results\.society\.project\.npv\.central: 1\.0; adopted as"):
        load_case(adopted)


# What else is made of a case.


def test_the_drafts_for_the_registers_and_the_tables_of_pandas_carry_the_mark(tmp_path: Path) -> None:
    source = resource("parameters", "vroegsignalering_eindhoven.yaml").read_text(encoding="utf-8")
    path = tmp_path / "debts.yaml"
    path.write_text(
        source.replace("status: concept", "status: vastgesteld\n  draws: 16", 1), encoding="utf-8"
    )
    assert main(["lock", str(path)]) == 0
    as_adopted = appraise(load_case(path))
    changed = as_adopted.case.with_({"case.seed": 7})
    for study, mark in ((as_adopted, None), (appraise(changed), "case.seed")):
        write_registers(study, tmp_path)
        adoption = json.loads((tmp_path / "registers.json").read_text(encoding="utf-8"))["adoption"]
        assert adoption["as_adopted"] is (mark is None) and adoption["paths"] == ([mark] if mark else [])
        for table in (frames.results, frames.budget, frames.assumptions, frames.parties, frames.bridge):
            assert table(study).attrs.get("not_adopted") == mark
    lock_path(path).unlink()
    bare = appraise(read_case(path))
    assert frames.results(bare).attrs["not_adopted"] == "unlocked"
    assert frames.results(appraise(load_case("two_years"))).attrs.keys() == {"units"}


def test_a_run_compares_with_the_lock_once(
    adopted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = opened(adopted)
    count = 0

    def compared(*given: Any) -> list[Any]:
        nonlocal count
        count += 1
        return changes(*given)

    monkeypatch.setattr("mll_finance.inputs.case.adoption.deviation.changes", compared)
    study = appraise(case)
    # What a browser prints and draws reads no lock.
    draw_dots(monkeypatch)
    monkeypatch.setattr("mll_finance.report.paper.chromium.printed", lambda html_text: b"")
    monkeypatch.setattr("mll_finance.report.paper.tagged.tagged", lambda pdf, named: pdf)
    for writer in writers().values():
        writer.write(study, tmp_path)
    results_document(study)
    assert count == 1
