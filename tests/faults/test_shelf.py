"""``mll publish``: what lies on the shelf tells nothing confidential, can be read anew, and is not lost by accident."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mll_finance import load_case
from mll_finance.batch.shelf import THEMES, Entries, entries
from mll_finance.cli.command_line import of_several_cases
from mll_finance.cli.main import main
from mll_finance.resources import resource

PRICE = 0.27314
"""A confidential price of more figures than a coincidence has (EUR per inhabitant)."""
SECRET = f"{PRICE}"
LABEL = ("--theme", "debts", "--licence", "CC-BY-4.0", "--contact", "informatiepunt@gemeente.example")


def written(folder: Path, name: str, *changes: tuple[str, str]) -> str:
    """A case of the shelf's theme with a confidential price, with other texts at some places."""
    text = resource("parameters", "vroegsignalering_eindhoven.yaml").read_text(encoding="utf-8")
    open_price = "distribution: {kind: pert, low: 0.12, mode: 0.25, high: 0.45}"
    both = (
        (open_price, f"value: {PRICE}\n      confidential: true"),
        ("base_year: 2027 ", "draws: 64\n  base_year: 2027 "),
    )
    for old, new in (*both, *changes):
        assert old in text
        text = text.replace(old, new, 1)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return f"{name}.yaml"


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_entry_tells_nothing_confidential_and_is_a_case(tmp_path: Path) -> None:
    own = written(
        tmp_path, "own", ("scenarios:\n", f"scenarios:\n  dear: {{set: {{lines.licence.price: {PRICE}}}}}\n")
    )
    assert main(["publish", own, *LABEL]) == 0
    folder = tmp_path / "parameters" / "shelf" / "vroegsignalering_eindhoven"
    assert {path.name for path in folder.iterdir()} == {
        "case.yaml",
        "entry.json",
        "manifest.json",
        "results.json",
    }
    assert all(SECRET not in path.read_text(encoding="utf-8") for path in folder.iterdir())
    told, mine = load_case(folder / "case.yaml"), load_case(own)
    assert "dear" in mine.scenarios and set(mine.scenarios) - set(told.scenarios) == {"dear", "kosten_hoog"}
    price = told.graph.leaves["lines.licence.price"].assumption
    assert price.confidential and price.central != PRICE
    same = [
        path
        for path, leaf in mine.graph.leaves.items()
        if told.graph.leaves[path].assumption == leaf.assumption
    ]
    assert len(same) > 100
    document = json.loads((folder / "entry.json").read_text(encoding="utf-8"))
    assert document["municipality"] == "Eindhoven" and document["without_scenarios"] == [
        "dear",
        "kosten_hoog",
    ]
    assert set(document["advice"]["alternatives"]) == set(mine.projects)


def test_it_is_laid_beside_the_case_of_another_municipality(tmp_path: Path) -> None:
    helmond = written(
        tmp_path,
        "h",
        ("id: vroegsignalering_eindhoven", "id: helmond"),
        ("municipality: Eindhoven", "municipality: Helmond"),
    )
    assert main(["publish", helmond, *LABEL, "--to", "shelf"]) == 0
    # The difference names the inhabitants that the price is multiplied by: somebody has to look, and did.
    assert main(["publish", written(tmp_path, "e"), *LABEL, "--to", "shelf", "--accept"]) == 0
    folder = tmp_path / "shelf" / "vroegsignalering_eindhoven"
    assert json.loads((folder / "entry.json").read_text("utf-8"))["beside"]["municipality"] == "Helmond"
    told = json.loads((folder / "difference.json").read_text("utf-8"))
    assert "case.municipality" in {row["path"] for row in told["rows"]}
    assert "Helmond" in (folder / "difference.html").read_text("utf-8")
    assert [path.name for path in entries(tmp_path / "shelf").documents] == [
        "helmond",
        "vroegsignalering_eindhoven",
    ]


