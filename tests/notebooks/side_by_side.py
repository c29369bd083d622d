"""A notebook executed by papermill alone and by papermill with the engine of the suite, made comparable."""

import json
import re
from itertools import groupby

import nbformat
import papermill
import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

from mll_finance.batch.notebook_engine.forked import AttentiveChannel

TIMES = {"start_time", "end_time", "duration", "execution"}


class AttentiveClient(AsyncKernelClient):
    """Jupyter's client, which does not wait without an end where it sent past the socket that waits."""

    shell_channel_class = Type(AttentiveChannel)


class AttentiveManager(AsyncKernelManager):
    """Jupyter's own kernels, with that client: stock papermill hangs now and then on a notebook with widgets."""

    client_factory = Type(AttentiveClient, config=True)


def executed(path, engine, folder, parameters=None, **options):
    """What papermill made of a notebook, as read back, and how it ended.

    As outside of tests: a kernel below pytest leaves what is written below Python alone, and the name of the test makes
    an environment of its own, which takes a process of its own that is ready. Pytest writes the name anew as it calls.
    """
    folder.mkdir()
    target, ending = folder / "executed.ipynb", None
    with pytest.MonkeyPatch.context() as outside:
        outside.delenv("PYTEST_CURRENT_TEST", raising=False)
        try:
            papermill.execute_notebook(
                path,
                target,
                parameters=parameters,
                engine_name=engine,
                progress_bar=False,
                cwd=folder,
                **options,
            )
        except Exception as error:
            ending = (type(error).__name__, plain(str(error)))
    return without_times(nbformat.read(target, as_version=4)), ending


def plain(text):
    """A text without the number of a process, an address in memory or the identity of a widget."""
    text = re.sub(r"ipykernel_\d+", "ipykernel_N", text)
    text = re.sub(r"0x[0-9a-f]{6,}", "0xN", text)
    text = re.sub(r"/\S*/(first|second)/", "/folder/", text)
    return re.sub(r"/(first|second)\b", "/folder", text)


def without_times(notebook):
    """A notebook as plain values, without times; a widget is known by its model, else an identity by when it comes."""
    widgets = notebook.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {})
    identities = {identity: model["model_name"] for identity, model in widgets.get("state", {}).items()}
    if widgets:
        widgets["state"] = list(widgets["state"].values())

    def told(value):
        if isinstance(value, dict):
            return {
                told(key): (sorted(part) if key == "execution" else told(part))
                for key, part in value.items()
                if key not in TIMES - {"execution"}
            }
        if isinstance(value, list):
            return [told(part) for part in value]
        if isinstance(value, str):
            return re.sub(
                r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])",
                lambda found: identities.setdefault(found.group(), f"identity {len(identities)}"),
                plain(value),
            )
        return value

    made = told(notebook)
    if widgets:
        models = made["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]
        models["state"].sort(key=lambda model: json.dumps(model, sort_keys=True))
    for place in ("input_path", "output_path"):
        made["metadata"]["papermill"].pop(place)
    for cell in made["cells"]:
        if "outputs" in cell:
            cell["outputs"] = list(joined(cell["outputs"]))
        if re.fullmatch(r"[0-9a-f]{8}", cell["id"]) or "papermill-error" in str(cell["metadata"]):
            cell.pop("id")  # of a cell that papermill adds
    return made


def joined(outputs):
    """Outputs in which what went to one stream in one go stands as one: where it is cut, is a matter of time."""
    for (kind, name), group in groupby(outputs, lambda output: (output["output_type"], output.get("name"))):
        if kind == "stream":
            yield {"output_type": kind, "name": name, "text": "".join(output["text"] for output in group)}
        else:
            yield from group


def without_what_was_on_its_way(made):
    """One that ended with its kernel: whether it was still heard that the last cell began is a matter of time."""
    notebook, ending = made
    for cell in notebook["cells"]:
        times = cell["metadata"].get("execution")
        if times is not None and "iopub.status.idle" not in times:
            cell.pop("execution_count", None)
            cell["metadata"].pop("execution")
    return notebook, ending


def assert_equal(made, stock):
    """Two that were executed are one and the same, cell for cell, and ended in the same way."""
    (ours, ending), (theirs, their_ending) = made, stock
    assert len(ours["cells"]) == len(theirs["cells"])
    for cell, their_cell in zip(ours["cells"], theirs["cells"], strict=True):
        assert cell == their_cell
    assert ours == theirs
    assert ending == their_ending
