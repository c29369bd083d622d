"""The ends of what a case calculates are those of its draws, also where a scenario takes them over from the case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mll_finance.drivers.computed_ends import Computed, Ends
from mll_finance.engine.arithmetic import Arithmetic, DrawnAmounts
from mll_finance.engine.draws import Draws
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "parameters").glob("*.yaml"))


def by_hand(case: Case) -> dict[Computed, tuple[float, float]]:
    """Every number with all its draws at once, each alternative for itself."""
    ends_by_number = {}
    arithmetic, draws = Arithmetic(case), Draws.of(case)
    block = {path: draws.of_path(path) for path in draws.uncertain}
    block |= {path: np.broadcast_to(number, draws.plan.total) for path, number in draws.fixed.items()}
    amounts = DrawnAmounts(arithmetic, block)
    for number in Ends(case).numbers:
        _, output, _ = number
        drawn = [
            amounts.quantity(output.quantity, alternative)[output.name]
            for alternative in case.alternatives
            if (f"quantities.{output.quantity}", alternative) not in case.graph.pm
        ]
        if drawn:
            ends_by_number[number] = (
                min(float(each.min()) for each in drawn),
                max(float(each.max()) for each in drawn),
            )
    return ends_by_number


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_scenario_has_the_ends_of_its_own_draws(name: str) -> None:
    case = load_case(name).with_({"case.draws": 512})
    ends = Ends(case)
    assert ends.by_number() == by_hand(case)
    for scenario in case.scenarios:
        case_in_scenario = case.in_scenario(scenario)
        assert Ends(case_in_scenario, like=ends).by_number() == by_hand(case_in_scenario)


def test_what_follows_from_a_number_that_moved_is_worked_out_again() -> None:
    case = load_case("dakloosheid_preventie").with_({"case.draws": 512})
    ends, moved_count = Ends(case), 0
    before = ends.by_number()
    for path, leaf in list(case.graph.leaves.items())[::3]:
        if leaf.assumption.ref is not None or leaf.assumption.pm is not None:
            continue
        changed_case = case.unlimited({path: {"times": 1.01}})
        now = Ends(changed_case, like=ends).by_number()
        assert now == Ends(changed_case).by_number(), path
        moved_count += now != before
    assert moved_count > 3


def test_what_did_not_move_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    case = load_case("dakloosheid_preventie").with_({"case.draws": 512})
    ends = Ends(case)
    before = ends.by_number()
    line = next(path for path in case.graph.leaves if path.startswith("lines."))
    changed_case = case.unlimited({line: {"times": 1.01}})

    def refuse(self: DrawnAmounts, node: int) -> None:
        raise AssertionError(f"node {node} was worked out again")

    monkeypatch.setattr(DrawnAmounts, "node", refuse)
    assert Ends(changed_case, like=ends).by_number() == before
    with pytest.raises(AssertionError, match="worked out again"):
        Ends(changed_case).by_number()
