"""The public version in PDF and Word: attacked as its pages are, and refused where it holds more than they say."""

from __future__ import annotations

import math
from pathlib import Path

import docx
import pytest
from count_kills import contents
from public_attack import Attack
from public_cases import SPREAD, amounts_of, publish
from test_public_audit import PATH, PATHS, plain_tender, study_of

from mll_finance.batch.file_texts import texts
from mll_finance.cli.main import main

DOCUMENTS = ("--formats", "html,pdf,docx")
ENDINGS = {".pdf", ".docx"}
BID = "73.219"


def documents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in ENDINGS)


@pytest.mark.usefixtures("chromium")
def test_no_document_tells_more_than_the_promise(tmp_path: Path) -> None:
    folder = publish(tmp_path, plain_tender(), {PATH: 0.5}, *DOCUMENTS)
    assert [path.name for path in documents(folder)] == [
        f"{name}{ending}" for name in ("besluit", "dossier", "report") for ending in (".docx", ".pdf")
    ]
    least, most = Attack(tmp_path / "b.yaml", amounts_of(plain_tender()), folder).bounds(PATH)
    assert least <= 0.9 and most >= 1.1
    # What is attacked is read: the decision is there in words, on paper as on the page.
    for ending in sorted(ENDINGS):
        words = "".join("".join(texts(folder / f"besluit{ending}")).split())
        assert "Openbareversie" in words, ending


@pytest.mark.usefixtures("chromium")
def test_every_document_is_the_same_for_another_bid_with_other_noise(tmp_path: Path) -> None:
    here = dict.fromkeys(PATHS, 0.4)
    there = {path: noise - math.log(1.7) / SPREAD for path, noise in here.items()}
    one = contents(publish(tmp_path / "one", study_of(60_000.0, 3), here, *DOCUMENTS))
    other = contents(publish(tmp_path / "other", study_of(60_000.0 * 1.7, 8), there, *DOCUMENTS))
    assert {Path(name).suffix for name in one} >= ENDINGS
    assert one.keys() == other.keys()
    assert [file for file in one if one[file] != other[file]] == []


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("place", ["header", "comments", "title"])
def test_a_bid_in_a_template_stops_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    document = docx.Document()
    if place == "header":
        document.sections[0].header.paragraphs[0].text = f"Bod: {BID} euro"
    elif place == "comments":
        document.core_properties.keywords = f"bod {BID}"
    else:
        document.add_paragraph(f"Het bod van {BID[:2]}").add_run(BID[2:])
    document.save(str(tmp_path / "own.docx"))
    publish(tmp_path, plain_tender(), {PATH: 0.5}, "--formats", "none")
    options = ("--public", "--accept", "--formats", "docx", "--template", str(tmp_path / "own.docx"))
    assert main(["run", str(tmp_path / "b.yaml"), *options, "--out", str(tmp_path / "out")]) == 1
    assert f"{PATH} in besluit.docx" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("formats", ["xlsx", "csv,html", "parquet,pdf"])
def test_a_format_that_holds_the_exact_amounts_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], formats: str
) -> None:
    arguments = ["run", "two_years", "--public", "--formats", formats, "--out", str(tmp_path / "out")]
    assert main(arguments) == 2
    refused = capsys.readouterr().err
    assert formats.split(",", maxsplit=1)[0] in refused and "docx, html, pdf" in refused
    assert not (tmp_path / "out").exists()


def test_a_public_version_without_pages_holds_its_results(tmp_path: Path) -> None:
    folder = publish(tmp_path, plain_tender(), {PATH: 0.5}, "--formats", "none")
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "results.json"]
