"""A run is of one case: what was loaded is what lies in its folder, and what its notebooks and the report are about."""

from __future__ import annotations

import getpass
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mll_finance import load_case
from mll_finance.batch import executed
from mll_finance.batch.run import Request, run_case
from mll_finance.cli.main import main
from mll_finance.engine import fingerprint as fingerprints
from mll_finance.errors import InputError, RunError
from mll_finance.inputs.case.adoption.lock import make_lock

NOTEBOOK = "02_cash_flows_and_npv"
SAVINGS = 115.6463
"""By hand: -1000 + 600 / 1.05 + 600 / 1.05^2, the example two_years."""
CASE = """
schema: 2
case: {id: whole, title: Whole, base_year: 2026, horizon: 2, price_level: 2026, draws: 256, status: STATUS,
       tables: {own: mine/own.csv}, discounting: {rate: 0.05}}
alternatives: {baseline: {}, project: {}}
quantities:
  flagged:
    kind: precision_curve
    population: {value: 1000, unit: household/yr, source: s, quality: B}
    prevalence: {value: 0.1, unit: fraction, source: s, quality: B}
    flags: {value: 80, unit: household/yr, source: s, quality: B}
    curve: {file: curve.csv}
  helped:
    kind: product
    unit: household/yr
    factors:
      flags: {value: 80, unit: household/yr, source: s, quality: B}
      right: {ref: quantities.flagged.precision}
lines:
  gain: {kind: quantity_price, alternative: project, payer: welfare, receiver: residents,
         quantity: {ref: quantities.helped.number}, price: {table: own, id: worth}}
  cost: {kind: cash_flow, alternative: project, payer: municipality, receiver: resources,
         amounts: {distribution: {kind: empirical, file: seen/costs.csv}, unit: EUR/yr, price_year: 2026, source: s,
                   quality: B}}
"""
OWN = "id,value,unit,price_year,quality,source\nworth,{worth},EUR/household,2026,B,own\n"


def whole_case(folder: Path, status: str = "concept") -> Path:
    """A case with a table, a curve and observations in files of their own."""
    (folder / "mine").mkdir(parents=True)
    (folder / "seen").mkdir()
    (folder / "mine" / "own.csv").write_text(OWN.format(worth=70), encoding="utf-8")
    (folder / "curve.csv").write_text("recall,precision\n0.2,0.8\n0.5,0.6\n", encoding="utf-8")
    (folder / "seen" / "costs.csv").write_text("value\n900\n1100\n", encoding="utf-8")
    path = folder / "debts.yaml"
    path.write_text(CASE.replace("STATUS", status), encoding="utf-8")
    return path


def run(path: Path | str, out: Path, *options: str) -> dict[str, Any]:
    """The results of a run without formats or notebooks, unless the options say otherwise."""
    asked = (*options, *(() if "--notebooks" in options else ("--notebooks", "none")))
    formats = () if "--formats" in options else ("--formats", "none")
    assert main(["run", str(path), "--out", str(out), *asked, *formats]) == 0
    results: dict[str, Any] = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return results


def text_of(file: Path) -> str:
    """Everything that a file says, the parts of a workbook too."""
    if not zipfile.is_zipfile(file):
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as parts:
        return "\n".join(parts.read(name).decode("utf-8") for name in parts.namelist())


