"""Write the notebooks of the checkout anew from ``data/notebooks.yaml``, and execute them.

``python -m docs.generate.notebooks`` from the top of a checkout, as ``make notebooks`` does.
"""

from __future__ import annotations

from mll_finance import load_case
from mll_finance.batch.executed import execute_notebook
from mll_finance.batch.written_notebooks import notebook_sources
from mll_finance.notebook import Outputs
from mll_finance.resources import resource


def main() -> None:
    """Write every notebook with its outputs, in the language of its example, and print where it is."""
    folder = resource("notebooks")
    outputs = Outputs()
    for name, source in notebook_sources().items():
        is_scan = source.opens == "scan"
        parameters = {"answers" if is_scan else "case": source.example}
        if source.opens == "tracking":
            parameters["actuals"] = source.example
        case = None if is_scan else load_case(source.example)
        execute_notebook(name, folder, parameters, outputs=outputs, case=case)
        print(folder / f"{name}.ipynb")


if __name__ == "__main__":
    main()
