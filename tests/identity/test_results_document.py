"""What ``results.json`` gives a controller adds up to what the suite says elsewhere."""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import pytest

from mll_finance.engine.study import Study, appraise
from mll_finance.facade.results_file import results_document
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource

EXAMPLES = ("vroegsignalering_eindhoven", "wmo_intake", "samenwerking_naar_werk")


@lru_cache(maxsize=4)
def study(name: str) -> Study:
    return appraise(load_case(resource("parameters", f"{name}.yaml")).with_({"case.draws": 64}))


@pytest.mark.parametrize("name", EXAMPLES)
def test_budget_cover_and_parties_add_up(name: str) -> None:
    document = json.loads(json.dumps(results_document(study(name)), allow_nan=False))
    for alternative in study(name).case.projects:
        budget, cover = document["budget"][alternative], document["cover"][alternative]
        lines = [line["amounts"] for line in budget["lines"] if line["amounts"] is not None]
        total = np.sum(lines, axis=0) if lines else np.zeros(len(budget["years"]))
        assert budget["balance"] == pytest.approx(total.tolist(), abs=0.01)
        assert budget["balance"] == pytest.approx(
            np.add(budget["costs"], budget["benefits"]).tolist(), abs=0.01
        )
        assert np.add(cover["structural"], cover["incidental"]).tolist() == pytest.approx(
            budget["balance"], abs=0.01
        )
        covered = [item["amounts"] for item in cover["items"] if item["amounts"] is not None]
        remaining = np.add(budget["balance"], np.sum(covered, axis=0) if covered else 0.0)
        assert cover["remaining"] == pytest.approx(remaining.tolist(), abs=0.01)
        central = study(name).stream("society", alternative).npv[0]
        assert sum(document["parties"][alternative].values()) == pytest.approx(central, abs=0.01)
        assert {line["line"] for line in budget["lines"] if line["amounts"] is None} == set(budget["pm"])