def test_a_case_that_is_saved_during_the_run_is_not_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case" / "two.yaml"
    path.parent.mkdir()
    text = load_case("two_years").document.text
    path.write_text(text, encoding="utf-8")
    execute = executed.execute_notebook

    def saved_meanwhile(*given: Any, **named: Any) -> None:
        path.write_text(text.replace("2026: 1000", "2026: 5000"), encoding="utf-8")
        execute(*given, **named)

    monkeypatch.setattr("mll_finance.batch.run.execute_notebook", saved_meanwhile)
    results = run(path, tmp_path / "run", "--notebooks", NOTEBOOK)
    row = next(
        row for row in results["results"] if (row["perspective"], row["criterion"]) == ("society", "npv")
    )
    assert row["central"] == pytest.approx(SAVINGS, abs=1e-4)
    assert (tmp_path / "run" / "case.yaml").read_text(encoding="utf-8") == text
    shown = (tmp_path / "run" / "notebooks" / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8")
    assert "116" in shown
    assert "3.884" not in shown
    assert "3,884" not in shown
    capsys.readouterr()


@pytest.mark.parametrize("status", ["concept", "vastgesteld"])
def test_the_folder_goes_to_another_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: str
) -> None:
    path = whole_case(tmp_path / "here", status)
    if status == "vastgesteld":
        from mll_finance.inputs.case.case import read_case

        make_lock(read_case(path), by="council", replace=False)
    first = run(path, tmp_path / "run", "--set", "quantities.flagged.flags=60", "--notebooks", NOTEBOOK)
    shutil.rmtree(tmp_path / "here")
    elsewhere = tmp_path / "elsewhere" / "copy"
    shutil.move(tmp_path / "run", elsewhere)
    assert main(["check", str(elsewhere)]) == 0
    again = run(elsewhere, tmp_path / "again")
    assert again == first
    assert (tmp_path / "again" / "mine" / "own.csv").read_text(encoding="utf-8") == OWN.format(worth=70)
    capsys.readouterr()


def test_no_file_of_a_run_says_where_or_by_whom_it_was_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "outside" / "own.csv"
    own.parent.mkdir()
    own.write_text(OWN.format(worth=90), encoding="utf-8")
    path = whole_case(tmp_path / "here")
    run(
        path,
        tmp_path / "run",
        *("--set", f"case.tables.own={own}", "--notebooks", NOTEBOOK, "--formats", "xlsx,html"),
    )
    places = [str(tmp_path), str(Path.home()) + os.sep]
    if len(getpass.getuser()) > 4:
        places.append(getpass.getuser())
    if len(platform.node()) > 4:
        places.append(platform.node())
    files = [file for file in (tmp_path / "run").rglob("*") if file.is_file()]
    assert len(files) > 8
    for file in files:
        said = [place for place in places if place in text_of(file)]
        assert not said, (file.name, said)
    # The named table came along, and the run can be made again from the folder alone.
    shutil.rmtree(tmp_path / "here")
    shutil.rmtree(own.parent)
    first = json.loads((tmp_path / "run" / "results.json").read_text(encoding="utf-8"))
    assert run(tmp_path / "run", tmp_path / "again")["results"] == first["results"]
    capsys.readouterr()


