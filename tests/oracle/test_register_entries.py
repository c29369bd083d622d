"""``mll forms --register``: what the form of a register asks is asked, all at once; what nobody can check is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.reference_data.official_lists import read_lists
from mll_finance.inputs.reference_data.register_rules import entry_problems, unchecked
from mll_finance.inputs.reference_data.registers import fields
from mll_finance.resources import resource

PATHS = {field.id: field.id for field in fields("algorithm_register")}
GOOD = {
    "naam": "Voorstellen wie eerst wordt gebeld",
    "korte_omschrijving": "Een computer stelt voor wie wij bellen. Een medewerker beslist.",
    "organisatie": "Gemeente Eindhoven",
    "thema": "Sociale zekerheid",
    "status": "In ontwikkeling",
    "contactgegevens": "algoritmes@gemeente.example",
    "publicatiecategorie": "Impactvolle algoritmes",
    "begindatum": "2027-01",
    "link_publiekspagina": "https://gemeente.example/algoritmes",
}
LISTS = {
    "organisations": frozenset(["gemeente Eindhoven", "gemeente Helmond"]),
    "themes": frozenset(["sociale zekerheid", "verkeer"]),
}


def found(changes: dict[str, str | None], lists: Any = LISTS) -> list[str]:
    """Where problems are with an entry that is good but for some fields."""
    problems = entry_problems(
        "algorithm_register", {**GOOD, **changes}, lists, path_by_field=PATHS, language="nl"
    )
    return [problem.path for problem in problems]


def test_a_good_entry_has_no_problems() -> None:
    assert found({}) == []


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("naam", None),
        ("naam", "x" * 100),
        ("naam", "NOG IN TE VULLEN"),
        ("korte_omschrijving", "woord " * 60),
        ("korte_omschrijving", " ".join(["woord"] * 21)),
        ("doel_en_impact", "Kort. " + " ".join(["woord"] * 21) + "."),
        ("organisatie", "Gemeente Eindhooven"),
        ("thema", "Schulden"),
        ("status", "In development"),
        ("publicatiecategorie", None),
        ("contactgegevens", "14 040"),
        ("contactgegevens", "http://gemeente.example"),
        ("contactgegevens", "mail naar a@b.nl"),
        ("begindatum", "2027-13"),
        ("begindatum", "januari 2027"),
        ("link_publiekspagina", "a@b.nl"),
        ("link_broncode", "https://a b.nl"),
        ("link_broncode", "https://[x"),
    ],
)
def test_what_does_not_fit_the_form_is_named(field: str, text: str | None) -> None:
    assert set(found({field: text})) == {field}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("naam", "x" * 99),
        ("korte_omschrijving", "Een zin van twintig woorden: " + " ".join(["a"] * 15) + "."),
        ("begindatum", None),
        ("contactgegevens", "https://gemeente.example/contact"),
        ("organisatie", "GEMEENTE HELMOND"),
        ("leverancier", None),
    ],
)
def test_what_is_just_right_is_taken(field: str, text: str | None) -> None:
    assert found({field: text}) == []


def test_everything_is_said_at_once_and_without_a_list_it_is_not_checked() -> None:
    changes = {"naam": None, "status": "x", "organisatie": "Nergens", "thema": "Nergens"}
    assert found(changes) == ["naam", "organisatie", "thema", "status"]
    assert found(changes, {}) == ["naam", "status"]
    assert unchecked("algorithm_register", {}) == ("organisatie", "thema")
    assert unchecked("algorithm_register", {"themes": frozenset("x")}) == ("organisatie",)


def listed(*names: str, key: str) -> str:
    return json.dumps([{"@id": f"x{place}", key: [{"@value": name}]} for place, name in enumerate(names)])


def test_the_lists_are_read_from_a_folder(tmp_path: Path) -> None:
    ends = "https://identifier.overheid.nl/tooi/def/ont/officieleNaamInclSoort"
    (tmp_path / "rwc_gemeenten_compleet_4.json").write_text(listed("gemeente A", "gemeente B", key=ends))
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    (tmp_path / "scw_toplijst_1.json").write_text(listed("werk", key=label))
    (tmp_path / "other.json").write_text("{")
    assert read_lists(tmp_path) == {
        "organisations": frozenset(["gemeente A", "gemeente B"]),
        "themes": frozenset(["werk"]),
    }


@pytest.mark.parametrize(
    ("name", "text"), [("scw_toplijst_1.json", "{"), ("rwc_x.json", "[]"), ("a.txt", "")]
)
def test_a_folder_without_a_list_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError):
        read_lists(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        read_lists(tmp_path / "nowhere")


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    text = resource("parameters", "vroegsignalering_eindhoven.yaml").read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "own.yaml"


def test_an_entry_is_written_once_it_fits_and_a_draft_before(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["forms", "own.yaml", "--register", "algorithm_register", "--to", "entry.json"]
    assert main(words) == 2
    assert "personal_data.algorithm_register.contactgegevens" in capsys.readouterr().err
    assert not (case.parent / "entry.json").exists()
    assert main([*words, "--draft"]) == 0
    document = json.loads((case.parent / "entry.json").read_text(encoding="utf-8"))
    (entry,) = document["entries"].values()
    assert list(entry) == [field.id for field in fields("algorithm_register")]
    assert len(document["problems"]) == 1 and document["not_checked"] == ["organisatie", "thema"]
    (case.parent / "entry.json").unlink()
    text = case.read_text(encoding="utf-8")
    old = 'contact: {nl: "14 040 of eindhoven.nl (voorbeeld)", en: "14 040 or eindhoven.nl (example)"}'
    assert old in text
    case.write_text(text.replace(old, "contact: algoritmes@gemeente.example", 1), encoding="utf-8")
    capsys.readouterr()
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "Thema" in said and "B1" in said
    assert main(words) == 2, "never over another file"


def test_the_processing_register_has_an_entry_for_each_purpose(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["forms", "own.yaml", "--register", "processing_register", "--to", "entry.json"]
    assert main([*words, "--language", "en"]) == 2
    assert capsys.readouterr().err.count("personal_data.officer") == 1
    text = case.read_text(encoding="utf-8")
    case.write_text(
        text.replace("personal_data:\n", "personal_data:\n  officer: FG, fg@gemeente.example\n", 1),
        encoding="utf-8",
    )
    assert main(words) == 0
    document = json.loads((case.parent / "entry.json").read_text(encoding="utf-8"))
    assert list(document["entries"]) == ["order_of_approach", "evaluation_and_bias"]
    assert document["entries"]["order_of_approach"]["officer"] == "FG, fg@gemeente.example"
    assert document["problems"] == [] and "retention" in document["open"]["order_of_approach"]


def test_a_register_is_not_read_back_and_needs_the_data(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forms", "own.yaml", "--register", "algorithm_register", "--read", "x.json"]) == 2
    assert main(["forms", "two_years", "--register", "algorithm_register", "--to", "x.json"]) == 2
    assert "personal_data" in capsys.readouterr().err