def test_a_confidential_number_in_a_text_keeps_it_off_the_shelf(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = written(
        tmp_path, "own", ("nl: Licentie (SaaS)", f'nl: "Licentie, {SECRET.replace(".", ",")} euro"')
    )
    assert main(["publish", own, *LABEL, "--to", "shelf"]) == 1
    assert "lines.licence.price" in capsys.readouterr().err
    assert not list((tmp_path / "shelf").iterdir())


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = written(tmp_path, "own", ("  municipality: Eindhoven\n", ""), ("  dated: 2026-11-29\n", ""))
    (tmp_path / "shelf" / "vroegsignalering_eindhoven").mkdir(parents=True)
    assert main(["publish", own, "--to", "shelf", "--contact", "a\x1b[2Jb"]) == 2
    said = capsys.readouterr().err
    for place in ("--theme", "--licence", "--contact", "case.municipality", "case.dated", "--to"):
        assert f"- {place}" in said, place
    assert "\x1b" not in said


def test_what_lies_there_stays_until_asked(tmp_path: Path) -> None:
    own = written(tmp_path, "own")
    put = ["publish", own, *LABEL, "--to", "shelf"]
    assert main(put) == 0
    entry = tmp_path / "shelf" / "vroegsignalering_eindhoven" / "entry.json"
    first = entry.read_bytes()
    assert main([*put, "--contact", "balie@gemeente.example"]) == 2
    assert entry.read_bytes() == first
    assert main([*put, "--contact", "balie@gemeente.example", "--replace"]) == 0
    assert "balie@" in entry.read_text(encoding="utf-8")
    entry.write_text("edited by hand", encoding="utf-8")
    assert main([*put, "--replace"]) == 2
    assert entry.read_text(encoding="utf-8") == "edited by hand"


def test_an_own_table_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = written(tmp_path, "own", ("  language: nl\n", "  language: nl\n  tables: {unit_costs: own.csv}\n"))
    header = resource("data", "unit_costs.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "own.csv").write_text(header + "\n", encoding="utf-8")
    assert main(["publish", own, *LABEL, "--to", "shelf"]) == 2
    assert "case.tables" in capsys.readouterr().err


def test_the_command_line_knows_the_themes_of_the_shelf() -> None:
    assert of_several_cases.THEMES == THEMES


def test_the_list_of_a_shelf_says_whose_a_case_is_and_whether_the_advice_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = written(tmp_path, "own")
    other = written(
        tmp_path,
        "other",
        ("id: vroegsignalering_eindhoven", "id: helmond"),
        ("municipality: Eindhoven", "municipality: Helmond"),
    )
    for name in (own, other):
        assert main(["publish", name, *LABEL, "--accept"]) == 0
    capsys.readouterr()
    assert main(["shelf", "--language", "en"]) == 0
    said = capsys.readouterr().out
    first, second = said.split("Folder: ")[:2]
    assert "Laid beside vroegsignalering_eindhoven (Eindhoven): the advice is the same." in " ".join(
        said.split()
    )
    assert "(Eindhoven, " in first and "no-go" in first and "informatiepunt@gemeente.example" in first
    assert "(Helmond, " in second
    assert main(["shelf", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["municipality"] for entry in listed] == ["Helmond", "Eindhoven"]
    assert main(["shelf", "--theme", "wmo"]) == 0
    assert "geen case" in capsys.readouterr().out


def test_a_shelf_that_is_none_is_refused_and_an_entry_of_somebody_else_is_read_with_care(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["shelf", "nowhere", "--language", "en"]) == 2
    assert "no folder" in capsys.readouterr().err
    folder = tmp_path / "shelf" / "odd"
    folder.mkdir(parents=True)
    odd = {"schema": 1, "title": 3, "advice": [1], "beside": "x", "municipality": None, "theme": {"a": 1}}
    (folder / "entry.json").write_text(json.dumps(odd), encoding="utf-8")
    assert main(["shelf", "shelf"]) == 0
    assert "odd" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_or_a_device_on_a_shelf_keeps_nobody_waiting(tmp_path: Path) -> None:
    for name in ("pipe", "device"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "pipe" / "entry.json")
    (tmp_path / "device" / "entry.json").symlink_to("/dev/zero")
    assert entries(tmp_path) == Entries({}, {tmp_path / name: "damaged" for name in ("device", "pipe")})


def test_an_entry_cannot_look_like_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "odd").mkdir()
    text = "ja\n\nVan ons (Eindhoven, 2027, thema wmo)" + "x" * 9000
    odd = {"schema": 1, "title": {"nl": text}, "contact": text, "beside": {"id": text}}
    (tmp_path / "odd" / "entry.json").write_text(json.dumps(odd), encoding="utf-8")
    assert main(["shelf", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert len(told.splitlines()) == 4 and len(told) < 1000 + len(str(tmp_path)) and "None" not in told


@pytest.mark.parametrize("form", ["table", "json"])
def test_an_entry_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    for name, text in {
        "good": '{"schema": 1}',
        "cut": '{"schema": 1',
        "list": "[]",
        "later": '{"schema": 2}',
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "entry.json").write_text(text, encoding="utf-8")
    (tmp_path / "none").mkdir()
    assert main(["shelf", str(tmp_path), "--format", form]) == 0
    told = capsys.readouterr()
    unread = {name for name in ("good", "cut", "list", "later", "none") if str(tmp_path / name) in told.err}
    assert unread == {"cut", "list", "later"}
    assert "andere versie" in told.err and "beschadigd" in told.err
    assert str(tmp_path / "good") in told.out and "cut" not in told.out