def test_the_same_study_gives_the_same_bytes(
    chromium: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a process that made much before, and in one of its own with another order of hashes.

    Nothing may depend on what is kept of an earlier study, nor on the order of a set.
    """
    assert chromium  # which prints the formats pdf and docx
    path = whole_case(tmp_path / "here")
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    options = ("--notebooks", NOTEBOOK, "--formats", "all")
    one, two = tmp_path / "one", tmp_path / "two"
    run(path, one, *options)
    subprocess.run(
        [
            sys.executable,
            *("-m", "mll_finance", "run", str(tmp_path / "there" / path.name), "--out", str(two)),
            *options,
        ],
        env={**os.environ, "PYTHONHASHSEED": "2", "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
    )
    files, others = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (one, two)
    )
    assert files.keys() == others.keys() and Path("workbook.xlsx") in files
    # The manifest alone says when the run was made.
    assert [str(name) for name in files if files[name] != others[name]] in ([], ["manifest.json"])
    capsys.readouterr()


def test_a_workbook_holds_what_every_processor_gives(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(whole_case(tmp_path / "here"), tmp_path / "run", "--formats", "xlsx")
    numbers = 0
    with zipfile.ZipFile(tmp_path / "run" / "workbook.xlsx") as parts:
        for name in (name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")):
            text = parts.read(name).decode("utf-8")
            for value in re.findall(r"</f><v>(-?[0-9.eE+-]+)</v>", text):
                assert float(value) == float(f"{float(value):.12g}"), (name, value)
                numbers += 1
    assert numbers > 100
    capsys.readouterr()


def test_another_suite_or_data_before_the_end_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = iter(["first", "second"])
    monkeypatch.setattr(fingerprints, "_hash_files", lambda *_, **__: next(marks, "later"))
    with pytest.raises(RunError, match="something changed while the run was made"):
        run_case(
            load_case(whole_case(tmp_path / "here")),
            Request(tmp_path / "run", (), (), {"scenario": "", "changes": {}}),
        )
    assert not (tmp_path / "run").exists()


def test_a_file_that_would_take_the_place_of_a_product_is_refused(tmp_path: Path) -> None:
    path = whole_case(tmp_path / "here")
    (tmp_path / "here" / "results.json").write_text("value\n1\n2\n", encoding="utf-8")
    path.write_text(
        path.read_text(encoding="utf-8").replace("seen/costs.csv", "results.json"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"something of its own by the name results\.json"):
        run_case(load_case(path), Request(tmp_path / "run", (), (), {"scenario": "", "changes": {}}))


# What a case may reach.

REACHES = [
    "/etc/hostname",
    "../elsewhere.csv",
    "C:\\own.csv",
    "..\\elsewhere.csv",
    "link.csv",
    "folder/../../elsewhere.csv",
]


@pytest.mark.parametrize("name", REACHES)
@pytest.mark.parametrize("place", ["mine/own.csv", "seen/costs.csv", "curve.csv"])
def test_a_case_reads_nothing_outside_its_folder(tmp_path: Path, name: str, place: str) -> None:
    path = whole_case(tmp_path / "here")
    (tmp_path / "elsewhere.csv").write_text("value\n4111\n", encoding="utf-8")
    (tmp_path / "here" / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    path.write_text(path.read_text(encoding="utf-8").replace(place, name), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_case(path)
    assert "this file lies outside the folder of the case" in str(refused.value)
    assert "4111" not in str(refused.value)
    assert platform.node() not in str(refused.value).replace(name, "")


@pytest.mark.parametrize("place", ["mine/own.csv", "seen/costs.csv", "curve.csv"])
def test_pipes_and_devices_are_no_files(tmp_path: Path, place: str) -> None:
    path = whole_case(tmp_path / "here")
    os.mkfifo(tmp_path / "here" / "pipe.csv")
    path.write_text(path.read_text(encoding="utf-8").replace(place, "pipe.csv"), encoding="utf-8")
    with pytest.raises(InputError, match="this is no plain file"):
        load_case(path)


def test_a_file_of_millions_of_rows_is_refused_at_once(tmp_path: Path) -> None:
    path = whole_case(tmp_path / "here")
    (tmp_path / "here" / "seen" / "costs.csv").write_bytes(b"value\n" + b"1\n" * 5_000_000)
    with pytest.raises(InputError, match="5,000,001 rows, more than 500,000"):
        load_case(path)


@pytest.mark.parametrize("name", ["/srv/secret", "../own", "a b", "", "x" * 150])
def test_a_table_has_a_name(tmp_path: Path, name: str) -> None:
    path = whole_case(tmp_path / "here")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("{own: mine/own.csv}", f"{{'{name}': mine/own.csv}}").replace(
            "table: own", f"table: '{name}'"
        ),
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="is no name of a table"):
        load_case(path)


# What somebody changed afterwards.


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("case.yaml", "case.yaml: edited after the run: the results in this folder are of another case"),
        ("mine/own.csv", "mine/own.csv: edited after the run: this folder is no longer as the run made it"),
        ("results.json", "results.json: edited after the run: this folder is no longer as the run made it"),
    ],
)
def test_check_names_what_was_edited_after_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    run(whole_case(tmp_path / "here"), tmp_path / "run")
    shutil.move(tmp_path / "run", tmp_path / "moved")
    assert main(["check", str(tmp_path / "moved"), "--language", "en"]) == 0
    assert "edited" not in capsys.readouterr().out
    file = tmp_path / "moved" / name
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("EUR/household,2026", "EUR/household,2025").replace("horizon: 2", "horizon: 1") + "\n",
        encoding="utf-8",
    )
    assert main(["check", str(tmp_path / "moved"), "--language", "en"]) == 2
    errors = capsys.readouterr()
    assert said in errors.err and "in order" not in errors.out
    assert main(["check", str(tmp_path / "moved"), "--language", "nl"]) == 2
    assert f"{name}: bewerkt na de run" in capsys.readouterr().err
    file.write_text(text, encoding="utf-8")
    assert main(["check", str(tmp_path / "moved")]) == 0
    capsys.readouterr()


def test_check_says_which_line_was_edited_and_what_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A number of the case, a row more in a table, a result: where, what it was and what it is."""
    run(whole_case(tmp_path / "here"), tmp_path / "run")
    capsys.readouterr()
    expected_texts = []
    for name, before, after in (
        ("case.yaml", "horizon: 2", "horizon: 1"),
        ("mine/own.csv", "EUR/household,2026", "EUR/household,2025"),
        ("results.json", '"schema": 1', '"schema": 2'),
    ):
        file = tmp_path / "run" / name
        lines = file.read_text(encoding="utf-8").splitlines()
        place = next(place for place, line in enumerate(lines) if before in line)
        was, now = lines[place], lines[place].replace(before, after)
        file.write_text("\n".join([*lines[:place], now, *lines[place + 1 :], ""]), encoding="utf-8")
        expected_texts.append(f"line {place + 1}: {was.strip()[:60]}")
        expected_texts.append(f"-> {now.strip()[:60]}")
    assert main(["check", str(tmp_path / "run"), "--language", "en"]) == 2
    errors = capsys.readouterr().err
    assert [text for text in expected_texts if text not in errors] == [], errors
    # A line more, and one less.
    file = tmp_path / "run" / "mine/own.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(["a,row,before", *lines[:-1], ""]), encoding="utf-8")
    assert main(["check", str(tmp_path / "run"), "--language", "nl"]) == 2
    errors = capsys.readouterr().err
    assert "regel 1: (niets) -> a,row,before" in errors and "-> (niets)" in errors, errors


def test_a_manifest_of_a_stranger_shows_no_line_of_a_file_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(whole_case(tmp_path / "here"), tmp_path / "run")
    path = tmp_path / "run" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name in ("secret.csv", "link.csv"):
        (tmp_path / name).write_text("password 4111\n", encoding="utf-8")
    (tmp_path / "run" / "link.csv").symlink_to(tmp_path / "link.csv")
    for name in ("../secret.csv", str(tmp_path / "secret.csv"), "link.csv"):
        manifest["files"][name], manifest["texts"][name] = "0" * 64, ["something else"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["check", str(tmp_path / "run"), "--language", "en"]) == 2
    assert "4111" not in "".join(capsys.readouterr())


def test_a_manifest_that_holds_no_texts_still_names_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of an earlier version, or damaged: the file is named, without its lines."""
    run(whole_case(tmp_path / "here"), tmp_path / "run")
    path = tmp_path / "run" / "manifest.json"
    for texts in (None, {"case.yaml": "text"}, {"case.yaml": [3]}, {"case.yaml": 3}, [], 3):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["texts"] = texts
        path.write_text(json.dumps(manifest), encoding="utf-8")
        case = tmp_path / "run" / "case.yaml"
        case.write_text(case.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
        assert main(["check", str(tmp_path / "run"), "--language", "en"]) == 2
        errors = capsys.readouterr().err
        assert "case.yaml: edited after the run" in errors and "->" not in errors, errors


def test_an_edited_case_that_is_wrong_is_told_with_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(whole_case(tmp_path / "here"), tmp_path / "run")
    file = tmp_path / "run" / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("horizon: 2", "horizon: far"), encoding="utf-8")
    assert main(["check", str(tmp_path / "run"), "--language", "en"]) == 2
    errors = capsys.readouterr().err
    assert "case.horizon" in errors and "case.yaml: edited after the run" in errors


@pytest.mark.parametrize(
    "part",
    ['"files": []', '"files": 3', '"parameters": []', '"parameters": {"scenario": [1]}', '"fingerprint": ""'],
)
def test_a_manifest_that_is_none_makes_no_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str
) -> None:
    run(whole_case(tmp_path / "here"), tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "run" / "manifest.json").write_text(
        json.dumps(manifest | json.loads(f"{{{part}}}")), encoding="utf-8"
    )
    assert main(["check", str(tmp_path / "run"), "--language", "en"]) == 2
    assert "manifest.json" in capsys.readouterr().err
    run_again = ["run", str(tmp_path / "here" / "debts.yaml"), "--language", "en", "--notebooks", "none"]
    assert main([*run_again, "--formats", "none", "--out", str(tmp_path / "run")]) == 2
    assert "is not an earlier run" in capsys.readouterr().err
