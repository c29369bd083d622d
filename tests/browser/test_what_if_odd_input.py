"""What somebody may type, or write in a link, that is no change: an error in words, never a wrong number."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from conftest import Open
from playwright.sync_api import Page
from test_what_if_arithmetic import ODD, close, evaluated, in_suite, tab
from test_what_if_panel import SETTLED, settled, status

from mll_finance.cli.main import main
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.report.html.writer import write_page
from mll_finance.report.page import page as report_page
from mll_finance.report.what_if.panel import panel

__all__ = ["tab"]
pytestmark = pytest.mark.browser
LICENCE, GRANT, GAIN = "lines.licence.amount", "lines.grant.amounts", "lines.gain.amount"
CHANGES: list[Any] = [
    {LICENCE: 1e300},
    {LICENCE: 1.7e308},
    {GRANT: {"times": 1e300}},
    {LICENCE: 1e14, GAIN: 1e14},
    {f"{GRANT}.2099": 5},
    {f"{GRANT}.1999": 5},
    {f"{GRANT}.2027": 5, GRANT: {"times": 2}},
    {GRANT: {"times": 2}, f"{GRANT}.2027": 5},
    {LICENCE: {"value": 5}},
    {LICENCE: {"value": None}},
    {LICENCE: {"value": 5, "quality": "Z"}},
    {LICENCE: {"value": 5, "unit": "hour"}},
    {LICENCE: {"times": "2"}},
    {LICENCE: {"times": True}},
    {LICENCE: {"distribution": {"kind": "constructor"}}},
    {LICENCE: {"distribution": {"kind": "normal", "mean": 5}}},
    {LICENCE: {"distribution": {"kind": "uniform", "low": 5, "high": 1}}},
    {LICENCE: {"distribution": {"kind": "pert", "low": 5, "mode": 1, "high": 9}}},
    {LICENCE: {"distribution": {"kind": "uniform", "low": 1, "high": 1e200}}},
    {LICENCE: {"distribution": {"kind": "uniform", "low": 1, "high": 5}}},
    {LICENCE: {"distribution": {"kind": "gamma", "mean": 20, "sd": 5}}},
    {LICENCE: [1]},
    {LICENCE: None},
    {LICENCE: True},
    {LICENCE: "5"},
    {GRANT: {"2026": None}},
    {GRANT: {"2026": {"2027": 1}}},
    {"constructor": 5},
    {"toString.2026": 5},
    {"lines.constructor.amount": {"times": 2}},
    {".".join(["lines"] * 20_000): 5},
    {"lines.harm.amounts": 1e300},
]
NO_CHANGES: list[Any] = [None, 5, "lines", [1, 2], [], True]


@pytest.fixture(scope="module")
def odd() -> Case:
    return case_from_text(ODD)


def numbers_in(part: Any) -> list[float]:
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    own = [float(part)] if isinstance(part, (int, float)) and not isinstance(part, bool) else []
    return own + [number for each in parts for number in numbers_in(each)]


def test_every_odd_change_has_the_numbers_of_the_suite_or_an_error(tab: Page, odd: Case) -> None:
    compared = 0
    for change, answer in zip(CHANGES, evaluated(tab, WhatIf(appraise(odd)), CHANGES), strict=True):
        if "error" in answer:
            assert answer["error"] and "undefined" not in answer["error"], change
            continue
        changed_case = in_suite(odd, change)
        assert changed_case is not None, change
        study = appraise(changed_case)
        for alternative in odd.projects:
            row = study.value("society", alternative, "npv")
            assert close(row["central"], answer["npv"]["society"][alternative]), change
            assert close(row["mean"], answer["mean"]["society"][alternative]), change
        compared += 1
    assert compared >= 5


def test_what_is_no_mapping_is_an_error(tab: Page, odd: Case) -> None:
    for answer in evaluated(tab, WhatIf(appraise(odd)), NO_CHANGES):
        assert set(answer) == {"error"}
    hostile = (
        f"""[window.mll.evaluate(JSON.parse('{{"__proto__": {{"times": 2}}}}')),"""
        f""" window.mll.evaluate({{"{LICENCE}": NaN}}), window.mll.evaluate({{"{LICENCE}": {{times: Infinity}}}}),"""
        f""" window.mll.evaluate({{"{LICENCE}": () => 5}}), window.mll.evaluate({{"{LICENCE}": undefined}})]"""
    )
    for answer in tab.evaluate(hostile):
        assert set(answer) == {"error"}


@pytest.fixture(scope="module")
def report(odd: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A title with the signs that mean something in a script, in HTML or where a text is filled in.
    text = ODD.replace("alternative: [a]\n", "alternative: [a]\n    title: \"</script><b>$& 'x'\"\n", 1)
    study = appraise(case_from_text(text))
    path = tmp_path_factory.mktemp("odd") / "report.html"
    write_page(report_page(study, "nl"), path, what_if=panel(study, "nl"))
    return path


def of_licence(page: Page) -> Any:
    return page.locator(".try-field", has_text="$&").first


def typed(page: Page, text: str) -> dict[str, Any]:
    """What the address holds after a text was typed in the field of the licence."""
    field = of_licence(page).locator("input[type=text]")
    field.fill(text)
    field.press("Tab")
    page.wait_for_function(SETTLED)
    changes: dict[str, Any] = json.loads(unquote(page.url.split("#try=")[1])) if "#try=" in page.url else {}
    return changes


def test_a_typed_number_is_worked_out_and_shown_as_it_was_typed(open_page: Open, report: Path) -> None:
    page = settled(open_page(report).page)
    field = of_licence(page).locator("input[type=text]")
    for text, number, shown in (
        ("1.234,56", 1234.56, "1234,56"),
        ("12.345", 12345, "12.345"),
        ("€ 27", 27, "27"),
        ("27,125", 27.125, "27,125"),
    ):
        assert typed(page, text) == {LICENCE: number}
        assert field.input_value() == shown
    for text in ("1e3", "50%", "9" * 400, "--5", "1.2.3", "NaN", "Infinity"):
        assert typed(page, text) == {LICENCE: 27.125}, text
        assert field.get_attribute("aria-invalid") == "true"
    assert typed(page, "") == {}


def test_what_cannot_be_is_said_at_its_field_and_can_be_undone(open_page: Open, report: Path) -> None:
    opened = open_page(report)
    page = settled(opened.page)
    before = page.inner_text(".try-outcome table")
    typed(page, "-5")
    assert "\u22125" in page.inner_text(".try-problem") and "vorige instelling" in page.inner_text(
        ".try-problem"
    )
    field = of_licence(page)
    assert field.locator("input[type=text]").get_attribute("aria-invalid") == "true"
    assert "\u22125" in field.locator(".try-warning").inner_text()
    field.locator(".try-undo").press("Enter")
    page.wait_for_function(SETTLED)
    assert page.inner_text(".try-outcome table") == before and page.inner_text(".try-problem") == ""
    assert opened.complaints == []


def test_a_slider_stands_at_the_number_that_is_shown(open_page: Open, report: Path) -> None:
    page = settled(open_page(report).page)
    slider = of_licence(page).locator("input[type=range]")
    slider.evaluate("(node) => { node.value = 77; node.dispatchEvent(new Event('input')); }")
    page.wait_for_function(SETTLED)
    (number,) = json.loads(unquote(page.url.split("#try=")[1])).values()
    assert f"{number:g}".replace(".", ",") == of_licence(page).locator("input[type=text]").input_value()


HOSTILE = {
    '"; touch x; echo "': 5,
    "lines.nobody.amount": 1,
    LICENCE: {"value": 5, "source": '"; touch x #'},
    GAIN: 90,
    "__proto__": {"times": 2},
    "<img src=x onerror=alert(1)>": 1,
}


@pytest.mark.parametrize(
    "fragment",
    [
        quote(json.dumps(HOSTILE)),
        "%7B%22__proto__%22:%7B%22times%22:2%7D%7D",
        "%E0%A4%A",
        "{",
        "null",
        "[1,2]",
        quote(json.dumps({LICENCE: {"distribution": {"kind": "constructor"}}})),
        quote(json.dumps({".".join(["lines"] * 5000): 5})),
        quote('{"x":' * 3000 + "1" + "}" * 3000),
        quote(f'{{"{LICENCE}": 1e999}}'),
    ],
    ids=lambda text: text[:25],
)
def test_a_link_brings_in_what_can_be_tried_and_nothing_else(
    open_page: Open, report: Path, fragment: str
) -> None:
    opened = open_page(report)
    page = opened.page
    page.goto("about:blank")
    page.goto(f"{report.as_uri()}#try={fragment}")
    settled(page)
    assert opened.complaints == []
    assert "koppeling" in page.inner_text(".try-problem")
    assert ("Veranderd: 1." in status(page)) == (GAIN in unquote(fragment))
    page.get_by_role("button", name="Kopieer als opdracht").click()
    command = page.input_value("#try-kept")
    assert re.fullmatch(r'mll appraise [\w.]+( --set "lines\.gain\.amount=90")?', command), command
    assert page.locator("#try-panel img").count() == 0


def test_small_numbers_in_a_command_are_numbers_to_the_command_line(
    open_page: Open, report: Path, odd: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = settled(open_page(report).page)
    typed(page, "0,00000025")
    page.get_by_role("button", name="Kopieer als opdracht").click()
    (assignment,) = re.findall(r'--set "([^"]+)"', page.input_value("#try-kept"))
    case_file = tmp_path / "odd.yaml"
    case_file.write_text(ODD, encoding="utf-8")
    code = main(["appraise", str(case_file), "--format", "json", "--accept", "--set", assignment])
    written = capsys.readouterr()
    assert code == 0, written.err
    mean = next(
        row["mean"]
        for row in json.loads(written.out)["results"]
        if (row["perspective"], row["alternative"], row["criterion"]) == ("municipality", "a", "npv")
    )
    answer = page.evaluate(f"window.mll.evaluate({{'{LICENCE}': 2.5e-7}}).mean.municipality.a")
    assert close(mean, answer)


def test_a_place_in_the_page_stays_in_the_address_until_something_is_changed(
    open_page: Open, report: Path
) -> None:
    page = open_page(report).page
    page.goto(f"{report.as_uri()}#try")
    page.reload()
    settled(page)
    assert page.url.endswith("#try")
