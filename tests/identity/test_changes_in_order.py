"""A line that follows from one change can be set by the next, in the order in which they are given."""

from __future__ import annotations

import pytest

from mll_finance.cli.main import main
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource

FEE = "lines.partnership_licence_fee"
FORM = {"partnership.form": "saas_licence"}
"""The example itself is an outcome contract: it has no licence fee."""


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(resource("parameters", "samenwerking_naar_werk.yaml"))


def fee(case: Case) -> float:
    found = case.graph.leaves[f"{FEE}.amount"].assumption.value
    assert isinstance(found, float)
    return found


def test_a_form_and_a_line_of_it_in_one_call(case: Case) -> None:
    assert FEE.removeprefix("lines.") not in case.lines
    both = case.with_({**FORM, f"{FEE}.amount": 0.9})
    one_by_one = case.with_(FORM).with_({f"{FEE}.amount": 0.9})
    assert fee(both) == fee(one_by_one) == 0.9
    assert fee(case.with_(FORM)) != 0.9
    assert appraise(both).value("municipality", "tool", "npv")["central"] == pytest.approx(
        appraise(one_by_one).value("municipality", "tool", "npv")["central"]
    )
    # What the unit and price year of the line are, is known as soon as it is there.
    usual = case.with_(FORM).graph.leaves[f"{FEE}.amount"].assumption
    changed = both.graph.leaves[f"{FEE}.amount"].assumption
    assert (changed.unit, changed.price_year) == (usual.unit, usual.price_year)


def test_a_line_of_another_form_can_be_scaled(case: Case) -> None:
    twice = case.with_({**FORM, f"{FEE}.amount": {"times": 2}})
    assert fee(twice) == pytest.approx(2 * fee(case.with_(FORM)))


def test_the_order_counts(case: Case) -> None:
    with pytest.raises(InputError, match="partnership_licence_fee"):
        case.with_({f"{FEE}.amount": 0.9, **FORM})


def test_a_misspelt_line_is_still_refused_with_the_nearest(case: Case) -> None:
    with pytest.raises(InputError, match="did you mean 'partnership_licence_fee'"):
        case.with_({**FORM, "lines.partnership_licence_fe.amount": 0.9})


def test_an_open_check_and_its_line_in_one_call() -> None:
    case = load_case(resource("parameters", "vroegsignalering_eindhoven.yaml"))
    path = "lines.precondition_security.amount"
    assert "precondition_security" not in case.lines  # the case pays for it in a line of its own
    changed = case.with_({"preconditions.security": {"lines": []}, path: 9000})
    assert changed.graph.leaves[path].assumption.value == 9000


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--set", "partnership.form=saas_licence", "--set", f"{FEE}.amount=0.9", "--draws", "16"]
    english = ["--language", "en"]
    assert main(["appraise", "samenwerking_naar_werk", *given]) == 0
    assert main(["appraise", "samenwerking_naar_werk", *given[2:4], *given[:2], *given[4:], *english]) == 2
    assert "no 'partnership_licence_fee' in the case" in capsys.readouterr().err
