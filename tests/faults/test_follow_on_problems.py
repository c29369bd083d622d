"""A part of a case that is wrong is told once: what refers to it from elsewhere stands in the case, and is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case, build_case, case_from_text
from mll_finance.inputs.case.finding import examples
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.grammar.parties import standard_parties
from mll_finance.inputs.method import method_sections

NAMED = ("parties", "alternatives", "quantities", "lines", "pilots")
"""The sections whose parts are named elsewhere."""
BREAKAGES = {
    "a key that nobody knows": lambda part: (
        {**part, "no_such_key": 1} if isinstance(part, dict) else "nothing"
    ),
    "a text": lambda part: "nothing",
}
DATED = {"who": "analyst", "when": "2026-01-02"}


@cache
def _examples() -> tuple[Case, ...]:
    """Examples that together hold every further section that an example holds: those that add one."""
    cases = sorted((load_case(name) for name in examples()), key=lambda case: -len(case.document.data))
    met: set[str] = set()
    chosen: list[Case] = []
    for case in cases:
        if not met >= set(case.document.data):
            met |= set(case.document.data)
            chosen.append(_referring(case))
    return tuple(chosen)


def _referring(case: Case) -> Case:
    """The case with a remark and a signature at each line and quantity, and its own parties named for society."""
    raw = case.document.data
    paths = [f"{section}.{name}" for section in ("quantities", "lines") for name in raw.get(section, {})]
    remarks = {
        f"remark_{place}": {**DATED, "path": path, "what": "Ask again."} for place, path in enumerate(paths)
    }
    sign_off = {"assumptions": {path: {"owner": "analyst"} for path in paths}}
    own_parties = {*standard_parties(), *raw.get("parties", {})}
    society = {"parties": [name for name in case.perspectives["society"].parties if name in own_parties]}
    perspectives = {**raw.get("perspectives", {}), "society": society}
    return _changed(case, {**raw, "remarks": remarks, "sign_off": sign_off, "perspectives": perspectives})


def _changed(case: Case, raw: dict[Any, Any]) -> Case:
    document = replace(case.document, data=raw, parts=dict(case.document.parts))
    return build_case(document, files=case.files, tables_read=case.tables)


def _problems(case: Case, raw: dict[Any, Any]) -> list[Problem]:
    try:
        _changed(case, raw)
    except InputError as error:
        return list(error.problems)
    return []


def _elsewhere(problems: list[Problem], path: str) -> Iterator[str]:
    """What is told of other places than a path."""
    for problem in problems:
        if problem.path != path and not problem.path.startswith(f"{path}."):
            yield f"{path} -> {problem}"


def test_every_further_section_that_looks_at_the_rest_of_a_case_is_tried() -> None:
    met = {name for case in _examples() for name in case.document.data}
    assert {name for name, section in method_sections().items() if section.check is not None} <= met
    assert set(NAMED) <= met


@pytest.mark.parametrize("breakage", BREAKAGES)
@pytest.mark.parametrize("section", NAMED)
def test_a_part_that_is_wrong_is_told_once(section: str, breakage: str) -> None:
    follow_on: list[str] = []
    for case in _examples():
        raw = case.document.data
        for name, part in raw.get(section, {}).items():
            problems = _problems(case, {**raw, section: {**raw[section], name: BREAKAGES[breakage](part)}})
            assert problems, f"{section}.{name} was read as if nothing were wrong"
            follow_on += _elsewhere(problems, f"{section}.{name}")
    assert follow_on == []


@pytest.mark.parametrize("section", NAMED)
def test_a_section_that_is_wrong_as_a_whole_is_told_once(section: str) -> None:
    follow_on: list[str] = []
    for case in _examples():
        if section in case.document.data:
            problems = _problems(case, {**case.document.data, section: ["nothing"]})
            follow_on += _elsewhere(problems, section)
    assert follow_on == []


def _put(part: Any, path: tuple[str, ...], written: Any) -> Any:
    """A copy of a part with something else at a path."""
    if not path:
        return written
    return {**part, path[0]: _put(part[path[0]], path[1:], written)}


WRONG = (["nothing", 1], "nothing", {"no_such_key": 1})
"""What stands in the place of something else: never right."""


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        ("lines", ("phase", "duration", "index", "payer", "alternative")),
        ("partnership", ("alternative", "costs", "outcome")),
    ],
)
def test_a_line_that_follows_from_what_is_wrong_is_not_told(section: str, keys: tuple[str, ...]) -> None:
    follow_on: list[str] = []
    tried = 0
    for case in _examples():
        if "partnership" not in case.document.data:
            continue
        raw = case.document.data
        parts = raw["lines"] if section == "lines" else {"": raw[section]}
        for name, part in parts.items():
            for key in set(keys) & set(part):
                path = tuple(filter(None, (section, name, key)))
                for written in WRONG:
                    problems = _problems(case, _put(raw, path, written))
                    own = ".".join(path)
                    assert any(problem.path.startswith(own) for problem in problems)
                    follow_on += _elsewhere(problems, own)
                    tried += 1
    assert follow_on == []
    assert tried > len(keys)


def test_a_required_key_that_is_misspelt_is_told_once_with_the_right_name() -> None:
    follow_on, tried = [], 0
    for case in _examples():
        raw = case.document.data
        for path in (
            ("case", "base_year"),
            ("case", "horizon"),
            *((("lines", name, "payer")) for name, line in raw["lines"].items() if "payer" in line),
        ):
            *place, key = path
            part = raw[place[0]] if len(place) == 1 else raw[place[0]][place[1]]
            misspelt = f"{key[:2]}{key[3:]}"  # one letter forgotten
            renamed = {misspelt if name == key else name: written for name, written in part.items()}
            problems = _problems(case, _put(raw, tuple(place), renamed))
            follow_on += _elsewhere(problems, ".".join((*place, misspelt)))
            assert [str(problem.remedy) for problem in problems][:1] == [f"did you mean '{key}'?"]
            tried += 1
    assert follow_on == []
    assert tried > 100


TWICE = """\
case: {id: twice, base_year: 2026, horizon: 2, price_level: 2026}
alternatives:
  baseline: {title: Baseline}
  project: {title: Project}
  rival: {title: Rival, no_such_key: 1}
lines:
  licence:
    kind: cash_flow
    alternative: projects
    payer: municipality
    receiver: resource
    no_such_key: 1
    amounts: {value: {2026: 500}, unit: EUR, price_year: 2026, source: quote, quality: B}
proposal:
  alternative: rivals
  contracts: {tender: {title: Tender, lines: [licences, licence]}}
sign_off:
  assumptions: {lines.licences: {owner: analyst}, lines.licence.amounts: {owner: analyst}}
"""


def test_what_is_really_unknown_is_told_at_once_and_a_part_that_is_wrong_is_proposed() -> None:
    with pytest.raises(InputError) as refused:
        case_from_text(TWICE)
    remedies = {problem.path: str(problem.remedy) for problem in refused.value.problems}
    assert set(remedies) == {
        "alternatives.rival.no_such_key",
        "lines.licence.no_such_key",
        "lines.licence.receiver",
        "proposal.alternative",
        "proposal.contracts.tender.lines",
        "sign_off.assumptions.lines.licences",
    }
    assert remedies["proposal.alternative"] == "did you mean 'rival'?"
    assert remedies["proposal.contracts.tender.lines"] == "did you mean 'licence'?"
    assert remedies["sign_off.assumptions.lines.licences"] == "did you mean 'lines.licence'?"
