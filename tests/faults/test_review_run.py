"""A delivered run that somebody edited: each difference is named with its place, from what to what and through what."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from dots import draw_dots
from review_runs import (
    QUICK,
    causes,
    edit_json,
    edit_results,
    edit_text,
    forge,
    make_run,
    npv_row,
    reviewed,
    row_of,
    write_case,
)

from mll_finance.batch.manifest import libraries
from mll_finance.cli.main import main
from mll_finance.errors import InputError, Problem

NPV = "society.app.npv.mean"
RESULTS = ("--formats", "csv", "--notebooks", "none")


def run_without_case(folder: Path, *options: str) -> Path:
    """A run of a case that is not there any more."""
    make_run(write_case(folder / "case"), folder / "run", *options)
    shutil.rmtree(folder / "case")
    return folder / "run"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run as it was delivered."""
    return run_without_case(tmp_path_factory.mktemp("delivered"), *QUICK)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of results and tables alone."""
    return run_without_case(tmp_path_factory.mktemp("results"), *RESULTS)


@pytest.fixture
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same run, sent to somebody."""
    made: Path = request.getfixturevalue(getattr(request, "param", "delivered"))
    return Path(shutil.copytree(made, tmp_path / "elsewhere" / "run"))


of_results = pytest.mark.parametrize("run", ["results"], indirect=True)
"""For what is edited beside report, workbook and notebooks: to make those again takes three quarters of a review."""


def test_a_run_as_it_was_delivered_is_reproduced(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    assert reviewed(run, capsys) == {"reproduced": True, "differences": [], "remarks": []}
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "options",
    [
        ("--scenario", "slow"),
        ("--set", "lines.gain.amounts=25000", "--seed", "8", "--draws", "32", "--formats", "html"),
        ("--set", "lines.build.amount=1.5", "--accept", "--formats", "csv"),
        ("--municipality", "Tilburg", "--formats", "html"),
        ("--language", "nl"),
        ("--notebooks", "none", "--formats", "none"),
        ("--formats", "docx,parquet", "--notebooks", "none"),
    ],
    ids=lambda options: " ".join(options),
)
def test_a_run_with_changes_is_reproduced(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
) -> None:
    draw_dots(monkeypatch)
    made = make_run(
        write_case(tmp_path / "case"), tmp_path / "run", *(("--notebooks", "00_start_here"), options)[-1]
    )
    shutil.rmtree(tmp_path / "case")
    assert reviewed(Path(shutil.move(made, tmp_path / "moved")), capsys)["differences"] == []


def test_own_tables_from_elsewhere_go_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = write_case(tmp_path / "case")
    (tmp_path / "other.csv").write_text(
        (tmp_path / "case" / "own" / "costs.csv").read_text().replace("60000", "61000")
    )
    made = make_run(case, tmp_path / "run", "--set", f"case.tables.costs={tmp_path / 'other.csv'}", *RESULTS)
    (tmp_path / "other.csv").unlink()
    assert reviewed(made, capsys)["reproduced"]
    edit_text(made / "named" / "other.csv", "61000", "62000")
    document = reviewed(made, capsys)
    assert row_of(document, "named/other.csv: build (row 2, value)") == ("61000", "62000", "table")


