"""A changed case is what reading it anew would give, and the case that it came from stays as it was."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.study import appraise
from mll_finance.facade import frames
from mll_finance.inputs.case.case import Case, build_case
from mll_finance.inputs.case.loading import load_case

EXAMPLES = sorted((Path(__file__).parents[2] / "parameters").glob("*.yaml"))


def _scalable(case: Case) -> list[str]:
    numbers = ((path, leaf.assumption) for path, leaf in case.graph.leaves.items())
    return [path for path, number in numbers if number.ref is None and number.pm is None]


def _read_anew(case: Case) -> Case:
    """The case from a copy of its raw data, with nothing that was validated before."""
    document = replace(case.document, data=copy.deepcopy(case.document.data), parts={})
    return build_case(document, files=case.files)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_changed_case_is_the_case_read_anew(path: Path) -> None:
    case = load_case(path)
    before, fingerprint = json.dumps(case.document.data, default=str), case.fingerprint()
    changes = {number: {"times": 1.01} for number in _scalable(case)[:20]}
    changed = case.with_({**changes, "case.horizon": case.settings.horizon + 1})
    again = _read_anew(changed)
    assert (json.dumps(case.document.data, default=str), case.fingerprint()) == (before, fingerprint)
    assert changed.fingerprint() == again.fingerprint() != fingerprint
    assert changed.lines == again.lines and changed.quantities == again.quantities
    assert vars(changed.method) == vars(again.method) and changed.alternatives == again.alternatives
    assert {p: leaf.assumption for p, leaf in changed.graph.leaves.items()} == {
        p: leaf.assumption for p, leaf in again.graph.leaves.items()
    }
    npv, fresh = Evaluator(changed).npv({}), Evaluator(again).npv({})
    assert all(np.array_equal(npv[pair], fresh[pair]) for pair in fresh)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_two_changes_of_one_case_do_not_meet(path: Path) -> None:
    case = load_case(path)
    number = _scalable(case)[0]
    dearer = case.with_({number: {"times": 1.5}})
    cheaper = case.with_({number: {"times": 0.5}})
    assert dearer.fingerprint() == _read_anew(dearer).fingerprint()
    assert cheaper.fingerprint() == _read_anew(cheaper).fingerprint()
    assert cheaper.with_({}).fingerprint() == cheaper.fingerprint() != dearer.fingerprint()


def test_what_a_change_leaves_alone_is_shared() -> None:
    case = load_case(EXAMPLES[0].parent / "two_years.yaml")
    number = _scalable(case)[0]
    section, name, *_ = number.split(".")
    changed = case.with_({number: {"times": 2}})
    for other in ("quantities", "lines"):
        for key, raw in (case.document.data.get(other) or {}).items():
            same = changed.document.data[other][key] is raw
            assert same == ((other, key) != (section, name)), (other, key)


def test_identities_hold_over_two_centuries() -> None:
    """A root near -100 % raises to powers that no number can hold; the euros of the flow are compared all the same."""
    case = load_case(next(path for path in EXAMPLES if path.stem == "vroegsignalering_eindhoven"))
    checks = frames.checks(appraise(case.with_({"case.horizon": 199, "case.draws": 8})))
    assert checks["holds"].all()
