"""A report of a batch from the disk: with what it shares as it always was, without it still to be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import patient
from playwright.sync_api import Browser

from mll_finance.cli.main import main

EXAMPLE = "vroegsignalering_eindhoven"


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch") / "out"
    asked = ("batch", EXAMPLE, "--municipalities", "Helmond", "--workers", "1")
    assert main([*asked, "--out", str(folder)]) == 0
    return folder


def _report(batch: Path) -> Path:
    return batch / "reports" / EXAMPLE / "GM0794" / "central"


def test_a_shared_page_is_the_whole_page(batch: Path, tmp_path: Path, browser: Browser) -> None:
    assert main(["review", str(_report(batch)), "--export", "--to", str(tmp_path / "alone")]) == 0
    seen = []
    for folder in (_report(batch), tmp_path / "alone"):
        page = patient(browser).new_page()
        faults: list[str] = []
        page.on("console", lambda message, faults=faults: faults.append(message.text))
        page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
        page.goto((folder / "report.html").as_uri())
        page.wait_for_function("() => document.querySelectorAll('#try-panel input').length > 0")
        assert not faults
        seen.append(
            page.evaluate(
                """() => [document.querySelector("#dossier").innerText, getComputedStyle(document.body).font,
                document.querySelectorAll("#try-panel input").length, document.querySelectorAll(".mll-apart").length
                - [...document.querySelectorAll(".mll-apart")].filter((each) => !each.offsetHeight).length]"""
            )
        )
        page.context.close()
    assert seen[0] == seen[1]


def test_without_what_it_shares_the_answer_can_be_read(batch: Path, tmp_path: Path, browser: Browser) -> None:
    shutil.copytree(_report(batch), tmp_path / "lone")
    page = patient(browser).new_page()
    page.goto((tmp_path / "lone" / "report.html").as_uri())
    assert page.locator(".mll-apart").is_visible()
    assert "Deze map is niet heel" in page.locator(".mll-apart").inner_text()
    assert page.locator("#decision h2").first.is_visible()
    assert "map assets" in page.locator("#dossier").inner_text()
    page.context.close()