@of_results
def test_a_file_that_the_run_did_not_make_is_named(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A decision on paper that somebody laid beside the run is not vouched for by "reproduced"."""
    (run / "besluit.pdf").write_bytes(b"%PDF-1.4 go ahead")
    document = reviewed(run, capsys)
    assert document["reproduced"]
    assert document["remarks"] == ["Not made by this run, so not reviewed: besluit.pdf"]


@of_results
def test_a_result_edited_by_hand(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = npv_row(json.loads((run / "results.json").read_text()))["mean"]
    edit_json(run / "results.json", lambda document: npv_row(document).update(mean=123456.5))
    document = reviewed(run, capsys)
    assert document["differences"] == [
        {"what": f"results.json: {NPV}", "was": was, "is": 123456.5, "cause": "edited"}
    ]


@of_results
def test_a_result_edited_in_its_last_figure(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = npv_row(json.loads((run / "results.json").read_text()))["mean"]
    edit_json(run / "results.json", lambda document: npv_row(document).update(mean=was + 1e-7))
    assert row_of(reviewed(run, capsys), f"results.json: {NPV}") == (was, was + 1e-7, "edited")


def test_a_result_edited_with_its_hash(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The manifest says that nobody edited it; but nothing on which it depends is another."""
    was = npv_row(json.loads((run / "results.json").read_text()))["mean"]
    edit_results(run, lambda document: npv_row(document).update(mean=123456.5))
    document = reviewed(run, capsys)
    assert document["differences"] == [{"what": NPV, "was": 123456.5, "is": was, "cause": "edited"}]


def test_a_number_of_the_case(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = npv_row(json.loads((run / "results.json").read_text()))["central"]
    edit_text(run / "case.yaml", "mode: 30000", "mode: 33000")
    document = reviewed(run, capsys)
    assert causes(document) == {"case"}
    assert row_of(document, "lines.gain.amounts.distribution.mode") == (30000, 33000, "case")
    # By hand: the mean of the distribution moves by 1000 in each of four years, discounted at 2.8%.
    more = sum(1000 / 1.028**year for year in range(4))
    told_was, told_is, cause = row_of(document, "society.app.npv.central")
    assert (told_was, cause) == (was, "case") and told_is == pytest.approx(was + more, abs=0.01)


@of_results
def test_a_remark_in_the_case_moves_nothing(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_text(run / "case.yaml", "scenarios:", "# checked by me\nscenarios:")
    document = reviewed(run, capsys)
    assert [(row["what"], row["is"], row["cause"]) for row in document["differences"]] == [
        ("case.yaml (line 30)", "# checked by me", "case")
    ]


def test_a_row_of_a_table(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = npv_row(json.loads((run / "results.json").read_text()))["central"]
    edit_text(run / "own" / "costs.csv", "build,60000", "build,50000")
    document = reviewed(run, capsys)
    assert causes(document) == {"table"}
    assert row_of(document, "own/costs.csv: build (row 2, value)") == ("60000", "50000", "table")
    assert row_of(document, "society.app.npv.central") == (was, pytest.approx(was + 10_000), "table")


@of_results
def test_a_row_that_is_gone_or_new(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_text(run / "own" / "costs.csv", "run,5000,EUR/yr,2026,Breda,B,offer\n", "")
    document = reviewed(run, capsys)
    assert [row["was"] for row in document["differences"] if "own/costs.csv: run" in row["what"]] == [
        "run,5000,EUR/yr,2026,Breda,B,offer"
    ]
    assert "table" in causes(document) and any(row["what"] == NPV for row in document["differences"])


@of_results
def test_another_seed_in_the_case(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_text(run / "case.yaml", "seed: 5", "seed: 6")
    document = reviewed(run, capsys)
    assert causes(document) == {"seed"}
    assert row_of(document, "case.seed") == (5, 6, "seed")
    moved = {row["what"] for row in document["differences"]}
    assert NPV in moved and "society.app.npv.central" not in moved


@pytest.mark.parametrize("path", ["case.seed", "case.draws"])
@of_results
def test_other_draws_in_the_manifest(run: Path, capsys: pytest.CaptureFixture[str], path: str) -> None:
    edit_json(run / "manifest.json", lambda document: document["parameters"]["changes"].update({path: 128}))
    document = reviewed(run, capsys)
    assert causes(document) == {"seed"}
    assert row_of(document, path) == (None, 128, "seed")
    assert any(row["what"] == NPV for row in document["differences"])


@of_results
def test_another_seed_in_the_fingerprint(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The results say which seed they were drawn with: the manifest contradicts them."""
    edit_json(run / "manifest.json", lambda document: document["fingerprint"].update(seed=9))
    document = reviewed(run, capsys)
    assert row_of(document, "manifest.json: fingerprint.seed") == (5, 9, "edited")
    assert row_of(document, "seed") == (9, 5, "seed")


@of_results
def test_another_change_in_the_manifest(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_json(
        run / "manifest.json",
        lambda document: document["parameters"]["changes"].update({"lines.gain.amounts": 25000}),
    )
    document = reviewed(run, capsys)
    assert causes(document) == {"case"}
    assert row_of(document, "lines.gain.amounts") == (None, 25000, "case")


@of_results
def test_a_scenario_in_the_manifest(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_json(run / "manifest.json", lambda document: document["parameters"].update(scenario="slow"))
    document = reviewed(run, capsys)
    assert causes(document) == {"case"}
    assert row_of(document, "scenario") == (None, "slow", "case")


def test_a_notebook(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def edited(document: dict[str, Any]) -> None:
        document["cells"][2]["source"] = ["study = 5"]

    edit_json(run / "notebooks" / "05_parties.ipynb", edited)
    document = reviewed(run, capsys)
    assert [(row["what"], row["cause"]) for row in document["differences"]] == [
        ("notebooks/05_parties.ipynb, cell 3", "edited")
    ]


def test_an_outcome_in_a_notebook_edited_with_its_hash(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "notebooks/05_parties.ipynb"
    file = run / name
    text = file.read_text(encoding="utf-8")
    number = re.findall(r"(?<=>)\d{2,3},\d{3}(?=\\n)", text)[0]
    file.write_text(text.replace(f">{number}\\n", ">9,999,999\\n"), encoding="utf-8")
    forge(run, name)
    document = reviewed(run, capsys)
    assert document["differences"] and causes(document) == {"edited"}
    assert all(row["what"].startswith(f"{name}, cell ") for row in document["differences"])
    assert any("9,999,999" in str(row["is"]) and number in str(row["was"]) for row in document["differences"])


@pytest.mark.parametrize("forged", [False, True])
def test_a_number_of_the_report(run: Path, capsys: pytest.CaptureFixture[str], forged: bool) -> None:
    edit_text(run / "report.html", ">60,000\n", ">6,000\n")
    if forged:
        forge(run, "report.html")
    document = reviewed(run, capsys)
    assert [(row["was"], row["is"], row["cause"]) for row in document["differences"]] == [
        ("60,000", "6,000", "edited")
    ]
    assert document["differences"][0]["what"].startswith("report.html (line ")


def test_numbers_far_apart_in_a_long_report(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (run / "report.html").read_text(encoding="utf-8")
    first, last = text.index(">60,000\n"), text.rindex(">60,000\n")
    assert len(text[first:last].splitlines()) > 1500
    for place in (last, first):
        text = f"{text[:place]}>6,000{text[place + len('>60,000') :]}"
    (run / "report.html").write_text(text, encoding="utf-8")
    document = reviewed(run, capsys)
    assert [(row["was"], row["is"]) for row in document["differences"]] == [("60,000", "6,000")] * 2


def test_a_cell_of_the_workbook(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(run / "workbook.xlsx")
    place = next(
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
    )
    sheet, coordinate, was = place.parent.title, place.coordinate, place.value
    place.value = 4321.5
    book.save(run / "workbook.xlsx")
    document = reviewed(run, capsys)
    assert row_of(document, f"workbook.xlsx: {sheet}!{coordinate}") == (was, 4321.5, "edited")
    assert causes(document) == {"edited"} and len(document["differences"]) == 1


@of_results
def test_a_row_of_a_table_of_results(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (run / "tables" / "budget.csv").read_text(encoding="utf-8")
    line = text.splitlines()[1]
    (run / "tables" / "budget.csv").write_text(text.replace(line, line + "0"), encoding="utf-8")
    document = reviewed(run, capsys)
    assert causes(document) == {"edited"} and len(document["differences"]) == 1
    assert document["differences"][0]["what"].startswith("tables/budget.csv: ")


@pytest.mark.parametrize(
    "name", ["report.html", "own/costs.csv", "case.yaml", "results.json", "workbook.xlsx"]
)
def test_a_file_that_is_gone(run: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (run / name).unlink()
    document = reviewed(run, capsys)
    cause = {"own/costs.csv": "table", "case.yaml": "case"}.get(name, "edited")
    assert [(row["what"], row["is"], row["cause"]) for row in document["differences"]] == [
        (name, None, cause)
    ]


@pytest.mark.parametrize(
    ("language", "told"), [("nl", "dit bestand ontbreekt"), ("en", "this file is missing")]
)
@of_results
def test_a_file_that_is_gone_is_called_missing(
    run: Path, capsys: pytest.CaptureFixture[str], language: str, told: str
) -> None:
    (run / "results.json").unlink()
    assert main(["review", str(run), "--language", language]) == 1
    assert f"results.json: {told}" in capsys.readouterr().out


def moved_by_code(document: dict[str, Any]) -> None:
    npv_row(document).update(mean=1.5)
    document["fingerprint"].update(code="f" * 64, version="0.0.9")


@of_results
def test_another_version_of_the_code(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run of other code, of which one number was another."""
    is_now = npv_row(json.loads((run / "results.json").read_text()))["mean"]
    edit_results(run, moved_by_code)
    edit_json(
        run / "manifest.json", lambda document: document["fingerprint"].update(code="f" * 64, version="0.0.9")
    )
    document = reviewed(run, capsys)
    assert causes(document) == {"code"}
    assert row_of(document, NPV) == (1.5, is_now, "code")
    assert row_of(document, "version") == ("0.0.9", "0.1.0", "code")
    assert row_of(document, "code")[0] == "f" * 12


@of_results
def test_other_code_that_moves_nothing_is_a_remark(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_results(run, lambda document: document["fingerprint"].update(version="0.0.9"))
    edit_json(run / "manifest.json", lambda document: document["fingerprint"].update(version="0.0.9"))
    document = reviewed(run, capsys)
    assert document["reproduced"] and "version 0.0.9 -> 0.1.0" in document["remarks"][0]


@of_results
def test_another_version_in_the_manifest_alone(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_json(run / "manifest.json", lambda document: document["fingerprint"].update(version="0.0.9"))
    document = reviewed(run, capsys)
    assert causes(document) == {"code", "edited"}
    assert row_of(document, "version") == ("0.0.9", "0.1.0", "code")


@of_results
def test_another_environment(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_json(run / "manifest.json", lambda document: document["libraries"].update(numpy="1.26.4"))
    document = reviewed(run, capsys)
    assert document["reproduced"] and "numpy 1.26.4 -> " in document["remarks"][0]
    edit_results(run, lambda document: npv_row(document).update(mean=1.5))
    document = reviewed(run, capsys)
    assert causes(document) == {"environment"}
    assert row_of(document, "numpy") == ("1.26.4", libraries()["numpy"], "environment")
    assert row_of(document, NPV)[0] == 1.5


@of_results
def test_a_table_that_comes_along(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a run with other tables of the suite, what the case amounted to is named."""

    def other_rate(document: dict[str, Any]) -> None:
        document["fingerprint"].update(data="e" * 64)
        document["inputs"]["rules"]["discounting.society"] = [[1, 0.03]]

    def other_results(document: dict[str, Any]) -> None:
        npv_row(document).update(mean=1.5)
        document["fingerprint"].update(data="e" * 64)

    edit_results(run, other_results)
    edit_json(run / "manifest.json", other_rate)
    document = reviewed(run, capsys)
    assert causes(document) == {"table"}
    assert row_of(document, NPV)[0] == 1.5
    rates = [row for row in document["differences"] if row["what"].startswith("discounting.society")]
    assert rates and "0.03" in str([row["was"] for row in rates])


def test_several_at_once(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_text(run / "case.yaml", "mode: 30000", "mode: 33000")
    edit_text(run / "case.yaml", "seed: 5", "seed: 6")
    edit_text(run / "own" / "costs.csv", "build,60000", "build,50000")
    edit_json(run / "results.json", lambda document: npv_row(document).update(p50=7.5))
    edit_text(run / "report.html", ">60,000\n", ">6,000\n")
    document = reviewed(run, capsys)
    assert causes(document) == {"case", "seed", "table", "edited"}
    central = {row["cause"] for row in document["differences"] if row["what"] == "society.app.npv.central"}
    means = {row["cause"] for row in document["differences"] if row["what"] == NPV}
    # The seed moves no central result.
    assert central == {"case", "table"} and means == {"case", "table", "seed"}
    assert row_of(document, "results.json: society.app.npv.p50")[1:] == (7.5, "edited")
    assert [row["is"] for row in document["differences"] if row["what"].startswith("report.html")] == [
        "6,000"
    ]


@of_results
def test_a_case_that_can_no_longer_be_read(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_text(run / "case.yaml", "alternatives:", "alternatives: [")
    document = reviewed(run, capsys)
    assert causes(document) == {"case"} and "cannot be made again" in document["remarks"][0]


@of_results
def test_results_that_are_no_results(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "results.json").write_bytes(b"\xff\x00[")
    document = reviewed(run, capsys)
    assert [(row["what"], row["cause"]) for row in document["differences"]] == [("results.json", "edited")]


@of_results
def test_an_older_manifest_without_texts(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing says how the edited case was; the results are compared with those of the case as it is."""

    def older(document: dict[str, Any]) -> None:
        del document["texts"], document["inputs"]

    edit_json(run / "manifest.json", older)
    edit_text(run / "case.yaml", "mode: 30000", "mode: 33000")
    document = reviewed(run, capsys)
    assert causes(document) == {"case"}
    assert any(row["what"] == "case.yaml" for row in document["differences"])
    assert any(row["what"] == NPV for row in document["differences"])


@of_results
def test_a_link_in_the_place_of_a_file_is_not_followed(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret.csv").write_text("id,value\nsecret,42\n", encoding="utf-8")
    (run / "own" / "costs.csv").unlink()
    (run / "own" / "costs.csv").symlink_to(tmp_path / "secret.csv")
    document = reviewed(run, capsys)
    assert row_of(document, "own/costs.csv")[1:] == (None, "table")
    assert "secret" not in json.dumps(document)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_in_words_in_the_language_of_the_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    made = make_run(write_case(tmp_path / "case", language), tmp_path / "run", *RESULTS)
    capsys.readouterr()
    assert main(["review", str(made)]) == 0
    words = {"nl": "gereproduceerd. De run is", "en": "reproduced. The run was"}[language]
    assert words in capsys.readouterr().out
    edit_json(made / "results.json", lambda document: npv_row(document).update(mean=1.5))
    assert main(["review", str(made)]) == 1
    said = capsys.readouterr().out
    assert {"nl": "Er is één verschil", "en": "There is one difference"}[language] in said
    assert {"nl": "Met de hand bewerkt", "en": "Edited by hand"}[language] in said
    assert f"results.json: {NPV}: was " in said and "is 1.5" in said


def test_a_public_version_says_what_it_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = make_run(write_case(tmp_path / "case"), tmp_path / "run", "--public")
    document = reviewed(made, capsys)
    assert not document["reproduced"] and document["differences"] == []
    assert "public version" in document["remarks"][0]
    capsys.readouterr()
    assert main(["review", str(made), "--language", "nl"]) == 1
    assert "niet opnieuw te maken" in capsys.readouterr().out
    edit_text(made / "report.html", "<body", "<body data-x='1'")
    assert [(row["what"], row["cause"]) for row in reviewed(made, capsys)["differences"]] == [
        ("report.html", "edited")
    ]


def confidential(folder: Path) -> Path:
    """The small case with a bid in it."""
    case = write_case(folder)
    edit_text(
        case, "amount: {table: costs, id: build}", "amount: {table: costs, id: build, confidential: true}"
    )
    return case


def test_a_public_version_is_made_again_with_its_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = confidential(tmp_path / "case")
    options = ("--public", "--accept", "--scenario", "slow", "--seed", "8", "--draws", "32")
    made = make_run(case, tmp_path / "run", *options)
    noise = case.with_suffix(".private.json").read_bytes()
    assert reviewed(made, capsys, "--case", str(case))["reproduced"]
    # The benefits are not confidential: whatever the noise, they are published.
    other = Path(shutil.copytree(made, tmp_path / "other"))
    edit_results(made, lambda document: npv_row(document, "pv_benefits").update(central=1.5))
    document, what = reviewed(made, capsys, "--case", str(case)), "society.app.pv_benefits.central"
    assert causes(document) == {"case"} and row_of(document, what)[0] == 1.5
    assert "another case" in document["remarks"][0]
    assert case.with_suffix(".private.json").read_bytes() == noise
    edit_json(other / "results.json", lambda document: npv_row(document, "pv_benefits").update(central=2.5))
    document = reviewed(other, capsys, "--case", str(case))
    assert row_of(document, f"results.json: {what}")[1:] == (2.5, "edited")


@of_results
def test_the_last_figure_of_a_result_counts_though_its_hash_was_forged(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mean = npv_row(json.loads((run / "results.json").read_text(encoding="utf-8")))["mean"]
    figures = f"{mean}"
    other = float(figures[:-1] + ("1" if figures[-1] == "9" else str(int(figures[-1]) + 1)))
    edit_results(run, lambda document: npv_row(document).update(mean=other))
    document = reviewed(run, capsys)
    assert row_of(document, "results.json: society.app.npv.mean") == (mean, other, "edited")
    assert len(document["differences"]) == 1


@pytest.mark.parametrize(
    "name", ["report.html", "workbook.xlsx", "results.json", "notebooks/05_parties.ipynb"]
)
def test_a_file_that_was_taken_out_of_the_manifest_is_told(
    name: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_json(run / "manifest.json", lambda document: document["files"].pop(name))
    document = reviewed(run, capsys)
    assert not document["reproduced"]
    was, now, cause = row_of(document, f"manifest.json: files.{name}")
    assert was is None and now and cause == "edited"


@of_results
def test_two_tables_that_changed_places_are_told_whatever_their_hashes(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("tables/parties.csv", "tables/budget.csv")
    parties, budget = ((run / name).read_bytes() for name in names)
    (run / names[0]).write_bytes(budget)
    (run / names[1]).write_bytes(parties)
    for forged in (False, True):
        if forged:
            forge(run, *names)
        document = reviewed(run, capsys)
        assert causes(document) == {"edited"}
        assert {row["what"].partition(":")[0] for row in document["differences"]} == set(names)


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--draws", "32"),
        ("--until", "400"),
        ("--seed", "9", "--set", "case.sampling=plain"),
        ("--set", "case.draws_until=null"),
        ("--language", "nl"),
    ],
)
def test_a_public_version_is_drawn_again_as_it_was(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = write_case(tmp_path / "case")
    edit_text(case, "draws: 64,", "draws: 64, draws_until: {error: 150, at_most: 2048},")
    made = make_run(case, tmp_path / "run", "--public", "--accept", *options)
    assert reviewed(made, capsys, "--case", str(case))["reproduced"]


def test_a_public_version_of_which_the_seed_was_typed_over_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = write_case(tmp_path / "case")
    made = make_run(case, tmp_path / "run", "--public", "--accept")

    def other_seed(document: dict[str, Any]) -> None:
        document["fingerprint"]["seed"] = 77

    edit_json(made / "manifest.json", other_seed)
    document = reviewed(made, capsys, "--case", str(case))
    assert not document["reproduced"] and "seed" in {
        row["what"].rpartition(".")[2] for row in document["differences"]
    }


def test_without_its_noise_a_public_version_is_not_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = confidential(tmp_path / "case")
    made = make_run(case, tmp_path / "run", "--public", "--accept")
    case.with_suffix(".private.json").unlink()
    document = reviewed(made, capsys, "--case", str(case))
    assert not document["reproduced"] and document["differences"] == []
    assert "small.private.json is not beside the case" in document["remarks"][1]
    assert not case.with_suffix(".private.json").exists()


@of_results
def test_a_folder_of_runs(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Path(shutil.copytree(run, run.parent / "other"))
    edit_json(other / "results.json", lambda document: npv_row(document).update(mean=1.5))
    document = reviewed(run.parent, capsys)
    assert [(part["run"], part["reproduced"]) for part in document["runs"]] == [
        ("other", False),
        ("run", True),
    ]
    assert [(row["run"], row["what"]) for row in document["differences"]] == [
        ("other", f"results.json: {NPV}")
    ]
    assert main(["review", str(run.parent)]) == 1
    assert "Reproduced: 1 of 2." in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["no folder", "a file", "empty", "no manifest of a run", "outside"])
def test_what_is_no_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    folder = tmp_path / "folder"
    if kind != "no folder":
        folder.mkdir()
    if kind == "a file":
        folder = folder / "file"
        folder.touch()
    if kind == "no manifest of a run":
        (folder / "manifest.json").write_text("[]", encoding="utf-8")
    if kind == "outside":
        manifest = {"fingerprint": {}, "parameters": {"changes": {}}, "files": {"../x": "1"}}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["review", str(folder), "--language", "en"]) == 2
    assert capsys.readouterr().err


@of_results
def test_a_case_that_other_code_refuses_is_told_with_that_code(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def older(document: dict[str, Any]) -> None:
        document["fingerprint"].update(version="0.0.9")

    edit_results(run, older)
    edit_json(run / "manifest.json", older)

    def refused(*_: object) -> None:
        raise InputError(Problem("lines.gain", "no such kind any more", "another", "write another"))

    monkeypatch.setattr("mll_finance.review.made_again.opened", refused)
    document = reviewed(run, capsys)
    assert not document["reproduced"] and row_of(document, "version") == ("0.0.9", "0.1.0", "code")
    assert "lines.gain: no such kind any more" in document["remarks"][0]


def test_an_adopted_case_with_its_lock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = write_case(tmp_path / "case")
    edit_text(case, "id: small", "status: vastgesteld, id: small")
    assert main(["lock", str(case), "--by", "council"]) == 0
    made = make_run(case, tmp_path / "run", *RESULTS)
    assert reviewed(made, capsys)["reproduced"]
    edit_text(made / "case.lock.json", "council", "mayor")
    document = reviewed(made, capsys)
    assert causes(document) == {"case"}
    assert [(row["was"], row["is"]) for row in document["differences"] if "lock" in row["what"]] == [
        ("council", "mayor")
    ]


def test_a_branded_run_is_told_by_its_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brand = tmp_path / "brand.json"
    brand.write_text('{"utrecht": {"document": {"color": {"value": "#123456"}}}}', encoding="utf-8")
    made = make_run(
        write_case(tmp_path / "case"), tmp_path / "run", "--notebooks", "none", "--brand", str(brand)
    )
    assert reviewed(made, capsys)["differences"] == []
    edit_text(made / "report.html", ">60,000\n", ">6,000\n")
    assert [row["what"] for row in reviewed(made, capsys)["differences"]] == ["report.html"]
