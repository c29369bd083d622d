"""Why a report of a batch is not there, as a reader finds it: in the language of the batch, with what to do."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from slips import Commands

from mll_finance.batch import executed
from mll_finance.batch.notebook_library import notebook_library
from mll_finance.batch.series import job as jobs
from mll_finance.batch.series.plan import Contents, plan
from mll_finance.engine.fingerprint import code_hash
from mll_finance.errors import InputError, Problem
from mll_finance.terms import LANGUAGES, Language, phrase, told_text

NOTEBOOK = "07_report"


def failure(monkeypatch: pytest.MonkeyPatch, source: str, language: Language) -> str:
    """What is told of a report of which the second cell of a notebook does something."""
    cells = notebook_library().v4
    sources = ["1", source]
    monkeypatch.setattr(
        executed,
        "written",
        lambda *_, **__: cells.new_notebook(cells=[cells.new_code_cell(text) for text in sources]),
    )
    (job,) = plan(["local.yaml"], "Eindhoven", None).jobs
    told = jobs.make_report(job.as_json(), "made", Contents((NOTEBOOK,), ()))
    assert not Path("made", job.folder).exists()
    return str(told_text(told["failure"], language))


@pytest.mark.parametrize(
    ("source", "dutch", "english"),
    [
        (
            "1 / 0",
            "in notebook 07_report ging cel 2 mis: ZeroDivisionError: division by zero",
            "notebook 07_report failed in cell 2: ZeroDivisionError: division by zero",
        ),
        ("raise MemoryError", "ging cel 2 mis: er was meer geheugen nodig", "more memory was needed"),
        ("raise SystemExit", "ging cel 2 mis: SystemExit", "failed in cell 2: SystemExit"),
        (
            "from mll_finance import notebook\n"
            "case, municipality = '../case.yaml', 'Nergens'\n"
            "notebook.start(globals())",
            "'Nergens' is geen gemeente",
            "'Nergens' is geen gemeente",  # A notebook shows it in the language of the case.
        ),
    ],
)
def test_a_cell_that_fails_is_told_in_either_language(
    folder: Path, monkeypatch: pytest.MonkeyPatch, source: str, dutch: str, english: str
) -> None:
    for language, said in zip(("nl", "en"), (dutch, english), strict=True):
        assert said in failure(monkeypatch, source, language)


@pytest.mark.parametrize(
    ("error", "dutch"),
    [
        (MemoryError(), "er was meer geheugen nodig dan er is"),
        (OSError(28, "No space left on device"), "De schijf is vol"),
        (KeyError("odd"), "een fout die de suite niet kent: KeyError: 'odd'; meld hem"),
        (InputError(Problem("lines.x", *(phrase("batch_number_found"),) * 3)), "geen aantal"),
    ],
)
def test_whatever_a_report_fails_on_is_told_in_dutch_and_not_in_english(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, dutch: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(jobs, "run_study", fail)
    (job,) = plan(["local.yaml"], "Eindhoven", None).jobs
    told = jobs.make_report(job.as_json(), "made", Contents((), ()))
    texts = {language: str(told_text(told["failure"], language)) for language in LANGUAGES}
    assert dutch.casefold() in texts["nl"].casefold()
    assert texts["en"] != texts["nl"]


ASKED = (
    "batch",
    "local.yaml",
    "--municipalities",
    "Eindhoven,Tilburg",
    "--workers",
    "1",
    "--formats",
    "none",
)


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize(
    ("language", "title", "todo"),
    [
        ("nl", "Rapporten die er niet zijn: 1 van 2", "geef dezelfde opdracht nog eens met --resume"),
        ("en", "Reports that are not there: 1 of 2", "give the same command again with --resume"),
    ],
)
def test_the_index_says_at_its_top_that_a_report_is_missing_and_below_which_and_why(
    folder: Path, commands: Commands, language: str, title: str, todo: str
) -> None:
    code, text = commands.given(*ASKED, "--language", language, "--out", "out")
    assert code == 1
    assert "local/GM0855/central  Tilburg" in text
    index = unescape((folder / "out" / "index.html").read_text(encoding="utf-8")).replace("<wbr>", "")
    assert index.index(title) < index.index('id="table-overview"') < index.index(todo)
    rows = index[index.index('id="table-absent"') :]
    reason = rows.partition(">Tilburg<")[2].partition("</table>")[0]
    journal = [
        json.loads(line) for line in (folder / "out" / "journal.jsonl").read_text("utf-8").splitlines()
    ]
    (noted,) = [entry["failure"] for entry in journal if entry["failure"]]
    assert re.sub(r"\s+", " ", noted) in re.sub(r"\s+", " ", re.sub("<[^>]*>", "", reason))
    assert ("probleem" in noted or "problemen" in noted) is (language == "nl")


@pytest.mark.usefixtures("one_process")
def test_an_index_without_any_report_says_what_is_wrong_and_compares_nothing(
    folder: Path, commands: Commands
) -> None:
    asked = ("batch", "local.yaml", "--municipalities", "Tilburg", "--workers", "1", "--formats", "none")
    assert commands.given(*asked, "--out", "out")[0] == 1
    index = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert "Rapporten die er niet zijn: 1 van 1" in index
    assert "Wat u naast elkaar kunt leggen" not in index
    assert 'id="table-overview"' not in index


@pytest.mark.usefixtures("one_process")
def test_a_batch_of_which_the_code_changes_stops_at_the_first_report_that_fails_on_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> None:
    source = folder / "package" / "a.py"
    source.parent.mkdir()
    source.write_text("x = 1", encoding="utf-8")
    begun: list[str] = []

    def edited_after(job: dict[str, str], *arguments: Any) -> dict[str, Any]:
        begun.append(job["folder"])
        told = jobs.make_report(job, *arguments)
        source.write_text("x = 2", encoding="utf-8")
        return told

    with monkeypatch.context() as patch:
        patch.setattr("mll_finance.engine.fingerprint.package_folder", lambda: source.parent)
        patch.setattr("one_process.make_report", edited_after)
        code_hash.cache_clear()
        options = ("--municipalities", "Eindhoven,Breda,Tilburg", "--notebooks", "none", "--formats", "none")
        code, printed = commands.given("batch", "local.yaml", *options, "--out", "made", "--language", "nl")
    code_hash.cache_clear()
    assert code == 1 and "mll_finance zelf is veranderd" in printed, printed
    assert len(begun) == 2 and f"{begun[1]}: terwijl de run liep is er iets veranderd (code)" in printed, (
        printed
    )
