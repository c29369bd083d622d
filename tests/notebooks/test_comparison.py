"""What ``pytest --nbval`` says of a notebook whose outputs changed: rounding passes, a number that moved is named."""

from __future__ import annotations

import base64
import shutil

import nbformat
import numpy as np
import pytest
from reviewing import reviewed

PLOTLY = "application/vnd.plotly.v1+json"
SHOW = "from IPython.display import display; display({}, raw=True)"
TABLE = (
    "<table><tr><th>Jaar</th><th>pv</th></tr><tr><th>2027</th><td>{}</td></tr><tr><th>2028</th><td>3</td></tr>"
    "</table>"
)


def figure(*y: float, packed: bool = False) -> dict:
    values: object = list(y)
    if packed:
        values = {"dtype": "f8", "bdata": base64.b64encode(np.array(y).tobytes()).decode()}
    return {PLOTLY: {"data": [{"type": "bar", "y": values}], "layout": {}}, "text/plain": "a figure"}


# What the cell shows when it is run, what is stored, and what the failure says (nothing: it passes).
CELLS = {
    "same": (figure(1.5, 187273.0), figure(1.5, 187273.0), ""),
    "rounding": (figure(187273.0 * (1 + 1e-15), 1 / 3), figure(187273.0, 0.33333333333333), ""),
    "packed rounding": (figure(1 / 3, packed=True), figure(1 / 3 + 1e-15, packed=True), ""),
    "packed or not": (figure(1.5, packed=True), figure(1.5), ""),
    "figure": (figure(1.5, 187272.0), figure(1.5, 187273.0), ".data[0].y[1]: 187273.0 -> 187272.0"),
    "packed figure": (figure(2.5, packed=True), figure(1.5, packed=True), ".data[0].y[0]: 1.5 -> 2.5"),
    "long numbers": ({"text/plain": "1.2345678901234567"}, {"text/plain": "1.2345678901234569"}, ""),
    "table": (
        {"text/html": TABLE.format("174.757,28")},
        {"text/html": TABLE.format("174.757,29")},
        "row '2027', column 'pv': 174.757,29 -> 174.757,28",
    ),
    "plain table": (
        {"text/plain": "Budget\nJaar | 2027 | 2028\nLicentie | 1 | 2\nSaldo | 1 | 5\nin euro"},
        {"text/plain": "Budget\nJaar | 2027 | 2028\nLicentie | 1 | 2\nSaldo | 1 | 3\nin euro"},
        "row 'Saldo', column '2028': 3 -> 5",
    ),
    "row gone": ({"text/plain": "a | 1"}, {"text/plain": "a | 1\nb | 2"}, "b | 2 -> (nothing)"),
}


@pytest.fixture(scope="module")
def verdicts(root, tmp_path_factory) -> dict[str, str]:
    """What nbval says of each cell, by name; empty where it passes."""
    folder = tmp_path_factory.mktemp("compared")
    shutil.copy(root / "notebooks" / "conftest.py", folder)
    cells = []
    for number, (shown, stored, _) in enumerate(CELLS.values(), start=1):
        output = nbformat.v4.new_output("display_data", data=stored)
        cells.append(nbformat.v4.new_code_cell(SHOW.format(shown), execution_count=number, outputs=[output]))
    warns = "import sys; print('a warning', file=sys.stderr)"
    cells.append(nbformat.v4.new_code_cell(warns, execution_count=len(CELLS) + 1))
    made = nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    nbformat.write(made, folder / "compared.ipynb")
    run = reviewed("--color=no", "-vv", folder=folder)
    return said_by_cell(run.stdout, [*CELLS, "stderr"])


ASSUMPTIONS = "application/vnd.mll.assumptions+json"


@pytest.fixture(scope="module")
def causes(root, tmp_path_factory) -> dict[str, str]:
    """What nbval says of a notebook that opened a case of which one assumption changed."""
    folder = tmp_path_factory.mktemp("caused")
    shutil.copy(root / "notebooks" / "conftest.py", folder)
    numbers = {"lines.wage.price": "90000.0 EUR/fte", "lines.hours.quantity": "12.0 hour"}
    was = numbers | {"lines.wage.price": "80000.0 EUR/fte"}
    shown = [
        ({ASSUMPTIONS: numbers, "text/plain": "opened"}, {ASSUMPTIONS: was, "text/plain": "opened"}),
        ({"text/plain": "Saldo | 12"}, {"text/plain": "Saldo | 12"}),
        ({"text/plain": "Lasten | 90"}, {"text/plain": "Lasten | 80"}),
    ]
    cells = [
        nbformat.v4.new_code_cell(
            SHOW.format(new),
            execution_count=number,
            outputs=[nbformat.v4.new_output("display_data", data=stored)],
        )
        for number, (new, stored) in enumerate(shown, start=1)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "compared.ipynb")
    run = reviewed("--color=no", "-vv", folder=folder)
    return said_by_cell(run.stdout, ["opening", "untouched", "touched"])


def test_the_assumption_that_changed_is_named_wherever_an_output_differs(causes):
    cause = "lines.wage.price: 80000.0 EUR/fte -> 90000.0 EUR/fte"
    assert cause in causes["opening"] and cause in causes["touched"]
    assert "lines.hours" not in causes["touched"]
    assert "80 -> Lasten | 90" in causes["touched"] or "80 -> 90" in causes["touched"]
    assert causes["untouched"] == ""


def said_by_cell(output: str, names: list[str]) -> dict[str, str]:
    said = dict.fromkeys(names, "")
    for part in output.split("_ compared.ipynb::Cell ")[1:]:
        number, _, rest = part.partition(" ")
        said[names[int(number)]] += rest.split("short test summary")[0]
    return said


@pytest.mark.parametrize("name", CELLS)
def test_what_is_said_of_a_changed_output(verdicts, name):
    expected = CELLS[name][2]
    if expected:
        assert expected in verdicts[name]
    else:
        assert verdicts[name] == ""


def test_a_warning_is_not_hidden(verdicts):
    assert "stderr" in verdicts["stderr"]
