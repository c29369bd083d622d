"""Every notebook of the suite is, with the engine ``mll``, what papermill makes of it with a kernel, cell for cell."""

import re
from pathlib import Path

import pytest
from papermill.engines import papermill_engines

from mll_finance.batch.notebook_engine.engine import MllEngine
from tests.notebooks.side_by_side import assert_equal, executed

pytestmark = pytest.mark.filterwarnings("default")  # papermill and nbclient warn about what is theirs

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
FEW_DRAWS = {"draws": 256}
"""So that a kernel does little else than start: what is drawn goes the same way however often."""
SMALL = {"case": "two_years"}
PARTS = re.compile(r"0[1-6]_")
"""Notebooks that show a part of what 07_report shows whole: that one is of the case as it is, these of a small one."""


@pytest.fixture(scope="module", autouse=True)
def engine():
    """The engine under its name, also where the suite is no installed package."""
    papermill_engines.register("mll", MllEngine)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_of_the_suite_is_what_papermill_alone_makes_of_it(path, tmp_path):
    parameters = FEW_DRAWS | (SMALL if PARTS.match(path.stem) else {})
    ours = executed(path, "mll", tmp_path / "second", parameters)
    assert ours[1] is None
    assert_equal(ours, executed(path, None, tmp_path / "first", parameters))
