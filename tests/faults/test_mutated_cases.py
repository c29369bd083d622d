"""Example cases with one random node replaced: each is either read or refused with problems, never with a traceback.

The mutations are drawn with a fixed seed, section by section, so that the short sections of the method are met as often
as the long lists of lines.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import build_case
from mll_finance.inputs.second_look.points import points
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.resources import resource
from mll_finance.yaml_text import Document, read_yaml

VALUES: tuple[Any, ...] = (
    None, [], ["x"], [None], "text", "", -1, 0, 1.5, 1e300, True, {}, {"a": 1}, {"value": None}, {"ref": "x"},
    [{"a": [1]}],
)  # fmt: skip
CORRELATED = "quantities.into_work.factors.effect.by_alternative"
MOST = {
    "fraude_selectie_bijstand": 40,
    "samenwerking_naar_werk": 160,
    "two_years": 150,
    "vroegsignalering_eindhoven": 60,
    "wmo_intake": 20,
}
SINGLE = (
    ("samenwerking_naar_werk", "lines.leisure.price.distribution.kind", []),
    ("samenwerking_naar_werk", "lines.leisure.price.distribution.kind", {"a": 1}),
    ("samenwerking_naar_werk", "lines.guidance.kind", ["x"]),
    ("samenwerking_naar_werk", "partnership.costs.service", 1.5),
    ("samenwerking_naar_werk", "partnership.costs.service", [{"a": 1}]),
    ("samenwerking_naar_werk", "partnership.costs", ["x"]),
    ("samenwerking_naar_werk", "partnership.alternative", []),
    ("samenwerking_naar_werk", "lines.guidance.alternative", []),
    ("vroegsignalering_eindhoven", "cover", {"x": {"alternative": [], "kind": "reserve", "source": "s"}}),
)


def nodes(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Every place in a raw case."""
    yield path
    held = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in held:
        yield from nodes(value, (*path, key))


def replaced(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """A copy of a raw case with another value at one place."""
    made = copy.deepcopy(data)
    holder: Any = made
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = copy.deepcopy(value)
    return made


def with_unknown_key(data: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """A copy of a raw case with a key that no part knows."""
    made = copy.deepcopy(data)
    holder: Any = made
    for key in path:
        holder = holder[key]
    if isinstance(holder, dict):
        holder["unknwon"] = 1
    return made


def document(name: str) -> Document:
    found = read_yaml(resource("parameters", f"{name}.yaml"))
    if name != "samenwerking_naar_werk":
        return found
    pair = [f"{CORRELATED}.tool", f"{CORRELATED}.counsellors"]
    more = {"correlations": {"both": {"between": pair, "rank": 0.5, "source": "study", "quality": "B"}}}
    return Document(data={**found.data, **more}, lines=found.lines, name=found.name)


def problem_of(found: Document, data: dict[str, Any]) -> InputError | None:
    """How a case is refused; None where it is read."""
    folder = resource("parameters")
    try:
        points(build_case(Document(data=data, lines=found.lines, name=found.name), files=CaseFiles(folder)))
    except InputError as error:
        return error
    return None


@pytest.mark.parametrize("name", MOST)
def test_a_case_with_one_wrong_node_is_read_or_refused(name: str) -> None:
    found, drawn = document(name), random.Random(20261124)
    assert problem_of(found, found.data) is None
    places = {section: list(nodes(held, (section,))) for section, held in found.data.items()}
    refused = 0
    for _ in range(MOST[name]):
        path = drawn.choice(places[drawn.choice(list(places))])
        value = drawn.choice((*VALUES, "an unknown key"))
        data = (
            with_unknown_key(found.data, path)
            if value == "an unknown key"
            else replaced(found.data, path, value)
        )
        try:
            error = problem_of(found, data)
        except Exception as unexpected:
            pytest.fail(f"{'.'.join(map(str, path))}: {value!r} ends in {unexpected!r}")
        if error is not None:
            refused += 1
            assert all(one.found and one.allowed and one.remedy for one in error.problems), str(error)
    assert refused > MOST[name] / 3


@pytest.mark.parametrize(("name", "path", "value"), SINGLE)
def test_a_word_that_is_a_list_or_a_mapping_is_refused(name: str, path: str, value: Any) -> None:
    found = document(name)
    error = problem_of(found, replaced(found.data, tuple(path.split(".")), value))
    assert error is not None and any(one.path.startswith(path.rpartition(".")[0]) for one in error.problems)


@pytest.mark.parametrize(
    "change",
    [
        "lines.leisure.price.distribution={kind: [x]}",
        "partnership.costs={service: 3}",
        "sharing.participants=[1]",
        "scenarios.together=5",
    ],
)
def test_the_command_refuses_without_a_traceback(change: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "samenwerking_naar_werk", "--language", "en", "--set", change]) == 2
    told = capsys.readouterr()
    assert "problem" in told.err + told.out and "Traceback" not in told.err
