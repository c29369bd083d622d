"""Run as a script: executes notebooks of given cells in the kernels of some reports, and prints what failed of each.

Arguments: a folder, and as JSON of each report the sources of each notebook by its name. The study of a report has
"made before" under "mark". A report is made in a folder below, named by its place; one that fails takes no other along.
"""

import json
import sys
from pathlib import Path

from mll_finance.batch.notebook_engine import in_kernels
from mll_finance.batch.notebook_library import notebook_library
from mll_finance.batch.system import most_memory
from mll_finance.engine.study import appraise
from mll_finance.errors import RunError
from mll_finance.facade.adopted_results import load_case
from mll_finance.terms import told_text

MEMORY = 4 << 30
"""Bytes that the process, and each kernel, may have: a kernel begins with far less."""


def main(folder, reports):
    """Execute the notebooks."""
    most_memory(MEMORY)
    cells = notebook_library().v4
    parameters = {"case": str(Path("local.yaml").resolve())}
    for place, sources_by_name in enumerate(reports):
        in_kernels.written = lambda name, *_, sources=sources_by_name, **__: cells.new_notebook(
            cells=[cells.new_code_cell(source) for source in sources[name]]
        )
        study = appraise(load_case("local.yaml"))
        study.once("mark", lambda: "made before")
        made = folder / str(place)
        made.mkdir(parents=True)
        told = ""
        try:
            in_kernels.execute_in_kernels(tuple(sources_by_name), made, parameters, study)
        except RunError as error:
            told = told_text(error.args[0], "nl")
        print(json.dumps(told))
    print(len(list(Path("/proc/self/task").iterdir())), "thread")


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
