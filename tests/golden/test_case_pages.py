"""The figures on the pages of the example cases, held to the accepted results and to the cases run now.

``python tests/golden/test_case_pages.py`` writes them anew: the tables of results and scenarios, and what stands
between marks (``page_figures``). Any other figure has to be an input: it stands in the case, in a table of data, in a
sentence that cites its source, or in a part of the page in which each number has one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import page_figures
import pytest

from mll_finance.engine.criteria import BY_ID
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "cases").glob("*.md"))
IDS = [page.stem for page in PAGES]
THOUSAND = 1000
SCENARIO = re.compile(r"`(\w+)`")
NUMBER = re.compile(r"(?<![\w.])\d[\d_]*(?:\.\d+)?")
FIGURE = re.compile(
    r"(?<=EUR )\d+(?:,\d{3})*(?:\.\d+)?|(?<![\w.])-\d+(?:,\d{3})*(?:\.\d+)?%?"
    r"|(?<![\w.,-])\d+(?:,\d{3})+|(?<![\w.,-])\d+(?:\.\d+)?%"
)
"""An amount, a number below zero, one of four digits or more with its commas, or a share."""
WITH_SOURCES = (
    "## The numbers",
    "## Numbers",
    "## The value of a year",
    "## Confronted with what is published",
)
"""Parts of a page in which each number stands with its source."""
SENTENCE = re.compile(r"(?<=[.!?])\s|\n(?=[-|\n]|\d\. )")
OF_RESULTS = ("society", "municipal budget", "central", "P5 to P95", "probability", "benefit-cost ratio")


@cache
def study_of(name: str) -> Study:
    return appraise(load_case(resource("parameters", f"{name}.yaml")))


@cache
def accepted(name: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """The accepted results by perspective, alternative and criterion."""
    with resource("parameters", f"{name}.expected.csv").open(encoding="utf-8", newline="") as handle:
        return {
            (row["perspective"], row["alternative"], row["criterion"]): row for row in csv.DictReader(handle)
        }


def rounded(euros: float, form: str) -> str:
    """Euros to the nearest thousand, with no minus before a zero; ``form`` says whether they count thousands."""
    thousands = round(euros / THOUSAND) + 0
    return f"{thousands:,d}" if form == "thousands" else f"{thousands * THOUSAND:,d}"


def with_pm(name: str, perspective: str, alternative: str) -> str:
    return " + PM" if study_of(name).stream(perspective, alternative).pm else ""


def share(fraction: float) -> str:
    """A share in whole percents, never a bare 100% or 0% for what is not sure."""
    if 0.995 <= fraction < 1:
        return "> 99%"
    return "< 1%" if 0 < fraction < 0.005 else f"{fraction:.0%}"


class ResultRow:
    """A row of the table of results: which perspective and figure its label names."""

    def __init__(self, name: str, label: str, above: ResultRow | None) -> None:
        self.name = name
        named = "municipality" if "municipal budget" in label else "society" if "society" in label else None
        self.perspective = named or (above.perspective if above else "society")
        statistic = "mean" if "expected" in label else "central" if "central" in label else None
        self.figure = statistic or (above.figure if above else "central")
        self.label = label

    def cell(self, alternative: str) -> str:
        results = accepted(self.name)
        if "probability" in self.label:
            return share(float(results[self.perspective, alternative, "probability_npv_negative"]["mean"]))
        if "ratio" in self.label:
            return f"{float(results[self.perspective, alternative, 'bcr']['central']):.2f}"
        npv = results[self.perspective, alternative, "npv"]
        if "P5" in self.label:
            return " to ".join(rounded(float(npv[place]), "euros") for place in ("p05", "p95"))
        euros = rounded(float(npv[self.figure]), "euros")
        return euros + with_pm(self.name, self.perspective, alternative)


def scenario_cell(name: str, scenario: str, alternative: str, parts: int) -> str:
    """The central NPV of a scenario, x EUR 1,000: to society, and behind a stroke to the municipality."""
    study = study_of(name) if scenario == "central" else study_of(name).in_scenario(scenario)
    npvs = [
        float(BY_ID["npv"].of(study.stream(perspective, alternative))[0])
        for perspective in ("society", "municipality")[:parts]
    ]
    return " / ".join(rounded(npv, "thousands") for npv in npvs)


def tables(text: str) -> Iterator[tuple[int, list[list[str]]]]:
    """The tables of a page: the line on which each begins, and its cells."""
    lines, start = text.split("\n"), 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        if end > start:
            yield start, [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:end]]
        start = max(end, start + 1)


def renewed(page: Path) -> tuple[str, int]:
    """The page with the figures of its tables of results as they are now, and how many those are."""
    name, text = page.stem, page.read_text(encoding="utf-8")
    lines, count = text.split("\n"), 0
    projects = study_of(name).case.projects
    for start, cells in tables(text):
        above: ResultRow | None = None
        tags = {
            place: tag[1]
            for place, row in enumerate(cells)
            if place > 1 and (tag := page_figures.ROWS.search(row[0]))
        }
        if tags:
            assert page_figures.is_whole(tags, study_of(name)), (
                f"{page.name} ({start + 1}): each line in one row"
            )
            for place, euros in page_figures.rows_of(tags, study_of(name)).items():
                bold = "**" if cells[place][0].startswith("**") else ""
                now = [f"{bold}{rounded(amount, 'thousands')}{bold}" for amount in euros]
                lines[start + place] = "| " + " | ".join((cells[place][0], *now)) + " |"
                count += len(now)
            continue
        is_results = "net present value" in cells[2][0]
        is_scenarios = cells[0][0] == "scenario"
        if not (is_results or is_scenarios):
            continue
        for place, (label, *figures) in enumerate(cells[2:], start=start + 2):
            assert len(figures) == len(projects), f"{page.name} ({place + 1}): a column for each alternative"
            if is_results:
                above = ResultRow(name, label, above)
                now = [above.cell(alternative) for alternative in projects]
            else:
                name_in_label = SCENARIO.match(label)
                scenario = "central" if name_in_label is None else name_in_label[1]
                parts = figures[0].count("/") + 1
                now = [scenario_cell(name, scenario, alternative, parts) for alternative in projects]
            lines[place] = "| " + " | ".join((label, *now)) + " |"
            count += len(now)
    filled, marks = page_figures.filled("\n".join(lines), study_of(name))
    return filled, count + marks


def inputs_of(name: str) -> set[str]:
    """The numbers of the case file and of the tables of reference data, as a page may write them."""
    texts = [resource("parameters", f"{name}.yaml").read_text(encoding="utf-8")]
    texts += [table.read_text(encoding="utf-8") for table in sorted(resource("data").glob("*.csv"))]
    numbers = {float(number.replace("_", "")) for text in texts for number in NUMBER.findall(text)}
    return {form for number in numbers for form in written(number)}


def sources_of(name: str) -> set[str]:
    """The names under which a page may cite a source."""
    with resource("data", "unit_costs.csv").open(encoding="utf-8", newline="") as handle:
        return {row["id"] for row in csv.DictReader(handle)} | set(study_of(name).case.settings.sources)


def written(number: float) -> Iterator[str]:
    """A number as a page may write it: an amount, a share in percent, millions."""
    yield from (f"{number:,.{digits}f}" for digits in range(3))
    yield from (f"{100 * number:,.{digits}f}%" for digits in range(3))
    yield from (f"{number:g}%", f"{number / 1e6:,.1f}", f"{number / 1e6:,.2f}", f"{number:g}")


def loose_figures(text: str, inputs: set[str], sources: set[str]) -> list[str]:
    """Amounts, shares and balances of a page that are neither written by the case, nor an input, nor of a source."""
    loose = set()
    for part in re.split(r"(?m)^(?=## )", text):
        if part.startswith(WITH_SOURCES):
            continue
        rows_and_prose = "\n".join(line for line in part.split("\n") if not is_written(line))
        prose = " ".join(
            each for each in SENTENCE.split(rows_and_prose) if not sources & set(re.findall(r"`(\w+)`", each))
        )
        prose = re.sub(r"`[^`]*`|\[[^]]*\]", " ", page_figures.MARK.sub(" ", prose))
        loose |= {
            figure
            for figure in re.findall(FIGURE, prose)
            if figure.lstrip("-") not in inputs or figure[0] == "-"
        }
    return sorted(loose)


def is_written(line: str) -> bool:
    """Whether a line is a row of a table that :func:`renewed` writes: of results, of scenarios, or with a mark."""
    return line.startswith("|") and (
        page_figures.ROWS.search(line) is not None
        or SCENARIO.match(line.strip("| ")) is not None
        or line.strip("| ").startswith(OF_RESULTS)
    )


def test_every_example_but_the_smallest_has_a_page() -> None:
    cases = {path.stem for path in resource("parameters").glob("*.yaml")}
    assert cases - {"two_years"} == set(IDS)


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_tables_of_a_page_are_those_of_the_case_now(page: Path) -> None:
    now, count = renewed(page)
    assert count >= 2 * len(study_of(page.stem).case.projects)
    assert page.read_text(encoding="utf-8") == now


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_a_page_shows_every_scenario_of_its_case(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = {
        name_in_label[1]
        for _, cells in tables(text)
        if cells[0][0] == "scenario"
        for row in cells[2:]
        if (name_in_label := SCENARIO.match(row[0]))
    }
    assert set(study_of(page.stem).case.scenarios) == shown


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_other_figure_of_a_page_is_an_input_with_a_source(page: Path) -> None:
    assert loose_figures(page.read_text(encoding="utf-8"), inputs_of(page.stem), sources_of(page.stem)) == []


def test_a_figure_of_no_source_is_loose() -> None:
    text = """# A case

The scheme costs EUR 450 a year and loses <!--figure short buy-->12,000<!--/-->, 37% of -3,210.
In 2031 it had 12 users. Elsewhere it was EUR 900 (`a_study`).

## The numbers, one by one

| licence | EUR 777 | a source |
"""
    assert loose_figures(text, {"450"}, {"a_study"}) == ["-3,210", "37%"]
    assert loose_figures(text, set(), set()) == ["-3,210", "37%", "450", "900"]


def test_a_figure_that_moved_is_seen(tmp_path: Path) -> None:
    page = next(page for page in PAGES if page.stem == "wijkinzicht")
    text, _ = renewed(page)
    figure = (
        next(line for line in text.split("\n") if "net present value, central" in line).split("|")[2].strip()
    )
    moved = tmp_path / page.name
    moved.write_text(text.replace(figure, "1", 1), encoding="utf-8")
    assert renewed(moved)[0] == text


if __name__ == "__main__":
    for each in PAGES:
        each.write_text(renewed(each)[0], encoding="utf-8")
