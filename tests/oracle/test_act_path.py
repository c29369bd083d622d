"""The path through the decision aid on the AI Act: conditions against Python's own, redirects in order, each example.

A small tree of our own runs everywhere; the published one is read where ``MLL_SHARED`` names it. What the examples gave
on it is kept in ``tests/evidence/act_paths.json``, with the digest of the file.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mll_finance import appraise, examples, load_case
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.method.act_answers import ActAnswers
from mll_finance.inputs.reference_data.act_condition import ConditionError, holds
from mll_finance.inputs.reference_data.act_tree import ActTree, read_act_tree
from mll_finance.judgement.decision_aid.act_path import ActPath, act_paths
from mll_finance.report.blocks import Table
from mll_finance.report.page import section

ROOT = Path(__file__).parents[2]
TWIN = ROOT / "tests" / "faults" / "act_tree_twin.yaml"
RECORD = ROOT / "tests" / "evidence" / "act_paths.json"
PUBLISHED = Path(os.environ.get("MLL_SHARED", "")) / "state" / "ai_act_decision_tree.yaml"
HAS_TREE = "MLL_SHARED" in os.environ and PUBLISHED.exists()
LABELS = ("a", "b", "c")

atoms = st.sampled_from([f'"{label}" in labels' for label in LABELS])
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(" ".join),
        inner.map(lambda text: f"!({text})"),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=8,
)


def in_python(condition: str) -> str:
    """The same condition as Python writes it: && before ||, and ! before both, as ``and``, ``or`` and ``not`` bind."""
    return re.sub("!", " not ", condition.replace("&&", "and").replace("||", "or"))


@given(conditions)
def test_a_condition_holds_as_it_does_in_another_language(condition: str) -> None:
    for size in range(len(LABELS) + 1):
        for chosen in itertools.combinations(LABELS, size):
            by_python = eval(in_python(condition), {"__builtins__": {}}, {"labels": set(chosen)})
            assert holds(condition, set(chosen)) == by_python


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "labels",
        '"a"',
        '"a" in labels &&',
        '"a" in labels "b" in labels',
        '("a" in labels',
        '"a" in labels)',
        '__import__("os")',
        '"a" in labels or "b" in labels',
        "!" * 200 + '"a" in labels',
        '"a" in labels || ' * 500 + '"a" in labels',
    ],
)
def test_what_is_no_condition_is_refused(condition: str) -> None:
    with pytest.raises(ConditionError):
        holds(condition, {"a"})


def answered(answers: dict[str, Any], **stated: str) -> Case:
    """The case of two years, whose project answers and states this."""
    data = yaml.safe_load((ROOT / "parameters" / "two_years.yaml").read_text(encoding="utf-8"))
    data["alternatives"]["project"].update(stated)
    data["act_answers"] = {"version": "9.9.0", "answers": answers, "by_alternative": {"project": {}}}
    return case_from_text(yaml.safe_dump(data, allow_unicode=True))


def path_of(answers: dict[str, Any], **stated: str) -> ActPath:
    (path,) = act_paths(answered(answers, **stated), read_act_tree(TWIN))
    return path


@pytest.mark.parametrize(
    ("answers", "conclusion", "role", "risk_class"),
    [
        ({"1.1": 1, "2.4": 1}, "14.0.2", "provider", "high"),
        ({"1.1": 2, "2.4": "ja"}, "13.0.2", "deployer", "high"),
        ({"1.1": "wij gebruiken het", "2.4": 3}, "13.0.0", "deployer", "prohibited"),
        ({"1.1": 2, "2.4": 2, "2.9": 1}, "13.0.3", "deployer", "limited"),
        ({"1.1": 2, "2.4": 2, "2.9": 2}, "13.0.4", "deployer", "minimal"),
        ({"1.1": 3}, "11.1", "none", "none"),
        ({"1.1": 2, "2.4": 4}, "13.2.1", "deployer", None),
    ],
)
def test_the_first_redirect_that_holds_is_taken(
    answers: dict[str, Any], conclusion: str, role: str, risk_class: str | None
) -> None:
    path = path_of(answers)
    assert (path.conclusion, path.role, path.risk_class) == (conclusion, role, risk_class)


def test_a_question_without_an_answer_leaves_the_outcome_open_with_its_number_and_source() -> None:
    path = path_of({"1.1": 2})
    assert (path.conclusion, path.role, path.risk_class, path.verdict) == ("", None, None, "open")
    assert path.open_question is not None
    assert (path.open_question.id, path.open_question.link) == ("2.4", "https://example.org/lijst")
    assert [step.question for step in path.steps] == ["1.1", "2.0"]


@pytest.mark.parametrize("answers", [{"1.1": 1, "2.4": 2, "2.9": 2}, {"1.1": 1, "2.4": 4}])
def test_a_tree_that_goes_round_or_nowhere_leaves_the_outcome_open(answers: dict[str, Any]) -> None:
    assert path_of(answers).verdict == "open"


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ({"role": "deployer", "risk_class": "high"}, "agrees"),
        ({"role": "deployer", "risk_class": "prohibited"}, "stricter"),
        ({"role": "deployer", "risk_class": "limited"}, "lighter"),
        ({"role": "provider", "risk_class": "limited"}, "lighter"),
        ({"role": "provider", "risk_class": "high"}, "role_differs"),
        ({"role": "none", "risk_class": "none"}, "lighter"),
    ],
)
def test_what_the_case_states_is_judged_beside_its_own_answers(stated: dict[str, str], verdict: str) -> None:
    assert path_of({"1.1": 2, "2.4": 1}, **stated).verdict == verdict


def paths_of_examples(tree: ActTree) -> dict[str, list[dict[str, Any]]]:
    paths = {name: [path.as_json() for path in act_paths(load_case(name), tree)] for name in examples()}
    return {name: found for name, found in paths.items() if found}


def record() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return kept


@pytest.mark.skipif(not HAS_TREE, reason="MLL_SHARED names no folder with the published tree")
def test_the_examples_walk_the_published_tree_as_is_on_record() -> None:
    assert record()["tree"]["sha256"] == hashlib.sha256(PUBLISHED.read_bytes()).hexdigest()
    assert paths_of_examples(read_act_tree(PUBLISHED)) == record()["paths"]


def test_role_and_class_of_every_example_agree_with_the_path_on_record() -> None:
    kept = record()
    cases = {name: load_case(name) for name in examples()}
    with_ai = {
        (name, alternative)
        for name, case in cases.items()
        for alternative, said in case.alternatives.items()
        if said.role != "none"
    }
    told = {(name, path["alternative"]): path for name, paths in kept["paths"].items() for path in paths}
    assert with_ai <= set(told)
    for (name, alternative), path in told.items():
        case = cases[name]
        stated = case.alternatives[alternative]
        assert path["conclusion"] and path["verdict"] == "agrees", (name, alternative)
        assert (stated.role, stated.risk_class) == (path["role"], path["risk_class"]), (name, alternative)
        said = case.section(ActAnswers)
        assert said is not None and said.version == kept["tree"]["version"]
        for step in path["path"]:
            assert said.of(alternative).get(step["question"], 1) == step["answer"], (name, alternative, step)


NAMED = {"provider": "aanbieder", "deployer": "gebruiksverantwoordelijke", "none": "geen"} | {
    "minimal": "minimaal risico",
    "limited": "beperkt risico",
    "high": "hoog risico",
    "prohibited": "verboden",
}


@pytest.mark.parametrize("example", examples())
def test_the_report_tells_role_class_and_answers_as_the_case_has_them(example: str) -> None:
    """Beside the YAML, read without the suite."""
    text = (ROOT / "parameters" / f"{example}.yaml").read_text(encoding="utf-8")
    document = yaml.load(text, Loader=yaml.CSafeLoader)
    given_answers = document.get("act_answers", {"answers": {}})
    by_alternative = given_answers.get("by_alternative", {})
    expected = [
        (
            NAMED[alternative.get("role", "none")],
            NAMED[alternative.get("risk_class", "none")],
            {**given_answers["answers"], **by_alternative.get(name, {})},
        )
        for name, alternative in document["alternatives"].items()
        if alternative.get("role", "none") != "none" or alternative.get("risk_class", "none") != "none"
    ]
    study = appraise(load_case(example).with_({"case.draws": 16}))
    tables = [block for block in section("preconditions", study, "nl") if isinstance(block, Table)]
    told = [
        (*(str(cell.value) for cell in row.cells), dict(re.findall(r"([0-9.]+) \((.+?)\)", row.note)))
        for table in tables
        if table.anchor == "table-act-standing"
        for row in table.rows
    ]
    assert told == [
        (*words, {key: str(value) for key, value in answers.items()}) for *words, answers in expected
    ]
